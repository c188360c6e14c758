/* SPDX-License-Identifier: MIT */
#include "generation/markup/value.h"

#include "generation/markup/colour.h"

#include <math.h>
#include <string.h>
#include <strings.h>

struct slice {
    const char *text;
    size_t size;
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct slice trim(struct slice slice) {
    while (slice.size && is_blank(*slice.text)) {
        slice.text++;
        slice.size--;
    }
    while (slice.size && is_blank(slice.text[slice.size - 1]))
        slice.size--;
    return slice;
}

static bool is_word(struct slice slice, const char *word) {
    return slice.size == strlen(word) && strncasecmp(slice.text, word, slice.size) == 0;
}

/* Takes digits off the front; false where there are none, or so many that they are no length. */
static bool take_digits(struct slice *slice, double scale, double *number) {
    size_t taken = 0;
    double digit_scale = scale;
    for (; slice->size && *slice->text >= '0' && *slice->text <= '9'; taken++) {
        int digit = *slice->text - '0';
        if (scale < 1) {
            *number += digit * digit_scale;
            digit_scale /= 10;
        } else {
            *number = *number * 10 + digit;
        }
        slice->text++;
        slice->size--;
    }
    return taken > 0 && taken < 16;
}

bool omr_value_number(const char *text, size_t size, double *number) {
    struct slice rest = trim((struct slice){text, size});
    double value = 0;
    bool is_negative = rest.size && *rest.text == '-';
    if (rest.size && (*rest.text == '-' || *rest.text == '+')) {
        rest.text++;
        rest.size--;
    }
    if (!take_digits(&rest, 1, &value))
        return false;
    if (rest.size && *rest.text == '.') {
        rest.text++;
        rest.size--;
        if (rest.size && *rest.text >= '0' && *rest.text <= '9' && !take_digits(&rest, 0.1, &value))
            return false;
    }
    rest = trim(rest);
    if (rest.size && !is_word(rest, "px") && !is_word(rest, "pt") && !is_word(rest, "%"))
        return false;
    *number = is_negative ? -value : value;
    return true;
}

enum omr_value_outcome omr_value_check(double *number, const struct omr_attribute_spec *spec) {
    if ((*number == 0 && spec->traits & OMR_TRAIT_ZERO_IS_UNSET) ||
        (*number == -1 && spec->traits & OMR_TRAIT_MINUS_IS_UNSET))
        return OMR_VALUE_UNSET;
    if (!(*number >= spec->least && *number <= spec->most))
        return OMR_VALUE_REFUSED;
    if (spec->traits & OMR_TRAIT_QUARTER_TURNS) {
        if (fmod(*number, 90) != 0)
            return OMR_VALUE_REFUSED;
        *number = fmod(*number + 360, 360);
    }
    return OMR_VALUE_TAKEN;
}

static enum omr_value_outcome read_number(struct omr_value *value, struct slice text,
                                          const struct omr_attribute_spec *spec) {
    if (spec->traits & OMR_TRAIT_AUTO_IS_UNSET && is_word(text, "auto"))
        return OMR_VALUE_UNSET;
    if (spec->traits & OMR_TRAIT_MICRO && text.size == 2 && (*text.text | 32) == 'm' &&
        text.text[1] >= '1' && text.text[1] <= '4') {
        value->number = '0' - text.text[1];
        return OMR_VALUE_TAKEN;
    }
    if (!omr_value_number(text.text, text.size, &value->number))
        return OMR_VALUE_REFUSED;
    return omr_value_check(&value->number, spec);
}

static enum omr_value_outcome read_flag(struct omr_value *value, struct slice text) {
    static const char *const words[][2] = {{"false", "true"}, {"no", "yes"}, {"0", "1"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int flag = 0; flag < 2; flag++)
            if (is_word(text, words[i][flag])) {
                value->number = flag;
                return OMR_VALUE_TAKEN;
            }
    return OMR_VALUE_REFUSED;
}

static enum omr_value_outcome read_choice(struct omr_value *value, struct slice text,
                                          const struct omr_word *words) {
    for (const struct omr_word *at = words; at->word; at++)
        if (is_word(text, at->word)) {
            value->number = at->number;
            for (const struct omr_word *first = words; !value->text; first++)
                if (first->number == at->number)
                    value->text = first->word;
            return OMR_VALUE_TAKEN;
        }
    return OMR_VALUE_REFUSED;
}

static enum omr_value_outcome read_colour(struct omr_value *value, struct slice text,
                                          const struct omr_attribute_spec *spec) {
    if (spec->traits & OMR_TRAIT_MAY_BE_TRANSPARENT && is_word(text, "transparent"))
        return OMR_VALUE_UNSET;
    return omr_colour_parse(text.text, text.size, &value->colour) ? OMR_VALUE_TAKEN
                                                                  : OMR_VALUE_REFUSED;
}

bool omr_value_add_style(unsigned *styles, const char *word, size_t size) {
    static const struct {
        const char *word;
        unsigned style;
    } known[] = {{"regular", 0},
                 {"bold", OMR_STYLE_BOLD},
                 {"italic", OMR_STYLE_ITALIC},
                 {"underline", OMR_STYLE_UNDERLINE},
                 {"strikeout", OMR_STYLE_STRIKEOUT}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is_word(trim((struct slice){word, size}), known[i].word)) {
            *styles |= known[i].style;
            return true;
        }
    return false;
}

static enum omr_value_outcome read_styles(struct omr_value *value, struct slice text) {
    unsigned styles = 0;
    for (const char *at = text.text, *end = text.text + text.size; at <= end;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        if (!omr_value_add_style(&styles, at, (size_t)(stop - at)))
            return OMR_VALUE_REFUSED;
        at = stop + 1;
    }
    value->number = styles;
    return OMR_VALUE_TAKEN;
}

enum omr_value_outcome omr_value_side(struct omr_value *value, const char *text, size_t size) {
    struct slice all = trim((struct slice){text, size}), width = all;
    value->number = 0;
    value->colour = 0;
    if (is_word(all, "none"))
        return OMR_VALUE_TAKEN;
    for (width.size = 0; width.size < all.size && !is_blank(all.text[width.size]);)
        width.size++;
    struct slice colour = trim((struct slice){all.text + width.size, all.size - width.size});
    if (!omr_value_number(width.text, width.size, &value->number) || value->number < 0 ||
        value->number > 200)
        return OMR_VALUE_REFUSED;
    if (colour.size && !omr_colour_parse(colour.text, colour.size, &value->colour))
        return OMR_VALUE_REFUSED;
    return OMR_VALUE_TAKEN;
}

/* The next group of "(a)(b) (c)": what is between the brackets; false at the end. Brackets inside a
 * group must be pairs of their own. */
static bool next_group(struct slice *rest, struct slice *group, bool *is_right) {
    *rest = trim(*rest);
    *is_right = true;
    if (!rest->size)
        return false;
    *is_right = *rest->text == '(';
    int depth = 0;
    for (size_t i = 0; *is_right && i < rest->size; i++) {
        depth += rest->text[i] == '(' ? 1 : rest->text[i] == ')' ? -1 : 0;
        if (depth == 0) {
            *group = (struct slice){rest->text + 1, i - 1};
            *rest = (struct slice){rest->text + i + 1, rest->size - i - 1};
            return true;
        }
    }
    *is_right = false;
    return false;
}

static int count_groups(struct slice rest) {
    struct slice group;
    bool is_right;
    int count = 0;
    while (next_group(&rest, &group, &is_right))
        count++;
    return is_right ? count : 0;
}

static enum omr_value_outcome read_texts(struct omr_value *value, struct omr_arena *arena,
                                         struct slice text) {
    int count = count_groups(text);
    if (!count)
        return OMR_VALUE_REFUSED;
    const char **texts = OMR_ARENA_ARRAY(arena, const char *, (size_t)count);
    struct slice group;
    bool is_right;
    for (int i = 0; texts && i < count && next_group(&text, &group, &is_right); i++)
        if (!(texts[i] = omr_arena_copy(arena, group.text, group.size)))
            return OMR_VALUE_NO_MEMORY;
    value->texts = texts;
    value->count = count;
    return texts ? OMR_VALUE_TAKEN : OMR_VALUE_NO_MEMORY;
}

/* "20%-80%"; commas and blanks part numbers too. */
static enum omr_value_outcome read_numbers(struct omr_value *value, struct omr_arena *arena,
                                           const struct omr_attribute_spec *spec,
                                           struct slice text) {
    static const char separators[] = "-, \t;";
    double *numbers = OMR_ARENA_ARRAY(arena, double, text.size / 2 + 1);
    if (!numbers)
        return OMR_VALUE_NO_MEMORY;
    const char *at = text.text, *end = text.text + text.size;
    int count = 0;
    while (at < end) {
        const char *start = at;
        while (at < end && !memchr(separators, *at, sizeof separators - 1))
            at++;
        if (at > start) {
            if (!omr_value_number(start, (size_t)(at - start), &numbers[count]) ||
                omr_value_check(&numbers[count], spec) != OMR_VALUE_TAKEN)
                return OMR_VALUE_REFUSED;
            count++;
        }
        at++;
    }
    value->numbers = numbers;
    value->count = count;
    return count ? OMR_VALUE_TAKEN : OMR_VALUE_REFUSED;
}

static enum omr_value_outcome read_text(struct omr_value *value, struct omr_arena *arena,
                                        struct slice text) {
    value->text = omr_arena_copy(arena, text.text, text.size);
    return value->text ? OMR_VALUE_TAKEN : OMR_VALUE_NO_MEMORY;
}

enum omr_value_outcome omr_value_read(struct omr_value *value, struct omr_arena *arena,
                                      const struct omr_attribute_spec *spec, const char *text,
                                      size_t size) {
    struct slice inner = trim((struct slice){text, size});
    *value = (struct omr_value){0};
    switch (spec->type) {
    case OMR_VALUE_NUMBER:
        return read_number(value, inner, spec);
    case OMR_VALUE_FLAG:
        return read_flag(value, inner);
    case OMR_VALUE_COLOUR:
        return read_colour(value, inner, spec);
    case OMR_VALUE_STYLES:
        return read_styles(value, inner);
    case OMR_VALUE_SIDE:
        return omr_value_side(value, inner.text, inner.size);
    case OMR_VALUE_TEXTS:
        return read_texts(value, arena, inner);
    case OMR_VALUE_NUMBERS:
        return read_numbers(value, arena, spec, inner);
    case OMR_VALUE_CHOICE:
        return read_choice(value, inner, spec->words);
    case OMR_VALUE_TEXT:
        break;
    }
    return read_text(value, arena, inner);
}

/* A long list is told by its first words only. */
static void append_words(struct omr_buffer *text, const struct omr_word *words) {
    enum { TOLD = 9 };
    int told = 0, last = -1;
    for (int i = 0; words[i].word && words[i].number > last && told < TOLD; i++, told++)
        last = words[i].number;
    bool has_more = words[told].word && words[told].number > last;
    for (int i = 0; i < told; i++)
        omr_buffer_format(text, "%s%s",
                          i == 0                       ? ""
                          : i == told - 1 && !has_more ? " or "
                                                       : ", ",
                          words[i].word);
    if (has_more)
        omr_buffer_text(text, ", ...");
}

void omr_value_expected(struct omr_buffer *text, const struct omr_attribute_spec *spec) {
    switch (spec->type) {
    case OMR_VALUE_NUMBER:
        omr_buffer_format(text, "a number from %g to %g", spec->least, spec->most);
        break;
    case OMR_VALUE_FLAG:
        omr_buffer_text(text, "true or false");
        break;
    case OMR_VALUE_COLOUR:
        omr_buffer_text(text, "the name of a colour or #RRGGBB");
        break;
    case OMR_VALUE_STYLES:
        omr_buffer_text(text, "regular, bold, italic, underline, strikeout, parted by commas");
        break;
    case OMR_VALUE_SIDE:
        omr_buffer_text(text, "a width and a colour, as in 8 red, or none");
        break;
    case OMR_VALUE_TEXTS:
        omr_buffer_text(text, "groups in brackets, as in (a)(b)");
        break;
    case OMR_VALUE_NUMBERS:
        omr_buffer_text(text, "percentages, as in 20%-80%");
        break;
    case OMR_VALUE_CHOICE:
        append_words(text, spec->words);
        break;
    case OMR_VALUE_TEXT:
        omr_buffer_text(text, "a text");
        break;
    }
}
