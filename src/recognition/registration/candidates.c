/* SPDX-License-Identifier: MIT */
#include "recognition/registration/candidates.h"

#include "base/error.h"
#include "recognition/registration/nearest.h"
#include "recognition/registration/runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDES = 24, LEAST_SIDES = 20, STEPS = 5 };
static const double MOST_ASPECT = 2.6;
/* Outlines are looked for from here inwards, by the ellipse in the bounding box. */
static const double OUTERMOST = 1.06, INNERMOST = 0.66;
/* Shapes nearer than this share of their size are one, or one within the other. */
static const double SAME_SHARE = 0.35, LARGER = 1.15;

/* cos of k / 24 of a turn; the sine is a quarter turn behind. */
static const double COS[SIDES] = {1,  0.96592583,  0.8660254,  0.70710678,  0.5,        0.25881905,
                                  0,  -0.25881905, -0.5,       -0.70710678, -0.8660254, -0.96592583,
                                  -1, -0.96592583, -0.8660254, -0.70710678, -0.5,       -0.25881905,
                                  0,  0.25881905,  0.5,        0.70710678,  0.8660254,  0.96592583};

/* One look at one level. */
struct scan {
    const struct omr_pixmap *picture;
    uint8_t *dark;
    struct omr_runs runs;
};

static void find_dark(struct scan *scan, const struct omr_sheet *sheet,
                      const struct omr_candidates_look *look) {
    enum { BLOCK = 16 }; /* of pixels with one paper level */
    const struct omr_pixmap *picture = scan->picture;
    int zoom = 1 << look->level;
    for (int top = 0; top < picture->height; top += BLOCK)
        for (int left = 0; left < picture->width; left += BLOCK) {
            struct omr_point middle = {(left + BLOCK / 2) * zoom, (top + BLOCK / 2) * zoom};
            int limit = (int)(look->darker_than * omr_sheet_paper(sheet, middle));
            int right = left + BLOCK < picture->width ? left + BLOCK : picture->width;
            for (int y = top; y < top + BLOCK && y < picture->height; y++) {
                const uint8_t *row = omr_pixmap_row(picture, y);
                uint8_t *out = scan->dark + (size_t)y * (size_t)picture->width;
                for (int x = left; x < right; x++)
                    out[x] = row[x] < limit;
            }
        }
}

static bool has_size(const struct omr_run *root, const struct omr_candidates_look *look) {
    double width = root->right - root->left, height = root->bottom - root->top;
    double mean = sqrt(width * height);
    return mean >= look->least_px && mean <= look->most_px && width < MOST_ASPECT * height &&
           height < MOST_ASPECT * width;
}

static bool is_dark(const struct scan *scan, double x, double y) {
    int px = (int)lround(x), py = (int)lround(y);
    return px >= 0 && py >= 0 && px < scan->picture->width && py < scan->picture->height &&
           scan->dark[(size_t)py * (size_t)scan->picture->width + (size_t)px];
}

static bool is_closed(const struct scan *scan, const struct omr_run *root) {
    double rx = (root->right - root->left) / 2.0, ry = (root->bottom - root->top) / 2.0;
    double x = root->left + rx - 0.5, y = root->top + ry - 0.5;
    int sides = 0;
    for (int k = 0; k < SIDES; k++) {
        double c = COS[k], s = COS[(k + SIDES - SIDES / 4) % SIDES];
        bool is_met = false;
        for (int step = 0; step < STEPS && !is_met; step++) {
            double reach = OUTERMOST - step * (OUTERMOST - INNERMOST) / (STEPS - 1);
            is_met = is_dark(scan, x + reach * (rx - 0.5) * c, y + reach * (ry - 0.5) * s);
        }
        sides += is_met;
    }
    return sides >= LEAST_SIDES;
}

static enum omr_status append(struct omr_candidates *all, const struct omr_run *root, int level,
                              struct omr_error *err) {
    if (all->count == all->capacity) {
        int capacity = all->capacity ? 2 * all->capacity : 512;
        struct omr_candidate *grown = realloc(all->item, (size_t)capacity * sizeof *grown);
        if (!grown)
            return omr_fail_memory(err);
        all->item = grown;
        all->capacity = capacity;
    }
    double zoom = 1 << level, width = root->right - root->left;
    double height = root->bottom - root->top;
    all->item[all->count++] = (struct omr_candidate){
        {(root->left + width / 2) * zoom - 0.5, (root->top + height / 2) * zoom - 0.5},
        sqrt(width * height) * zoom};
    return OMR_OK;
}

static enum omr_status collect(struct omr_candidates *all, struct scan *scan,
                               const struct omr_candidates_look *look, struct omr_error *err) {
    for (int i = 0; i < scan->runs.count && all->count < OMR_CANDIDATES_MOST; i++) {
        const struct omr_run *root = &scan->runs.run[i];
        if (root->parent != i || !has_size(root, look) || !is_closed(scan, root))
            continue;
        enum omr_status status = append(all, root, look->level, err);
        if (status)
            return status;
    }
    return OMR_OK;
}

/* Whether one of `all` makes item `i` idle: a shape around it (it is the letter inside), or the
 * same seen before. */
static bool is_idle(const struct omr_candidates *all, const struct omr_nearest *nearest, int i) {
    enum { AROUND = 12 };
    int near[AROUND];
    const struct omr_candidate *one = &all->item[i];
    int count = omr_nearest_list(nearest, one->at, one->size, i, near, AROUND);
    for (int k = 0; k < count; k++) {
        const struct omr_candidate *other = &all->item[near[k]];
        double away = hypot(other->at.x - one->at.x, other->at.y - one->at.y);
        bool is_around = other->size > LARGER * one->size;
        bool is_same = near[k] < i && other->size * LARGER > one->size;
        if (away < SAME_SHARE * other->size && (is_around || is_same))
            return true;
    }
    return false;
}

static enum omr_status drop_idle(struct omr_candidates *all, struct omr_error *err) {
    struct omr_arena arena = {0};
    struct omr_nearest nearest;
    struct omr_point *points = OMR_ARENA_ARRAY(&arena, struct omr_point, (size_t)all->count + 1);
    bool *idle = OMR_ARENA_ARRAY(&arena, bool, (size_t)all->count + 1);
    enum omr_status status = points && idle ? OMR_OK : omr_fail_memory(err);
    for (int i = 0; i < all->count && !status; i++)
        points[i] = all->item[i].at;
    if (!status)
        status = omr_nearest_init(&nearest, points, all->count, 16, &arena, err);
    for (int i = 0; i < all->count && !status; i++)
        idle[i] = is_idle(all, &nearest, i);
    int count = 0;
    for (int i = 0; i < all->count && !status; i++)
        if (!idle[i])
            all->item[count++] = all->item[i];
    if (!status)
        all->count = count;
    omr_arena_clear(&arena);
    return status;
}

enum omr_status omr_candidates_add(struct omr_candidates *candidates, const struct omr_sheet *sheet,
                                   const struct omr_candidates_look *look, struct omr_error *err) {
    struct scan scan = {.picture = &sheet->pyramid->level[look->level]};
    scan.dark = malloc((size_t)scan.picture->width * (size_t)scan.picture->height);
    if (!scan.dark)
        return omr_fail_memory(err);
    find_dark(&scan, sheet, look);
    enum omr_status status =
        omr_runs_find(&scan.runs, scan.dark, scan.picture->width, scan.picture->height, true, err);
    if (!status)
        status = collect(candidates, &scan, look, err);
    if (!status)
        status = drop_idle(candidates, err);
    omr_runs_clear(&scan.runs);
    free(scan.dark);
    return status;
}

void omr_candidates_clear(struct omr_candidates *candidates) {
    free(candidates->item);
    *candidates = (struct omr_candidates){0};
}
