/* SPDX-License-Identifier: MIT
 *
 * A stroke font on a grid of 5 columns (0..4) and 9 rows: capitals stand on rows 0..6, descenders
 * reach row 8. A glyph is polylines of points "xy", apart by '|'. */
#include "support/draw.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static const char *const capitals[26] = {
    "06 20 46|14 34",                      /* A */
    "00 30 41 42 33 03|33 44 45 36 06 00", /* B */
    "41 30 10 01 05 16 36 45",             /* C */
    "00 20 41 45 26 06 00",                /* D */
    "40 00 06 46|03 33",                   /* E */
    "40 00 06|03 33",                      /* F */
    "41 30 10 01 05 16 36 45 43 23",       /* G */
    "00 06|40 46|03 43",                   /* H */
    "20 26|10 30|16 36",                   /* I */
    "40 45 36 16 05",                      /* J */
    "00 06|40 03 46",                      /* K */
    "00 06 46",                            /* L */
    "06 00 23 40 46",                      /* M */
    "06 00 46 40",                         /* N */
    "10 30 41 45 36 16 05 01 10",          /* O */
    "06 00 30 41 42 33 03",                /* P */
    "10 30 41 45 36 16 05 01 10|34 46",    /* Q */
    "06 00 30 41 42 33 03|23 46",          /* R */
    "41 30 10 01 02 13 33 44 45 36 16 05", /* S */
    "00 40|20 26",                         /* T */
    "00 05 16 36 45 40",                   /* U */
    "00 26 40",                            /* V */
    "00 16 22 36 40",                      /* W */
    "00 46|40 06",                         /* X */
    "00 23 40|23 26",                      /* Y */
    "00 40 06 46",                         /* Z */
};

static const char *const smalls[26] = {
    "12 32 43 46|44 14 05 16 36 45",          /* a */
    "00 06|03 12 32 43 45 36 16 05",          /* b */
    "43 32 12 03 05 16 36 45",                /* c */
    "40 46|43 32 12 03 05 16 36 45",          /* d */
    "04 44 43 32 12 03 05 16 36 45",          /* e */
    "40 30 21 26|12 32",                      /* f */
    "42 47 38 18 07|43 32 12 03 05 16 36 45", /* g */
    "00 06|03 12 32 43 46",                   /* h */
    "22 26|20 20",                            /* i */
    "32 37 28 17|30 30",                      /* j */
    "00 06|42 04 46",                         /* k */
    "20 26",                                  /* l */
    "02 06|03 12 23 26|23 32 43 46",          /* m */
    "02 06|03 12 32 43 46",                   /* n */
    "12 32 43 45 36 16 05 03 12",             /* o */
    "02 08|03 12 32 43 45 36 16 05",          /* p */
    "42 48|43 32 12 03 05 16 36 45",          /* q */
    "02 06|04 13 22 42",                      /* r */
    "43 32 12 03 14 34 45 36 16 05",          /* s */
    "20 25 36 46|02 42",                      /* t */
    "02 05 16 36 45|42 46",                   /* u */
    "02 26 42",                               /* v */
    "02 16 23 36 42",                         /* w */
    "02 46|42 06",                            /* x */
    "02 26|42 08",                            /* y */
    "02 42 06 46",                            /* z */
};

static const char *const digits[10] = {
    "10 30 41 45 36 16 05 01 10",
    "11 20 26|16 36",
    "01 10 30 41 42 06 46",
    "01 10 30 41 42 33 13|33 44 45 36 16 05",
    "36 30 04 44",
    "40 00 02 32 43 45 36 16 05",
    "41 30 10 01 05 16 36 45 44 33 13 04",
    "00 40 16",
    "13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33",
    "05 16 36 45 41 30 10 01 02 13 33 42",
};

static const struct {
    char sign;
    const char *glyph;
} signs[] = {
    {' ', ""},
    {'.', "26 26"},
    {',', "26 17"},
    {'-', "13 33"},
    {':', "22 22|26 26"},
    {'/', "06 40"},
    {'(', "30 21 25 36"},
    {')', "10 21 25 16"},
    {'_', "07 47"},
    {'+', "21 25|03 43"},
    {'?', "01 10 30 41 24|26 26"},
    {'!', "20 24|26 26"},
    {'=', "02 42|04 44"},
};

static const char *glyph_find(const char *text, size_t length) {
    char c = *text;
    if (length == 1 && c >= 'A' && c <= 'Z')
        return capitals[c - 'A'];
    if (length == 1 && c >= 'a' && c <= 'z')
        return smalls[c - 'a'];
    if (length == 1 && c >= '0' && c <= '9')
        return digits[c - '0'];
    for (size_t i = 0; length == 1 && i < sizeof signs / sizeof *signs; i++)
        if (signs[i].sign == c)
            return signs[i].glyph;
    return "02 42 46 06 02";
}

static void glyph_draw(struct omr_pixmap *pixmap, const char *glyph, double x, double y,
                       double unit, double stroke, double darkness) {
    double from_x = 0, from_y = 0;
    bool has_start = false;
    for (const char *p = glyph; *p; p++) {
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
        glyph_draw(pixmap, glyph_find(text, character_length(text)), x, y, unit, stroke, darkness);
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
