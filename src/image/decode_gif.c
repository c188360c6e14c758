/* SPDX-License-Identifier: MIT
 *
 * GIF, through giflib: the only file that sees it. The first frame on white paper; what follows it
 * is not read. */
#include "image/decode.h"

#include "base/error.h"
#include "image/grey.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>

enum { TRANSPARENCY = 1, GRAPHICS_SIZE = 4, PALETTE_SIZE = 256 };

struct reader {
    const uint8_t *next, *end;
    bool has_run_out;
    GifFileType *gif;
    const struct omr_image_limits *limits;
    struct omr_error *err;
    int transparent; /* index, or -1 */
    uint8_t greys[PALETTE_SIZE];
    struct omr_pixmap grey;
    uint8_t *row;
};

static int read_bytes(GifFileType *gif, GifByteType *bytes, int size) {
    struct reader *reader = gif->UserData;
    size_t left = (size_t)(reader->end - reader->next), wanted = size < 0 ? 0 : (size_t)size;
    if (wanted > left) {
        reader->has_run_out = true;
        wanted = left;
    }
    memcpy(bytes, reader->next, wanted);
    reader->next += wanted;
    return (int)wanted;
}

static enum omr_status fail_damaged(const struct reader *reader, const char *what) {
    return omr_fail(reader->err, OMR_ERROR_INPUT, "image.damaged", "the GIF file is damaged: %s",
                    what);
}

static enum omr_status fail_library(const struct reader *reader, int code) {
    const char *text = GifErrorString(code);
    /* giflib says of a palette it has no memory for that the head of the file is missing. */
    if (code == D_GIF_ERR_NOT_ENOUGH_MEM ||
        (code == D_GIF_ERR_NO_SCRN_DSCR && !reader->has_run_out))
        return omr_fail_memory(reader->err);
    if (reader->has_run_out)
        return omr_fail(reader->err, OMR_ERROR_INPUT, "image.truncated",
                        "the GIF file is cut off: it ends before the picture does");
    return fail_damaged(reader, text ? text : "its data make no sense");
}

static enum omr_status open_file(struct reader *reader) {
    int code = D_GIF_SUCCEEDED;
    reader->gif = DGifOpen(reader, read_bytes, &code);
    return reader->gif ? OMR_OK : fail_library(reader, code);
}

/* Transparency stands in an extension before the frame; the other extensions are passed over. */
static enum omr_status read_extension(struct reader *reader) {
    int code;
    GifByteType *block;
    if (DGifGetExtension(reader->gif, &code, &block) == GIF_ERROR)
        return fail_library(reader, reader->gif->Error);
    if (block && code == GRAPHICS_EXT_FUNC_CODE && block[0] >= GRAPHICS_SIZE)
        reader->transparent = block[1] & TRANSPARENCY ? block[4] : -1;
    while (block)
        if (DGifGetExtensionNext(reader->gif, &block) == GIF_ERROR)
            return fail_library(reader, reader->gif->Error);
    return OMR_OK;
}

static enum omr_status find_frame(struct reader *reader) {
    for (;;) {
        GifRecordType type;
        enum omr_status status = OMR_OK;
        if (DGifGetRecordType(reader->gif, &type) == GIF_ERROR)
            return fail_library(reader, reader->gif->Error);
        if (type == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageDesc(reader->gif) == GIF_ERROR
                       ? fail_library(reader, reader->gif->Error)
                       : OMR_OK;
        if (type == EXTENSION_RECORD_TYPE)
            status = read_extension(reader);
        else
            status = fail_damaged(reader, "it holds no picture");
        if (status)
            return status;
    }
}

/* Indices beyond the palette are black, so that damage does not pass for paper. */
static enum omr_status read_palette(struct reader *reader) {
    const ColorMapObject *map = reader->gif->Image.ColorMap;
    if (!map)
        map = reader->gif->SColorMap;
    if (!map)
        return fail_damaged(reader, "its palette is missing");
    for (int i = 0; i < map->ColorCount && i < PALETTE_SIZE; i++) {
        uint8_t rgb[3] = {map->Colors[i].Red, map->Colors[i].Green, map->Colors[i].Blue};
        omr_grey_from_samples(&reader->greys[i], rgb, 1, 3);
    }
    if (reader->transparent >= 0)
        reader->greys[reader->transparent] = 255;
    return OMR_OK;
}

/* The whole picture is as large as the screen or, where that is a lie, as the frame. */
static enum omr_status prepare(struct reader *reader) {
    const GifImageDesc *frame = &reader->gif->Image;
    uint64_t width = (uint64_t)frame->Left + (uint64_t)frame->Width;
    uint64_t height = (uint64_t)frame->Top + (uint64_t)frame->Height;
    if (frame->Width <= 0 || frame->Height <= 0)
        width = height = 0;
    else if (width < (uint64_t)reader->gif->SWidth)
        width = (uint64_t)reader->gif->SWidth;
    if (height && height < (uint64_t)reader->gif->SHeight)
        height = (uint64_t)reader->gif->SHeight;
    enum omr_status status = omr_image_check_size(width, height, reader->limits, reader->err);
    if (!status)
        status = omr_pixmap_init(&reader->grey, (int)width, (int)height, reader->err);
    if (status)
        return status;
    memset(reader->grey.pixels, 255, reader->grey.stride * (size_t)height);
    reader->row = malloc((size_t)frame->Width);
    return reader->row ? OMR_OK : omr_fail_memory(reader->err);
}

static enum omr_status read_row(struct reader *reader, int y) {
    const GifImageDesc *frame = &reader->gif->Image;
    uint8_t *grey = omr_pixmap_row(&reader->grey, frame->Top + y) + frame->Left;
    if (DGifGetLine(reader->gif, reader->row, frame->Width) == GIF_ERROR)
        return fail_library(reader, reader->gif->Error);
    for (int x = 0; x < frame->Width; x++)
        grey[x] = reader->greys[reader->row[x]];
    return OMR_OK;
}

static enum omr_status read_rows(struct reader *reader) {
    static const struct {
        int first, step;
    } passes[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}}, plain = {0, 1};
    bool is_interlaced = reader->gif->Image.Interlace;
    enum omr_status status = OMR_OK;
    for (int pass = 0; !status && pass < (is_interlaced ? 4 : 1); pass++) {
        int first = is_interlaced ? passes[pass].first : plain.first;
        int step = is_interlaced ? passes[pass].step : plain.step;
        for (int y = first; !status && y < reader->gif->Image.Height; y += step)
            status = read_row(reader, y);
    }
    return status;
}

enum omr_status omr_gif_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                               const struct omr_image_limits *limits, struct omr_error *err) {
    struct reader reader = {
        .next = bytes, .end = bytes + size, .limits = limits, .err = err, .transparent = -1};
    enum omr_status status;
    if (!(status = open_file(&reader)) && !(status = find_frame(&reader)) &&
        !(status = read_palette(&reader)) && !(status = prepare(&reader)))
        status = read_rows(&reader);
    if (!status) {
        *picture = (struct omr_picture){.grey = reader.grey, .orientation = 1};
        reader.grey = (struct omr_pixmap){0};
    }
    if (reader.gif)
        DGifCloseFile(reader.gif, NULL);
    omr_pixmap_clear(&reader.grey);
    free(reader.row);
    return status;
}
