/* SPDX-License-Identifier: MIT
 *
 * All pictures but JPEG are what TIFF or PNG files hold, without their headers. So a header is put
 * before the bytes and the decoders of those files do the work, with their limits and their eye
 * for damage. */
#include "image/pdf_picture.h"

#include "base/buffer.h"
#include "base/error.h"
#include "image/decode.h"
#include "image/turn.h"

#include <stdlib.h>

#include <libdeflate.h>

void omr_pdf_picture_clear(struct omr_pdf_picture *picture) {
    if (picture->alpha)
        omr_pdf_picture_clear(picture->alpha);
    free(picture->alpha);
    free(picture->bytes);
    *picture = (struct omr_pdf_picture){0};
}

static void put_16(struct omr_buffer *file, uint32_t value) {
    unsigned char bytes[2] = {(unsigned char)(value >> 8), (unsigned char)value};
    omr_buffer_append(file, bytes, 2);
}

static void put_32(struct omr_buffer *file, uint32_t value) {
    put_16(file, value >> 16);
    put_16(file, value & 0xffff);
}

enum tiff_type { SHORT = 3, LONG = 4 };

/* A value that fits stands in the entry itself, to the left. */
static void put_entry(struct omr_buffer *file, uint32_t tag, enum tiff_type type, uint32_t count,
                      uint32_t value) {
    put_16(file, tag);
    put_16(file, type);
    put_32(file, count);
    put_32(file, type == SHORT && count == 1 ? value << 16 : value);
}

static uint32_t tiff_compression(const struct omr_pdf_picture *picture) {
    switch (picture->filter) {
    case OMR_PDF_FLATE:
        return 8;
    case OMR_PDF_LZW:
        return 5;
    case OMR_PDF_RUNS:
        return 32773;
    case OMR_PDF_FAX:
        return picture->fax_k < 0 ? 4 : picture->fax_k == 0 && picture->is_fax_aligned ? 2 : 3;
    case OMR_PDF_PLAIN:
    case OMR_PDF_JPEG:
        break;
    }
    return 1;
}

static uint32_t tiff_photometric(const struct omr_pdf_picture *picture) {
    enum { INVERSE, GREY, RGB, PALETTE, INKS = 5 };
    if (picture->palette_count)
        return PALETTE;
    if (picture->channels == 3)
        return RGB;
    if (picture->channels == 4)
        return INKS;
    /* A fax's black runs are ones in a TIFF file. */
    bool is_inverse = picture->is_inverted != (picture->filter == OMR_PDF_FAX);
    return is_inverse ? INVERSE : GREY;
}

/* Red, then green, then blue, of 16 bits each. */
static void put_palette(struct omr_buffer *file, const struct omr_pdf_picture *picture) {
    for (int channel = 0; channel < 3; channel++)
        for (int i = 0; i < 1 << picture->depth; i++) {
            int entry = i < picture->palette_count ? i : picture->palette_count - 1;
            put_16(file, picture->palette[3 * entry + channel] * 257U);
        }
}

static void wrap_in_tiff(const struct omr_pdf_picture *picture, struct omr_buffer *file) {
    enum { ENTRIES = 12, DIRECTORY = 8, AFTER = DIRECTORY + 2 + 12 * ENTRIES + 4, DEPTHS = 8 };
    uint32_t channels = (uint32_t)picture->channels, depth = picture->depth;
    uint32_t colours = picture->palette_count ? 3U << depth : 0;
    uint32_t palette_at = AFTER + DEPTHS, pixels_at = palette_at + 2 * colours;
    omr_buffer_append(file, "MM\0*\0\0\0\x08", DIRECTORY);
    put_16(file, ENTRIES);
    put_entry(file, 256, LONG, 1, picture->width);
    put_entry(file, 257, LONG, 1, picture->height);
    put_entry(file, 258, SHORT, channels, channels == 1 ? depth : (uint32_t)AFTER);
    put_entry(file, 259, SHORT, 1, tiff_compression(picture));
    put_entry(file, 262, SHORT, 1, tiff_photometric(picture));
    put_entry(file, 273, LONG, 1, pixels_at);
    put_entry(file, 277, SHORT, 1, channels);
    put_entry(file, 278, LONG, 1, picture->height);
    put_entry(file, 279, LONG, 1, (uint32_t)picture->size);
    put_entry(file, 292, LONG, 1, picture->fax_k > 0 ? 1 : 0);
    put_entry(file, 317, SHORT, 1, picture->predictor == 2 ? 2 : 1);
    if (colours)
        put_entry(file, 320, SHORT, colours, palette_at);
    else
        put_entry(file, 339, SHORT, 1, 1);
    put_32(file, 0);
    for (int i = 0; i < DEPTHS / 2; i++)
        put_16(file, depth);
    if (colours)
        put_palette(file, picture);
    omr_buffer_append(file, picture->bytes, picture->size);
}

static void put_chunk(struct omr_buffer *file, const char *type, const void *bytes, size_t size) {
    put_32(file, (uint32_t)size);
    size_t begin = file->size;
    omr_buffer_append(file, type, 4);
    omr_buffer_append(file, bytes, size);
    put_32(file,
           file->has_failed ? 0 : libdeflate_crc32(0, file->bytes + begin, file->size - begin));
}

/* Of inks there is no PNG, and inverted ones are rare: both are refused before. */
static void wrap_in_png(const struct omr_pdf_picture *picture, struct omr_buffer *file) {
    struct omr_buffer head = {0};
    const char type = picture->palette_count ? 3 : picture->channels == 3 ? 2 : 0;
    put_32(&head, picture->width);
    put_32(&head, picture->height);
    omr_buffer_char(&head, (char)picture->depth);
    omr_buffer_char(&head, type);
    omr_buffer_append(&head, "\0\0\0", 3);
    omr_buffer_append(file, "\x89PNG\r\n\x1a\n", 8);
    put_chunk(file, "IHDR", head.bytes, head.size);
    if (picture->palette_count)
        put_chunk(file, "PLTE", picture->palette, (size_t)picture->palette_count * 3);
    put_chunk(file, "IDAT", picture->bytes, picture->size);
    put_chunk(file, "IEND", "", 0);
    file->has_failed |= head.has_failed;
    omr_buffer_clear(&head);
}

static enum omr_status decode_tiff(struct omr_picture *made, const struct omr_buffer *file,
                                   const struct omr_image_limits *limits, struct omr_error *err) {
    void *pages;
    int count;
    enum omr_status status =
        omr_tiff_pages.open(&pages, &count, (const uint8_t *)file->bytes, file->size, limits, err);
    if (status)
        return status;
    status = omr_tiff_pages.decode(made, pages, 0, err);
    omr_tiff_pages.close(pages);
    return status;
}

static enum omr_status decode_wrapped(const struct omr_pdf_picture *picture,
                                      struct omr_picture *made,
                                      const struct omr_image_limits *limits,
                                      struct omr_error *err) {
    struct omr_buffer file = {0};
    struct omr_error why = {0};
    enum omr_status status;
    bool is_png = picture->predictor >= 10;
    if (is_png)
        wrap_in_png(picture, &file);
    else
        wrap_in_tiff(picture, &file);
    if (file.has_failed)
        status = omr_fail_memory(&why);
    else if (is_png)
        status = omr_png_decode(made, (const uint8_t *)file.bytes, file.size, limits, &why);
    else
        status = decode_tiff(made, &file, limits, &why);
    omr_buffer_clear(&file);
    if (status == OMR_ERROR_INPUT)
        return omr_fail(err, status, "image.damaged", "the PDF file is damaged: %s",
                        "the data of its picture are not whole");
    return status ? omr_fail(err, status, why.code, "%s", why.text) : OMR_OK;
}

static void invert(struct omr_pixmap *grey) {
    for (int y = 0; y < grey->height; y++) {
        uint8_t *row = omr_pixmap_row(grey, y);
        for (int x = 0; x < grey->width; x++)
            row[x] = (uint8_t)(255 - row[x]);
    }
}

enum omr_status omr_pdf_picture_decode(const struct omr_pdf_picture *picture,
                                       struct omr_pixmap *grey,
                                       const struct omr_image_limits *limits,
                                       struct omr_error *err) {
    struct omr_picture made = {.orientation = 1};
    enum omr_status status =
        picture->filter == OMR_PDF_JPEG
            ? omr_jpeg_decode(&made, picture->bytes, picture->size, limits, err)
            : decode_wrapped(picture, &made, limits, err);
    if (status)
        return status;
    /* What TIFF cannot say, for its colours or for its kind. */
    bool is_told = picture->filter != OMR_PDF_JPEG && picture->predictor < 10 &&
                   picture->channels == 1 && !picture->palette_count;
    if (picture->is_inverted && !is_told && picture->channels != 4)
        invert(&made.grey);
    omr_pixmap_clear(&made.half); /* of one picture of a page, perhaps inverted */
    *grey = made.grey;
    return OMR_OK;
}
