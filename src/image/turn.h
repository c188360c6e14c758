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

#endif
