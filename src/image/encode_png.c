/* SPDX-License-Identifier: MIT
 *
 * A PNG, written by libpng row by row. As in the reader, an error leaves by longjmp and everything
 * that must be given back is in a struct. */
#include "image/encode.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>

#include <png.h>

enum { PACKING = 4 }; /* of zlib's 1 to 9: half the time of the usual 6, a tenth larger */

struct writer {
    png_structp png;
    png_infop info;
    jmp_buf escape;
    struct omr_buffer *into;
    struct omr_error *err;
    enum omr_status status;
    bool lacks_memory;
};

static void on_error(png_structp png, png_const_charp text) {
    struct writer *writer = png_get_error_ptr(png);
    if (writer->into->has_failed || writer->lacks_memory)
        writer->status = omr_fail_memory(writer->err);
    else
        writer->status = omr_fail(writer->err, OMR_ERROR_INTERNAL, "image.encode",
                                  "the PNG could not be written: %s", text);
    longjmp(writer->escape, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t size) {
    struct writer *writer = png_get_io_ptr(png);
    omr_buffer_append(writer->into, bytes, size);
    if (writer->into->has_failed)
        png_error(png, "out of memory");
}

static png_voidp take_memory(png_structp png, png_alloc_size_t size) {
    struct writer *writer = png_get_mem_ptr(png);
    void *taken = malloc(size);
    writer->lacks_memory = writer->lacks_memory || !taken;
    return taken;
}

static void give_memory(png_structp png, png_voidp memory) {
    (void)png;
    free(memory);
}

static void flush_nothing(png_structp png) {
    (void)png;
}

/* Errors are in `writer->status` afterwards. */
static void write_picture(struct writer *writer, const uint8_t *pixels, int width, int height) {
    if (setjmp(writer->escape))
        return;
    png_set_write_fn(writer->png, writer, write_bytes, flush_nothing);
    png_set_compression_level(writer->png, PACKING);
    png_set_filter(writer->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE | PNG_FILTER_UP);
    png_set_IHDR(writer->png, writer->info, (png_uint_32)width, (png_uint_32)height, 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(writer->png, writer->info);
    for (int y = 0; y < height; y++)
        png_write_row(writer->png, pixels + (size_t)y * (size_t)width * 3);
    png_write_end(writer->png, writer->info);
}

enum omr_status omr_png_encode(struct omr_buffer *into, const uint8_t *pixels, int width,
                               int height, struct omr_error *err) {
    struct writer writer = {.into = into, .err = err};
    writer.png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, &writer, on_error, on_warning,
                                           &writer, take_memory, give_memory);
    if (writer.png)
        writer.info = png_create_info_struct(writer.png);
    if (!writer.info)
        writer.status = omr_fail_memory(err);
    else
        write_picture(&writer, pixels, width, height);
    png_destroy_write_struct(&writer.png, &writer.info);
    return writer.status;
}
