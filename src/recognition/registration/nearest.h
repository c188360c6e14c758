/* SPDX-License-Identifier: MIT
 *
 * The nearest of many points, found by looking into the few cells of a grid around a place. */
#ifndef OMR_REGISTRATION_NEAREST_H
#define OMR_REGISTRATION_NEAREST_H

#include "base/arena.h"

#include <omr/result.h>

/* No list is longer. */
enum { OMR_NEAREST_MOST = 64 };

struct omr_nearest {
    const struct omr_point *points; /* the caller's */
    int count, columns, rows;
    double left, top, cell;
    int *first; /* of each cell: where its points begin in `order`; one more at the end */
    int *order; /* indices of points, cell by cell */
};

/* Sorts `count` points into cells of about `cell` (larger where there would be too many of them).
 * The points must stay where they are. */
enum omr_status omr_nearest_init(struct omr_nearest *nearest, const struct omr_point *points,
                                 int count, double cell, struct omr_arena *arena,
                                 struct omr_error *err);

/* The index of the point nearest to `p`, less than `radius` away; -1 when there is none. Of two
 * that are as near it is the first. */
int omr_nearest_find(const struct omr_nearest *nearest, struct omr_point p, double radius);

/* The indices of the up to `most` nearest points less than `radius` from `p`, the nearest first,
 * leaving out `but` (-1: none). Gives their number. */
int omr_nearest_list(const struct omr_nearest *nearest, struct omr_point p, double radius, int but,
                     int *index, int most);

#endif
