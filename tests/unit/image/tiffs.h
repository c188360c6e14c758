/* SPDX-License-Identifier: MIT
 *
 * The scene as every kind of TIFF. tiffs.c is the only file of the tests that sees libtiff. */
#ifndef OMR_TESTS_TIFFS_H
#define OMR_TESTS_TIFFS_H

#include "pictures.h"

/* Zeroes are the plain case: one page, grey, 8 bits, not compressed, one strip. */
struct tiff_kind {
    const char *colours;     /* "grey", "inverse", "palette", "rgb", "rgb+alpha", "rgb+multiplied",
                                "cmyk", "ycc" (JPEG only); NULL is grey */
    const char *compression; /* "g3", "g3:2d", "g4", "rle", "lzw", "deflate", "jpeg", "packbits",
                                "lzma"; NULL is none */
    int depth;               /* 1, 2, 4, 8, 16; 0 is 8 */
    int rows;                /* a strip */
    int tile;                /* side of tiles, a multiple of 16 */
    bool is_separate;        /* planes apart */
    bool is_reversed;        /* the lowest bit is the leftmost pixel */
    bool is_big_endian, is_big; /* order of bytes; BigTIFF */
    bool has_predictor;
    bool has_small_palette; /* entries of 8 bits */
    int orientation;
    double x_dpi, y_dpi;
    int pages;           /* page n is the scene moved down by n rows */
    bool has_thumbnails; /* a small copy after each page */
};
struct bytes make_tiff(const struct tiff_kind *kind);

/* What a page shows at a place: black or white for a depth of 1. */
int tiff_grey(const struct tiff_kind *kind, int page, int x, int y);

#endif
