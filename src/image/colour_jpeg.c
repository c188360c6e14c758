/* SPDX-License-Identifier: MIT
 *
 * JPEG in colour. The file was decoded to grey before: it is whole. */
#include "image/colour.h"
#include "image/exif.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

enum { MARKER_EXIF = JPEG_APP0 + 1, MARKER_MAX_SIZE = 0xffff };

struct reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf escape;
    struct omr_colours colours;
    int orientation;
};

static void on_error(j_common_ptr jpeg) {
    struct reader *reader = jpeg->client_data;
    longjmp(reader->escape, 1);
}

static void on_message(j_common_ptr jpeg, int level) {
    (void)jpeg;
    (void)level;
}

static void on_text(j_common_ptr jpeg) {
    (void)jpeg;
}

static int find_orientation(const struct jpeg_decompress_struct *jpeg) {
    static const char signature[6] = "Exif\0";
    for (jpeg_saved_marker_ptr marker = jpeg->marker_list; marker; marker = marker->next)
        if (marker->data_length > sizeof signature &&
            memcmp(marker->data, signature, sizeof signature) == 0)
            return omr_exif_orientation(marker->data + sizeof signature,
                                        marker->data_length - sizeof signature);
    return 1;
}

static int read_picture(struct reader *reader, const void *bytes, size_t size) {
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    if (setjmp(reader->escape))
        return 0;
    jpeg_create_decompress(jpeg);
    jpeg_save_markers(jpeg, MARKER_EXIF, MARKER_MAX_SIZE);
    jpeg_mem_src(jpeg, bytes, size);
    jpeg_read_header(jpeg, TRUE);
    if (jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK)
        return 0;
    reader->orientation = find_orientation(jpeg);
    jpeg->out_color_space = JCS_EXT_BGRA;
    jpeg_start_decompress(jpeg);
    struct omr_colours *colours = &reader->colours;
    colours->width = (int)jpeg->output_width;
    colours->height = (int)jpeg->output_height;
    colours->pixels =
        malloc((size_t)colours->width * (size_t)colours->height * sizeof *colours->pixels);
    if (!colours->pixels)
        return 0;
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row =
            (JSAMPROW)(colours->pixels + (size_t)jpeg->output_scanline * (size_t)colours->width);
        jpeg_read_scanlines(jpeg, &row, 1);
    }
    jpeg_finish_decompress(jpeg);
    return 1;
}

int omr_jpeg_colours(struct omr_colours *colours, int *orientation, const void *bytes,
                     size_t size) {
    struct reader reader = {.orientation = 1};
    reader.jpeg.err = jpeg_std_error(&reader.errors);
    reader.errors.error_exit = on_error;
    reader.errors.emit_message = on_message;
    reader.errors.output_message = on_text;
    reader.jpeg.client_data = &reader;
    int is_read = read_picture(&reader, bytes, size);
    jpeg_destroy_decompress(&reader.jpeg);
    if (is_read) {
        *colours = reader.colours;
        *orientation = reader.orientation;
    } else {
        omr_colours_clear(&reader.colours);
    }
    return is_read;
}
