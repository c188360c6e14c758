/* SPDX-License-Identifier: MIT
 *
 * The picture at full, half, quarter, ... size. Everything after decoding looks at the level that
 * just resolves what it needs, so that the full-size pixels are touched once. */
#ifndef OMR_IMAGE_PYRAMID_H
#define OMR_IMAGE_PYRAMID_H

#include "image/pixmap.h"

enum { OMR_PYRAMID_LEVELS = 8 };

struct omr_pyramid {
    struct omr_pixmap level[OMR_PYRAMID_LEVELS]; /* level 0 borrows the picture's pixels */
    int level_count;
};

/* Builds levels until the longer side is at most `longest_side`. A pixel of level k + 1 is the mean
 * of four of level k, so that pixel (x, y) of level 0 is at ((x + 0.5) / 2^k - 0.5) of level k.
 * `base` must outlive the pyramid. */
enum omr_status omr_pyramid_init(struct omr_pyramid *pyramid, const struct omr_pixmap *base,
                                 int longest_side, struct omr_error *err);
void omr_pyramid_clear(struct omr_pyramid *pyramid);

#endif
