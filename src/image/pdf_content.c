/* SPDX-License-Identifier: MIT */
#include "image/pdf_content.h"

#include "image/grey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPERANDS = 8, MAX_DEPTH = 64, WORD_SIZE = 128, PAPER = 250 };

struct reader {
    struct omr_pdf_content *content;
    const char *at, *end;
    char word[WORD_SIZE]; /* the last operator or number */
    char name[WORD_SIZE]; /* the last name, without its slash */
    double operands[MAX_OPERANDS];
    int operand_count;
    struct omr_pdf_state stack[MAX_DEPTH];
    int depth, lost; /* states kept; states that did not fit */
    bool is_over;
};

struct omr_pdf_matrix omr_pdf_matrix_join(const struct omr_pdf_matrix *first,
                                          const struct omr_pdf_matrix *then) {
    return (struct omr_pdf_matrix){
        .a = first->a * then->a + first->b * then->c,
        .b = first->a * then->b + first->b * then->d,
        .c = first->c * then->a + first->d * then->c,
        .d = first->c * then->b + first->d * then->d,
        .e = first->e * then->a + first->f * then->c + then->e,
        .f = first->e * then->b + first->f * then->d + then->f,
    };
}

static struct omr_pdf_state *state_of(struct reader *reader) {
    return &reader->stack[reader->depth];
}

static bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

static bool is_delimiter(char c) {
    return c && strchr("()<>[]{}/%", c);
}

static void skip_line(struct reader *reader) {
    while (reader->at < reader->end && *reader->at != '\n' && *reader->at != '\r')
        reader->at++;
}

static void skip_string(struct reader *reader) {
    int depth = 0;
    for (; reader->at < reader->end; reader->at++) {
        char c = *reader->at;
        if (c == '\\' && reader->at + 1 < reader->end)
            reader->at++;
        else if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0) {
            reader->at++;
            return;
        }
    }
}

static void skip_blanks(struct reader *reader) {
    while (reader->at < reader->end && (is_blank(*reader->at) || *reader->at == '%'))
        if (*reader->at == '%')
            skip_line(reader);
        else
            reader->at++;
}

/* Up to the next blank or delimiter; what does not fit is cut off. */
static void read_word(struct reader *reader, char word[WORD_SIZE]) {
    size_t length = 0;
    while (reader->at < reader->end && !is_blank(*reader->at) && !is_delimiter(*reader->at)) {
        if (length + 1 < WORD_SIZE)
            word[length++] = *reader->at;
        reader->at++;
    }
    word[length] = 0;
}

static bool read_number(const char *word, double *number) {
    char *end;
    if (!strchr("+-.0123456789", word[0]))
        return false;
    *number = strtod(word, &end);
    return end != word && *end == 0 && isfinite(*number);
}

static void push_operand(struct reader *reader, double number) {
    if (reader->operand_count == MAX_OPERANDS) {
        memmove(reader->operands, reader->operands + 1, sizeof(double) * (MAX_OPERANDS - 1));
        reader->operand_count--;
    }
    reader->operands[reader->operand_count++] = number;
}

static uint8_t to_byte(double share) {
    return (uint8_t)(share <= 0 ? 0 : share >= 1 ? 255 : share * 255 + 0.5);
}

/* By the number of components, whatever the colour space: 1 grey, 3 RGB, 4 inks. */
static void set_fill(struct reader *reader) {
    uint8_t samples[4], grey = 0;
    int count = reader->operand_count;
    const double *from = reader->operands;
    for (int i = 0; i < count && i < 4; i++)
        samples[i] = to_byte(from[i]);
    if (count == 1)
        grey = samples[0];
    else if (count == 3)
        omr_grey_from_samples(&grey, samples, 1, 3);
    else if (count == 4)
        omr_grey_from_inks(&grey, samples, 1, 255);
    state_of(reader)->fill = grey;
}

static void keep_state(struct reader *reader) {
    if (reader->depth + 1 == MAX_DEPTH) {
        reader->lost++;
        return;
    }
    reader->stack[reader->depth + 1] = *state_of(reader);
    reader->depth++;
}

static void restore_state(struct reader *reader) {
    if (reader->lost)
        reader->lost--;
    else if (reader->depth)
        reader->depth--;
}

static void change_matrix(struct reader *reader) {
    const double *o = reader->operands;
    if (reader->operand_count != 6)
        return;
    struct omr_pdf_matrix matrix = {o[0], o[1], o[2], o[3], o[4], o[5]};
    state_of(reader)->matrix = omr_pdf_matrix_join(&matrix, &state_of(reader)->matrix);
}

static void see_shape(struct reader *reader) {
    if (reader->content->has_pictures || state_of(reader)->fill < PAPER)
        reader->content->has_other = true;
}

static void see_line(struct reader *reader) {
    reader->content->has_other = true;
}

static void see_text(struct reader *reader) {
    if (!state_of(reader)->is_text_hidden)
        reader->content->has_other = true;
}

static void set_text_mode(struct reader *reader) {
    double mode = reader->operand_count ? reader->operands[0] : 0;
    state_of(reader)->is_text_hidden = mode == 3 || mode == 7;
}

static void draw(struct reader *reader) {
    struct omr_pdf_content *content = reader->content;
    if (!content->draw(content->context, reader->name, state_of(reader)))
        reader->is_over = true;
}

/* Pictures inside the content are small by the rules: icons, not scans. Passed over up to EI. */
static void skip_inline_picture(struct reader *reader) {
    reader->content->has_other = true;
    for (; reader->end - reader->at >= 4; reader->at++)
        if (is_blank(reader->at[0]) && memcmp(reader->at + 1, "EI", 2) == 0 &&
            is_blank(reader->at[3])) {
            reader->at += 3;
            return;
        }
    reader->at = reader->end;
}

static void obey(struct reader *reader) {
    static const struct {
        const char *name;
        void (*obey)(struct reader *reader);
    } operators[] = {
        {"q", keep_state},
        {"Q", restore_state},
        {"cm", change_matrix},
        {"Do", draw},
        {"g", set_fill},
        {"rg", set_fill},
        {"k", set_fill},
        {"sc", set_fill},
        {"scn", set_fill},
        {"f", see_shape},
        {"F", see_shape},
        {"f*", see_shape},
        {"B", see_line},
        {"B*", see_line},
        {"b", see_line},
        {"b*", see_line},
        {"S", see_line},
        {"s", see_line},
        {"sh", see_line},
        {"Tr", set_text_mode},
        {"Tj", see_text},
        {"TJ", see_text},
        {"'", see_text},
        {"\"", see_text},
        {"ID", skip_inline_picture},
    };
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strcmp(operators[i].name, reader->word) == 0)
            operators[i].obey(reader);
    reader->operand_count = 0;
}

static void read_token(struct reader *reader) {
    double number;
    char c = *reader->at;
    if (c == '(') {
        skip_string(reader);
    } else if (c == '/') {
        reader->at++;
        read_word(reader, reader->name);
    } else if (is_delimiter(c)) {
        reader->at++; /* strings in <>, arrays: what is in them does no harm */
    } else {
        read_word(reader, reader->word);
        if (read_number(reader->word, &number))
            push_operand(reader, number);
        else
            obey(reader);
    }
}

void omr_pdf_content_read(struct omr_pdf_content *content, const struct omr_pdf_state *state,
                          const char *bytes, size_t size) {
    if (size == 0) /* then there may be no bytes at all */
        return;
    struct reader reader = {.content = content, .at = bytes, .end = bytes + size};
    reader.stack[0] = *state;
    for (skip_blanks(&reader); reader.at < reader.end && !reader.is_over; skip_blanks(&reader))
        read_token(&reader);
}
