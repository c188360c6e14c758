/* SPDX-License-Identifier: MIT
 *
 * Orientations 2 to 4 mirror rows and columns in place. 5 to 8 are a transposition with the source
 * read from its first or last row and the target written from its first or last row. Pixels move in
 * blocks of 8 x 8, transposed in registers, and blocks in tiles that stay in the first cache. */
#include "image/turn.h"

#include <stdbool.h>
#include <string.h>

enum { BLOCK = 8, TILE = 64 };

static void mirror_row(uint8_t *row, int width) {
    for (int left = 0, right = width - 1; left < right; left++, right--) {
        uint8_t pixel = row[left];
        row[left] = row[right];
        row[right] = pixel;
    }
}

static void mirror_columns(struct omr_pixmap *pixmap) {
    for (int y = 0; y < pixmap->height; y++)
        mirror_row(omr_pixmap_row(pixmap, y), pixmap->width);
}

static void swap_bytes(uint8_t *a, uint8_t *b, size_t size) {
    uint8_t part[1024];
    for (size_t done = 0; done < size;) {
        size_t step = size - done < sizeof part ? size - done : sizeof part;
        memcpy(part, a + done, step);
        memcpy(a + done, b + done, step);
        memcpy(b + done, part, step);
        done += step;
    }
}

static void mirror_rows(struct omr_pixmap *pixmap) {
    for (int top = 0, bottom = pixmap->height - 1; top < bottom; top++, bottom--)
        swap_bytes(omr_pixmap_row(pixmap, top), omr_pixmap_row(pixmap, bottom),
                   (size_t)pixmap->width);
}

/* A transposition: source row i becomes target column i. Steps may be negative. */
struct transposition {
    const uint8_t *source;
    uint8_t *target;
    ptrdiff_t source_step, target_step;
    int width, height; /* of the source */
};

/* Exchanges, in each pair of rows that are `distance` apart, the blocks of `distance` bytes that
 * lie across the diagonal; `low` masks the bytes that stay in the upper row on a little-endian
 * view. */
static void exchange(uint64_t rows[BLOCK], int distance, uint64_t low) {
    unsigned shift = 8U * (unsigned)distance;
    for (int i = 0; i < BLOCK; i++) {
        if (i & distance)
            continue;
        uint64_t upper = rows[i], lower = rows[i + distance];
        rows[i] = (upper & low) | (lower & low) << shift;
        rows[i + distance] = (upper >> shift & low) | (lower & ~low);
    }
}

/* The row's first pixel ends in the low byte whatever the machine's byte order. */
static uint64_t load_row(const uint8_t *bytes) {
    uint64_t row;
    memcpy(&row, bytes, sizeof row);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    row = __builtin_bswap64(row);
#endif
    return row;
}

static void store_row(uint8_t *bytes, uint64_t row) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    row = __builtin_bswap64(row);
#endif
    memcpy(bytes, &row, sizeof row);
}

static void transpose_block(const struct transposition *t, int x, int y) {
    uint64_t rows[BLOCK];
    for (int i = 0; i < BLOCK; i++)
        rows[i] = load_row(t->source + (y + i) * t->source_step + x);
    exchange(rows, 4, 0x00000000ffffffff);
    exchange(rows, 2, 0x0000ffff0000ffff);
    exchange(rows, 1, 0x00ff00ff00ff00ff);
    for (int i = 0; i < BLOCK; i++)
        store_row(t->target + (x + i) * t->target_step + y, rows[i]);
}

static void transpose_singly(const struct transposition *t, int left, int top, int right,
                             int bottom) {
    for (int x = left; x < right; x++)
        for (int y = top; y < bottom; y++)
            t->target[x * t->target_step + y] = t->source[y * t->source_step + x];
}

static void transpose_tile(const struct transposition *t, int left, int top) {
    int right = left + TILE < t->width ? left + TILE : t->width;
    int bottom = top + TILE < t->height ? top + TILE : t->height;
    int block_right = right - (right - left) % BLOCK;
    int block_bottom = bottom - (bottom - top) % BLOCK;
    for (int x = left; x < block_right; x += BLOCK)
        for (int y = top; y < block_bottom; y += BLOCK)
            transpose_block(t, x, y);
    transpose_singly(t, block_right, top, right, bottom);
    transpose_singly(t, left, block_bottom, block_right, bottom);
}

static enum omr_status transpose(struct omr_pixmap *pixmap, bool from_last_row, bool to_last_row,
                                 struct omr_error *err) {
    struct omr_pixmap turned;
    enum omr_status status = omr_pixmap_init(&turned, pixmap->height, pixmap->width, err);
    if (status)
        return status;
    ptrdiff_t source_stride = (ptrdiff_t)pixmap->stride, target_stride = (ptrdiff_t)turned.stride;
    struct transposition t = {
        .source = omr_pixmap_row(pixmap, from_last_row ? pixmap->height - 1 : 0),
        .target = omr_pixmap_row(&turned, to_last_row ? turned.height - 1 : 0),
        .source_step = from_last_row ? -source_stride : source_stride,
        .target_step = to_last_row ? -target_stride : target_stride,
        .width = pixmap->width,
        .height = pixmap->height,
    };
    for (int top = 0; top < t.height; top += TILE)
        for (int left = 0; left < t.width; left += TILE)
            transpose_tile(&t, left, top);
    omr_pixmap_clear(pixmap);
    *pixmap = turned;
    return OMR_OK;
}

enum omr_status omr_pixmap_turn(struct omr_pixmap *pixmap, int orientation, struct omr_error *err) {
    switch (orientation) {
    case 2:
        mirror_columns(pixmap);
        return OMR_OK;
    case 3:
        mirror_columns(pixmap);
        mirror_rows(pixmap);
        return OMR_OK;
    case 4:
        mirror_rows(pixmap);
        return OMR_OK;
    case 5:
        return transpose(pixmap, false, false, err);
    case 6:
        return transpose(pixmap, true, false, err);
    case 7:
        return transpose(pixmap, true, true, err);
    case 8:
        return transpose(pixmap, false, true, err);
    default:
        return OMR_OK;
    }
}
