/* SPDX-License-Identifier: MIT
 *
 * The pixels of TIFF files as grey: any depth, order of planes, kind of colour. */
#ifndef OMR_IMAGE_TIFF_SAMPLES_H
#define OMR_IMAGE_TIFF_SAMPLES_H

#include "image/tiff_file.h"

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum omr_tiff_colours {
    OMR_TIFF_GREY,    /* 0 black */
    OMR_TIFF_INVERSE, /* grey, 0 white */
    OMR_TIFF_PALETTE,
    OMR_TIFF_RGB,
    OMR_TIFF_INKS
};

enum omr_tiff_alpha { OMR_TIFF_OPAQUE, OMR_TIFF_ALPHA, OMR_TIFF_MULTIPLIED };

enum { OMR_TIFF_MAX_SAMPLES = 16 };

struct omr_tiff_samples {
    enum omr_tiff_colours colours;
    enum omr_tiff_alpha alpha; /* the sample after the colours */
    unsigned depth;            /* bits a sample: 1, 2, 4, 8 or 16 */
    unsigned count;            /* samples a pixel */
    unsigned planes;           /* as many as samples where each has rows of its own, otherwise 1 */
    unsigned used;             /* samples that count: colours and alpha */
    /* Of one sample of up to 8 bits: the grey of the pixels that each byte holds. */
    uint8_t spread[256][8];
};

/* Finds out what the pixels of the directory are that the file stands at. Errors:
 * OMR_ERROR_UNSUPPORTED "image.tiff_kind", OMR_ERROR_INPUT. */
enum omr_status omr_tiff_samples_find(struct omr_tiff_samples *samples, struct omr_tiff_file *file,
                                      struct omr_error *err);

/* A row of `width` pixels to grey. `planes` are the rows of the planes as libtiff decodes them;
 * `work` has room for 4 * width bytes. */
void omr_tiff_grey(const struct omr_tiff_samples *samples, uint8_t *grey,
                   const uint8_t *const *planes, int width, uint8_t *work);

#endif
