/* SPDX-License-Identifier: MIT
 *
 * libdeflate packs everything at once: twice as fast as zlib row by row, at the cost of a second
 * copy of the pixels. */
#include "image/pack.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

enum { PACKING = 2 /* of libdeflate's 1 to 12 */, FILTER_UP = 2 };

static void filter_row(uint8_t *to, const uint8_t *row, const uint8_t *above, size_t size) {
    for (size_t i = 0; i < size; i++)
        to[i] = (uint8_t)(row[i] - above[i]);
}

static void copy_rows(uint8_t *to, const struct omr_raster *raster, size_t row_size,
                      int has_filters) {
    for (int y = 0; y < raster->height; y++) {
        const uint8_t *row = raster->pixels + (size_t)y * raster->stride;
        if (has_filters)
            *to++ = y ? FILTER_UP : 0;
        if (has_filters && y)
            filter_row(to, row, row - raster->stride, row_size);
        else
            memcpy(to, row, row_size);
        to += row_size;
    }
}

static enum omr_status pack(struct omr_buffer *into, const uint8_t *rows, size_t size,
                            struct omr_error *err) {
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(PACKING);
    if (!compressor)
        return omr_fail_memory(err);
    size_t bound = libdeflate_zlib_compress_bound(compressor, size);
    size_t packed = 0;
    if (omr_buffer_reserve(into, bound))
        packed = libdeflate_zlib_compress(compressor, rows, size, into->bytes + into->size, bound);
    libdeflate_free_compressor(compressor);
    if (!packed)
        return omr_fail_memory(err);
    into->size += packed;
    into->bytes[into->size] = '\0';
    return OMR_OK;
}

enum omr_status omr_rows_pack(struct omr_buffer *into, const struct omr_raster *raster,
                              int has_filters, struct omr_error *err) {
    size_t row_size = (size_t)raster->width * (size_t)raster->channels;
    size_t size = (row_size + (has_filters ? 1 : 0)) * (size_t)raster->height;
    uint8_t *rows = malloc(size);
    if (!rows)
        return omr_fail_memory(err);
    copy_rows(rows, raster, row_size, has_filters);
    enum omr_status status = pack(into, rows, size, err);
    free(rows);
    return status;
}

uint32_t omr_rows_sum(uint32_t sum, const void *bytes, size_t size) {
    return libdeflate_adler32(sum, bytes, size);
}

uint32_t omr_rows_checksum(const void *bytes, size_t size) {
    return libdeflate_crc32(0, bytes, size);
}

void omr_append_32(struct omr_buffer *into, uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        omr_buffer_char(into, (char)(value >> shift & 255));
}
