/* SPDX-License-Identifier: MIT
 *
 * Packing the rows of a picture for encode_png.c and encode_tiff.c. */
#ifndef OMR_IMAGE_PACK_H
#define OMR_IMAGE_PACK_H

#include "image/encode.h"

/* Appends the rows as one zlib stream. With `has_filters` each row is preceded by PNG's byte 2 and
 * holds the differences from the row above: in drawn pages most rows are like it. Errors:
 * OMR_ERROR_MEMORY. */
enum omr_status omr_rows_pack(struct omr_buffer *into, const struct omr_raster *raster,
                              int has_filters, struct omr_error *err);

/* Goes on with zlib's checksum, which begins with 1. */
uint32_t omr_rows_sum(uint32_t sum, const void *bytes, size_t size);

/* PNG's checksum. */
uint32_t omr_rows_checksum(const void *bytes, size_t size);

/* Appends four bytes, the highest first. */
void omr_append_32(struct omr_buffer *into, uint32_t value);

#endif
