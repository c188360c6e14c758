/* SPDX-License-Identifier: MIT
 *
 * Windows bitmaps of every usual kind: headers from OS/2's 12 bytes to 124, 1 to 32 bits a pixel,
 * palettes, bit fields, run lengths, from the bottom up or from the top down. */
#include "image/decode.h"

#include "base/error.h"
#include "image/grey.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_HEADER_SIZE = 14,
    CORE_HEADER_SIZE = 12, /* OS/2 */
    INFO_HEADER_SIZE = 40,
    ALPHA_HEADER_SIZE = 56, /* the first that has room for the mask of alpha */
    MAX_HEADER_SIZE = 4096,
    PALETTE_SIZE = 256
};

enum compression { PLAIN, RUNS_OF_8, RUNS_OF_4, FIELDS, JPEG_INSIDE, PNG_INSIDE, ALPHA_FIELDS };

/* Where one colour is in a pixel of 16 or 32 bits. */
struct field {
    unsigned shift;
    uint32_t mask;       /* after shifting, at most 8 bits */
    uint8_t scaled[256]; /* to 0..255 */
};

struct bitmap {
    const uint8_t *bytes;
    size_t size, header_size;
    uint32_t width, height, depth, compression;
    bool is_top_down;
    double dpi;
    size_t pixels_at;
    uint8_t palette[PALETTE_SIZE]; /* grey */
    struct field fields[4];        /* red, green, blue, alpha */
    bool has_alpha;
};

/* Bytes beyond the end read as zero; what must be there is checked where it is used. */
static uint32_t read_8(const struct bitmap *bitmap, size_t at) {
    return at < bitmap->size ? bitmap->bytes[at] : 0;
}

static uint32_t read_16(const struct bitmap *bitmap, size_t at) {
    return read_8(bitmap, at) | read_8(bitmap, at + 1) << 8;
}

static uint32_t read_32(const struct bitmap *bitmap, size_t at) {
    return read_16(bitmap, at) | read_16(bitmap, at + 2) << 16;
}

static enum omr_status fail_damaged(struct omr_error *err, const char *what) {
    return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the BMP file is damaged: %s", what);
}

static enum omr_status fail_truncated(struct omr_error *err) {
    return omr_fail(err, OMR_ERROR_INPUT, "image.truncated",
                    "the BMP file is cut off: it ends before the picture does");
}

static void read_core_header(struct bitmap *bitmap) {
    bitmap->width = read_16(bitmap, 18);
    bitmap->height = read_16(bitmap, 20);
    bitmap->depth = read_16(bitmap, 24);
}

static void read_info_header(struct bitmap *bitmap) {
    uint32_t height = read_32(bitmap, 22);
    bitmap->width = read_32(bitmap, 18);
    bitmap->is_top_down = height >> 31;
    bitmap->height = bitmap->is_top_down ? 0 - height : height;
    bitmap->depth = read_16(bitmap, 28);
    bitmap->compression = read_32(bitmap, 30);
    bitmap->dpi = read_32(bitmap, 38) * 0.0254;
}

static bool is_sound(uint32_t depth, uint32_t compression) {
    switch (compression) {
    case PLAIN:
        return depth == 1 || depth == 4 || depth == 8 || depth == 16 || depth == 24 || depth == 32;
    case RUNS_OF_8:
        return depth == 8;
    case RUNS_OF_4:
        return depth == 4;
    case FIELDS:
    case ALPHA_FIELDS:
        return depth == 16 || depth == 32;
    default:
        return false;
    }
}

static enum omr_status read_header(struct bitmap *bitmap, struct omr_error *err) {
    bitmap->pixels_at = read_32(bitmap, 10);
    bitmap->header_size = read_32(bitmap, FILE_HEADER_SIZE);
    if (bitmap->size < FILE_HEADER_SIZE + 4 ||
        bitmap->size - FILE_HEADER_SIZE < bitmap->header_size)
        return fail_truncated(err);
    if (bitmap->header_size == CORE_HEADER_SIZE)
        read_core_header(bitmap);
    else if (bitmap->header_size >= INFO_HEADER_SIZE && bitmap->header_size <= MAX_HEADER_SIZE)
        read_info_header(bitmap);
    else
        return fail_damaged(err, "its header has no known size");
    if (bitmap->compression == JPEG_INSIDE || bitmap->compression == PNG_INSIDE)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.bmp_kind",
                        "BMP files with a JPEG or PNG inside cannot be read: save it as PNG");
    if (!is_sound(bitmap->depth, bitmap->compression))
        return fail_damaged(err, "its pixels are of no known kind");
    return OMR_OK;
}

static void set_field(struct field *field, uint32_t mask) {
    field->shift = mask ? (unsigned)__builtin_ctz(mask) : 0;
    while (mask >> field->shift > 255) /* of more than 8 bits the upper ones */
        field->shift++;
    field->mask = mask >> field->shift;
    for (uint32_t i = 0; i <= field->mask; i++)
        field->scaled[i] = (uint8_t)(field->mask ? (i * 255 + field->mask / 2) / field->mask : 0);
}

static void read_fields(struct bitmap *bitmap) {
    static const uint32_t of_16[4] = {0x7c00, 0x03e0, 0x001f, 0};
    static const uint32_t of_32[4] = {0xff0000, 0x00ff00, 0x0000ff, 0};
    bool is_declared = bitmap->compression == FIELDS || bitmap->compression == ALPHA_FIELDS;
    for (size_t i = 0; i < 4; i++) {
        uint32_t mask = bitmap->depth == 16 ? of_16[i] : of_32[i];
        bool is_room = i < 3 || bitmap->header_size >= ALPHA_HEADER_SIZE ||
                       bitmap->compression == ALPHA_FIELDS;
        if (is_declared)
            mask = is_room ? read_32(bitmap, FILE_HEADER_SIZE + INFO_HEADER_SIZE + 4 * i) : 0;
        set_field(&bitmap->fields[i], mask);
        bitmap->has_alpha = mask != 0; /* the last one counts */
    }
}

/* Entries are blue, green, red and, but for OS/2, a spare byte. */
static void read_palette(struct bitmap *bitmap) {
    bool is_core = bitmap->header_size == CORE_HEADER_SIZE;
    size_t at = FILE_HEADER_SIZE + bitmap->header_size, step = is_core ? 3 : 4;
    uint32_t most = 1U << bitmap->depth, used = is_core ? 0 : read_32(bitmap, 46);
    uint32_t count = used && used < most ? used : most;
    for (uint32_t i = 0; i < count && at + step <= bitmap->pixels_at; i++, at += step) {
        uint8_t rgb[3] = {(uint8_t)read_8(bitmap, at + 2), (uint8_t)read_8(bitmap, at + 1),
                          (uint8_t)read_8(bitmap, at)};
        omr_grey_from_samples(&bitmap->palette[i], rgb, 1, 3);
    }
}

static void grey_from_indices(const struct bitmap *bitmap, uint8_t *grey, const uint8_t *row) {
    uint32_t depth = bitmap->depth, mask = (1U << depth) - 1;
    for (uint32_t x = 0; x < bitmap->width; x++) {
        uint32_t bit = x * depth;
        grey[x] = bitmap->palette[row[bit / 8] >> (8 - depth - bit % 8) & mask];
    }
}

static void samples_from_fields(const struct bitmap *bitmap, uint8_t *samples, const uint8_t *row) {
    size_t step = bitmap->depth / 8;
    for (uint32_t x = 0; x < bitmap->width; x++, row += step) {
        uint32_t pixel = row[0] | (uint32_t)row[1] << 8;
        if (step == 4)
            pixel |= (uint32_t)row[2] << 16 | (uint32_t)row[3] << 24;
        for (size_t i = 0; i < 4; i++) {
            const struct field *field = &bitmap->fields[i];
            *samples++ = field->scaled[pixel >> field->shift & field->mask];
        }
        if (!bitmap->has_alpha)
            samples[-1] = 255;
    }
}

static void samples_from_bgr(const struct bitmap *bitmap, uint8_t *samples, const uint8_t *row) {
    for (uint32_t x = 0; x < bitmap->width; x++, row += 3, samples += 3) {
        samples[0] = row[2];
        samples[1] = row[1];
        samples[2] = row[0];
    }
}

static void grey_from_row(const struct bitmap *bitmap, uint8_t *grey, uint8_t *samples,
                          const uint8_t *row) {
    if (bitmap->depth <= 8) {
        grey_from_indices(bitmap, grey, row);
    } else if (bitmap->depth == 24) {
        samples_from_bgr(bitmap, samples, row);
        omr_grey_from_samples(grey, samples, (int)bitmap->width, 3);
    } else {
        samples_from_fields(bitmap, samples, row);
        omr_grey_from_samples(grey, samples, (int)bitmap->width, 4);
    }
}

static uint8_t *row_of(const struct bitmap *bitmap, const struct omr_pixmap *grey, uint32_t y) {
    return omr_pixmap_row(grey, (int)(bitmap->is_top_down ? y : bitmap->height - 1 - y));
}

/* Rows begin at multiples of 4 bytes. */
static uint64_t row_size(const struct bitmap *bitmap) {
    return ((uint64_t)bitmap->width * bitmap->depth + 31) / 32 * 4;
}

static enum omr_status read_rows(const struct bitmap *bitmap, struct omr_pixmap *grey,
                                 struct omr_error *err) {
    size_t stride = (size_t)row_size(bitmap);
    uint8_t *samples = malloc((size_t)bitmap->width * 4);
    if (!samples)
        return omr_fail_memory(err);
    for (uint32_t y = 0; y < bitmap->height; y++)
        grey_from_row(bitmap, row_of(bitmap, grey, y), samples,
                      bitmap->bytes + bitmap->pixels_at + y * stride);
    free(samples);
    return OMR_OK;
}

/* A place in a picture of run lengths. */
struct runs {
    const struct bitmap *bitmap;
    struct omr_pixmap *grey;
    size_t at; /* in the file */
    uint32_t x, y;
};

/* What would fall outside the picture is dropped. */
static void put_index(struct runs *runs, uint32_t index) {
    if (runs->x < runs->bitmap->width && runs->y < runs->bitmap->height)
        row_of(runs->bitmap, runs->grey, runs->y)[runs->x] = runs->bitmap->palette[index];
    runs->x++;
}

/* `count` pixels of the same one or two indices, or of as many as there are pixels. */
static void put_run(struct runs *runs, uint32_t count, bool is_literal) {
    bool is_half = runs->bitmap->depth == 4;
    bool is_outside = runs->x >= runs->bitmap->width || runs->y >= runs->bitmap->height;
    if (is_outside)
        return; /* or a file of nothing else would take minutes */
    for (uint32_t i = 0; i < count; i++) {
        size_t offset = !is_literal ? 0 : is_half ? i / 2 : i;
        uint32_t pair = read_8(runs->bitmap, runs->at + offset);
        put_index(runs, !is_half ? pair : i % 2 ? pair & 15 : pair >> 4);
    }
}

/* 0: end of the row, 1: of the picture, 2: a jump, more: so many pixels one by one, padded to an
 * even number of bytes. False at the end. */
static bool take_escape(struct runs *runs, uint32_t code) {
    switch (code) {
    case 0:
        runs->x = 0;
        runs->y++;
        return true;
    case 1:
        return false;
    case 2:
        runs->x += read_8(runs->bitmap, runs->at);
        runs->y += read_8(runs->bitmap, runs->at + 1);
        runs->at += 2;
        return true;
    default:
        put_run(runs, code, true);
        runs->at += runs->bitmap->depth == 4 ? (code + 3) / 4 * 2 : (code + 1) / 2 * 2;
        return true;
    }
}

static enum omr_status read_runs(const struct bitmap *bitmap, struct omr_pixmap *grey,
                                 struct omr_error *err) {
    struct runs runs = {.bitmap = bitmap, .grey = grey, .at = bitmap->pixels_at};
    memset(grey->pixels, bitmap->palette[0], grey->stride * (size_t)grey->height);
    while (runs.at + 2 <= bitmap->size) {
        uint32_t count = read_8(bitmap, runs.at), code = read_8(bitmap, runs.at + 1);
        if (count) {
            runs.at++;
            put_run(&runs, count, false);
            runs.at++;
            continue;
        }
        runs.at += 2;
        if (!take_escape(&runs, code))
            return OMR_OK;
    }
    bool is_complete =
        runs.y >= bitmap->height || (runs.y == bitmap->height - 1 && runs.x >= bitmap->width);
    return is_complete ? OMR_OK : fail_truncated(err);
}

static enum omr_status check_pixels(const struct bitmap *bitmap, struct omr_error *err) {
    bool has_runs = bitmap->compression == RUNS_OF_8 || bitmap->compression == RUNS_OF_4;
    uint64_t needed = has_runs ? 0 : row_size(bitmap) * bitmap->height;
    if (bitmap->pixels_at < FILE_HEADER_SIZE + bitmap->header_size)
        return fail_damaged(err, "its pixels begin inside its header");
    if (bitmap->pixels_at > bitmap->size || needed > bitmap->size - bitmap->pixels_at)
        return fail_truncated(err);
    return OMR_OK;
}

enum omr_status omr_bmp_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                               const struct omr_image_limits *limits, struct omr_error *err) {
    struct bitmap bitmap = {.bytes = bytes, .size = size};
    struct omr_pixmap grey = {0};
    enum omr_status status;
    if ((status = read_header(&bitmap, err)) ||
        (status = omr_image_check_size(bitmap.width, bitmap.height, limits, err)) ||
        (status = check_pixels(&bitmap, err)) ||
        (status = omr_pixmap_init(&grey, (int)bitmap.width, (int)bitmap.height, err)))
        return status;
    if (bitmap.depth <= 8)
        read_palette(&bitmap);
    else if (bitmap.depth != 24)
        read_fields(&bitmap);
    bool has_runs = bitmap.compression == RUNS_OF_8 || bitmap.compression == RUNS_OF_4;
    status = has_runs ? read_runs(&bitmap, &grey, err) : read_rows(&bitmap, &grey, err);
    if (status)
        omr_pixmap_clear(&grey);
    else
        *picture = (struct omr_picture){.grey = grey, .dpi = bitmap.dpi, .orientation = 1};
    return status;
}
