/* SPDX-License-Identifier: MIT
 *
 * PNG, through libpng, which only this file and colour_png.c see. Plain ones take a faster way
 * (png_plain.c).
 * libpng unpacks every kind to 8 bits of grey or RGB, with or without alpha; what remains is luma
 * over white paper. libpng leaves an error by longjmp; everything it must give back is in struct
 * reader, so the function that calls setjmp has no locals that could be lost. Gamma and colour
 * profiles are ignored, as they are in a JPEG. */
#include "image/decode.h"

#include "base/error.h"
#include "image/exif.h"
#include "image/grey.h"
#include "image/png_plain.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

enum { CHUNK_MAX_SIZE = 4 << 20, CHUNK_MAX_COUNT = 64, MEMORY_MAX_SIZE = 8 << 20 };

struct reader {
    png_structp png;
    png_infop info;
    jmp_buf escape;
    enum omr_status status;
    struct omr_error *err;
    const struct omr_image_limits *limits;
    const uint8_t *next, *end; /* of the file */
    struct omr_pixmap grey;
    uint8_t *samples;       /* a row, or the whole picture where it is interlaced */
    size_t sample_row_size; /* bytes */
    int channels;
    bool has_run_out, lacks_memory;
};

static void on_error(png_structp png, png_const_charp text) {
    struct reader *reader = png_get_error_ptr(png);
    if (reader->lacks_memory)
        reader->status = omr_fail_memory(reader->err);
    else if (reader->has_run_out)
        reader->status = omr_fail(reader->err, OMR_ERROR_INPUT, "image.truncated",
                                  "the PNG file is cut off: it ends before the picture does");
    else
        reader->status = omr_fail(reader->err, OMR_ERROR_INPUT, "image.damaged",
                                  "the PNG file is damaged: %s", text);
    longjmp(reader->escape, 1);
}

/* Warnings are about formalities: damaged pixels are errors. */
static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void read_bytes(png_structp png, png_bytep bytes, size_t size) {
    struct reader *reader = png_get_io_ptr(png);
    if ((size_t)(reader->end - reader->next) < size) {
        reader->has_run_out = true;
        png_error(png, "end of file");
    }
    memcpy(bytes, reader->next, size);
    reader->next += size;
}

/* libpng believes what some parts say of their size before it has seen them, whatever limit it was
 * given: eXIf asks for up to 2 GB. Its rows and tables are far below this. */
static png_voidp take_memory(png_structp png, png_alloc_size_t size) {
    struct reader *reader = png_get_mem_ptr(png);
    if (size > MEMORY_MAX_SIZE)
        return NULL;
    void *memory = malloc(size);
    if (!memory)
        reader->lacks_memory = true;
    return memory;
}

static void give_memory(png_structp png, png_voidp memory) {
    (void)png;
    free(memory);
}

/* Texts and profiles say nothing about marks and may unpack to much: they are passed over. */
static void skip_texts(png_structp png) {
    static const png_byte names[] = "iTXt\0tEXt\0zTXt\0iCCP\0sPLT\0hIST\0";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, (int)(sizeof names / 5));
}

static enum omr_status create(struct reader *reader) {
    reader->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning,
                                           reader, take_memory, give_memory);
    if (!reader->png)
        return omr_fail_memory(reader->err);
    reader->info = png_create_info_struct(reader->png);
    if (!reader->info)
        return omr_fail_memory(reader->err);
    png_set_read_fn(reader->png, reader, read_bytes);
    /* Width and height are checked against our own limits once they are known. */
    png_set_user_limits(reader->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(reader->png, CHUNK_MAX_SIZE);
    png_set_chunk_cache_max(reader->png, CHUNK_MAX_COUNT);
    skip_texts(reader->png);
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    /* Or no random change would come past the checksums. */
    png_set_crc_action(reader->png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
    png_set_option(reader->png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#endif
    return OMR_OK;
}

/* One or three channels, and one of alpha where the file has transparency of any kind. */
static bool choose_samples(struct reader *reader) {
    png_set_expand(reader->png);
    png_set_scale_16(reader->png);
    bool is_interlaced = png_set_interlace_handling(reader->png) > 1;
    png_read_update_info(reader->png, reader->info);
    reader->channels = png_get_channels(reader->png, reader->info);
    reader->sample_row_size = png_get_rowbytes(reader->png, reader->info);
    return is_interlaced;
}

static enum omr_status read_rows(struct reader *reader) {
    reader->samples = malloc(reader->sample_row_size);
    if (!reader->samples)
        return omr_fail_memory(reader->err);
    for (int y = 0; y < reader->grey.height; y++) {
        uint8_t *grey = omr_pixmap_row(&reader->grey, y);
        if (reader->channels == 1) {
            png_read_row(reader->png, grey, NULL);
            continue;
        }
        png_read_row(reader->png, reader->samples, NULL);
        omr_grey_from_samples(grey, reader->samples, reader->grey.width, reader->channels);
    }
    return OMR_OK;
}

static enum omr_status read_interlaced(struct reader *reader) {
    reader->samples = malloc(reader->sample_row_size * (size_t)reader->grey.height);
    if (!reader->samples)
        return omr_fail_memory(reader->err);
    for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
        for (int y = 0; y < reader->grey.height; y++)
            png_read_row(reader->png, reader->samples + (size_t)y * reader->sample_row_size, NULL);
    for (int y = 0; y < reader->grey.height; y++)
        omr_grey_from_samples(omr_pixmap_row(&reader->grey, y),
                              reader->samples + (size_t)y * reader->sample_row_size,
                              reader->grey.width, reader->channels);
    return OMR_OK;
}

/* Of an interlaced picture all samples are kept: four a pixel, more there are not. */
static uint64_t count_sample_bytes(struct reader *reader, uint64_t width, uint64_t height) {
    bool is_interlaced = png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE;
    return is_interlaced ? 4 * width * height : 0;
}

static enum omr_status decode(struct reader *reader) {
    enum omr_status status = create(reader);
    if (status)
        return status;
    png_read_info(reader->png, reader->info);
    uint32_t width = png_get_image_width(reader->png, reader->info);
    uint32_t height = png_get_image_height(reader->png, reader->info);
    if ((status = omr_image_check_size(width, height, reader->limits, reader->err)) ||
        (status = omr_image_check_memory(width, height, count_sample_bytes(reader, width, height),
                                         reader->limits, reader->err)) ||
        (status = omr_pixmap_init(&reader->grey, (int)width, (int)height, reader->err)))
        return status;
    return choose_samples(reader) ? read_interlaced(reader) : read_rows(reader);
}

static void decode_guarded(struct reader *reader) {
    if (setjmp(reader->escape) == 0)
        reader->status = decode(reader);
}

/* The picture is complete: what is wrong with the rest of the file matters no more, but there may
 * be an orientation in it. */
static void read_rest_guarded(struct reader *reader) {
    struct omr_error *err = reader->err;
    reader->err = NULL;
    if (setjmp(reader->escape) == 0)
        png_read_end(reader->png, reader->info);
    reader->err = err;
}

static int find_orientation(const struct reader *reader) {
    png_uint_32 size;
    png_bytep exif;
    if (!png_get_eXIf_1(reader->png, reader->info, &size, &exif))
        return 1;
    return omr_exif_orientation(exif, size);
}

static double find_dpi(const struct reader *reader) {
    return png_get_x_pixels_per_meter(reader->png, reader->info) * 0.0254;
}

enum omr_status omr_png_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                               const struct omr_image_limits *limits, struct omr_error *err) {
    struct reader reader = {.next = bytes, .end = bytes + size, .limits = limits, .err = err};
    if (omr_png_plain_decode(picture, bytes, size, limits))
        return OMR_OK;
    decode_guarded(&reader);
    enum omr_status status = reader.status;
    if (status == OMR_OK) {
        read_rest_guarded(&reader);
        *picture = (struct omr_picture){.grey = reader.grey,
                                        .dpi = find_dpi(&reader),
                                        .orientation = find_orientation(&reader)};
        reader.grey = (struct omr_pixmap){0};
    }
    omr_pixmap_clear(&reader.grey);
    png_destroy_read_struct(&reader.png, &reader.info, NULL);
    free(reader.samples);
    return status;
}
