/* SPDX-License-Identifier: MIT
 *
 * Which way up a camera held the picture. */
#ifndef OMR_IMAGE_EXIF_H
#define OMR_IMAGE_EXIF_H

#include <stddef.h>
#include <stdint.h>

/* The orientation (1 to 8) in EXIF data that begins with its TIFF header ("II*\0" or "MM\0*"), as
 * in a PNG's eXIf chunk and behind "Exif\0\0" in a JPEG's APP1. 1 (upright) where the data is
 * damaged or says nothing: a picture is worth more than its notes. */
int omr_exif_orientation(const uint8_t *exif, size_t size);

#endif
