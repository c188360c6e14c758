/* SPDX-License-Identifier: MIT
 *
 * The page's bubbles while they are being sorted into groups: group.h's own parts. */
#ifndef OMR_DETECTION_SORTING_H
#define OMR_DETECTION_SORTING_H

#include "base/buffer.h"
#include "detection/group.h"

enum { OMR_KINDS_MOST = 256 };

/* Groups that stand together. */
struct omr_found_block {
    int first, count; /* groups */
    double left, top, bottom;
};

struct omr_sorting {
    const struct omr_found_page *page;
    struct omr_arena *arena;
    const struct omr_contour *item;
    int count;
    int *kind;     /* of each item: those of one size and shape have one number; -1 no bubble */
    int *block;    /* of each item: an item of the same block, the same for all of them */
    bool *is_done; /* in a group, or left out */
    int *work;     /* room for `count` indices */
    struct omr_buffer groups, blocks;
    int group_count, block_count;
    int alone;
    bool has_failed; /* memory ran out */
};

static inline struct omr_found_group *omr_sorting_group(const struct omr_sorting *all, int i) {
    return (struct omr_found_group *)(void *)all->groups.bytes + i;
}

/* Adds a group of `count` items to the block begun last; they are done. */
struct omr_found_group *omr_sorting_add(struct omr_sorting *all, const int *item, int count);
void omr_sorting_begin(struct omr_sorting *all);

/* Takes a block apart, if it can tell how it is read; otherwise its items stay. (block.c) */
void omr_sorting_block(struct omr_sorting *all, const int *member, int count);

/* Whether nothing is printed between two bubbles, one below the other. (group.c) */
bool omr_sorting_is_clear(const struct omr_sorting *all, int upper, int lower);

/* Gathers what is left in rows and, where it stands alone there, in columns. (rows.c) */
void omr_sorting_rows(struct omr_sorting *all);

#endif
