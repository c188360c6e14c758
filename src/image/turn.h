/* SPDX-License-Identifier: MIT
 *
 * Turning a picture upright. */
#ifndef OMR_IMAGE_TURN_H
#define OMR_IMAGE_TURN_H

#include "image/pixmap.h"

#include <omr/error.h>

/* Turns or mirrors the pixels as EXIF orientation `orientation` (1 to 8) asks for: 1 leaves them,
 * 2 to 4 work in place, 5 to 8 exchange width and height and replace the pixels. On failure
 * (OMR_ERROR_MEMORY) the pixmap is unchanged. */
enum omr_status omr_pixmap_turn(struct omr_pixmap *pixmap, int orientation, struct omr_error *err);

/* How many rows at once omr_pixmap_turn_rows() likes best. */
enum { OMR_TURN_ROWS = 64 };

/* Turns a picture as it comes out of a decoder, without a second copy of it: `rows` are its rows
 * from `first_row` on, `turned` is as wide as the picture is high and the other way round.
 * `orientation` is 5 to 8. */
void omr_pixmap_turn_rows(struct omr_pixmap *turned, const struct omr_pixmap *rows, int first_row,
                          int orientation);

#endif
