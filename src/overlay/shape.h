/* SPDX-License-Identifier: MIT
 *
 * Where things are on the canvas, and the outlines of bubbles there. */
#ifndef OMR_OVERLAY_SHAPE_H
#define OMR_OVERLAY_SHAPE_H

#include "overlay/canvas.h"

#include <stdbool.h>

/* The longer side of what is drawn, at most; small pictures are enlarged so that labels fit. */
enum { OMR_VIEW_MOST_PX = 2000, OMR_VIEW_LEAST_PX = 1400, OMR_VIEW_LEAST_WIDTH_PX = 640 };

/* A picture or page of some size on a canvas, below a strip of text. */
struct omr_view {
    double scale;
    int left, top, width, height; /* on the canvas */
    int canvas_width, canvas_height;
};

/* Fits a picture below a strip of `strip_height` px. */
struct omr_view omr_view_fit(double width, double height, int strip_height);

/* A place of the picture on the canvas. */
struct omr_point omr_view_point(const struct omr_view *view, struct omr_point at);

/* A bubble's outline. */
struct omr_shape {
    struct omr_point centre, right, down; /* half axes */
    bool is_square;
};

struct omr_shape omr_view_shape(const struct omr_view *view, const struct omr_shape *on_picture);

/* How far it reaches from its centre, across and down. */
struct omr_point omr_shape_reach(const struct omr_shape *shape);

void omr_shape_outline(struct omr_canvas *canvas, const struct omr_shape *shape, double width,
                       struct omr_ink ink);

/* Fills it from below up to `fill` of its height. */
void omr_shape_fill(struct omr_canvas *canvas, const struct omr_shape *shape, double fill,
                    struct omr_ink ink);

/* The same shape, larger by `px` all around. */
struct omr_shape omr_shape_grow(const struct omr_shape *shape, double px);

#endif
