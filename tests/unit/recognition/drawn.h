/* SPDX-License-Identifier: MIT
 *
 * A small form that exists as a structure and as pixels, drawn so plainly that every place on it is
 * known to a fraction of a pixel: what the tests of recognition measure against.
 *
 * The page has 1200 x 1600 px, a 60 px marker in each corner, and questions of five round bubbles
 * (40 px boxes, outlines 36 px wide) in two columns of 16 and 11 rows, so that no two of its turns
 * look alike. Lengths count from pixel edges, as on paper; indices of pixels are half a px less. */
#ifndef UNIT_DRAWN_H
#define UNIT_DRAWN_H

#include "form/form.h"
#include "image/pixmap.h"
#include "recognition/registration/registration.h"

enum {
    DRAWN_WIDTH = 1200,
    DRAWN_HEIGHT = 1600,
    DRAWN_OPTIONS = 5,
    DRAWN_ROWS = 27,
    DRAWN_BUBBLES = DRAWN_ROWS * DRAWN_OPTIONS,
    DRAWN_PITCH_X = 64,
    DRAWN_PITCH_Y = 76,
    DRAWN_BOX = 40,
    DRAWN_MARKER = 60
};
#define DRAWN_RING_RATIO 0.9 /* of the outline's middle by the box */

struct drawn {
    struct omr_form form; /* has the one page below */
    struct omr_form_page page;
    struct omr_bubble bubbles[DRAWN_BUBBLES];
    struct omr_position positions[DRAWN_ROWS];
    struct omr_element elements[DRAWN_ROWS];
    struct omr_marker markers[4];
    char names[DRAWN_ROWS][8];
    struct omr_pixmap paper; /* owned */
};

/* The form and its printed page, white where nothing is printed. */
void drawn_init(struct drawn *drawn);
void drawn_clear(struct drawn *drawn);

/* Fills bubble `bubble` with ink of `darkness` (0..1), well inside its outline. */
void drawn_mark(struct drawn *drawn, int bubble, double darkness);

/* Paints over a marker or a bubble, as if it had never been printed. */
void drawn_erase_box(struct drawn *drawn, const struct omr_box *box);

/* The map of a page turned by `turn_deg` clockwise about its middle, scaled, and seen with the
 * right side `keystone` (0: none) shorter than the left; the page's middle comes to (x, y). */
struct omr_homography drawn_view(double turn_deg, double scale, double keystone, double x,
                                 double y);

/* A picture of `paper` through `map` (page px to picture px, both from pixel edges) on a grey desk.
 * It belongs to the caller. */
struct omr_pixmap drawn_picture(const struct omr_pixmap *paper, const struct omr_homography *map,
                                int width, int height);

/* White pixels. */
struct omr_pixmap drawn_blank(int width, int height);

/* A picture with everything that the stages need of it, as the pipeline prepares it. */
struct look {
    struct omr_arena arena;
    struct omr_pyramid pyramid;
    struct omr_paper paper;
    struct omr_bubble_classes classes;
    struct omr_sheet sheet;
};
void look_init(struct look *look, const struct omr_pixmap *picture,
               const struct omr_form_page *page);
void look_clear(struct look *look);

/* The map of a picture that is the page itself: half a px is between edges and indices. */
struct omr_homography plain_map(void);

/* A registration that knows the page's place without looking: the plain map, outlines as drawn. */
void plain_registration(struct omr_registration *registration, struct look *look);

#endif
