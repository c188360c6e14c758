/* SPDX-License-Identifier: MIT
 *
 * Bubbles with text between them. */
#include "detection/sorting.h"

#include <math.h>
#include <stdlib.h>

static const double SAME_ROW = 0.35, SAME_COLUMN = 0.35, SAME_GLYPH = 0.16;
/* Without letters a gap this much wider than the least begins anew. */
static const double WIDER_GAP = 1.8;
/* Rows of one question are this near, by a bubble's height; lists of one kind likewise. */
static const double NEXT_LINE = 1.9, NEXT_IN_LIST = 5, LATER_IN_LIST = 1.6;
enum { ROW_MOST = 400 };

struct row {
    int item[ROW_MOST];
    int count;
};

static void insert(const struct omr_sorting *all, struct row *row, int i) {
    if (row->count == ROW_MOST)
        return;
    int at = row->count++;
    for (; at > 0 && all->item[row->item[at - 1]].x > all->item[i].x; at--)
        row->item[at] = row->item[at - 1];
    row->item[at] = i;
}

/* The row of the highest bubble that is left; false when none is. */
static bool find_row(const struct omr_sorting *all, struct row *row) {
    int top = -1;
    row->count = 0;
    for (int i = 0; i < all->count; i++)
        if (!all->is_done[i] && (top < 0 || all->item[i].y < all->item[top].y))
            top = i;
    for (int i = 0; i < all->count && top >= 0; i++)
        if (!all->is_done[i] && all->kind[i] == all->kind[top] &&
            fabs(all->item[i].y - all->item[top].y) < SAME_ROW * all->item[top].height)
            insert(all, row, i);
    return top >= 0;
}

static bool is_same_glyph(const struct omr_sorting *all, int a, int b) {
    return omr_glyph_has_ink(&all->item[a]) && omr_glyph_has_ink(&all->item[b]) &&
           omr_glyph_difference(&all->item[a], &all->item[b]) < SAME_GLYPH;
}

/* Whether a bubble of a block, or another box, stands between two of a row. */
static bool is_parted(const struct omr_sorting *all, int left, int right) {
    const struct omr_contour *a = &all->item[left], *b = &all->item[right];
    for (int k = 0; k < all->count; k++)
        if (all->is_done[k] && all->kind[k] >= 0 && all->item[k].x > a->x &&
            all->item[k].x < b->x && fabs(all->item[k].y - a->y) < SAME_ROW * a->height)
            return true;
    return false;
}

/* Where the answer to one question ends that begins at `from`. */
static int find_end(const struct omr_sorting *all, const struct row *row, int from, double least) {
    bool is_inked = omr_glyph_has_ink(&all->item[row->item[from]]);
    int to = from + 1;
    for (; to < row->count; to++) {
        double gap = all->item[row->item[to]].x - all->item[row->item[to - 1]].x;
        if (is_inked ? is_same_glyph(all, row->item[from], row->item[to]) : gap > WIDER_GAP * least)
            break;
        if (is_parted(all, row->item[to - 1], row->item[to]))
            break;
    }
    return to;
}

/* Whether what begins with this bubble goes on with the answers of the group: right below, and with
 * a letter it has not. */
static bool continues(const struct omr_sorting *all, const struct omr_found_group *group,
                      int item) {
    const struct omr_contour *last = &all->item[group->item[group->count - 1]];
    const struct omr_contour *first = &all->item[group->item[0]], *next = &all->item[item];
    if (all->kind[group->item[0]] != all->kind[item] || !omr_glyph_has_ink(next) ||
        next->y - last->y > NEXT_LINE * last->height || next->y - last->y < last->height / 2 ||
        fabs(next->x - first->x) > SAME_COLUMN * first->width)
        return false;
    for (int k = 0; k < group->count; k++)
        if (is_same_glyph(all, item, group->item[k]))
            return false;
    return true;
}

/* Makes the group longer; the arena keeps the shorter one too. */
static void lengthen(struct omr_sorting *all, struct omr_found_group *group, const int *item,
                     int count) {
    int *longer = OMR_ARENA_ARRAY(all->arena, int, (size_t)(group->count + count));
    if (!longer) {
        all->has_failed = true;
        return;
    }
    for (int i = 0; i < group->count + count; i++)
        longer[i] = i < group->count ? group->item[i] : item[i - group->count];
    for (int i = 0; i < count; i++)
        all->is_done[item[i]] = true;
    group->item = longer;
    group->count += count;
}

/* Adds items to the group that they go on with, if there is one; groups of rows begin at
 * `first_group`. */
static bool add_to_group(struct omr_sorting *all, int first_group, const int *item, int count) {
    for (int g = all->group_count - 1; g >= first_group; g--)
        if (continues(all, omr_sorting_group(all, g), item[0])) {
            lengthen(all, omr_sorting_group(all, g), item, count);
            return true;
        }
    return false;
}

static void add_answers(struct omr_sorting *all, int first_group, const int *item, int count) {
    if (add_to_group(all, first_group, item, count))
        return;
    omr_sorting_begin(all);
    omr_sorting_add(all, item, count);
}

/* Splits a row into answers; those of a single bubble are kept for later in `single`. */
static void split_row(struct omr_sorting *all, const struct row *row, int first_group, int *single,
                      int *single_count) {
    double least = INFINITY;
    for (int i = 1; i < row->count; i++)
        least = fmin(least, all->item[row->item[i]].x - all->item[row->item[i - 1]].x);
    for (int from = 0, to; from < row->count; from = to) {
        to = find_end(all, row, from, least);
        if (to - from > 1) {
            add_answers(all, first_group, row->item + from, to - from);
            continue;
        }
        if (add_to_group(all, first_group, row->item + from, 1))
            continue;
        single[(*single_count)++] = row->item[from];
        all->is_done[row->item[from]] = true;
    }
}

/* The list that goes down from a bubble, among the single ones. */
static void add_list(struct omr_sorting *all, int first_group, int *single, int count, int from) {
    int list[ROW_MOST], length = 1;
    double gap = INFINITY;
    bool is_clear = true;
    list[0] = single[from];
    single[from] = -1;
    for (int k = from + 1; k < count && length < ROW_MOST; k++) {
        if (single[k] < 0 || all->kind[single[k]] != all->kind[list[0]])
            continue;
        const struct omr_contour *last = &all->item[list[length - 1]],
                                 *next = &all->item[single[k]];
        double down = next->y - last->y;
        if (fabs(next->x - last->x) > SAME_COLUMN * last->width)
            continue;
        if (down > NEXT_IN_LIST * last->height || down > LATER_IN_LIST * gap)
            break;
        gap = fmin(gap, down);
        is_clear = is_clear && omr_sorting_is_clear(all, list[length - 1], single[k]);
        list[length++] = single[k];
        single[k] = -1;
    }
    if (length == 1 && !all->item[list[0]].is_square) {
        all->alone++;
    } else if (is_clear) {
        add_answers(all, first_group, list, length);
    } else { /* lines or text between them: each is a question of its own */
        omr_sorting_begin(all);
        for (int i = 0; i < length; i++)
            omr_sorting_add(all, &list[i], 1);
    }
}

void omr_sorting_rows(struct omr_sorting *all) {
    int first_group = all->group_count, single_count = 0;
    int *single = all->work;
    struct row row;
    while (!all->has_failed && find_row(all, &row))
        split_row(all, &row, first_group, single, &single_count);
    for (int i = 0; i < single_count && !all->has_failed; i++)
        if (single[i] >= 0)
            add_list(all, first_group, single, single_count, i);
}
