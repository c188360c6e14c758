/* SPDX-License-Identifier: MIT
 *
 * Pictures in colour, for those that are printed on forms. */
#ifndef OMR_IMAGE_COLOUR_H
#define OMR_IMAGE_COLOUR_H

#include <omr/error.h>
#include <omr/image.h>
#include <stddef.h>
#include <stdint.h>

/* Rows of `width` words: alpha, red, green, blue from the highest byte down, the colours already
 * multiplied by alpha. Ended with omr_colours_clear(). */
struct omr_colours {
    uint32_t *pixels; /* owned */
    int width, height;
};

/* Decodes a picture as omr_image_decode() does, with its limits and errors, but PNG in colour with
 * transparency, and JPEG in colour; pictures of other kinds stay grey. */
enum omr_status omr_colours_decode(struct omr_colours *colours, const void *bytes, size_t size,
                                   const struct omr_image_limits *limits, struct omr_error *err);
void omr_colours_clear(struct omr_colours *colours);

/* The two kinds, of files that are known to be whole and within the limits. `*orientation` is how
 * the pixels are still to be turned. False where they cannot be had in colour, with nothing
 * written: inks, lack of memory. For colour.c. */
int omr_png_colours(struct omr_colours *colours, int *orientation, const void *bytes, size_t size);
int omr_jpeg_colours(struct omr_colours *colours, int *orientation, const void *bytes, size_t size);

#endif
