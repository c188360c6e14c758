/* SPDX-License-Identifier: MIT
 *
 * What the bubbles of a group stand for, told by the first of them and by their number. */
#ifndef OMR_DETECTION_VALUES_H
#define OMR_DETECTION_VALUES_H

#include "detection/group.h"

enum omr_found_series {
    OMR_SERIES_LETTERS,     /* A, B, C, ... */
    OMR_SERIES_FROM_0,      /* 0, 1, 2, ... */
    OMR_SERIES_FROM_1,      /* 1, 2, 3, ... */
    OMR_SERIES_FROM_1_TO_0, /* 1, 2, ..., 9, 0 */
};

/* Which series a group is. `is_sure` tells whether what is printed says so. */
enum omr_found_series omr_found_series_of(const struct omr_found_page *page,
                                          const struct omr_found_group *group, bool *is_sure);

/* The value at place `index` of `count`, in the arena; NULL when memory ran out. */
const char *omr_found_value(enum omr_found_series series, int index, int count,
                            struct omr_arena *arena);

#endif
