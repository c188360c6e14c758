/* SPDX-License-Identifier: MIT
 *
 * Ink on grey pixels, smooth at the edges. Every call darkens what is there by `darkness` (0 none,
 * 1 black), so that ink over ink gets darker, as on paper. Coordinates are pixels, the centre of
 * the top left pixel at (0.5, 0.5); what lies outside is not drawn. */
#ifndef FAKE_DRAW_H
#define FAKE_DRAW_H

#include "image/pixmap.h"

/* A straight stroke with round ends; a dot when both ends are the same. */
void fake_draw_stroke(struct omr_pixmap *pixmap, double x0, double y0, double x1, double y1,
                      double width, double darkness);

/* The outline of an ellipse; the radii are those of the middle of the stroke. */
void fake_draw_ring(struct omr_pixmap *pixmap, double x, double y, double radius_x, double radius_y,
                    double width, double darkness);

/* A filled ellipse. */
void fake_draw_disc(struct omr_pixmap *pixmap, double x, double y, double radius_x, double radius_y,
                    double darkness);

/* A filled rectangle. */
void fake_draw_box(struct omr_pixmap *pixmap, double left, double top, double right, double bottom,
                   double darkness);

/* The outline of a rectangle, the stroke centred on its edges. */
void fake_draw_frame(struct omr_pixmap *pixmap, double left, double top, double right,
                     double bottom, double width, double darkness);

/* Latin letters, digits and some signs of a plain stroke font, UTF-8; what it lacks is drawn as a
 * small box. `height` is that of a capital, (x, y) the left end of the base line. Returns the width
 * drawn; fake_text_width() tells it beforehand. */
double fake_draw_text(struct omr_pixmap *pixmap, const char *text, double x, double y,
                      double height, double stroke, double darkness);
double fake_text_width(const char *text, double height);

#endif
