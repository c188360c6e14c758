/* SPDX-License-Identifier: MIT
 *
 * A TIFF of one strip, packed with Deflate, which every reader of the last twenty years knows. The
 * directory stands before the strip; its entries are in the order of their tags. */
#include "base/error.h"
#include "image/pack.h"

#include <math.h>

enum { SHORT = 3, LONG = 4, RATIO = 5, ENTRIES = 13 };
enum { HEADER_SIZE = 8, DIRECTORY_SIZE = 2 + 12 * ENTRIES + 4, VALUES_SIZE = 8 + 8 + 8 };

static void append_16(struct omr_buffer *into, uint32_t value) {
    omr_buffer_char(into, (char)(value >> 8 & 255));
    omr_buffer_char(into, (char)(value & 255));
}

static void append_entry(struct omr_buffer *into, uint32_t tag, uint32_t type, uint32_t count,
                         uint32_t value) {
    append_16(into, tag);
    append_16(into, type);
    omr_append_32(into, count);
    if (type == SHORT && count == 1) {
        append_16(into, value);
        append_16(into, 0);
    } else {
        omr_append_32(into, value);
    }
}

static void append_directory(struct omr_buffer *into, const struct omr_raster *raster,
                             uint32_t strip_size) {
    uint32_t channels = (uint32_t)raster->channels;
    uint32_t values = HEADER_SIZE + DIRECTORY_SIZE; /* of entries that have no room for them */
    append_16(into, ENTRIES);
    append_entry(into, 256, LONG, 1, (uint32_t)raster->width);
    append_entry(into, 257, LONG, 1, (uint32_t)raster->height);
    append_entry(into, 258, SHORT, channels, channels == 1 ? 8 : values); /* bits */
    append_entry(into, 259, SHORT, 1, 8);                                 /* Deflate */
    append_entry(into, 262, SHORT, 1, channels == 1 ? 1 : 2);             /* black is 0; RGB */
    append_entry(into, 273, LONG, 1, values + VALUES_SIZE);               /* the strip */
    append_entry(into, 277, SHORT, 1, channels);
    append_entry(into, 278, LONG, 1, (uint32_t)raster->height);
    append_entry(into, 279, LONG, 1, strip_size);
    append_entry(into, 282, RATIO, 1, values + 8);
    append_entry(into, 283, RATIO, 1, values + 16);
    append_entry(into, 284, SHORT, 1, 1);
    append_entry(into, 296, SHORT, 1, raster->dpi > 0 ? 2 : 1); /* inches */
    omr_append_32(into, 0);
}

static void append_values(struct omr_buffer *into, const struct omr_raster *raster) {
    for (int i = 0; i < 4; i++)
        append_16(into, 8);
    for (int i = 0; i < 2; i++) {
        omr_append_32(into, raster->dpi > 0 ? (uint32_t)lround(raster->dpi * 100) : 100);
        omr_append_32(into, 100);
    }
}

enum omr_status omr_tiff_encode(struct omr_buffer *into, const struct omr_raster *raster,
                                struct omr_error *err) {
    struct omr_buffer strip = {0};
    enum omr_status status = omr_rows_pack(&strip, raster, 0, err);
    if (status)
        goto done;
    omr_buffer_append(into, "MM\0*", 4);
    omr_append_32(into, HEADER_SIZE);
    append_directory(into, raster, (uint32_t)strip.size);
    append_values(into, raster);
    omr_buffer_append(into, strip.bytes, strip.size);
    if (into->has_failed)
        status = omr_fail_memory(err);
done:
    omr_buffer_clear(&strip);
    return status;
}
