/* SPDX-License-Identifier: MIT
 *
 * Print in the stroke font of base/glyphs.h, every letter as wide as the next. */
#include "support/draw.h"

#include "base/glyphs.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static void strokes_draw(struct omr_pixmap *pixmap, const char *strokes, double x, double y,
                         double unit, double stroke, double darkness) {
    double from_x = 0, from_y = 0;
    bool has_start = false;
    for (const char *p = strokes; *p; p++) {
        if (*p == '|')
            has_start = false;
        if (*p == '|' || *p == ' ')
            continue;
        double to_x = x + (p[0] - '0') * unit * 0.9, to_y = y + (p[1] - '6') * unit;
        if (has_start)
            fake_draw_stroke(pixmap, from_x, from_y, to_x, to_y, stroke, darkness);
        from_x = to_x;
        from_y = to_y;
        has_start = true;
        p++;
    }
}

static size_t character_length(const char *text) {
    size_t length = omr_utf8_length(text, strlen(text));
    return length ? length : 1;
}

/* From the left edge of one letter to the next: four grid columns and a gap. */
static const double advance = 5.4 * 0.9;

double fake_draw_text(struct omr_pixmap *pixmap, const char *text, double x, double y,
                      double height, double stroke, double darkness) {
    double start = x, unit = height / 6;
    for (; *text; text += character_length(text)) {
        struct omr_glyph glyph = omr_glyph_find(text, character_length(text));
        strokes_draw(pixmap, glyph.strokes, x, y, unit, stroke, darkness);
        strokes_draw(pixmap, glyph.accent, x, y - glyph.accent_rise * unit, unit, stroke, darkness);
        x += advance * unit;
    }
    return x - start;
}

double fake_text_width(const char *text, double height) {
    int count = 0;
    for (; *text; text += character_length(text))
        count++;
    return count ? (count * advance - 1.4 * 0.9) * height / 6 : 0;
}
