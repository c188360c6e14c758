/* SPDX-License-Identifier: MIT
 *
 * A sheet of RGB pixels to draw on: the picture below, smooth lines and areas above. Whole
 * coordinates are the middles of pixels, as on pictures. What lies outside is left away; places
 * that are no sensible numbers draw nothing. */
#ifndef OMR_OVERLAY_CANVAS_H
#define OMR_OVERLAY_CANVAS_H

#include "image/pixmap.h"

#include <omr/result.h>
#include <stdint.h>

struct omr_canvas {
    int width, height;
    uint8_t *pixels; /* rows of RGB without gaps, owned */
    float *cover;    /* a row's share of each pixel while an area is filled, owned */
};

struct omr_ink {
    uint8_t red, green, blue;
    double opacity; /* 0 .. 1 */
};

/* A white canvas. */
enum omr_status omr_canvas_init(struct omr_canvas *canvas, int width, int height,
                                struct omr_error *err);
void omr_canvas_clear(struct omr_canvas *canvas);

/* Puts the whole picture into a rectangle of the canvas, each pixel the mean of what it covers, its
 * darkness times `strength` (1 as it is, less is paler). */
void omr_canvas_place(struct omr_canvas *canvas, const struct omr_pixmap *picture, int left,
                      int top, int width, int height, double strength);

/* Fills what a closed line round `points` encloses; at most OMR_CANVAS_POINTS. */
enum { OMR_CANVAS_POINTS = 64 };
void omr_canvas_fill(struct omr_canvas *canvas, const struct omr_point *points, int count,
                     struct omr_ink ink);

/* A line with round ends. */
void omr_canvas_line(struct omr_canvas *canvas, struct omr_point from, struct omr_point to,
                     double width, struct omr_ink ink);

/* A closed line. */
void omr_canvas_outline(struct omr_canvas *canvas, const struct omr_point *points, int count,
                        double width, struct omr_ink ink);

/* An upright rectangle, filled. */
void omr_canvas_box(struct omr_canvas *canvas, double left, double top, double right, double bottom,
                    struct omr_ink ink);

/* The canvas as a PNG, which belongs to the caller (free()). */
enum omr_status omr_canvas_write(const struct omr_canvas *canvas, char **png, size_t *size,
                                 struct omr_error *err);

#endif
