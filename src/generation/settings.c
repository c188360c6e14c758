/* SPDX-License-Identifier: MIT
 *
 * The table of settings. From it come the names in JSON, the options of the program, and what
 * documents and messages say of them. */
#include "generation/settings.h"

#include "base/buffer.h"
#include "base/error.h"
#include "generation/markup/colour.h"
#include "generation/markup/value.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FAMILY_SIZE = 100 };

enum kind { WORD, NUMBER, FLAG, COLOUR, STYLES, FAMILY };

/* A word, what it stands for, and the numbers that stand for it; 0 for none. */
struct word {
    const char *word;
    int value, service, library;
};

enum format { FORMAT_PNG, FORMAT_PDF, FORMAT_JPG, FORMAT_TIFF };
static const struct {
    const char *kind, *told;
} formats[] = {{"png", "Png"}, {"pdf", "Pdf"}, {"jpg", "Jpg"}, {"tiff", "Tiff"}};

enum system { WESTERN, ARABIC, HEBREW, PERSIAN, URDU, BENGALI };

static const struct word paper_sizes[] = {
    {"A4", OMR_PAPER_A4, 2, 1},       {"Letter", OMR_PAPER_LETTER, 1, 7},
    {"Legal", OMR_PAPER_LEGAL, 3, 2}, {"Tabloid", OMR_PAPER_TABLOID, 0, 3},
    {"A3", OMR_PAPER_A3, 0, 6},       {"p8519", OMR_PAPER_P8519, 0, 4},
    {"p8521", OMR_PAPER_P8521, 0, 5}, {NULL, 0, 0, 0}};
static const struct word orientations[] = {{"Vertical", OMR_ORIENTATION_VERTICAL, 2, 1},
                                           {"Horizontal", OMR_ORIENTATION_HORIZONTAL, 1, 2},
                                           {NULL, 0, 0, 0}};
static const struct word bubble_sizes[] = {
    {"Extrasmall", OMR_BUBBLE_EXTRASMALL, 10, 10}, {"Small", OMR_BUBBLE_SMALL, 20, 20},
    {"Normal", OMR_BUBBLE_NORMAL, 30, 30},         {"Large", OMR_BUBBLE_LARGE, 40, 40},
    {"Extralarge", OMR_BUBBLE_EXTRALARGE, 50, 50}, {NULL, 0, 0, 0}};
static const struct word output_formats[] = {{"Png", FORMAT_PNG, 1, 1},
                                             {"Pdf", FORMAT_PDF, 2, 2},
                                             {"Jpg", FORMAT_JPG, 0, 0},
                                             {"Tiff", FORMAT_TIFF, 0, 0},
                                             {"Jpeg", FORMAT_JPG, 0, 0},
                                             {"Tif", FORMAT_TIFF, 0, 0},
                                             {NULL, 0, 0, 0}};
static const struct word rotation_markers[] = {
    {"TopRight1", OMR_ROTATION_TOP_RIGHT_1, 20, 20},
    {"TopRight2", OMR_ROTATION_TOP_RIGHT_2, 21, 21},
    {"TopLeft1", OMR_ROTATION_TOP_LEFT_1, 10, 10},
    {"TopLeft2", OMR_ROTATION_TOP_LEFT_2, 11, 11},
    {"BottomLeft1", OMR_ROTATION_BOTTOM_LEFT_1, 30, 30},
    {"BottomLeft2", OMR_ROTATION_BOTTOM_LEFT_2, 31, 31},
    {"BottomRight1", OMR_ROTATION_BOTTOM_RIGHT_1, 40, 40},
    {"BottomRight2", OMR_ROTATION_BOTTOM_RIGHT_2, 41, 41},
    {"None", OMR_ROTATION_NONE, 0, 0},
    {NULL, 0, 0, 0}};
static const struct word writing_systems[] = {{"Western", WESTERN, 0, 0},
                                              {"Arabic", ARABIC, 0, 0},
                                              {"Hebrew", HEBREW, 0, 0},
                                              {"Persian", PERSIAN, 0, 0},
                                              {"Urdu", URDU, 0, 0},
                                              {"Bengali", BENGALI, 0, 0},
                                              {NULL, 0, 0, 0}};
static const struct word overflows[] = {{"NoClip", OMR_OVERFLOW_NOCLIP, 0, 0},
                                        {"Clip", OMR_OVERFLOW_CLIP, 0, 0},
                                        {"Wrap", OMR_OVERFLOW_WRAP, 0, 0},
                                        {NULL, 0, 0, 0}};
static const struct word long_words[] = {{"DrawOver", OMR_LONG_WORDS_STICK_OUT, 0, 0},
                                         {"ThrowException", OMR_LONG_WORDS_FAIL, 0, 0},
                                         {"Hyphenation", OMR_LONG_WORDS_BREAK, 0, 0},
                                         {NULL, 0, 0, 0}};
/* The library's numbers of styles are bits, the service's count. */
static const struct word styles[] = {{"Regular", 0, 1, 16},
                                     {"Bold", OMR_STYLE_BOLD, 2, 1},
                                     {"Italic", OMR_STYLE_ITALIC, 3, 2},
                                     {"Underline", OMR_STYLE_UNDERLINE, 4, 4},
                                     {"Strikeout", OMR_STYLE_STRIKEOUT, 5, 8},
                                     {NULL, 0, 0, 0}};
/* The service counts colours from 1 in this order. */
static const char *const colours[] = {
    "Aqua",     "Aquamarine", "Black",      "Blue",       "BlueViolet", "Crimson",
    "DarkBlue", "DarkGreen",  "DarkOrange", "DarkSalmon", "Fuchsia",    "Indigo",
    "Lime",     "Red",        "Teal",       "White",      "Gray",       "LightGray"};

/* What the public table does not tell. `also`: a second name, as nested objects spell it. */
static const struct row {
    enum kind kind;
    const struct word *words;
    double least, most;
    const char *also;
} rows[OMR_SETTINGS] = {
    [OMR_SETTING_PAPER_SIZE] = {WORD, paper_sizes, 0, 0, NULL},
    [OMR_SETTING_ORIENTATION] = {WORD, orientations, 0, 0, NULL},
    [OMR_SETTING_LEFT_MARGIN] = {NUMBER, NULL, 0, 20000, NULL},
    [OMR_SETTING_RIGHT_MARGIN] = {NUMBER, NULL, 0, 20000, NULL},
    [OMR_SETTING_FONT_FAMILY] = {FAMILY, NULL, 0, 0, NULL},
    [OMR_SETTING_FONT_SIZE] = {NUMBER, NULL, 1, 500, NULL},
    [OMR_SETTING_FONT_STYLE] = {STYLES, styles, 0, 0, NULL},
    [OMR_SETTING_BUBBLE_COLOR] = {COLOUR, NULL, 0, 0, NULL},
    [OMR_SETTING_BUBBLE_SIZE] = {WORD, bubble_sizes, 0, 0, NULL},
    [OMR_SETTING_OUTPUT_FORMAT] = {WORD, output_formats, 0, 0, NULL},
    [OMR_SETTING_ROTATION_MARKER] = {WORD, rotation_markers, 0, 0,
                                     "ReferencePoints.RotationMarkerPosition"},
    [OMR_SETTING_MARKER_OFFSET] = {NUMBER, NULL, 0, 2000, "ReferencePoints.Offset"},
    [OMR_SETTING_WRITING_SYSTEM] = {WORD, writing_systems, 0, 0, NULL},
    [OMR_SETTING_NATIVE_NUMBER] = {FLAG, NULL, 0, 0, NULL},
    [OMR_SETTING_MULTISELECT] = {FLAG, NULL, 0, 0, NULL},
    [OMR_SETTING_OVERFLOW] = {WORD, overflows, 0, 0, NULL},
    [OMR_SETTING_LONG_WORDS] = {WORD, long_words, 0, 0, NULL},
};

/* Name, option, default and help of each. */
static const struct told {
    const char *name, *option, *absent, *help;
} told[OMR_SETTINGS] = {
#define TOLD(constant, name, option, argument, absent, help) {name, option, absent, help},
    OMR_SETTING_TABLE(TOLD)
#undef TOLD
};

struct omr_settings {
    double numbers[OMR_SETTINGS];
    char family[FAMILY_SIZE];
};

/* Whether a name is meant, whatever its case and with or without "-", "_" and ".". */
static bool is_name(const char *name, const char *text) {
    for (;;) {
        name += strspn(name, "-_.");
        text += strspn(text, "-_.");
        if (!*name || !*text)
            return *name == *text;
        if (tolower((unsigned char)*name++) != tolower((unsigned char)*text++))
            return false;
    }
}

static const struct row *find_row(const char *name) {
    static const char *const sides[] = {"Top", "Bottom", "Left", "Right"};
    char full[64];
    for (const struct row *row = rows; row < rows + OMR_SETTINGS; row++) {
        const struct told *words = &told[row - rows];
        if (is_name(words->name, name) || is_name(words->option, name) ||
            (row->also && is_name(row->also, name)))
            return row;
        for (size_t i = 0; row == &rows[OMR_SETTING_MARKER_OFFSET] && i < 4; i++) {
            snprintf(full, sizeof full, "%s.%s", row->also, sides[i]);
            if (is_name(full, name))
                return row;
        }
    }
    return NULL;
}

static void append_expected(struct omr_buffer *text, const struct row *row) {
    switch (row->kind) {
    case WORD:
    case STYLES:
        for (const struct word *at = row->words; at->word; at++)
            omr_buffer_format(text, "%s%s", at == row->words ? "" : ", ", at->word);
        break;
    case NUMBER:
        omr_buffer_format(text, "%g to %g", row->least, row->most);
        break;
    case FLAG:
        omr_buffer_text(text, "true, false");
        break;
    case COLOUR:
        omr_buffer_text(text, "the name of a colour, #RRGGBB");
        break;
    case FAMILY:
        omr_buffer_text(text, "the name of a font");
        break;
    }
}

static enum omr_status refuse(const struct row *row, const char *value, struct omr_error *err) {
    struct omr_buffer expected = {0};
    append_expected(&expected, row);
    enum omr_status status =
        omr_fail(err, OMR_ERROR_USAGE, "settings.value", "%s cannot be '%.60s'; it may be: %s",
                 told[row - rows].name, value, expected.bytes ? expected.bytes : "");
    omr_buffer_clear(&expected);
    return status;
}

static bool read_word(const struct word *words, const char *text, enum omr_numbering numbering,
                      double *value) {
    double number;
    bool is_number = omr_value_number(text, strlen(text), &number) && number != 0;
    for (const struct word *at = words; at->word; at++) {
        int counted = numbering == OMR_NUMBERS_OF_SERVICE ? at->service : at->library;
        if (strcasecmp(at->word, text) == 0 || (is_number && number == counted)) {
            *value = at->value;
            return true;
        }
    }
    return false;
}

/* Words parted by commas, or one number: of the library's, bits. */
static bool read_styles(const char *text, enum omr_numbering numbering, double *value) {
    double number;
    unsigned all = 0;
    bool is_number = omr_value_number(text, strlen(text), &number);
    if (is_number && numbering == OMR_NUMBERS_OF_SERVICE)
        return read_word(styles, text, numbering, value);
    if (is_number) {
        for (const struct word *at = styles; at->word; at++)
            all |= (unsigned)number & (unsigned)at->library ? (unsigned)at->value : 0;
        *value = all;
        return number >= 0 && number < 32;
    }
    for (const char *at = text;; at++) {
        size_t size = strcspn(at, ",");
        if (!omr_value_add_style(&all, at, size))
            return false;
        at += size;
        if (!*at)
            break;
    }
    *value = all;
    return true;
}

static bool read_colour(const char *text, enum omr_numbering numbering, double *value) {
    uint32_t colour;
    double number;
    if (numbering == OMR_NUMBERS_OF_SERVICE && omr_value_number(text, strlen(text), &number) &&
        number >= 1 && number <= 18)
        text = colours[(int)number - 1];
    bool is_known = omr_colour_parse(text, strlen(text), &colour);
    if (is_known)
        *value = colour;
    return is_known;
}

static bool read_flag(const char *text, double *value) {
    bool is_true = strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0;
    *value = is_true;
    return is_true || strcasecmp(text, "false") == 0 || strcmp(text, "0") == 0;
}

static bool read_family(struct omr_settings *settings, const char *text) {
    size_t size = strlen(text);
    if (size == 0 || size >= FAMILY_SIZE)
        return false;
    memcpy(settings->family, text, size + 1);
    return true;
}

static bool read_value(struct omr_settings *settings, const struct row *row, const char *text,
                       enum omr_numbering numbering) {
    double *value = &settings->numbers[row - rows], number;
    switch (row->kind) {
    case WORD:
        return read_word(row->words, text, numbering, value);
    case NUMBER:
        if (!omr_value_number(text, strlen(text), &number) || number < row->least ||
            number > row->most)
            return false;
        *value = number;
        return true;
    case FLAG:
        return read_flag(text, value);
    case COLOUR:
        return read_colour(text, numbering, value);
    case STYLES:
        return read_styles(text, numbering, value);
    case FAMILY:
        return read_family(settings, text);
    }
    return false;
}

static void set_defaults(struct omr_settings *settings) {
    for (const struct row *row = rows; row < rows + OMR_SETTINGS; row++)
        read_value(settings, row, told[row - rows].absent, OMR_NUMBERS_OF_SERVICE);
}

enum omr_status omr_settings_new(struct omr_settings **settings, struct omr_error *err) {
    struct omr_settings *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    set_defaults(made);
    *settings = made;
    return OMR_OK;
}

void omr_settings_free(struct omr_settings *settings) {
    free(settings);
}

enum omr_status omr_settings_set(struct omr_settings *settings, const char *name, const char *value,
                                 enum omr_numbering numbering, struct omr_error *err) {
    const struct row *row = find_row(name);
    if (!row)
        return omr_fail(err, OMR_ERROR_USAGE, "settings.unknown", "there is no setting '%.60s'",
                        name);
    return read_value(settings, row, value, numbering) ? OMR_OK : refuse(row, value, err);
}

const char *omr_setting_expected(enum omr_setting_number number, char *text, size_t size) {
    struct omr_buffer expected = {0};
    append_expected(&expected, &rows[number]);
    snprintf(text, size, "%s", expected.bytes ? expected.bytes : "");
    omr_buffer_clear(&expected);
    return text;
}

const char *omr_settings_format(const struct omr_settings *settings) {
    return formats[(int)settings->numbers[OMR_SETTING_OUTPUT_FORMAT]].told;
}

const char *omr_settings_kind(const struct omr_settings *settings) {
    return formats[(int)settings->numbers[OMR_SETTING_OUTPUT_FORMAT]].kind;
}

/* The digits of writing systems that have their own; Persian and Urdu write the same code points
 * and leave the rest to the font. */
static const char *const *digits_of(enum system system) {
    static const char *const arabic[] = {"٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"};
    static const char *const persian[] = {"۰", "۱", "۲", "۳", "۴", "۵", "۶", "۷", "۸", "۹"};
    static const char *const bengali[] = {"০", "১", "২", "৩", "৪", "৫", "৬", "৭", "৮", "৯"};
    switch (system) {
    case ARABIC:
        return arabic;
    case PERSIAN:
    case URDU:
        return persian;
    case BENGALI:
        return bengali;
    case HEBREW:
    case WESTERN:
        break;
    }
    return NULL;
}

void omr_settings_lay_out(const struct omr_settings *settings, struct omr_layout_settings *layout) {
    const double *numbers = settings->numbers;
    enum system system = (enum system)(int)numbers[OMR_SETTING_WRITING_SYSTEM];
    const char *const *digits = numbers[OMR_SETTING_NATIVE_NUMBER] != 0 ? digits_of(system) : NULL;
    *layout = (struct omr_layout_settings){
        .paper_size = (enum omr_paper_size)(int)numbers[OMR_SETTING_PAPER_SIZE],
        .orientation = (enum omr_orientation)(int)numbers[OMR_SETTING_ORIENTATION],
        .left_margin_px = numbers[OMR_SETTING_LEFT_MARGIN],
        .right_margin_px = numbers[OMR_SETTING_RIGHT_MARGIN],
        .font = {settings->family, numbers[OMR_SETTING_FONT_SIZE],
                 (unsigned)numbers[OMR_SETTING_FONT_STYLE], 0},
        .bubble_colour = (uint32_t)numbers[OMR_SETTING_BUBBLE_COLOR],
        .bubble_size = (enum omr_bubble_size)(int)numbers[OMR_SETTING_BUBBLE_SIZE],
        .overflow = (enum omr_overflow)(int)numbers[OMR_SETTING_OVERFLOW],
        .rotation_marker = (enum omr_rotation_marker)(int)numbers[OMR_SETTING_ROTATION_MARKER],
        .marker_offset_px = numbers[OMR_SETTING_MARKER_OFFSET],
        .is_rtl = system != WESTERN && system != BENGALI,
        .has_native_digits = digits != NULL,
        .digits = digits,
        .is_single_mark = numbers[OMR_SETTING_MULTISELECT] == 0,
        .long_words = (enum omr_long_words)(int)numbers[OMR_SETTING_LONG_WORDS],
    };
}
