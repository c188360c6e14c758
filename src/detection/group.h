/* SPDX-License-Identifier: MIT
 *
 * Which bubbles belong together.
 *
 * Bubbles of one size and shape that nearly touch make blocks of rows and columns. What is printed
 * inside tells which way a block is read: where the same letters stand one below the other, every
 * row is a question; where they stand side by side, the columns are digits of one number. Bubbles
 * with text between them are gathered in rows: a row begins anew where its first letter returns. */
#ifndef OMR_DETECTION_GROUP_H
#define OMR_DETECTION_GROUP_H

#include "base/arena.h"
#include "detection/page.h"

/* Bubbles out of which one thing is chosen. */
struct omr_found_group {
    int *item; /* indices of contours, in order */
    int count;
    int block;         /* groups of one block stand together */
    bool is_position;  /* the block is a grid, this one of its positions */
    bool is_uncertain; /* another way to read the block is as good */
};

struct omr_found_groups {
    struct omr_found_group *group; /* in reading order */
    int count;
    int alone; /* bubbles that belong to nothing and were left out */
};

/* Groups the page's contours; everything lives in the arena. */
enum omr_status omr_found_groups_init(struct omr_found_groups *groups,
                                      const struct omr_found_page *page, struct omr_arena *arena,
                                      struct omr_error *err);

/* How unlike what is printed inside two bubbles is, by correlation: 0 the same, 1 nothing in
 * common. */
double omr_glyph_difference(const struct omr_contour *a, const struct omr_contour *b);

/* Whether anything is printed inside. */
bool omr_glyph_has_ink(const struct omr_contour *contour);

#endif
