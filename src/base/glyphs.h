/* SPDX-License-Identifier: MIT
 *
 * The shapes of letters, as strokes on a grid of 5 columns (0..4) and 9 rows: capitals stand on
 * rows 0..6, small letters begin at row 2, descenders reach row 8. A glyph is polylines of points
 * "xy", apart by '|': "06 20 46|14 34" is an A; a dot is a line from a point to itself. */
#ifndef OMR_BASE_GLYPHS_H
#define OMR_BASE_GLYPHS_H

#include <stddef.h>

struct omr_glyph {
    const char *strokes;
    const char *accent; /* more strokes, "" for most; to be drawn `accent_rise` rows higher */
    int accent_rise;
};

/* The glyph of the character of `length` bytes (UTF-8) at `text`: ASCII and accented letters of
 * western Europe; an empty box for every other. */
struct omr_glyph omr_glyph_find(const char *text, size_t length);

#endif
