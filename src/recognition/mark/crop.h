/* SPDX-License-Identifier: MIT
 *
 * What every bubble looks like, cut out in the same size, straightened and by the paper's own
 * brightness, so that bubbles can be compared sample by sample: the square around the drawn
 * outline, and a collar of four circles just outside it. */
#ifndef OMR_MARK_CROP_H
#define OMR_MARK_CROP_H

#include "recognition/registration/registration.h"

enum {
    OMR_CROP_SIDE = 24,
    OMR_CROP_PIXELS = OMR_CROP_SIDE * OMR_CROP_SIDE,
    OMR_CROP_PAPER = 200, /* the value of plain paper; brighter is kept up to 255 */
    OMR_COLLAR_CIRCLES = 4,
    OMR_COLLAR_DIRECTIONS = 48,
    OMR_COLLAR_SAMPLES = OMR_COLLAR_CIRCLES * OMR_COLLAR_DIRECTIONS,
    OMR_CROP_SAMPLES = OMR_CROP_PIXELS + OMR_COLLAR_SAMPLES
};

struct omr_crop {
    /* rows of the drawn outline's bounding box, then the collar: circle by circle outwards, each
     * clockwise from the right */
    uint8_t sample[OMR_CROP_SAMPLES];
    int paper;        /* grey level of the paper around */
    double darkness;  /* mean of 1 - sample / paper inside, 0 .. 1; once it is divided */
    bool is_measured; /* false: it lies outside the picture */
};

/* Which pixels of a crop are well inside an outline of some shape, and where its collar lies. */
struct omr_crop_mask {
    uint16_t pixel[OMR_CROP_PIXELS];
    int count;
    int32_t collar[OMR_COLLAR_SAMPLES][2]; /* from the centre, 1/4096 of the outline's radii */
};
void omr_crop_mask_init(struct omr_crop_mask *mask, enum omr_bubble_shape shape);

/* Cuts out one bubble, in grey levels; the paper is the 85th percentile of the collar. */
void omr_crop_take(struct omr_crop *crop, const struct omr_sheet *sheet,
                   const struct omr_registration *registration, int bubble,
                   const struct omr_crop_mask *mask);

/* Divides a crop that is measured by the paper's level, so that it stands as OMR_CROP_PAPER. */
void omr_crop_divide(struct omr_crop *crop, int paper, const struct omr_crop_mask *mask);

/* Mean ink over the mask: how much darker than paper, 0 .. 1. */
double omr_crop_darkness(const uint8_t *samples, const struct omr_crop_mask *mask);

#endif
