/* SPDX-License-Identifier: MIT
 *
 * One pass over the elements makes the rows, one sort puts them in order. A row is made of an
 * element, of further grids of the same name and of the triggers that aim at it: its sources. */
#include "recognition/result/compose.h"

#include "base/buffer.h"
#include "base/error.h"
#include "recognition/result/links.h"
#include "recognition/result/own.h"
#include "recognition/result/sort.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A field for review is stated at this at most; that a form allows but one mark is no doubt. */
static const double DOUBTED = 0.9;

struct row {
    struct omr_field field;
    int order; /* in which it was made */
};

struct composition {
    const struct omr_page_readings *readings;
    const struct omr_form_page *page;
    struct omr_arena *arena;  /* of the result */
    struct omr_arena scratch; /* what only the making needs */
    struct omr_links links;
    struct omr_bubble_reading *bubbles; /* one per bubble of the page */
    struct row *rows;
    int row_count;
    struct omr_buffer value; /* the one being composed */
};

static bool is_marked(const struct composition *at, int bubble) {
    return at->readings->verdicts[bubble].is_marked;
}

static int count_marks(const struct composition *at, const struct omr_position *position) {
    int marks = 0;
    for (int i = 0; i < position->bubble_count; i++)
        marks += is_marked(at, position->first_bubble + i);
    return marks;
}

/* The bubbles of an element, which stand next to each other. */
static void find_bubbles(const struct omr_element *element, int *first, int *count) {
    *first = element->position_count ? element->positions[0].first_bubble : 0;
    *count = 0;
    for (int i = 0; i < element->position_count; i++)
        *count += element->positions[i].bubble_count;
}

/* What the verdicts of some bubbles mean for the field they belong to. */
static void judge(const struct composition *at, int first, int count, struct omr_field *field) {
    for (int i = first; i < first + count; i++) {
        if (!at->readings->verdicts[i].is_dropped)
            field->reasons |= at->readings->verdicts[i].reasons;
        field->confidence *= at->readings->verdicts[i].confidence;
    }
}

static void judge_element(const struct composition *at, int index, struct omr_field *field) {
    const struct omr_element *element = &at->page->elements[index];
    int first, count;
    find_bubbles(element, &first, &count);
    judge(at, first, count, field);
    for (int i = 0; element->is_single_mark && i < element->position_count; i++)
        if (count_marks(at, &element->positions[i]) > 1)
            field->reasons |= OMR_REASON_SINGLE_MARK;
}

/* The marked values of one position, joined by commas with those of the same position of other
 * grids: `*is_first` tells whether one stands there already. */
static void append_marks(struct composition *at, const struct omr_position *position,
                         bool *is_first) {
    for (int i = 0; i < position->bubble_count; i++) {
        int bubble = position->first_bubble + i;
        if (!is_marked(at, bubble))
            continue;
        if (!*is_first)
            omr_buffer_char(&at->value, ',');
        omr_buffer_text(&at->value, at->page->bubbles[bubble].value);
        *is_first = false;
    }
}

/* Position by position, of all grids of the name; a choice box is a grid of one position. */
static void append_positions(struct composition *at, int head) {
    bool is_over = false;
    for (int position = 0; !is_over; position++) {
        bool is_first = true;
        is_over = true;
        for (int i = head; i >= 0; i = at->links.next_grid[i]) {
            const struct omr_element *element = &at->page->elements[i];
            if (position < element->position_count) {
                append_marks(at, &element->positions[position], &is_first);
                is_over = false;
            }
        }
    }
}

static bool has_several_marks(const struct composition *at, const struct omr_element *element) {
    for (int i = 0; i < element->position_count; i++)
        if (count_marks(at, &element->positions[i]) > 1)
            return true;
    return false;
}

static bool has_mark(const struct composition *at, const struct omr_element *element) {
    int first, count;
    find_bubbles(element, &first, &count);
    for (int i = first; i < first + count; i++)
        if (is_marked(at, i))
            return true;
    return false;
}

/* Composes the value of the last trigger that is marked; false when none is. */
static bool is_replaced(struct composition *at, int index) {
    bool found = false;
    for (int i = at->links.first_trigger[index]; i >= 0; i = at->links.next_trigger[i])
        if (has_mark(at, &at->page->elements[i])) {
            at->value.size = 0;
            omr_buffer_text(&at->value, at->page->elements[i].value);
            found = true;
        }
    return found;
}

static const char *keep_text(struct composition *at, const char *text, size_t size) {
    return omr_arena_copy(at->arena, text ? text : "", text ? size : 0);
}

static const char *keep_value(struct composition *at) {
    return at->value.has_failed ? NULL : keep_text(at, at->value.bytes, at->value.size);
}

/* The readings of a row: in place where it has one source, copied together where it has several. */
static bool gather_bubbles(struct composition *at, int head, struct omr_field *field) {
    const int *chains[] = {at->links.next_grid, at->links.next_trigger};
    const int starts[] = {head, at->links.first_trigger[head]};
    int total = 0, first, count, sources = 0;
    for (int chain = 0; chain < 2; chain++)
        for (int i = starts[chain]; i >= 0; i = chains[chain][i], sources++) {
            find_bubbles(&at->page->elements[i], &first, &count);
            total += count;
        }
    find_bubbles(&at->page->elements[head], &first, &count);
    field->bubbles = at->bubbles + first;
    field->bubble_count = total;
    if (sources == 1)
        return true;
    struct omr_bubble_reading *all =
        OMR_ARENA_ARRAY(at->arena, struct omr_bubble_reading, (size_t)total);
    field->bubbles = all;
    for (int chain = 0; all && chain < 2; chain++)
        for (int i = starts[chain]; i >= 0; i = chains[chain][i]) {
            find_bubbles(&at->page->elements[i], &first, &count);
            memcpy(all, at->bubbles + first, (size_t)count * sizeof *all);
            all += count;
        }
    return field->bubbles != NULL;
}

static bool add_row(struct composition *at, const struct omr_field *field) {
    struct row *row = &at->rows[at->row_count];
    *row = (struct row){*field, at->row_count};
    row->field.needs_review = row->field.reasons != 0;
    if (row->field.reasons & ~(unsigned)OMR_REASON_SINGLE_MARK)
        row->field.confidence = fmin(row->field.confidence, DOUBTED);
    at->row_count++;
    return row->field.name && row->field.value;
}

/* The name or its copy with an ending. */
static const char *keep_name(struct composition *at, const char *name, const char *ending) {
    at->value.size = 0;
    omr_buffer_text(&at->value, name);
    omr_buffer_text(&at->value, ending);
    return keep_value(at);
}

static bool add_marked_row(struct composition *at, int index) {
    const struct omr_element *element = &at->page->elements[index];
    struct omr_field field = {.confidence = 1, .reasons = at->readings->page_reasons};
    if (at->links.first_grid[index] != index)
        return true;
    for (int i = index; i >= 0; i = at->links.next_grid[i])
        judge_element(at, i, &field);
    for (int i = at->links.first_trigger[index]; i >= 0; i = at->links.next_trigger[i])
        judge_element(at, i, &field);
    field.name = keep_name(at, element->name, "");
    at->value.size = 0;
    if (!is_replaced(at, index)) {
        if (element->kind == OMR_ELEMENT_COMPOSITE_GRID && has_several_marks(at, element))
            omr_buffer_text(&at->value, "ERROR: Multiple marks per symbol");
        else
            append_positions(at, index);
    }
    field.value = keep_value(at);
    return gather_bubbles(at, index, &field) && add_row(at, &field);
}

/* A score as people write it: 18, 4.5, -2. Rounded to where sums of decimal fractions are exact. */
static const char *keep_score(struct composition *at, double score) {
    char digits[40];
    int length = snprintf(digits, sizeof digits, "%.10g", score == 0 ? 0 : score);
    for (char *c = digits; *c; c++)
        if (!strchr("0123456789+-e", *c))
            *c = '.'; /* whatever the locale of the calling program has there */
    return keep_text(at, digits, (size_t)length);
}

static bool add_total(struct composition *at, const char *name, int first, int count,
                      bool is_last) {
    struct omr_field field = {.confidence = 1,
                              .reasons = at->readings->page_reasons,
                              .bubbles = at->bubbles + first,
                              .bubble_count = count,
                              .is_last = is_last && at->readings->order == OMR_ORDER_NAME};
    double score = 0;
    for (int i = first; i < first + count; i++)
        if (is_marked(at, i))
            score += at->page->bubbles[i].score;
    judge(at, first, count, &field);
    field.name = keep_name(at, name, "_total");
    field.value = keep_score(at, score);
    return add_row(at, &field);
}

static bool add_totals(struct composition *at, const struct omr_element *group) {
    int first, count;
    for (int i = 0; i < group->position_count; i++) {
        const struct omr_position *question = &group->positions[i];
        if (!add_total(at, question->name, question->first_bubble, question->bubble_count, false))
            return false;
    }
    find_bubbles(group, &first, &count);
    return add_total(at, group->name, first, count, true);
}

static bool add_barcode(struct composition *at, int index) {
    const struct omr_barcode_reading *reading = &at->readings->barcodes[index];
    const char *text = reading->text ? reading->text : "";
    struct omr_field field = {.confidence = reading->reasons ? 0 : 1,
                              .reasons = reading->reasons,
                              .bubbles = at->bubbles};
    field.name = keep_name(at, at->page->elements[index].name, "");
    field.value = keep_text(at, text, strlen(text));
    if (at->readings->areas) {
        struct omr_quad *area = OMR_ARENA_NEW(at->arena, struct omr_quad);
        if (!area)
            return false;
        *area = at->readings->areas[index];
        field.area = area;
    }
    return add_row(at, &field);
}

static bool add_rows(struct composition *at, int index) {
    switch (at->page->elements[index].kind) {
    case OMR_ELEMENT_CHOICE_BOX:
    case OMR_ELEMENT_CHECK_BOX:
    case OMR_ELEMENT_GRID:
    case OMR_ELEMENT_COMPOSITE_GRID:
        return add_marked_row(at, index);
    case OMR_ELEMENT_SCORE_GROUP:
        return add_totals(at, &at->page->elements[index]);
    case OMR_ELEMENT_BARCODE:
        return add_barcode(at, index);
    case OMR_ELEMENT_REPLACE_TRIGGER:
    case OMR_ELEMENT_CLIP_AREA:
        break;
    }
    return true;
}

/* What a mark here means; a trigger's bubbles, however many, share one text. */
static const char *keep_meaning(struct composition *at, int index) {
    const struct omr_bubble *bubble = &at->page->bubbles[index];
    const struct omr_element *element = &at->page->elements[bubble->element];
    if (element->kind != OMR_ELEMENT_REPLACE_TRIGGER)
        return keep_text(at, bubble->value, strlen(bubble->value));
    if (index > 0 && bubble[-1].element == bubble->element)
        return at->bubbles[index - 1].value;
    return keep_text(at, element->value, strlen(element->value));
}

static bool keep_bubbles(struct composition *at) {
    int count = at->page->bubble_count;
    at->bubbles = OMR_ARENA_ARRAY(at->arena, struct omr_bubble_reading, (size_t)count);
    for (int i = 0; at->bubbles && i < count; i++) {
        const struct omr_bubble_place *place = &at->readings->places[i];
        at->bubbles[i] = (struct omr_bubble_reading){
            .value = keep_meaning(at, i),
            .fill = at->readings->verdicts[i].fill,
            .is_marked = is_marked(at, i),
            .is_dropped = at->readings->verdicts[i].is_dropped,
            .x_px = place->centre.x,
            .y_px = place->centre.y,
            .reasons = at->readings->verdicts[i].reasons,
            .right = place->right,
            .down = place->down,
            .is_square = at->page->bubbles[i].shape == OMR_SHAPE_SQUARE,
        };
        if (!at->bubbles[i].value)
            return false;
    }
    return at->bubbles != NULL;
}

static int compare_rows(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    int order = a->field.is_last - b->field.is_last;
    if (order == 0)
        order = omr_name_compare(a->field.name, b->field.name);
    return order ? order : a->order - b->order;
}

static bool finish(struct composition *at, struct omr_result *result) {
    struct omr_field *fields = OMR_ARENA_ARRAY(at->arena, struct omr_field, (size_t)at->row_count);
    if (!fields)
        return false;
    if (at->row_count && at->readings->order == OMR_ORDER_NAME)
        qsort(at->rows, (size_t)at->row_count, sizeof *at->rows, compare_rows);
    for (int i = 0; i < at->row_count; i++) {
        fields[i] = at->rows[i].field;
        result->review_count += fields[i].needs_review;
    }
    result->fields = fields;
    result->field_count = at->row_count;
    return true;
}

static bool keep_findings(struct composition *at, struct omr_result *result) {
    const struct omr_page_readings *readings = at->readings;
    struct omr_finding *findings =
        OMR_ARENA_ARRAY(at->arena, struct omr_finding, (size_t)readings->finding_count);
    for (int i = 0; findings && i < readings->finding_count; i++) {
        const struct omr_finding *finding = &readings->findings[i];
        findings[i].code = keep_text(at, finding->code, strlen(finding->code));
        findings[i].text = keep_text(at, finding->text, strlen(finding->text));
        if (!findings[i].code || !findings[i].text)
            return false;
    }
    result->findings = findings;
    result->finding_count = readings->finding_count;
    return findings != NULL;
}

static bool keep_registration(struct composition *at, struct omr_result *result) {
    const struct omr_registration_summary *summary = &at->readings->registration;
    const char *method = summary->method ? summary->method : "";
    const char *copy = at->readings->copy ? at->readings->copy : "";
    size_t count = (size_t)summary->marker_count;
    struct omr_quad *markers = OMR_ARENA_ARRAY(at->arena, struct omr_quad, count);
    if (markers && count)
        memcpy(markers, summary->markers, count * sizeof *markers);
    result->page = at->readings->page_number;
    result->page_count = at->readings->page_count;
    result->copy = keep_text(at, copy, strlen(copy));
    result->registration = *summary;
    result->registration.markers = markers;
    result->registration.method = keep_text(at, method, strlen(method));
    return markers && result->copy && result->registration.method;
}

static bool make_room(struct composition *at) {
    size_t most = 0;
    for (int i = 0; i < at->page->element_count; i++) {
        const struct omr_element *element = &at->page->elements[i];
        most += element->kind == OMR_ELEMENT_SCORE_GROUP ? (size_t)element->position_count + 1 : 1;
    }
    at->rows = OMR_ARENA_ARRAY(&at->scratch, struct row, most);
    return at->rows != NULL;
}

static bool compose(struct composition *at, struct omr_result *result) {
    if (!make_room(at) || !keep_bubbles(at) ||
        omr_links_find(&at->links, at->page, &at->scratch, NULL))
        return false;
    for (int i = 0; i < at->page->element_count; i++)
        if (!add_rows(at, i))
            return false;
    return finish(at, result) && keep_findings(at, result) && keep_registration(at, result);
}

enum omr_status omr_result_compose(struct omr_result **result,
                                   const struct omr_page_readings *readings,
                                   struct omr_error *err) {
    struct omr_owned_result *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    struct composition at = {.readings = readings, .page = readings->page, .arena = &made->arena};
    bool is_made = compose(&at, &made->result);
    omr_buffer_clear(&at.value);
    omr_arena_clear(&at.scratch);
    if (!is_made) {
        omr_result_free(&made->result);
        return omr_fail_memory(err);
    }
    *result = &made->result;
    return OMR_OK;
}
