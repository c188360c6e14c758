/* SPDX-License-Identifier: MIT
 *
 * Finding room for labels beside what they name: not over bubbles, not over other labels, not
 * beyond the edge, as far as there is such a place. */
#ifndef OMR_OVERLAY_LABELS_H
#define OMR_OVERLAY_LABELS_H

#include "base/arena.h"

#include <omr/error.h>
#include <stdbool.h>

struct omr_area {
    double left, top, right, bottom; /* canvas px */
};

/* What stands somewhere already, and how bad a label over it would be: 1 an empty bubble. */
struct omr_obstacle {
    struct omr_area area;
    double cost;
};

struct omr_labels {
    struct omr_area bounds; /* where labels may be */
    struct omr_obstacle *obstacles;
    int count, capacity;
};

/* There will be at most `most` obstacles, labels among them. */
enum omr_status omr_labels_init(struct omr_labels *labels, struct omr_area bounds, int most,
                                struct omr_arena *arena, struct omr_error *err);
void omr_labels_avoid(struct omr_labels *labels, struct omr_area area, double cost);

/* Finds a place for a label of this size beside `anchor`, which later ones avoid. Ways are tried in
 * the order of `sides`, the first of equally good ones wins. False when each would cost `most` or
 * more (INFINITY: there is always one). */
enum omr_side { OMR_SIDE_RIGHT, OMR_SIDE_LEFT, OMR_SIDE_ABOVE, OMR_SIDE_BELOW };
bool omr_labels_place(struct omr_labels *labels, struct omr_area anchor, double width,
                      double height, const enum omr_side sides[4], double most,
                      struct omr_area *place);

#endif
