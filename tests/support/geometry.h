/* SPDX-License-Identifier: MIT
 *
 * Where each point of the printed page comes to lie in the picture, exactly: the truth that
 * registration is measured against. Flat for scanners; bent, folded and seen from aside for
 * cameras. */
#ifndef FAKE_GEOMETRY_H
#define FAKE_GEOMETRY_H

#include "image/pixmap.h"

#include <omr/result.h>
#include <stdbool.h>

struct fake_geometry {
    double page_width, page_height; /* px at 300 dpi */

    /* the sheet */
    double print_scale;      /* 0.94 .. 1.06 about the page's centre */
    double shift_x, shift_y; /* of the print on the sheet, px */
    double stretch;          /* feed: 1 + this along y */
    double ripple_px, ripple_period_px, ripple_phase;
    double curl_radius_px;  /* of the cylinder it is bent round; 0 flat, negative: other way */
    double curl_angle_rad;  /* direction along which it bends */
    double curl_from_px;    /* where along that direction the bend begins, from the centre */
    bool is_curl_one_sided; /* flat before that line, as a sheet held down on one side */
    double fold_angle_rad;  /* of the crease's two halves, 0 none */
    double fold_direction_rad, fold_at_px;

    /* the eye */
    double tilt_rad, azimuth_rad; /* how far from straight above, and from which side */
    double turn_rad;              /* of the picture, clockwise */
    double distance_px;           /* of the eye, in page px; 0: a scanner, no perspective */
    double scale_x, scale_y;      /* image px per page px */
    double centre_x, centre_y;    /* of the page in the picture */
};

/* A page point (px at 300 dpi) in the picture. */
struct omr_point fake_geometry_map(const struct fake_geometry *geometry, double x, double y);

/* How strongly the sheet slopes at a page point, along the bends, signed; for the light on it. */
double fake_geometry_slope(const struct fake_geometry *geometry, double x, double y);

/* Scales and centres so that the page fills `share` of a picture of width x height, seen from
 * everywhere in between its corners. */
void fake_geometry_fit(struct fake_geometry *geometry, int width, int height, double share);

/* The page points under the pixels of a picture, on a grid of FAKE_GRID pixels. */
enum { FAKE_GRID = 16 };
struct fake_grid {
    int columns, rows;
    struct omr_point *points; /* page px */
};

enum omr_status fake_grid_init(struct fake_grid *grid, const struct fake_geometry *geometry,
                               int width, int height, struct omr_error *err);
void fake_grid_clear(struct fake_grid *grid);

/* Draws the page into `picture`, which holds the background. The sheet reaches `margin_px` beyond
 * the printed page (negative: it is cut). */
void fake_geometry_draw(const struct fake_geometry *geometry, const struct fake_grid *grid,
                        const struct omr_pixmap *paper, double margin_px,
                        struct omr_pixmap *picture);

#endif
