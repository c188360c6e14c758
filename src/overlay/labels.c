/* SPDX-License-Identifier: MIT */
#include "overlay/labels.h"

#include "base/error.h"

#include <math.h>

static const double apart_px = 5;
static const double cost_of_label = 8, cost_of_edge = 50;
/* How much farther away a label may stand, in its heights, and what a step costs. */
enum { STEPS = 4 };
static const double cost_of_step = 0.3;

enum omr_status omr_labels_init(struct omr_labels *labels, struct omr_area bounds, int most,
                                struct omr_arena *arena, struct omr_error *err) {
    *labels = (struct omr_labels){.bounds = bounds, .capacity = most};
    labels->obstacles = OMR_ARENA_ARRAY(arena, struct omr_obstacle, (size_t)most + 1);
    return labels->obstacles ? OMR_OK : omr_fail_memory(err);
}

void omr_labels_avoid(struct omr_labels *labels, struct omr_area area, double cost) {
    if (labels->count < labels->capacity)
        labels->obstacles[labels->count++] = (struct omr_obstacle){area, cost};
}

static bool is_over(const struct omr_area *a, const struct omr_area *b) {
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

/* Not counted on beyond `most`. */
static double cost_of(const struct omr_labels *labels, const struct omr_area *area, double most) {
    const struct omr_area *bounds = &labels->bounds;
    double cost = 0;
    if (area->left < bounds->left || area->right > bounds->right || area->top < bounds->top ||
        area->bottom > bounds->bottom)
        cost += cost_of_edge;
    for (int i = 0; i < labels->count && cost < most; i++)
        if (is_over(area, &labels->obstacles[i].area))
            cost += labels->obstacles[i].cost;
    return cost;
}

/* `away` px farther than right beside. */
static struct omr_area beside(const struct omr_area *anchor, double width, double height,
                              enum omr_side side, double away) {
    double x = (anchor->left + anchor->right - width) / 2;
    double y = (anchor->top + anchor->bottom - height) / 2;
    switch (side) {
    case OMR_SIDE_RIGHT:
        x = anchor->right + apart_px + away;
        break;
    case OMR_SIDE_LEFT:
        x = anchor->left - apart_px - away - width;
        break;
    case OMR_SIDE_ABOVE:
        y = anchor->top - apart_px - away - height;
        break;
    case OMR_SIDE_BELOW:
        y = anchor->bottom + apart_px + away;
        break;
    }
    return (struct omr_area){x, y, x + width, y + height};
}

/* Moves it inside the bounds where it does not fit. */
static struct omr_area push_inside(const struct omr_area *bounds, struct omr_area area) {
    double dx = fmin(0, bounds->right - area.right), dy = fmin(0, bounds->bottom - area.bottom);
    dx = fmax(dx, bounds->left - area.left);
    dy = fmax(dy, bounds->top - area.top);
    return (struct omr_area){area.left + dx, area.top + dy, area.right + dx, area.bottom + dy};
}

bool omr_labels_place(struct omr_labels *labels, struct omr_area anchor, double width,
                      double height, const enum omr_side sides[4], double most,
                      struct omr_area *place) {
    struct omr_area best = {0};
    double least = most;
    for (int step = 0; step < STEPS && least > step * cost_of_step; step++)
        for (int i = 0; i < 4; i++) {
            struct omr_area area = beside(&anchor, width, height, sides[i], step * height);
            double cost = cost_of(labels, &area, least) + step * cost_of_step;
            if (cost < least) {
                least = cost;
                best = area;
            }
        }
    if (!(least < most))
        return false;
    *place = push_inside(&labels->bounds, best);
    omr_labels_avoid(labels, *place, cost_of_label);
    return true;
}
