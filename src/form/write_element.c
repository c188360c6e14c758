/* SPDX-License-Identifier: MIT */
#include "form/write_element.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(const char *text) {
    return text ? text : "";
}

/* The shortest digits that are read as the very same number. */
static void print_number(char digits[40], double number) {
    for (int precision = 6; precision <= 17; precision++) {
        snprintf(digits, 40, "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            return;
    }
}

static void start(struct omr_pattern_writer *writer, const char *key) {
    omr_buffer_text(&writer->text, writer->needs_comma ? ",\n" : writer->depth ? "\n" : "");
    for (int i = 0; i < writer->depth; i++)
        omr_buffer_char(&writer->text, '\t');
    if (key) {
        omr_buffer_json_string(&writer->text, key, strlen(key));
        omr_buffer_text(&writer->text, ": ");
    }
    writer->needs_comma = true;
}

void omr_pattern_open(struct omr_pattern_writer *writer, const char *key, char bracket) {
    start(writer, key);
    omr_buffer_char(&writer->text, bracket);
    writer->depth++;
    writer->needs_comma = false;
}

void omr_pattern_close(struct omr_pattern_writer *writer, char bracket) {
    bool is_empty = !writer->needs_comma;
    writer->depth--;
    if (!is_empty) {
        omr_buffer_char(&writer->text, '\n');
        for (int i = 0; i < writer->depth; i++)
            omr_buffer_char(&writer->text, '\t');
    }
    omr_buffer_char(&writer->text, bracket);
    writer->needs_comma = true;
}

void omr_pattern_text(struct omr_pattern_writer *writer, const char *key, const char *text) {
    start(writer, key);
    omr_buffer_json_string(&writer->text, text_of(text), strlen(text_of(text)));
}

void omr_pattern_number(struct omr_pattern_writer *writer, const char *key, double number) {
    char digits[40];
    start(writer, key);
    print_number(digits, number);
    omr_buffer_text(&writer->text, digits);
}

void omr_pattern_quoted(struct omr_pattern_writer *writer, const char *key, double number) {
    char digits[40];
    print_number(digits, number);
    omr_pattern_text(writer, key, digits);
}

void omr_pattern_bool(struct omr_pattern_writer *writer, const char *key, bool value) {
    start(writer, key);
    omr_buffer_text(&writer->text, value ? "true" : "false");
}

void omr_pattern_null(struct omr_pattern_writer *writer, const char *key) {
    start(writer, key);
    omr_buffer_text(&writer->text, "null");
}

void omr_pattern_box(struct omr_pattern_writer *writer, const struct omr_box *box) {
    omr_pattern_quoted(writer, "Width", box->width);
    omr_pattern_quoted(writer, "Height", box->height);
    omr_pattern_quoted(writer, "Top", box->top);
    omr_pattern_quoted(writer, "Left", box->left);
}

static void write_bubble(struct omr_pattern_writer *writer, const struct omr_bubble *bubble,
                         bool is_scored) {
    omr_pattern_open(writer, NULL, '{');
    omr_pattern_text(writer, "Value", bubble->value);
    omr_pattern_quoted(writer, "Top", bubble->y - bubble->height / 2);
    omr_pattern_quoted(writer, "Left", bubble->x - bubble->width / 2);
    omr_pattern_bool(writer, "IsValid", true);
    if (is_scored) {
        omr_pattern_bool(writer, "IsPositive", bubble->is_positive);
        omr_pattern_number(writer, "Score", bubble->score);
    }
    omr_pattern_close(writer, '}');
}

static void write_bubbles(struct omr_pattern_writer *writer, const char *key,
                          const struct omr_bubble *bubbles, int count, bool is_scored) {
    omr_pattern_open(writer, key, '[');
    for (int i = 0; i < count; i++)
        write_bubble(writer, &bubbles[i], is_scored);
    omr_pattern_close(writer, ']');
}

static const struct omr_bubble *first_of(const struct omr_form_page *page,
                                         const struct omr_position *position) {
    return page->bubbles + position->first_bubble;
}

/* The size of the bubbles, which is the same in an element. */
static void write_bubble_size(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                              const struct omr_position *positions, int count) {
    for (int i = 0; i < count; i++)
        if (positions[i].bubble_count) {
            omr_pattern_number(writer, "BubbleHeight", first_of(page, &positions[i])->height);
            omr_pattern_number(writer, "BubbleWidth", first_of(page, &positions[i])->width);
            return;
        }
}

/* The box round bubbles, `rim` larger on each side. */
static struct omr_box box_round(const struct omr_bubble *bubbles, int count, double rim) {
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (int i = 0; i < count; i++) {
        left = fmin(left, bubbles[i].x - bubbles[i].width / 2);
        top = fmin(top, bubbles[i].y - bubbles[i].height / 2);
        right = fmax(right, bubbles[i].x + bubbles[i].width / 2);
        bottom = fmax(bottom, bubbles[i].y + bubbles[i].height / 2);
    }
    if (count == 0)
        return (struct omr_box){0, 0, 0, 0};
    return (struct omr_box){left - rim, top - rim, right - left + 2 * rim, bottom - top + 2 * rim};
}

static void write_alignment(struct omr_pattern_writer *writer) {
    omr_pattern_bool(writer, "AlignedHorizontally", false);
    omr_pattern_bool(writer, "AlignedVertically", false);
}

static void write_choice(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                         const struct omr_position *position) {
    write_alignment(writer);
    write_bubble_size(writer, page, position, 1);
    write_bubbles(writer, "Bubbles", first_of(page, position), position->bubble_count, false);
    omr_pattern_bool(writer, "Multiselect", false);
    omr_pattern_text(writer, "Orientation", "Horizontal");
}

static void write_head(struct omr_pattern_writer *writer, const char *type, const char *name,
                       const struct omr_box *box) {
    omr_pattern_text(writer, "Type", type);
    if (name)
        omr_pattern_text(writer, "Name", name);
    else
        omr_pattern_null(writer, "Name");
    omr_pattern_box(writer, box);
}

static void write_grid(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                       const struct omr_element *element) {
    static const double rim = 2;
    write_alignment(writer);
    omr_pattern_open(writer, "Elements", '[');
    for (int i = 0; i < element->position_count; i++) {
        const struct omr_position *position = &element->positions[i];
        struct omr_box box = box_round(first_of(page, position), position->bubble_count, rim);
        omr_pattern_open(writer, NULL, '{');
        write_head(writer, "ChoiceBox", NULL, &box);
        write_choice(writer, page, position);
        omr_pattern_close(writer, '}');
    }
    omr_pattern_close(writer, ']');
    omr_pattern_text(writer, "Orientation", "Horizontal");
}

static void write_composite_grid(struct omr_pattern_writer *writer,
                                 const struct omr_form_page *page,
                                 const struct omr_element *element) {
    write_bubble_size(writer, page, element->positions, element->position_count);
    omr_pattern_open(writer, "Bubbles", '[');
    for (int i = 0; i < element->position_count; i++)
        write_bubbles(writer, NULL, first_of(page, &element->positions[i]),
                      element->positions[i].bubble_count, false);
    omr_pattern_close(writer, ']');
}

/* Bubbles of the same criterion, which stand next to each other. */
static int count_row(const struct omr_bubble *bubbles, int count) {
    int same = 1;
    while (same < count && strcmp(text_of(bubbles[same].row), text_of(bubbles->row)) == 0 &&
           bubbles[same].y == bubbles->y)
        same++;
    return same;
}

static void write_answers(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                          const struct omr_position *position) {
    const struct omr_bubble *bubbles = first_of(page, position);
    omr_pattern_open(writer, "ScoreAnswers", '[');
    for (int i = 0, count; i < position->bubble_count; i += count) {
        count = count_row(bubbles + i, position->bubble_count - i);
        struct omr_box box = box_round(bubbles + i, count, 0);
        omr_pattern_open(writer, NULL, '{');
        omr_pattern_text(writer, "Name", bubbles[i].row);
        omr_pattern_box(writer, &box);
        omr_pattern_number(writer, "BubbleHeight", bubbles[i].height);
        omr_pattern_number(writer, "BubbleWidth", bubbles[i].width);
        write_bubbles(writer, "Bubbles", bubbles + i, count, true);
        omr_pattern_close(writer, '}');
    }
    omr_pattern_close(writer, ']');
}

static void write_questions(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                            const struct omr_element *element) {
    omr_pattern_open(writer, "Questions", '[');
    for (int i = 0; i < element->position_count; i++) {
        const struct omr_position *position = &element->positions[i];
        struct omr_box box = box_round(first_of(page, position), position->bubble_count, 0);
        omr_pattern_open(writer, NULL, '{');
        omr_pattern_text(writer, "Name", position->name);
        omr_pattern_box(writer, &box);
        write_answers(writer, page, position);
        omr_pattern_close(writer, '}');
    }
    omr_pattern_close(writer, ']');
}

static void write_check_box(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                            const struct omr_element *element) {
    const struct omr_position *position = element->positions;
    write_bubble_size(writer, page, position, element->position_count);
    if (element->position_count)
        write_bubbles(writer, "Bubbles", first_of(page, position), position->bubble_count, false);
}

static void write_content(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                          const struct omr_element *element) {
    switch (element->kind) {
    case OMR_ELEMENT_REPLACE_TRIGGER:
        omr_pattern_text(writer, "Target", element->target);
        omr_pattern_text(writer, "Value", element->value);
        write_choice(writer, page, element->positions);
        break;
    case OMR_ELEMENT_CHOICE_BOX:
        write_choice(writer, page, element->positions);
        break;
    case OMR_ELEMENT_CHECK_BOX:
        write_check_box(writer, page, element);
        break;
    case OMR_ELEMENT_GRID:
        write_grid(writer, page, element);
        break;
    case OMR_ELEMENT_COMPOSITE_GRID:
        write_composite_grid(writer, page, element);
        break;
    case OMR_ELEMENT_SCORE_GROUP:
        write_questions(writer, page, element);
        break;
    case OMR_ELEMENT_BARCODE:
        omr_pattern_text(writer, "BarcodeType", element->barcode);
        if (element->qr_version)
            omr_pattern_number(writer, "QrVersion", element->qr_version);
        break;
    case OMR_ELEMENT_CLIP_AREA:
        omr_pattern_number(writer, "JpegQuality", 85);
        omr_pattern_bool(writer, "Required", element->is_required);
        break;
    }
}

void omr_pattern_element(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                         const struct omr_element *element) {
    static const char *const types[] = {
        [OMR_ELEMENT_CHOICE_BOX] = "ChoiceBox",
        [OMR_ELEMENT_CHECK_BOX] = "CheckBox",
        [OMR_ELEMENT_GRID] = "Grid",
        [OMR_ELEMENT_COMPOSITE_GRID] = "CompositeGridOmr:#Aspose.OMR.TemplateModel",
        [OMR_ELEMENT_REPLACE_TRIGGER] = "ReplaceTrigger",
        [OMR_ELEMENT_SCORE_GROUP] = "ScoreGroup",
        [OMR_ELEMENT_BARCODE] = "BarcodeDownloadable",
        [OMR_ELEMENT_CLIP_AREA] = "ClipArea",
    };
    omr_pattern_open(writer, NULL, '{');
    write_head(writer, types[element->kind], text_of(element->name), &element->box);
    write_content(writer, page, element);
    if (element->threshold >= 0)
        omr_pattern_number(writer, "Threshold", element->threshold);
    omr_pattern_close(writer, '}');
}

void omr_pattern_facts(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                       const struct omr_element *element) {
    omr_pattern_open(writer, NULL, '{');
    if (element->is_single_mark)
        omr_pattern_bool(writer, "SingleMark", true);
    const struct omr_bubble *first = NULL;
    for (int i = 0; i < element->position_count && !first; i++)
        if (element->positions[i].bubble_count)
            first = first_of(page, &element->positions[i]);
    if (first) {
        omr_pattern_open(writer, "Outline", '{');
        if (element->outline_width > 0 && element->outline_height > 0) {
            omr_pattern_number(writer, "Width", element->outline_width);
            omr_pattern_number(writer, "Height", element->outline_height);
        }
        omr_pattern_text(writer, "Shape", first->shape == OMR_SHAPE_SQUARE ? "square" : "ellipse");
        omr_pattern_close(writer, '}');
    }
    omr_pattern_close(writer, '}');
}
