/* SPDX-License-Identifier: MIT */
#include "overlay/shape.h"

#include <math.h>

enum { STEPS = 36 }; /* of an ellipse's outline */
static const double pi = 3.14159265358979323846;

static int scaled(double length, double scale) {
    return (int)fmax(1, rint(length * scale));
}

struct omr_view omr_view_fit(double width, double height, int strip_height) {
    double longer = fmax(width, height);
    double target = fmin(fmax(longer, OMR_VIEW_LEAST_PX), OMR_VIEW_MOST_PX);
    double scale = fmin(target / longer, (OMR_VIEW_MOST_PX - strip_height) / height);
    struct omr_view view = {.scale = scale,
                            .top = strip_height,
                            .width = scaled(width, scale),
                            .height = scaled(height, scale)};
    view.canvas_width = view.width < OMR_VIEW_LEAST_WIDTH_PX ? OMR_VIEW_LEAST_WIDTH_PX : view.width;
    view.canvas_height = view.top + view.height;
    view.left = (view.canvas_width - view.width) / 2;
    return view;
}

struct omr_point omr_view_point(const struct omr_view *view, struct omr_point at) {
    return (struct omr_point){(at.x + 0.5) * view->scale - 0.5 + view->left,
                              (at.y + 0.5) * view->scale - 0.5 + view->top};
}

static struct omr_point times(struct omr_point vector, double factor) {
    return (struct omr_point){vector.x * factor, vector.y * factor};
}

struct omr_shape omr_view_shape(const struct omr_view *view, const struct omr_shape *on_picture) {
    return (struct omr_shape){.centre = omr_view_point(view, on_picture->centre),
                              .right = times(on_picture->right, view->scale),
                              .down = times(on_picture->down, view->scale),
                              .is_square = on_picture->is_square};
}

struct omr_point omr_shape_reach(const struct omr_shape *shape) {
    return (struct omr_point){fabs(shape->right.x) + fabs(shape->down.x),
                              fabs(shape->right.y) + fabs(shape->down.y)};
}

/* `across` and `along` of the half axes from the centre. */
static struct omr_point point_of(const struct omr_shape *shape, double across, double along) {
    return (struct omr_point){shape->centre.x + across * shape->right.x + along * shape->down.x,
                              shape->centre.y + across * shape->right.y + along * shape->down.y};
}

/* The part below the chord `top` (-1 all .. 1 nothing). */
static int find_points(const struct omr_shape *shape, double top, struct omr_point *points) {
    if (shape->is_square) {
        points[0] = point_of(shape, -1, top);
        points[1] = point_of(shape, 1, top);
        points[2] = point_of(shape, 1, 1);
        points[3] = point_of(shape, -1, 1);
        return 4;
    }
    double start = asin(top), step = (pi - 2 * start) / STEPS;
    for (int i = 0; i < STEPS; i++)
        points[i] = point_of(shape, cos(start + i * step), sin(start + i * step));
    points[STEPS] = point_of(shape, -cos(start), sin(start));
    return STEPS + 1;
}

void omr_shape_outline(struct omr_canvas *canvas, const struct omr_shape *shape, double width,
                       struct omr_ink ink) {
    struct omr_point points[STEPS + 1];
    int count = find_points(shape, -1, points);
    omr_canvas_outline(canvas, points, count, width, ink);
}

void omr_shape_fill(struct omr_canvas *canvas, const struct omr_shape *shape, double fill,
                    struct omr_ink ink) {
    struct omr_point points[STEPS + 1];
    int count = find_points(shape, 1 - 2 * fmin(fmax(fill, 0), 1), points);
    omr_canvas_fill(canvas, points, count, ink);
}

struct omr_shape omr_shape_grow(const struct omr_shape *shape, double px) {
    struct omr_shape grown = *shape;
    double across = hypot(shape->right.x, shape->right.y),
           down = hypot(shape->down.x, shape->down.y);
    if (across > 0 && down > 0) {
        grown.right = times(shape->right, 1 + px / across);
        grown.down = times(shape->down, 1 + px / down);
    }
    return grown;
}
