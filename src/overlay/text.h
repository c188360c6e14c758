/* SPDX-License-Identifier: MIT
 *
 * Lettering for labels: a stroke font of the project's own. It has ASCII and the letters of western
 * Europe; others are drawn as an empty box. */
#ifndef OMR_OVERLAY_TEXT_H
#define OMR_OVERLAY_TEXT_H

#include "overlay/canvas.h"

#include <stddef.h>

/* How wide `size` bytes of UTF-8 are when capitals are `height` px high. */
double omr_letters_width(const char *text, size_t size, double height);

/* Draws them with the left end of their baseline at (x, y). */
void omr_letters_draw(struct omr_canvas *canvas, const char *text, size_t size, double x, double y,
                      double height, struct omr_ink ink);

/* Bytes of the first character; a byte that is not UTF-8 counts as one. */
size_t omr_letters_step(const char *text, size_t size);

/* How much of `text` fits into `width`: bytes, whole characters. */
size_t omr_letters_fit(const char *text, size_t size, double width, double height);

#endif
