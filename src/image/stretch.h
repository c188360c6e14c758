/* SPDX-License-Identifier: MIT
 *
 * Making pixels square. */
#ifndef OMR_IMAGE_STRETCH_H
#define OMR_IMAGE_STRETCH_H

#include "image/pixmap.h"

#include <omr/error.h>

/* The size that makes the pixels of a picture square whose resolution differs by direction (any
 * unit): the finer direction stays, the other grows. Left alone where the resolutions are nearly
 * the same, unknown (0) or so far apart that they cannot be true. */
void omr_square_size(double x_resolution, double y_resolution, uint64_t *width, uint64_t *height);

/* Stretches to a size that is nowhere smaller, in between linearly. The size must have been checked
 * against limits. On failure (OMR_ERROR_MEMORY) the pixmap is unchanged. */
enum omr_status omr_pixmap_stretch(struct omr_pixmap *pixmap, int width, int height,
                                   struct omr_error *err);

#endif
