/* SPDX-License-Identifier: MIT
 *
 * Pictures of two levels only: what looks grey on them is made of single dots. */
#ifndef OMR_IMAGE_BILEVEL_H
#define OMR_IMAGE_BILEVEL_H

#include "image/pixmap.h"

#include <stdbool.h>

/* Whether grey is shown by single dots (dithering), so that neighbours must be averaged before
 * single pixels mean anything. Asks some of the rows, and of a grey picture a few pixels. */
bool omr_pixmap_is_dithered(const struct omr_pixmap *pixmap);

/* Makes `smooth`, the picture as seen from so far that dots run together: binomial weights over
 * 5 x 5 pixels. It is the caller's; on failure (OMR_ERROR_MEMORY) it is unchanged. */
enum omr_status omr_pixmap_smooth(struct omr_pixmap *smooth, const struct omr_pixmap *pixmap,
                                  struct omr_error *err);

#endif
