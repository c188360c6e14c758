/* SPDX-License-Identifier: MIT
 *
 * The strip above a picture: samples with their meaning and running text, broken into lines. The
 * same calls first measure how high it gets, then draw. */
#ifndef OMR_OVERLAY_STRIP_H
#define OMR_OVERLAY_STRIP_H

#include "overlay/canvas.h"

struct omr_strip {
    struct omr_canvas *canvas; /* NULL: only measure */
    int width;
    double x, y; /* where the next thing begins: the left end of its baseline */
};

void omr_strip_init(struct omr_strip *strip, struct omr_canvas *canvas, int width);

/* How high it is so far. */
int omr_strip_height(const struct omr_strip *strip);

/* A round sample, its outline `line` px wide and filled as the ink says, and what it means. */
void omr_strip_sample(struct omr_strip *strip, double line, struct omr_ink outline,
                      struct omr_ink inside, const char *text);

/* Words; `text` is broken between them, and within them where one is wider than the strip. */
void omr_strip_words(struct omr_strip *strip, const char *text, struct omr_ink ink);

/* Begins a new line unless at the beginning of one. */
void omr_strip_break(struct omr_strip *strip);

#endif
