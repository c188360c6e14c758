/* SPDX-License-Identifier: MIT */
#include "generation/markup/answers.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

static uint32_t decode(const char *text, size_t length) {
    const unsigned char *byte = (const unsigned char *)text;
    if (length == 1)
        return byte[0];
    uint32_t character = byte[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++)
        character = character << 6 | (byte[i] & 0x3fu);
    return character;
}

/* Characters that belong to the one before them: accents, vowel signs, variants, skin colours. Not
 * all that Unicode has, but those of the writing systems that forms are written in. */
static bool is_joined(uint32_t c) {
    static const uint32_t ranges[][2] = {
        {0x0300, 0x036f}, {0x0591, 0x05c7},  {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670},
        {0x0900, 0x0903}, {0x093a, 0x094f},  {0x0981, 0x0983}, {0x09bc, 0x09cd}, {0x0e31, 0x0e31},
        {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},  {0x1ab0, 0x1aff}, {0x200d, 0x200d}, {0x20d0, 0x20ff},
        {0xfe00, 0xfe0f}, {0x1f3fb, 0x1f3ff}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

/* Bytes of what a reader takes for the one character at `text`. */
static size_t character_size(const char *text, size_t size) {
    size_t at = omr_utf8_length(text, size);
    bool is_flag = at == 4 && decode(text, 4) >= 0x1f1e6 && decode(text, 4) <= 0x1f1ff;
    for (bool joins = false; at && at < size;) {
        size_t length = omr_utf8_length(text + at, size - at);
        uint32_t next = length ? decode(text + at, length) : 0;
        bool is_second_of_flag = is_flag && next >= 0x1f1e6 && next <= 0x1f1ff;
        if (!is_joined(next) && !joins && !is_second_of_flag)
            break;
        joins = next == 0x200d;
        is_flag = false;
        at += length;
    }
    return at;
}

static bool is_number(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return size > 0 && size <= 3;
}

static bool is_value(const char *text, size_t size, bool takes_numbers) {
    return size == 0 || character_size(text, size) == size ||
           (size == 3 && strncasecmp(text, "yes", 3) == 0) ||
           (size == 2 && strncasecmp(text, "no", 2) == 0) ||
           (takes_numbers && is_number(text, size));
}

/* The bracket that begins an answer at or after `at`; NULL where there is none. `*close` is its
 * closing bracket. */
static const char *find_bracket(const char *at, const char *end, bool takes_numbers,
                                const char **close) {
    for (; at < end; at++) {
        if (*at != '(')
            continue;
        /* "())" has the value ")". */
        const char *from =
            at + 1 < end && at + 2 < end && at[1] == ')' && at[2] == ')' ? at + 2 : at + 1;
        *close = memchr(from, ')', (size_t)(end - from));
        if (*close && is_value(at + 1, (size_t)(*close - at - 1), takes_numbers))
            return at;
    }
    return NULL;
}

bool omr_answer_next(const char **at, const char *end, bool takes_numbers,
                     struct omr_answer *answer) {
    const char *close, *next_close;
    const char *open = find_bracket(*at, end, takes_numbers, &close);
    if (!open)
        return false;
    const char *next = find_bracket(close + 1, end, takes_numbers, &next_close);
    answer->value = open + 1;
    answer->value_size = (size_t)(close - open - 1);
    if (answer->value_size == 1 && *answer->value == ' ')
        answer->value_size = 0;
    answer->text = close + 1;
    const char *stop = next ? next : end;
    while (answer->text < stop && (*answer->text == ' ' || *answer->text == '\t'))
        answer->text++;
    /* A tab at the end of the line is the author's slip, blanks are meant. */
    while (!next && stop > answer->text && stop[-1] == '\t')
        stop--;
    answer->text_size = (size_t)(stop - answer->text);
    *at = next ? next : end;
    return true;
}

bool omr_answers_are_scale(const char *line, const char *end) {
    const char *at = line;
    while (at < end) {
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if (at == end)
            break;
        const char *close = *at == '(' ? memchr(at, ')', (size_t)(end - at)) : NULL;
        if (!close)
            return false;
        at = close + 1;
    }
    return true;
}

void omr_answer_letter(int index, char letter[8]) {
    char reversed[8];
    int count = 0, at = 0;
    for (int rest = index; rest >= 0 && count < 7; rest = rest / 26 - 1)
        reversed[count++] = (char)('A' + rest % 26);
    while (count)
        letter[at++] = reversed[--count];
    letter[at] = 0;
}
