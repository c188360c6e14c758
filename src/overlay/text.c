/* SPDX-License-Identifier: MIT */
#include "overlay/text.h"

#include "base/glyphs.h"
#include "base/utf8.h"

#include <math.h>
#include <stdbool.h>

/* In rows of the grid, of which a capital has six: columns are narrower than rows, letters stand
 * apart, a line is as thick as reads well. */
static const double column = 0.85, gap = 1.9, blank = 2.6, thickness = 0.95;

size_t omr_letters_step(const char *text, size_t size) {
    size_t length = omr_utf8_length(text, size);
    return length ? length : 1;
}

/* The leftmost and the rightmost column of a glyph. */
static void find_extent(const char *strokes, int *least, int *most) {
    *least = 4;
    *most = 0;
    for (const char *at = strokes; at[0] && at[1]; at += at[2] ? 3 : 2) {
        int x = at[0] - '0';
        *least = x < *least ? x : *least;
        *most = x > *most ? x : *most;
    }
}

/* Its width in rows, with the gap after it. */
static double glyph_advance(const struct omr_glyph *glyph) {
    int least, most;
    if (!*glyph->strokes)
        return blank;
    find_extent(glyph->strokes, &least, &most);
    return (most - least) * column + gap;
}

static void draw_strokes(struct omr_canvas *canvas, const char *strokes, double x, double y,
                         double row, struct omr_ink ink) {
    struct omr_point from = {0};
    bool has_start = false;
    for (const char *at = strokes; at[0] && at[1]; at += at[2] ? 3 : 2) {
        struct omr_point to = {x + (at[0] - '0') * column * row, y + (at[1] - '6') * row};
        if (has_start)
            omr_canvas_line(canvas, from, to, fmax(thickness * row, 1.3), ink);
        from = to;
        has_start = at[2] != '|';
    }
}

double omr_letters_width(const char *text, size_t size, double height) {
    double rows = 0;
    for (size_t at = 0, length; at < size; at += length) {
        length = omr_letters_step(text + at, size - at);
        struct omr_glyph glyph = omr_glyph_find(text + at, length);
        rows += glyph_advance(&glyph);
    }
    return rows * height / 6;
}

void omr_letters_draw(struct omr_canvas *canvas, const char *text, size_t size, double x, double y,
                      double height, struct omr_ink ink) {
    double row = height / 6;
    for (size_t at = 0, length; at < size; at += length) {
        length = omr_letters_step(text + at, size - at);
        struct omr_glyph glyph = omr_glyph_find(text + at, length);
        int least, most;
        find_extent(glyph.strokes, &least, &most);
        double left = x + (gap / 2 - least * column) * row;
        draw_strokes(canvas, glyph.strokes, left, y, row, ink);
        draw_strokes(canvas, glyph.accent, left, y - glyph.accent_rise * row, row, ink);
        x += glyph_advance(&glyph) * row;
    }
}

size_t omr_letters_fit(const char *text, size_t size, double width, double height) {
    size_t at = 0;
    double used = 0;
    while (at < size) {
        size_t length = omr_letters_step(text + at, size - at);
        used += omr_letters_width(text + at, length, height);
        if (used > width)
            break;
        at += length;
    }
    return at;
}
