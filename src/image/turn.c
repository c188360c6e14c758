/* SPDX-License-Identifier: MIT
 *
 * Orientations 2 to 4 mirror rows and columns in place. 5 to 8 are a transposition with the source
 * read from its first or last row and the target written from its first or last row. Pixels move in
 * blocks of 16 x 16, transposed in registers, and blocks in tiles that stay in the first cache. */
#include "image/turn.h"

#include <stdbool.h>
#include <string.h>

enum { BLOCK = 16, TILE = 64 };

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

typedef uint8_t lanes __attribute__((vector_size(BLOCK)));

static lanes interleave_low(lanes a, lanes b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static lanes interleave_high(lanes a, lanes b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                   31);
}

/* Row i with row i + 8 like two halves of a pack of cards: four times that is a transposition. */
static void shuffle(lanes to[restrict BLOCK], const lanes from[restrict BLOCK]) {
    for (int i = 0; i < BLOCK / 2; i++) {
        to[2 * i] = interleave_low(from[i], from[i + BLOCK / 2]);
        to[2 * i + 1] = interleave_high(from[i], from[i + BLOCK / 2]);
    }
}

static void transpose_block(const struct transposition *t, int x, int y) {
    lanes rows[BLOCK], shuffled[BLOCK];
    for (int i = 0; i < BLOCK; i++)
        memcpy(&rows[i], t->source + (y + i) * t->source_step + x, BLOCK);
    shuffle(shuffled, rows);
    shuffle(rows, shuffled);
    shuffle(shuffled, rows);
    shuffle(rows, shuffled);
    for (int i = 0; i < BLOCK; i++)
        memcpy(t->target + (x + i) * t->target_step + y, &rows[i], BLOCK);
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

void omr_pixmap_turn_rows(struct omr_pixmap *turned, const struct omr_pixmap *rows, int first_row,
                          int orientation) {
    bool is_from_right = orientation == 6 || orientation == 7;
    bool is_from_bottom = orientation == 7 || orientation == 8;
    int column = is_from_right ? turned->width - first_row - rows->height : first_row;
    ptrdiff_t source_stride = (ptrdiff_t)rows->stride, target_stride = (ptrdiff_t)turned->stride;
    struct transposition t = {
        .source = omr_pixmap_row(rows, is_from_right ? rows->height - 1 : 0),
        .target = omr_pixmap_row(turned, is_from_bottom ? turned->height - 1 : 0) + column,
        .source_step = is_from_right ? -source_stride : source_stride,
        .target_step = is_from_bottom ? -target_stride : target_stride,
        .width = rows->width,
        .height = rows->height,
    };
    for (int top = 0; top < t.height; top += TILE)
        for (int left = 0; left < t.width; left += TILE)
            transpose_tile(&t, left, top);
}

static enum omr_status transpose(struct omr_pixmap *pixmap, int orientation,
                                 struct omr_error *err) {
    struct omr_pixmap turned;
    enum omr_status status = omr_pixmap_init(&turned, pixmap->height, pixmap->width, err);
    if (status)
        return status;
    omr_pixmap_turn_rows(&turned, pixmap, 0, orientation);
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
    case 6:
    case 7:
    case 8:
        return transpose(pixmap, orientation, err);
    default:
        return OMR_OK;
    }
}
