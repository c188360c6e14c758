/* SPDX-License-Identifier: MIT
 *
 * The picture at full, half, quarter, ... size. Everything after decoding looks at the level that
 * just resolves what it needs, so that the full-size pixels are touched once. */
#ifndef OMR_IMAGE_PYRAMID_H
#define OMR_IMAGE_PYRAMID_H

#include "image/pixmap.h"

enum { OMR_PYRAMID_LEVELS = 8 };

struct omr_pyramid {
    struct omr_pixmap level[OMR_PYRAMID_LEVELS];
    int level_count;
    int borrowed; /* so many of the first levels are the picture's own */
};

/* Builds levels until the longer side is at most `longest_side`. A pixel of level k + 1 is the mean
 * of four of level k, so that pixel (x, y) of level 0 is at ((x + 0.5) / 2^k - 0.5) of level k.
 * `base` must outlive the pyramid, and so must `half`: its level 1, where that was made already;
 * NULL or without pixels: not. */
enum omr_status omr_pyramid_init(struct omr_pyramid *pyramid, const struct omr_pixmap *base,
                                 const struct omr_pixmap *half, int longest_side,
                                 struct omr_error *err);
void omr_pyramid_clear(struct omr_pyramid *pyramid);

/* Makes the rows of `half` from `first` until `end` out of those of `from`, for those who have them
 * at hand: a decoder whose rows are still in the cache does it at a third of the cost. */
void omr_pyramid_halve_rows(const struct omr_pixmap *half, const struct omr_pixmap *from, int first,
                            int end);

#endif
