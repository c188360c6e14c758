/* SPDX-License-Identifier: MIT */
#include "detection/group.h"

#include "base/error.h"
#include "detection/sorting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sides of one kind of bubble differ by less than this share. */
static const double SAME_SIZE = 0.12;
/* Bubbles nearer than this, middle to middle by their size, make a block. */
static const double TIGHT = 1.9;
/* Squares that share a line are boxes to write into. */
static const double SHARED_LINE = 0.15, MOST_SQUARE_ASPECT = 1.35;
static const double LEAST_INK = 0.012;
enum { FEW = 4 };
static const double SMALL = 0.75, FEW_SHARE = 0.03;

bool omr_glyph_has_ink(const struct omr_contour *contour) {
    return contour->ink > LEAST_INK;
}

double omr_glyph_difference(const struct omr_contour *a, const struct omr_contour *b) {
    enum { CELLS = OMR_GLYPH_SIDE * OMR_GLYPH_SIDE };
    double both = 0, one = 1e-9, other = 1e-9;
    for (int i = 0; i < CELLS; i++) {
        double u = (double)a->glyph[i] - a->ink, v = (double)b->glyph[i] - b->ink;
        both += u * v;
        one += u * u;
        other += v * v;
    }
    return 1 - fmax(0, both / sqrt(one * other));
}

static bool is_alike(const struct omr_contour *a, const struct omr_contour *b) {
    return a->is_square == b->is_square && fabs(a->width - b->width) < SAME_SIZE * a->width &&
           fabs(a->height - b->height) < SAME_SIZE * a->height;
}

/* Kinds: each contour joins the first kind that is like it. A few that are smaller than the usual
 * bubble are letters. */
static void sort_kinds(struct omr_sorting *all) {
    int kinds = 0;
    int first[OMR_KINDS_MOST], count[OMR_KINDS_MOST] = {0};
    for (int i = 0; i < all->count; i++) {
        int k = 0;
        while (k < kinds && !is_alike(&all->item[first[k]], &all->item[i]))
            k++;
        if (k == OMR_KINDS_MOST) {
            all->is_done[i] = true;
            continue;
        }
        if (k == kinds)
            first[kinds++] = i;
        all->kind[i] = k;
        count[k]++;
    }
    int usual = -1;
    for (int k = 0; k < kinds; k++)
        if (!all->item[first[k]].is_square && (usual < 0 || count[k] > count[usual]))
            usual = k;
    for (int i = 0; i < all->count; i++)
        if (!all->item[i].is_square &&
            (count[all->kind[i]] < 2 ||
             (count[all->kind[i]] <= FEW + FEW_SHARE * count[usual] &&
              all->item[i].height < SMALL * all->item[first[usual]].height))) {
            all->is_done[i] = true;
            all->kind[i] = -1;
        }
}

/* Whether two squares stand so near that a line is all that is between them. */
static bool share_line(const struct omr_contour *a, const struct omr_contour *b) {
    double dx = fabs(a->x - b->x) - (a->width + b->width) / 2;
    double dy = fabs(a->y - b->y) - (a->height + b->height) / 2;
    double near = SHARED_LINE * a->width;
    return (dx < near && dy < -0.5 * a->height) || (dy < near && dx < -0.5 * a->width);
}

/* A square right above a bubble that is about as wide is a box to write a digit into. */
static bool is_above_bubble(const struct omr_contour *square, const struct omr_contour *bubble) {
    double down = bubble->y - square->y;
    return !bubble->is_square && down > 0 && down < 1.5 * square->height &&
           fabs(bubble->x - square->x) < 0.3 * square->width &&
           fabs(bubble->width - square->width) < 0.4 * square->width;
}

static void drop_boxes(struct omr_sorting *all) {
    for (int i = 0; i < all->count; i++) {
        const struct omr_contour *one = &all->item[i];
        if (!one->is_square)
            continue;
        double aspect = fmax(one->width, one->height) / fmin(one->width, one->height);
        bool is_box = aspect > MOST_SQUARE_ASPECT;
        for (int k = 0; k < all->count && !is_box; k++)
            is_box = k != i && (is_above_bubble(one, &all->item[k]) ||
                                (all->item[k].is_square && share_line(one, &all->item[k])));
        if (is_box)
            all->is_done[i] = true;
    }
}

bool omr_sorting_is_clear(const struct omr_sorting *all, int upper, int lower) {
    const struct omr_found_page *page = all->page;
    const struct omr_contour *a = &all->item[upper], *b = &all->item[lower];
    const double rim = 1.5;
    int x = (int)(a->x / page->scale_x);
    int from = (int)ceil((a->y + a->height / 2) / page->scale_y + rim);
    int to = (int)((b->y - b->height / 2) / page->scale_y - rim);
    int lightest = 0, darkest = 255;
    for (int y = from; y <= to; y++) {
        if (x < 0 || x >= page->picture.width || y < 0 || y >= page->picture.height)
            continue;
        int level = omr_pixmap_row(&page->picture, y)[x];
        lightest = level > lightest ? level : lightest;
        darkest = level < darkest ? level : darkest;
    }
    return darkest > 0.75 * lightest;
}

/* The nearest of the same kind to the right (or below), nearly in line; -1 none. */
static int find_next(const struct omr_sorting *all, int i, bool is_below) {
    const struct omr_contour *one = &all->item[i];
    double nearest = TIGHT * (is_below ? one->height : one->width);
    int found = -1;
    for (int k = 0; k < all->count; k++) {
        if (k == i || all->is_done[k] || all->kind[k] != all->kind[i])
            continue;
        double dx = all->item[k].x - one->x, dy = all->item[k].y - one->y;
        double along = is_below ? dy : dx, across = is_below ? dx / one->width : dy / one->height;
        if (along > 0 && along <= nearest && fabs(across) < 0.3) {
            nearest = along;
            found = k;
        }
    }
    return found;
}

static int root_of(int *parent, int i) {
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static void link_blocks(struct omr_sorting *all) {
    for (int i = 0; i < all->count; i++)
        all->block[i] = i;
    for (int i = 0; i < all->count; i++) {
        if (all->is_done[i])
            continue;
        int right = find_next(all, i, false), below = find_next(all, i, true);
        if (right >= 0)
            all->block[root_of(all->block, right)] = root_of(all->block, i);
        if (below >= 0 && omr_sorting_is_clear(all, i, below))
            all->block[root_of(all->block, below)] = root_of(all->block, i);
    }
    for (int i = 0; i < all->count; i++)
        all->block[i] = root_of(all->block, i);
}

static void add_blocks(struct omr_sorting *all) {
    int *member = all->work;
    for (int block = 0; block < all->count; block++) {
        int count = 0;
        for (int i = block == all->block[block] ? 0 : all->count; i < all->count; i++)
            if (all->block[i] == block && !all->is_done[i])
                member[count++] = i;
        if (count > 1)
            omr_sorting_block(all, member, count);
    }
}

static void measure_box(const struct omr_sorting *all, struct omr_found_block *block) {
    block->left = block->top = INFINITY;
    block->bottom = -INFINITY;
    for (int g = block->first; g < block->first + block->count; g++) {
        const struct omr_found_group *group = omr_sorting_group(all, g);
        for (int i = 0; i < group->count; i++) {
            const struct omr_contour *one = &all->item[group->item[i]];
            block->left = fmin(block->left, one->x - one->width / 2);
            block->top = fmin(block->top, one->y - one->height / 2);
            block->bottom = fmax(block->bottom, one->y + one->height / 2);
        }
    }
}

static int compare_tops(const void *a, const void *b) {
    const struct omr_found_block *one = a, *other = b;
    if (one->top != other->top)
        return one->top < other->top ? -1 : 1;
    return one->first - other->first;
}

static int compare_lefts(const void *a, const void *b) {
    const struct omr_found_block *one = a, *other = b;
    if (one->left != other->left)
        return one->left < other->left ? -1 : 1;
    return compare_tops(a, b);
}

/* Blocks beside each other are read from the left, those below afterwards. */
static void sort_blocks(struct omr_found_block *block, int count) {
    qsort(block, (size_t)count, sizeof *block, compare_tops);
    for (int first = 0, next; first < count; first = next) {
        double middle = (block[first].top + block[first].bottom) / 2;
        for (next = first + 1; next < count && block[next].top < middle; next++)
            ;
        qsort(block + first, (size_t)(next - first), sizeof *block, compare_lefts);
    }
}

static enum omr_status order_groups(struct omr_sorting *all, struct omr_found_groups *groups,
                                    struct omr_error *err) {
    struct omr_found_block *blocks = (struct omr_found_block *)(void *)all->blocks.bytes;
    for (int i = 0; i < all->block_count; i++)
        measure_box(all, &blocks[i]);
    if (all->block_count)
        sort_blocks(blocks, all->block_count);
    struct omr_found_group *ordered =
        OMR_ARENA_ARRAY(all->arena, struct omr_found_group, (size_t)all->group_count + 1);
    if (!ordered)
        return omr_fail_memory(err);
    groups->group = ordered;
    for (int i = 0; i < all->block_count; i++)
        for (int g = 0; g < blocks[i].count; g++) {
            *ordered = *omr_sorting_group(all, blocks[i].first + g);
            ordered++->block = i;
        }
    groups->count = all->group_count;
    groups->alone = all->alone;
    return OMR_OK;
}

enum omr_status omr_found_groups_init(struct omr_found_groups *groups,
                                      const struct omr_found_page *page, struct omr_arena *arena,
                                      struct omr_error *err) {
    struct omr_sorting all = {.page = page, .arena = arena, .count = page->contours.count};
    size_t count = (size_t)all.count + 1;
    all.item = (const struct omr_contour *)(const void *)page->contours.items.bytes;
    all.kind = OMR_ARENA_ARRAY(arena, int, count);
    all.block = OMR_ARENA_ARRAY(arena, int, count);
    all.work = OMR_ARENA_ARRAY(arena, int, count);
    all.is_done = OMR_ARENA_ARRAY(arena, bool, count);
    all.has_failed = !all.kind || !all.block || !all.work || !all.is_done;
    if (!all.has_failed) {
        sort_kinds(&all);
        drop_boxes(&all);
        link_blocks(&all);
        add_blocks(&all);
        omr_sorting_rows(&all);
    }
    all.has_failed |= all.groups.has_failed || all.blocks.has_failed;
    enum omr_status status =
        all.has_failed ? omr_fail_memory(err) : order_groups(&all, groups, err);
    omr_buffer_clear(&all.groups);
    omr_buffer_clear(&all.blocks);
    return status;
}
