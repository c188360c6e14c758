/* SPDX-License-Identifier: MIT
 *
 * A PNG of one data chunk. */
#include "base/error.h"
#include "image/pack.h"
#include "image/pack_runs.h"

#include <math.h>
#include <string.h>

static const double inches_per_metre = 1 / 0.0254;

/* A chunk begins with its size, which is not known yet; gives where it stands. */
static size_t begin_chunk(struct omr_buffer *into, const char *type) {
    size_t at = into->size;
    omr_append_32(into, 0);
    omr_buffer_text(into, type);
    return at;
}

static void end_chunk(struct omr_buffer *into, size_t at) {
    if (into->has_failed)
        return;
    uint32_t size = (uint32_t)(into->size - at - 8);
    for (int i = 0; i < 4; i++)
        into->bytes[at + (size_t)i] = (char)(size >> (24 - 8 * i) & 255);
    omr_append_32(into, omr_rows_checksum(into->bytes + at + 4, size + 4));
}

static void append_header(struct omr_buffer *into, const struct omr_raster *raster) {
    const char tail[5] = {8, raster->channels == 1 ? 0 : 2, 0, 0, 0};
    omr_buffer_append(into, "\x89PNG\r\n\x1a\n", 8);
    size_t at = begin_chunk(into, "IHDR");
    omr_append_32(into, (uint32_t)raster->width);
    omr_append_32(into, (uint32_t)raster->height);
    omr_buffer_append(into, tail, sizeof tail);
    end_chunk(into, at);
}

static void append_resolution(struct omr_buffer *into, double dpi) {
    size_t at = begin_chunk(into, "pHYs");
    omr_append_32(into, (uint32_t)lround(dpi * inches_per_metre));
    omr_append_32(into, (uint32_t)lround(dpi * inches_per_metre));
    omr_buffer_char(into, 1);
    end_chunk(into, at);
}

enum omr_status omr_png_encode(struct omr_buffer *into, const struct omr_raster *raster,
                               struct omr_error *err) {
    append_header(into, raster);
    if (raster->dpi > 0)
        append_resolution(into, raster->dpi);
    size_t data = begin_chunk(into, "IDAT");
    enum omr_status status =
        raster->is_drawn ? omr_runs_pack(into, raster, err) : omr_rows_pack(into, raster, 1, err);
    if (status)
        return status;
    end_chunk(into, data);
    end_chunk(into, begin_chunk(into, "IEND"));
    return into->has_failed ? omr_fail_memory(err) : OMR_OK;
}
