/* SPDX-License-Identifier: MIT
 *
 * JPEG, through libjpeg-turbo, which only this file, colour_jpeg.c and encode_jpeg.c see. Where the
 * file holds luma, only luma is decoded. libjpeg leaves an error by longjmp; everything it must
 * give back is in struct reader, so the function that calls setjmp has no locals that could be
 * lost.
 *
 * A damaged or cut off picture is refused: libjpeg would fill the rest with grey, and answers read
 * from there would be wrong. Only a missing end marker is forgiven. */
#include "image/decode.h"

#include "base/error.h"
#include "image/exif.h"
#include "image/grey.h"
#include "image/pyramid.h"
#include "image/turn.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h> /* after jpeglib.h, on whose configuration its numbers depend */

enum { MARKER_EXIF = JPEG_APP0 + 1, MARKER_MAX_SIZE = 0xffff, ROWS_AT_ONCE = 16 };

/* How many scans a picture of all the pixels that are allowed may have; common are 10. */
static const uint64_t SCANS_OF_LARGEST = 20;

struct reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    enum omr_status status;
    struct omr_error *err;
    const struct omr_image_limits *limits;
    struct omr_pixmap grey, half;
    struct omr_pixmap half_strip;
    struct omr_pixmap strip; /* rows on their way to be turned, or nothing */
    uint8_t *inks;           /* one row of a CMYK picture, or NULL */
    int orientation;         /* how the pixels are still to be turned */
    bool has_run_out;        /* the decoder asked for bytes after the last */
    bool is_damaged;         /* entropy-coded data made no sense */
    unsigned damage_row;
};

static struct reader *reader_of(j_common_ptr jpeg) {
    return jpeg->client_data;
}

static _Noreturn void leave(struct reader *reader, enum omr_status status) {
    reader->status = status;
    longjmp(reader->escape, 1);
}

static enum omr_status fail_truncated(struct reader *reader) {
    return omr_fail(reader->err, OMR_ERROR_INPUT, "image.truncated",
                    "the JPEG file is cut off: it ends before the picture does");
}

static _Noreturn void on_error(j_common_ptr jpeg) {
    struct reader *reader = reader_of(jpeg);
    char text[JMSG_LENGTH_MAX];
    switch (jpeg->err->msg_code) {
    case JERR_OUT_OF_MEMORY:
        leave(reader, omr_fail_memory(reader->err));
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        leave(reader, omr_fail(reader->err, OMR_ERROR_LIMIT, "image.limit.side",
                               "a side of the JPEG has more than %ld pixels", JPEG_MAX_DIMENSION));
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
        jpeg->err->format_message(jpeg, text);
        leave(reader, omr_fail(reader->err, OMR_ERROR_UNSUPPORTED, "image.jpeg_kind",
                               "JPEG files of this kind cannot be read (%s): save it as a plain "
                               "8-bit JPEG",
                               text));
    default:
        if (reader->has_run_out)
            leave(reader, fail_truncated(reader));
        jpeg->err->format_message(jpeg, text);
        leave(reader, omr_fail(reader->err, OMR_ERROR_INPUT, "image.damaged",
                               "the JPEG file is damaged: %s", text));
    }
}

/* Warnings about the entropy-coded data mean wrong pixels; the others are about formalities. */
static void on_message(j_common_ptr jpeg, int level) {
    struct reader *reader = reader_of(jpeg);
    if (level >= 0)
        return;
    switch (jpeg->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
        if (!reader->is_damaged)
            reader->damage_row = reader->jpeg.output_scanline;
        reader->is_damaged = true;
        break;
    default:
        break;
    }
}

static void on_text(j_common_ptr jpeg) {
    (void)jpeg;
}

/* Called between rows of blocks: stops files of thousands of scans, which cost hours. The larger
 * the picture, the fewer it may have. */
static void on_progress(j_common_ptr jpeg) {
    struct reader *reader = reader_of(jpeg);
    uint64_t scans = (uint64_t)reader->jpeg.input_scan_number;
    uint64_t pixels = (uint64_t)reader->jpeg.image_width * reader->jpeg.image_height;
    if (scans > reader->limits->max_scans ||
        scans * pixels > SCANS_OF_LARGEST * reader->limits->max_pixels)
        leave(reader, omr_fail(reader->err, OMR_ERROR_LIMIT, "image.limit.scans",
                               "the progressive JPEG has %" PRIu64
                               " scans or more, too many for its size: save it as a plain JPEG",
                               scans));
}

static void start_source(j_decompress_ptr jpeg) {
    (void)jpeg;
}

static boolean fill_source(j_decompress_ptr jpeg) {
    static const JOCTET end_of_image[] = {0xff, JPEG_EOI};
    reader_of((j_common_ptr)jpeg)->has_run_out = true;
    jpeg->src->next_input_byte = end_of_image;
    jpeg->src->bytes_in_buffer = sizeof end_of_image;
    return TRUE;
}

static void skip_source(j_decompress_ptr jpeg, long count) {
    if (count <= 0)
        return;
    if ((size_t)count > jpeg->src->bytes_in_buffer) {
        fill_source(jpeg);
        return;
    }
    jpeg->src->next_input_byte += count;
    jpeg->src->bytes_in_buffer -= (size_t)count;
}

static void create(struct reader *reader, const uint8_t *bytes, size_t size) {
    reader->jpeg.err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = on_error;
    reader->errors.emit_message = on_message;
    reader->errors.output_message = on_text;
    reader->jpeg.client_data = reader;
    jpeg_create_decompress(&reader->jpeg);
    reader->progress.progress_monitor = on_progress;
    reader->jpeg.progress = &reader->progress;
    reader->source = (struct jpeg_source_mgr){
        .next_input_byte = bytes,
        .bytes_in_buffer = size,
        .init_source = start_source,
        .fill_input_buffer = fill_source,
        .skip_input_data = skip_source,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = start_source,
    };
    reader->jpeg.src = &reader->source;
    jpeg_save_markers(&reader->jpeg, MARKER_EXIF, MARKER_MAX_SIZE);
}

static int find_orientation(const struct reader *reader) {
    static const char signature[6] = "Exif\0";
    for (jpeg_saved_marker_ptr marker = reader->jpeg.marker_list; marker; marker = marker->next)
        if (marker->marker == MARKER_EXIF && marker->data_length > sizeof signature &&
            memcmp(marker->data, signature, sizeof signature) == 0)
            return omr_exif_orientation(marker->data + sizeof signature,
                                        marker->data_length - sizeof signature);
    return 1;
}

static double find_dpi(const struct reader *reader) {
    double density = reader->jpeg.X_density;
    switch (reader->jpeg.density_unit) {
    case 1:
        return density;
    case 2:
        return density * 2.54;
    default:
        return 0;
    }
}

static enum omr_status choose_colours(struct reader *reader) {
    switch ((int)reader->jpeg.jpeg_color_space) {
    case JCS_GRAYSCALE:
    case JCS_YCbCr:
    case JCS_RGB:
        reader->jpeg.out_color_space = JCS_GRAYSCALE;
        return OMR_OK;
    case JCS_CMYK:
    case JCS_YCCK:
        reader->jpeg.out_color_space = JCS_CMYK;
        reader->inks = malloc((size_t)reader->jpeg.image_width * 4);
        return reader->inks ? OMR_OK : omr_fail_memory(reader->err);
    default:
        return omr_fail(reader->err, OMR_ERROR_UNSUPPORTED, "image.jpeg_kind",
                        "JPEG files of %d colour channels cannot be read: save it as a plain JPEG",
                        reader->jpeg.num_components);
    }
}

/* Rows of the file into `grey`, and by two of them into `half`, if that has pixels. */
static void read_grey(struct reader *reader, const struct omr_pixmap *grey,
                      const struct omr_pixmap *half) {
    JSAMPROW rows[ROWS_AT_ONCE];
    for (int y = 0; y < grey->height;) {
        int count = grey->height - y < ROWS_AT_ONCE ? grey->height - y : ROWS_AT_ONCE;
        int first = y;
        for (int i = 0; i < count; i++)
            rows[i] = omr_pixmap_row(grey, y + i);
        y += (int)jpeg_read_scanlines(&reader->jpeg, rows, (JDIMENSION)count);
        if (half->pixels)
            omr_pyramid_halve_rows(half, grey, first / 2, y / 2);
    }
}

/* Adobe's programs store how much of the paper shines through, others how much ink there is. */
static void read_inks(struct reader *reader, const struct omr_pixmap *grey,
                      const struct omr_pixmap *half) {
    uint32_t flip = reader->jpeg.saw_Adobe_marker ? 0 : 255;
    for (int y = 0; y < grey->height; y++) {
        JSAMPROW row = reader->inks;
        jpeg_read_scanlines(&reader->jpeg, &row, 1);
        omr_grey_from_inks(omr_pixmap_row(grey, y), reader->inks, grey->width, flip);
        if (half->pixels)
            omr_pyramid_halve_rows(half, grey, y / 2, (y + 1) / 2);
    }
}

/* The next rows of the file, as many as the pixmap has. */
static void read_rows(struct reader *reader, const struct omr_pixmap *grey,
                      const struct omr_pixmap *half) {
    if (reader->inks)
        read_inks(reader, grey, half);
    else
        read_grey(reader, grey, half);
}

static enum omr_status read_upright(struct reader *reader) {
    int width = (int)reader->jpeg.image_width, height = (int)reader->jpeg.image_height;
    bool is_halved = reader->orientation == 1 && width > 1 && height > 1;
    enum omr_status status;
    if ((status = omr_pixmap_init(&reader->grey, width, height, reader->err)) ||
        (is_halved &&
         (status = omr_pixmap_init(&reader->half, width / 2, height / 2, reader->err))))
        return status;
    jpeg_start_decompress(&reader->jpeg);
    read_rows(reader, &reader->grey, &reader->half);
    return OMR_OK;
}

/* The half of a turned picture of odd sides is not the turned half: it begins at another pixel. */
static enum omr_status make_turned(struct reader *reader, int width, int height) {
    bool is_halved = width % 2 == 0 && height % 2 == 0;
    enum omr_status status;
    if ((status = omr_pixmap_init(&reader->strip, width, OMR_TURN_ROWS, reader->err)) ||
        (status = omr_pixmap_init(&reader->grey, height, width, reader->err)) || !is_halved)
        return status;
    status = omr_pixmap_init(&reader->half_strip, width / 2, OMR_TURN_ROWS / 2, reader->err);
    return status ? status : omr_pixmap_init(&reader->half, height / 2, width / 2, reader->err);
}

/* Turning strip by strip while the pixels are in the cache costs a third of turning them later. */
static enum omr_status read_turned(struct reader *reader, int orientation) {
    int width = (int)reader->jpeg.image_width, height = (int)reader->jpeg.image_height;
    enum omr_status status = make_turned(reader, width, height);
    if (status)
        return status;
    jpeg_start_decompress(&reader->jpeg);
    for (int y = 0; y < height; y += OMR_TURN_ROWS) {
        struct omr_pixmap rows = reader->strip, half = reader->half_strip;
        rows.height = height - y < OMR_TURN_ROWS ? height - y : OMR_TURN_ROWS;
        half.height = rows.height / 2;
        read_rows(reader, &rows, &half);
        omr_pixmap_turn_rows(&reader->grey, &rows, y, orientation);
        if (half.pixels)
            omr_pixmap_turn_rows(&reader->half, &half, y / 2, orientation);
    }
    return OMR_OK;
}

/* A progressive file cut off between two scans decodes without complaint, but blurred. */
static bool lacks_scans(const struct reader *reader) {
    if (!reader->jpeg.progressive_mode || !reader->jpeg.coef_bits)
        return false;
    for (int i = 0; i < DCTSIZE2; i++)
        if (reader->jpeg.coef_bits[0][i] != 0)
            return true;
    return false;
}

/* An arithmetic decoder makes something of any bytes, and of none: without an end marker nobody
 * knows whether they were all. */
static enum omr_status check_damage(struct reader *reader) {
    if (reader->has_run_out &&
        (reader->is_damaged || lacks_scans(reader) || reader->jpeg.arith_code))
        return fail_truncated(reader);
    if (reader->is_damaged)
        return omr_fail(reader->err, OMR_ERROR_INPUT, "image.damaged",
                        "the JPEG file is damaged from row %u on", reader->damage_row);
    return OMR_OK;
}

/* Of a file of several scans the coefficients of all pixels are kept. */
static uint64_t count_coefficient_bytes(struct reader *reader) {
    uint64_t bytes = 0;
    for (int i = 0; jpeg_has_multiple_scans(&reader->jpeg) && i < reader->jpeg.num_components; i++)
        bytes += (uint64_t)reader->jpeg.comp_info[i].width_in_blocks *
                 reader->jpeg.comp_info[i].height_in_blocks * sizeof(JBLOCK);
    return bytes;
}

static enum omr_status decode(struct reader *reader, const uint8_t *bytes, size_t size) {
    enum omr_status status;
    create(reader, bytes, size);
    jpeg_read_header(&reader->jpeg, TRUE);
    if ((status = omr_image_check_size(reader->jpeg.image_width, reader->jpeg.image_height,
                                       reader->limits, reader->err)) ||
        (status = omr_image_check_memory(reader->jpeg.image_width, reader->jpeg.image_height,
                                         count_coefficient_bytes(reader), reader->limits,
                                         reader->err)) ||
        (status = choose_colours(reader)))
        return status;
    int orientation = find_orientation(reader);
    bool is_on_side = orientation >= 5;
    reader->orientation = is_on_side ? 1 : orientation;
    status = is_on_side ? read_turned(reader, orientation) : read_upright(reader);
    return status ? status : check_damage(reader);
}

static void decode_guarded(struct reader *reader, const uint8_t *bytes, size_t size) {
    if (setjmp(reader->escape) == 0)
        reader->status = decode(reader, bytes, size);
}

enum omr_status omr_jpeg_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                                const struct omr_image_limits *limits, struct omr_error *err) {
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return omr_fail_memory(err);
    reader->limits = limits;
    reader->err = err;
    decode_guarded(reader, bytes, size);
    enum omr_status status = reader->status;
    if (status == OMR_OK) {
        *picture = (struct omr_picture){.grey = reader->grey,
                                        .half = reader->half,
                                        .dpi = find_dpi(reader),
                                        .orientation = reader->orientation};
        reader->grey = reader->half = (struct omr_pixmap){0};
    }
    omr_pixmap_clear(&reader->grey);
    omr_pixmap_clear(&reader->half);
    omr_pixmap_clear(&reader->half_strip);
    omr_pixmap_clear(&reader->strip);
    jpeg_destroy_decompress(&reader->jpeg);
    free(reader->inks);
    free(reader);
    return status;
}
