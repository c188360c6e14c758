/* SPDX-License-Identifier: MIT
 *
 * From colours to grey. */
#ifndef OMR_IMAGE_GREY_H
#define OMR_IMAGE_GREY_H

#include <stdint.h>

/* A row of `width` pixels of `channels` 8-bit samples to grey: 1 grey, 2 grey and alpha, 3 RGB, 4
 * RGB and alpha. ITU-R BT.601 luma, rounded as in a JPEG encoder so that all kinds of files agree;
 * what is transparent becomes white paper. `grey` and `samples` must not overlap. */
void omr_grey_from_samples(uint8_t *grey, const uint8_t *samples, int width, int channels);

/* Inks (cyan, magenta, yellow, black; `flip` is 0 when 255 means no ink and 255 when 0 does). */
void omr_grey_from_inks(uint8_t *grey, const uint8_t *inks, int width, uint32_t flip);

#endif
