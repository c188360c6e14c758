/* SPDX-License-Identifier: MIT
 *
 * The colours: told apart also by those who do not see red and green alike, because width and shape
 * differ, too. */
#ifndef OMR_OVERLAY_PALETTE_H
#define OMR_OVERLAY_PALETTE_H

#include "overlay/canvas.h"

static const struct omr_ink omr_green = {0, 140, 60, 1}, omr_slate = {96, 125, 155, 1},
                            omr_orange = {240, 120, 0, 1}, omr_rust = {160, 70, 0, 1},
                            omr_red = {205, 20, 30, 1}, omr_violet = {120, 60, 190, 1},
                            omr_black = {25, 30, 35, 1}, omr_white = {255, 255, 255, 1},
                            omr_mist = {238, 241, 245, 1};

static inline struct omr_ink omr_ink_thin(struct omr_ink ink, double opacity) {
    ink.opacity = opacity;
    return ink;
}

#endif
