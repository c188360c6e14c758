/* SPDX-License-Identifier: MIT
 *
 * A fast way for plain PNG files: 8 bits a sample, not interlaced, no palette. For decode_png.c. */
#ifndef OMR_IMAGE_PNG_PLAIN_H
#define OMR_IMAGE_PNG_PLAIN_H

#include "image/decode.h"

#include <stdbool.h>

/* Decodes the file when it is a plain one without any fault and within the limits. False otherwise,
 * with nothing written: the slow way then reads it or finds the words for what is wrong. */
bool omr_png_plain_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                          const struct omr_image_limits *limits);

#endif
