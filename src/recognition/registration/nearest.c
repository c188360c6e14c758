/* SPDX-License-Identifier: MIT */
#include "recognition/registration/nearest.h"

#include "base/error.h"

#include <math.h>

/* Cells a side. */
enum { MOST_CELLS = 512 };

static void find_bounds(struct omr_nearest *nearest, double *right, double *bottom) {
    nearest->left = nearest->top = *right = *bottom = 0;
    for (int i = 0; i < nearest->count; i++) {
        struct omr_point p = nearest->points[i];
        nearest->left = i ? fmin(nearest->left, p.x) : p.x;
        nearest->top = i ? fmin(nearest->top, p.y) : p.y;
        *right = i ? fmax(*right, p.x) : p.x;
        *bottom = i ? fmax(*bottom, p.y) : p.y;
    }
}

static int cell_along(double distance, double cell, int count) {
    double index = distance / cell;
    return index < 0 ? 0 : index >= count ? count - 1 : (int)index;
}

static int cell_of(const struct omr_nearest *nearest, struct omr_point p) {
    return cell_along(p.y - nearest->top, nearest->cell, nearest->rows) * nearest->columns +
           cell_along(p.x - nearest->left, nearest->cell, nearest->columns);
}

enum omr_status omr_nearest_init(struct omr_nearest *nearest, const struct omr_point *points,
                                 int count, double cell, struct omr_arena *arena,
                                 struct omr_error *err) {
    double right, bottom;
    *nearest = (struct omr_nearest){.points = points, .count = count};
    find_bounds(nearest, &right, &bottom);
    double longest = fmax(right - nearest->left, bottom - nearest->top);
    nearest->cell = fmax(fmax(cell, longest / MOST_CELLS), 1e-3);
    nearest->columns = (int)((right - nearest->left) / nearest->cell) + 1;
    nearest->rows = (int)((bottom - nearest->top) / nearest->cell) + 1;
    size_t cells = (size_t)nearest->columns * (size_t)nearest->rows;
    nearest->first = OMR_ARENA_ARRAY(arena, int, cells + 2);
    nearest->order = OMR_ARENA_ARRAY(arena, int, (size_t)count + 1);
    if (!nearest->first || !nearest->order)
        return omr_fail_memory(err);
    int *after = nearest->first + 1; /* counting sort: ends up one cell ahead */
    for (int i = 0; i < count; i++)
        after[cell_of(nearest, points[i]) + 1]++;
    for (size_t c = 1; c <= cells; c++)
        after[c] += after[c - 1];
    for (int i = 0; i < count; i++)
        nearest->order[after[cell_of(nearest, points[i])]++] = i;
    return OMR_OK;
}

int omr_nearest_list(const struct omr_nearest *nearest, struct omr_point p, double radius, int but,
                     int *index, int most) {
    double distance[OMR_NEAREST_MOST];
    int found = 0;
    most = most < OMR_NEAREST_MOST ? most : OMR_NEAREST_MOST;
    int c0 = cell_along(p.x - radius - nearest->left, nearest->cell, nearest->columns);
    int c1 = cell_along(p.x + radius - nearest->left, nearest->cell, nearest->columns);
    int r0 = cell_along(p.y - radius - nearest->top, nearest->cell, nearest->rows);
    int r1 = cell_along(p.y + radius - nearest->top, nearest->cell, nearest->rows);
    for (int r = r0; r <= r1; r++)
        for (int k = nearest->first[r * nearest->columns + c0];
             k < nearest->first[r * nearest->columns + c1 + 1]; k++) {
            int i = nearest->order[k];
            double away = hypot(nearest->points[i].x - p.x, nearest->points[i].y - p.y);
            if (!(away < radius) || i == but || (found == most && away >= distance[most - 1]))
                continue;
            int at = found < most ? found++ : most - 1;
            for (; at > 0 && distance[at - 1] > away; at--)
                distance[at] = distance[at - 1], index[at] = index[at - 1];
            distance[at] = away;
            index[at] = i;
        }
    return found;
}

int omr_nearest_find(const struct omr_nearest *nearest, struct omr_point p, double radius) {
    int index;
    return omr_nearest_list(nearest, p, radius, -1, &index, 1) ? index : -1;
}
