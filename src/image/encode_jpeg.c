/* SPDX-License-Identifier: MIT
 *
 * A JPEG by libjpeg-turbo, colours at full size. As in the reader, an error leaves by longjmp and
 * what must be given back is in a struct. */
#include "image/encode.h"

#include "base/error.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include <jerror.h> /* after jpeglib.h, on whose configuration its numbers depend */

enum { QUALITY = 90, PIECE = 1 << 16 };

struct writer {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr destination;
    JOCTET piece[PIECE];
    struct omr_buffer *into;
    jmp_buf escape;
};

static void on_error(j_common_ptr jpeg) {
    struct writer *writer = jpeg->client_data;
    longjmp(writer->escape, 1);
}

static void on_message(j_common_ptr jpeg, int level) {
    (void)jpeg;
    (void)level;
}

static void on_text(j_common_ptr jpeg) {
    (void)jpeg;
}

static void start_piece(j_compress_ptr jpeg) {
    struct writer *writer = jpeg->client_data;
    jpeg->dest->next_output_byte = writer->piece;
    jpeg->dest->free_in_buffer = PIECE;
}

static boolean end_piece(j_compress_ptr jpeg) {
    struct writer *writer = jpeg->client_data;
    omr_buffer_append(writer->into, writer->piece, PIECE);
    start_piece(jpeg);
    return TRUE;
}

static void end_last(j_compress_ptr jpeg) {
    struct writer *writer = jpeg->client_data;
    omr_buffer_append(writer->into, writer->piece, PIECE - jpeg->dest->free_in_buffer);
}

static void describe(struct writer *writer, const struct omr_raster *raster) {
    struct jpeg_compress_struct *jpeg = &writer->jpeg;
    jpeg->image_width = (JDIMENSION)raster->width;
    jpeg->image_height = (JDIMENSION)raster->height;
    jpeg->input_components = raster->channels;
    jpeg->in_color_space = raster->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, QUALITY, TRUE);
    jpeg->comp_info[0].h_samp_factor = jpeg->comp_info[0].v_samp_factor = 1;
    if (raster->dpi > 0) {
        jpeg->density_unit = 1;
        jpeg->X_density = jpeg->Y_density = (UINT16)lround(raster->dpi);
    }
}

/* False when it left by an error, which is always a lack of memory: sizes are checked before. */
static int write_picture(struct writer *writer, const struct omr_raster *raster) {
    if (setjmp(writer->escape))
        return 0;
    jpeg_create_compress(&writer->jpeg);
    writer->jpeg.dest = &writer->destination;
    describe(writer, raster);
    jpeg_start_compress(&writer->jpeg, TRUE);
    while (writer->jpeg.next_scanline < writer->jpeg.image_height) {
        JSAMPROW row =
            (JSAMPROW)(uintptr_t)(raster->pixels + writer->jpeg.next_scanline * raster->stride);
        jpeg_write_scanlines(&writer->jpeg, &row, 1);
    }
    jpeg_finish_compress(&writer->jpeg);
    return !writer->into->has_failed;
}

enum omr_status omr_jpeg_encode(struct omr_buffer *into, const struct omr_raster *raster,
                                struct omr_error *err) {
    struct writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return omr_fail_memory(err);
    writer->into = into;
    writer->jpeg.err = jpeg_std_error(&writer->errors);
    writer->errors.error_exit = on_error;
    writer->errors.emit_message = on_message;
    writer->errors.output_message = on_text;
    writer->jpeg.client_data = writer;
    writer->destination = (struct jpeg_destination_mgr){.init_destination = start_piece,
                                                        .empty_output_buffer = end_piece,
                                                        .term_destination = end_last};
    int is_written = write_picture(writer, raster);
    jpeg_destroy_compress(&writer->jpeg);
    free(writer);
    return is_written ? OMR_OK : omr_fail_memory(err);
}
