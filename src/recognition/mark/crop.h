/* SPDX-License-Identifier: MIT
 *
 * The inside of every bubble, cut out in the same size, straightened and by the paper's own
 * brightness, so that bubbles can be compared pixel by pixel. */
#ifndef OMR_MARK_CROP_H
#define OMR_MARK_CROP_H

#include "recognition/registration/registration.h"

enum {
    OMR_CROP_SIDE = 24,
    OMR_CROP_PIXELS = OMR_CROP_SIDE * OMR_CROP_SIDE,
    OMR_CROP_PAPER = 200 /* the value of plain paper; brighter is kept up to 255 */
};

struct omr_crop {
    uint8_t pixel[OMR_CROP_PIXELS]; /* covers the drawn outline's bounding box */
    double darkness;                /* mean of 1 - pixel / paper inside, 0 .. 1 */
    double outside;                 /* the same just outside the outline */
    bool is_measured;               /* false: it lies outside the picture */
};

/* Which pixels of a crop are well inside the outline. */
struct omr_crop_mask {
    uint16_t pixel[OMR_CROP_PIXELS];
    int count;
};
void omr_crop_mask_init(struct omr_crop_mask *mask, enum omr_bubble_shape shape);

/* Cuts out the bubble placed at `placement`; the paper is the 85th percentile just outside the
 * outline. */
void omr_crop_take(struct omr_crop *crop, const struct omr_sheet *sheet,
                   const struct omr_registration *registration, int bubble,
                   const struct omr_crop_mask *mask);

#endif
