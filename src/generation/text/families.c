/* SPDX-License-Identifier: MIT
 *
 * The stand-ins named first have the original's widths where such a font exists (Carlito, Caladea,
 * Liberation); for the others a similar face is set larger or smaller until its small letters are
 * as wide. */
#include "generation/text/families.h"

#include <strings.h>

#define SANS "Open Sans,Noto Sans,DejaVu Sans,Liberation Sans"
#define SERIF "Noto Serif,Caladea,Liberation Serif,DejaVu Serif"
#define MONO "Liberation Mono,DejaVu Sans Mono"
#define WORLD "Noto Sans," SANS
#define SYMBOLS "DejaVu Sans,Noto Sans Symbols2,Noto Sans Symbols"

const char omr_family_default[] = SANS;

static const struct omr_family families[] = {
    {"Arial", "Liberation Sans", 1.149, 0.905, 0},
    {"Arial Black", SANS, 1.41, 1.1, 1.12},
    {"Bahnschrift", SANS, 1.2, 0, 0.93},
    {"Calibri", "Carlito," SANS, 1.2207, 0.952, 0},
    {"Cambria", "Caladea," SERIF, 1.172, 0.95, 0},
    {"Cambria Math", "Caladea," SERIF, 1.172, 0.95, 0},
    {"Candara", "Carlito," SANS, 1.2207, 0.952, 1.03},
    {"Comic Sans MS", "Comic Neue," SANS, 1.3936, 1.102, 0},
    {"Consolas", MONO, 1.1709, 0.9, 0.916},
    {"Constantia", "Caladea," SERIF, 1.2207, 0.95, 0},
    {"Corbel", "Carlito," SANS, 1.2207, 0.952, 1.02},
    {"Courier New", "Liberation Mono," MONO, 1.1328, 0.833, 0},
    {"Ebrima", WORLD, 1.33, 1.079, 0.94},
    {"Franklin Gothic Medium", "Liberation Sans," SANS, 1.1328, 0, 0},
    {"Gabriola", SERIF, 0, 0, 0.8},
    {"Gadugi", WORLD, 1.33, 1.079, 0.94},
    {"Georgia", SERIF, 1.1362, 0.917, 0.92},
    {"HoloLens MDL2 Assets", SYMBOLS, 0, 0, 0},
    {"Impact", "Open Sans Condensed," SANS, 1.2192, 1.008, 1.05},
    {"Ink Free", SANS, 0, 0, 0.9},
    {"Javanese Text", WORLD, 0, 0, 0},
    {"Leelawadee UI", WORLD, 1.33, 1.079, 0.94},
    {"Lucida Console", "DejaVu Sans Mono," MONO, 1.0, 0.789, 1.0},
    {"Lucida Sans Unicode", "DejaVu Sans," SANS, 1.5366, 1.1, 0.95},
    {"Malgun Gothic", "Noto Sans CJK KR,Droid Sans Fallback," SANS, 1.33, 1.079, 0},
    {"Marlett", SYMBOLS, 1.0, 0, 0},
    {"Microsoft Himalaya", WORLD, 0, 0, 0},
    {"Microsoft JhengHei", "Noto Sans CJK TC,Droid Sans Fallback," SANS, 1.33, 1.07, 0},
    {"Microsoft New Tai Lue", WORLD, 0, 0, 0},
    {"Microsoft PhagsPa", WORLD, 0, 0, 0},
    {"Microsoft Sans Serif", "Liberation Sans," SANS, 1.1318, 0.922, 0},
    {"Microsoft Tai Le", WORLD, 0, 0, 0},
    {"Microsoft YaHei", "Noto Sans CJK SC,Droid Sans Fallback," SANS, 1.32, 1.06, 0},
    {"Microsoft Yi Baiti", WORLD, 0, 0, 0},
    {"MingLiU-ExtB", "Noto Serif CJK TC,Droid Sans Fallback," SERIF, 1.0, 0.8, 0},
    {"Mongolian Baiti", WORLD, 0, 0, 0},
    {"MS Gothic", "Noto Sans CJK JP,Droid Sans Fallback," SANS, 1.0, 0.859, 0},
    {"MV Boli", WORLD, 0, 0, 0},
    {"Myanmar Text", WORLD, 0, 0, 0},
    {"Nirmala UI", WORLD, 1.33, 1.079, 0.94},
    {"Palatino Linotype", "P052," SERIF, 1.3486, 1.05, 0},
    {"Segoe MDL2 Assets", SYMBOLS, 0, 0, 0},
    {"Segoe Print", SANS, 1.77, 0, 1.05},
    {"Segoe Script", SANS, 0, 0, 1.05},
    {"Segoe UI", SANS, 1.33, 1.079, 0.94},
    {"Segoe UI Emoji", SYMBOLS, 1.33, 1.079, 0},
    {"Segoe UI Historic", WORLD, 1.33, 1.079, 0.94},
    {"Segoe UI Symbol", SYMBOLS, 1.33, 1.079, 0.92},
    {"SimSun", "Noto Serif CJK SC,Droid Sans Fallback," SERIF, 1.1406, 0.859, 0},
    {"Sitka", "Caladea," SERIF, 0, 0, 1.05},
    {"Sylfaen", SERIF, 1.317, 0, 0.88},
    {"Symbol", SYMBOLS, 1.225, 1.005, 0.92},
    {"Tahoma", "DejaVu Sans Condensed,DejaVu Sans," SANS, 1.207, 1.0, 0.95},
    {"Times New Roman", "Liberation Serif," SERIF, 1.149, 0.891, 0},
    {"Trebuchet MS", SANS, 1.1611, 0.939, 0.93},
    {"Verdana", "DejaVu Sans," SANS, 1.2153, 1.005, 0},
    {"Webdings", SYMBOLS, 1.0, 0.8, 0},
    {"Wingdings", SYMBOLS, 1.11, 0.898, 0},
    {"Yu Gothic", "Noto Sans CJK JP,Droid Sans Fallback," SANS, 0, 0, 0},
};

#define CORE "fonts-noto-core"
#define CJK "fonts-noto-cjk"

/* By code. */
static const struct omr_writing writings[] = {
    {"Arab", "Arabic", "Noto Sans Arabic,Noto Naskh Arabic,DejaVu Sans", CORE},
    {"Armn", "Armenian", "Noto Sans Armenian,DejaVu Sans", CORE},
    {"Beng", "Bengali", "Noto Sans Bengali", CORE},
    {"Bopo", "Bopomofo", "Noto Sans CJK TC,Droid Sans Fallback", CJK},
    {"Cans", "Canadian Aboriginal", "Noto Sans Canadian Aboriginal", CORE},
    {"Cher", "Cherokee", "Noto Sans Cherokee", CORE},
    {"Cyrl", "Cyrillic", "Open Sans,Noto Sans,DejaVu Sans", "fonts-open-sans"},
    {"Deva", "Devanagari", "Noto Sans Devanagari", CORE},
    {"Ethi", "Ethiopic", "Noto Sans Ethiopic", CORE},
    {"Geor", "Georgian", "Noto Sans Georgian,DejaVu Sans", CORE},
    {"Grek", "Greek", "Open Sans,Noto Sans,DejaVu Sans", "fonts-open-sans"},
    {"Gujr", "Gujarati", "Noto Sans Gujarati", CORE},
    {"Guru", "Gurmukhi", "Noto Sans Gurmukhi", CORE},
    {"Hang", "Korean", "Noto Sans CJK KR,Droid Sans Fallback", CJK},
    {"Hani", "Chinese", "Noto Sans CJK SC,Droid Sans Fallback", CJK},
    {"Hebr", "Hebrew", "Noto Sans Hebrew,DejaVu Sans", CORE},
    {"Hira", "Japanese", "Noto Sans CJK JP,Droid Sans Fallback", CJK},
    {"Java", "Javanese", "Noto Sans Javanese", CORE},
    {"Kana", "Japanese", "Noto Sans CJK JP,Droid Sans Fallback", CJK},
    {"Khmr", "Khmer", "Noto Sans Khmer", CORE},
    {"Knda", "Kannada", "Noto Sans Kannada", CORE},
    {"Laoo", "Lao", "Noto Sans Lao", CORE},
    {"Latn", "Latin", "Open Sans,Noto Sans,DejaVu Sans", "fonts-open-sans"},
    {"Mlym", "Malayalam", "Noto Sans Malayalam", CORE},
    {"Mong", "Mongolian", "Noto Sans Mongolian", CORE},
    {"Mymr", "Myanmar", "Noto Sans Myanmar", CORE},
    {"Nkoo", "N'Ko", "Noto Sans NKo", CORE},
    {"Orya", "Oriya", "Noto Sans Oriya", CORE},
    {"Sinh", "Sinhala", "Noto Sans Sinhala", CORE},
    {"Syrc", "Syriac", "Noto Sans Syriac", CORE},
    {"Taml", "Tamil", "Noto Sans Tamil", CORE},
    {"Telu", "Telugu", "Noto Sans Telugu", CORE},
    {"Tfng", "Tifinagh", "Noto Sans Tifinagh", CORE},
    {"Thaa", "Thaana", "Noto Sans Thaana", CORE},
    {"Thai", "Thai", "Noto Sans Thai", CORE},
    {"Tibt", "Tibetan", "Noto Serif Tibetan", CORE},
    {"Yiii", "Yi", "Noto Sans Yi", CORE},
    {"Zsye", "emoji", "Noto Color Emoji,Symbola,DejaVu Sans", "fonts-noto-color-emoji"},
    {"Zyyy", "symbols", "DejaVu Sans,Noto Sans Symbols2,Noto Sans Symbols,Noto Sans Math", CORE},
};

const struct omr_family *omr_family_find(const char *name) {
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strcasecmp(families[i].name, name) == 0)
            return &families[i];
    return NULL;
}

const struct omr_writing *omr_writing_find(const char *code) {
    for (size_t i = 0; i < sizeof writings / sizeof *writings; i++)
        if (strcasecmp(writings[i].code, code) == 0)
            return &writings[i];
    return NULL;
}
