/* SPDX-License-Identifier: MIT
 *
 * Connected light pixels: inside a closed outline there is one region, whatever the outline touches
 * outside. By runs, joined where runs of neighbouring rows share a column (not by a corner, so that
 * an outline of one pixel is tight); union-find. */
#ifndef OMR_DETECTION_REGIONS_H
#define OMR_DETECTION_REGIONS_H

#include <omr/error.h>
#include <stdint.h>

struct omr_light_run {
    int y, x0, x1; /* x1 exclusive */
    int parent;    /* index of a run of the same region; itself for a root */
    /* Of roots: */
    int area, left, right, top, bottom; /* right and bottom exclusive */
    int shape;                          /* for the caller's use; -1 */
};

struct omr_regions {
    struct omr_light_run *run;
    int count, capacity;
};

/* Finds the regions of pixels that are 1 in `value`, rows of `width` bytes of 0 and 1.
 * Zero-initialise `regions`, and clear them also after an error. */
enum omr_status omr_regions_find(struct omr_regions *regions, const uint8_t *value, int width,
                                 int height, struct omr_error *err);
void omr_regions_clear(struct omr_regions *regions);

/* The index of the root of run `i`'s region. */
int omr_regions_root(struct omr_regions *regions, int i);

#endif
