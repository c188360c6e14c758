/* SPDX-License-Identifier: MIT */
#include "base/glyphs.h"

#include <stdbool.h>

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
    {';', "22 22|26 17"},
    {'\'', "20 22"},
    {'"', "10 12|30 32"},
    {'#', "10 16|30 36|02 42|04 44"},
    {'$', "41 30 10 01 02 13 33 44 45 36 16 05|20 26"},
    {'%', "06 40|00 10 11 01 00|35 45 46 36 35"},
    {'&', "46 02 01 10 20 31 32 04 05 16 26 44"},
    {'*', "21 25|03 43|12 34|32 14"},
    {'<', "41 03 45"},
    {'>', "01 43 05"},
    {'@', "44 42 22 24 44 43 40 10 01 05 16 46"},
    {'[', "30 20 26 36"},
    {']', "10 20 26 16"},
    {'\\', "00 46"},
    {'^', "02 20 42"},
    {'`', "10 21"},
    {'{', "30 21 22 13 24 25 36"},
    {'}', "10 21 22 33 24 25 16"},
    {'|', "20 27"},
    {'~', "03 12 34 43"},
};

/* U+00C0 to U+00FF: the letter below and the accent; blanks where there is no such thing. */
static const char latin_letters[] =
    "AAAAAA CEEEEIIII NOOOOO  UUUUY  aaaaaa ceeeeiiii nooooo  uuuuy y";
static const char latin_accents[] =
    "`'^~:o ,`'^:`'^: ~`'^~:  `'^:'  `'^~:o ,`'^:`'^: ~`'^~:  `'^:' :";

static const struct {
    char accent;
    const char *strokes; /* above a small letter, or below it */
} accents[] = {{'`', "10 21"},       {'\'', "30 21"},      {'^', "11 20 31"},
               {'~', "01 10 31 40"}, {':', "10 10|30 30"}, {'o', "10 30 31 11 10"},
               {',', "26 37 28 18"}};

static const char box[] = "02 42 46 06 02";

static const char *find_ascii(char c) {
    if (c >= 'A' && c <= 'Z')
        return capitals[c - 'A'];
    if (c >= 'a' && c <= 'z')
        return smalls[c - 'a'];
    if (c >= '0' && c <= '9')
        return digits[c - '0'];
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].sign == c)
            return signs[i].glyph;
    return box;
}

static const char *find_accent(char accent) {
    for (size_t i = 0; i < sizeof accents / sizeof *accents; i++)
        if (accents[i].accent == accent)
            return accents[i].strokes;
    return "";
}

/* `index` counts from U+00C0. */
static struct omr_glyph find_latin(int index) {
    char letter = latin_letters[index], accent = latin_accents[index];
    bool is_capital = letter >= 'A' && letter <= 'Z';
    if (letter == ' ')
        return (struct omr_glyph){box, "", 0};
    return (struct omr_glyph){.strokes = letter == 'i' ? "22 26" : find_ascii(letter),
                              .accent = find_accent(accent),
                              .accent_rise = is_capital && accent != ',' ? 2 : 0};
}

struct omr_glyph omr_glyph_find(const char *text, size_t length) {
    unsigned char first = (unsigned char)text[0];
    unsigned char second = length == 2 ? (unsigned char)text[1] : 0;
    if (length == 1)
        return (struct omr_glyph){find_ascii(text[0]), "", 0};
    if (length == 2 && first == 0xC3)
        return find_latin(second - 0x80);
    if (length == 2 && first == 0xC2 && second == 0xBF)
        return (struct omr_glyph){"20 20|22 03 05 16 36 45", "", 0};
    if (length == 2 && first == 0xC2 && second == 0xA1)
        return (struct omr_glyph){"20 20|22 26", "", 0};
    return (struct omr_glyph){box, "", 0};
}
