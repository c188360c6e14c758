/* SPDX-License-Identifier: MIT
 *
 * A form is stacked from blocks, top to bottom; each block is laid out in columns. */
#include "support/forms.h"

#include "base/error.h"
#include "support/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BUBBLES = 4000, MAX_ELEMENTS = 800, MAX_POSITIONS = 1600 };

struct maker {
    struct omr_form *form;
    struct omr_form_page *page;
    struct omr_bubble *bubbles;
    struct omr_element *elements;
    struct omr_position *positions;
    struct omr_marker *markers;
    int positions_used;
    struct fake_random random;
    double size;  /* of a bubble */
    double pitch; /* from bubble to bubble */
    double row;   /* from row to row */
    double left, right, y;
    int question;
};

/* What is printed in and beside the bubbles of a block. */
struct block {
    const char *values[12];
    int count;
};

static const struct block letters4 = {{"A", "B", "C", "D"}, 4};
static const struct block letters5 = {{"A", "B", "C", "D", "E"}, 5};
static const struct block agree = {{"1", "2", "3", "4", "5", "6", "7"}, 7};
static const struct block yes_no = {{"Y", "N"}, 2};
static const struct block ten = {{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, 10};

static const struct design {
    const char *name;
    double width, height;
    double size, pitch, row; /* of the main block, as shares of the default */
    const struct block *block;
    int columns, rows;
    int grid;   /* positions of a number grid, 0 none */
    int checks; /* check boxes, 0 none */
    bool has_rotation, is_oval;
} designs[FAKE_FORM_DESIGNS] = {
    {"exam-100", 2480, 3508, 60, 78, 84, &letters4, 4, 25, 8, 0, true, false},
    {"exam-200", 2480, 3508, 44, 58, 62, &letters5, 5, 40, 6, 0, true, false},
    {"survey-20", 2480, 3508, 61, 260, 118, &letters4, 1, 20, 0, 0, true, false},
    {"letter-40", 2551, 3295, 60, 80, 92, &letters5, 2, 20, 10, 4, false, false},
    {"ovals", 2551, 3295, 46, 110, 96, &letters4, 3, 14, 0, 6, false, true},
    {"agree-30", 2480, 3508, 50, 150, 90, &agree, 1, 30, 0, 0, true, false},
    {"small-80", 2480, 3508, 40, 52, 64, &letters4, 4, 20, 0, 0, false, false},
    {"yes-no", 2551, 3295, 70, 300, 104, &yes_no, 1, 22, 0, 3, true, false},
    {"grid-only", 2480, 3508, 60, 78, 72, &letters4, 3, 4, 12, 0, false, false},
    {"legal-120", 2551, 4205, 62, 80, 84, &letters4, 4, 30, 9, 5, false, false},
};

const char *fake_form_name(int design) {
    return designs[design].name;
}

static char *name_format(struct maker *maker, const char *stem, int number) {
    char text[64];
    int size = snprintf(text, sizeof text, "%s%d", stem, number);
    return omr_arena_copy(&maker->form->arena, text, (size_t)size);
}

static struct omr_element *element_add(struct maker *maker, enum omr_element_kind kind,
                                       const char *name) {
    int index = maker->page->element_count++;
    struct omr_element *element = &maker->elements[index];
    *element = (struct omr_element){.kind = kind, .name = name, .threshold = -1, .target = ""};
    element->positions = &maker->positions[maker->positions_used];
    element->value = element->barcode = "";
    return element;
}

static void position_add(struct maker *maker, struct omr_element *element) {
    struct omr_position *position = &maker->positions[maker->positions_used++];
    *position = (struct omr_position){.name = "", .first_bubble = maker->page->bubble_count};
    element->position_count++;
}

static void bubble_add(struct maker *maker, struct omr_element *element, double x, double y,
                       double width, double height, const char *value) {
    struct omr_position *position = &maker->positions[maker->positions_used - 1];
    position->bubble_count++;
    maker->bubbles[maker->page->bubble_count++] = (struct omr_bubble){
        .x = x,
        .y = y,
        .width = width,
        .height = height,
        .shape = element->kind == OMR_ELEMENT_CHECK_BOX ? OMR_SHAPE_SQUARE : OMR_SHAPE_ELLIPSE,
        .value = value,
        .element = (int)(element - maker->elements),
        .position = element->position_count - 1,
    };
    struct omr_box *box = &element->box;
    if (position->bubble_count == 1 && element->position_count == 1)
        *box = (struct omr_box){x - width / 2, y - height / 2, width, height};
    if (x + width / 2 > box->left + box->width)
        box->width = x + width / 2 - box->left;
    if (y + height / 2 > box->top + box->height)
        box->height = y + height / 2 - box->top;
}

/* A grid of `count` symbols side by side, its digits top to bottom. */
static void grid_add(struct maker *maker, int count, enum omr_element_kind kind) {
    struct omr_element *element = element_add(maker, kind, kind == OMR_ELEMENT_GRID ? "ID" : "Key");
    double step = maker->size * 1.22;
    for (int i = 0; i < count; i++) {
        position_add(maker, element);
        for (int digit = 0; digit < 10; digit++)
            bubble_add(maker, element, maker->left + (i + 1) * step * 1.1, maker->y + digit * step,
                       maker->size, maker->size, ten.values[digit]);
    }
    maker->y += 10 * step + maker->size;
}

/* Questions in columns, numbered down each column. */
static void questions_add(struct maker *maker, const struct design *design) {
    const struct block *block = design->block;
    double column = (maker->right - maker->left) / design->columns;
    double height = maker->size, width = design->is_oval ? height * 1.64 : height;
    for (int c = 0; c < design->columns; c++)
        for (int r = 0; r < design->rows; r++) {
            struct omr_element *element = element_add(
                maker, OMR_ELEMENT_CHOICE_BOX, name_format(maker, "Question", ++maker->question));
            position_add(maker, element);
            for (int i = 0; i < block->count; i++)
                bubble_add(maker, element, maker->left + c * column + 110 + i * maker->pitch,
                           maker->y + r * maker->row, width, height, block->values[i]);
        }
    maker->y += design->rows * maker->row + maker->size;
}

static void checks_add(struct maker *maker, int count) {
    for (int i = 0; i < count; i++) {
        struct omr_element *element =
            element_add(maker, OMR_ELEMENT_CHECK_BOX, name_format(maker, "Check", i + 1));
        element->threshold = 3;
        position_add(maker, element);
        bubble_add(maker, element, maker->left + 60 + (i % 3) * 620, maker->y + (i / 3) * 62, 34,
                   34, "Yes");
    }
}

static void markers_add(struct maker *maker, bool has_rotation) {
    double width = maker->page->width, height = maker->page->height;
    double margin = (int)(width * 0.0098), side = (int)(width * 0.0504);
    double right = width - margin - side, bottom = height - margin - side;
    double corners[4][2] = {{margin, margin}, {right, margin}, {margin, bottom}, {right, bottom}};
    for (int i = 0; i < 4; i++)
        maker->markers[maker->page->marker_count++] = (struct omr_marker){
            .box = {corners[i][0], corners[i][1], side, side}, .kind = OMR_MARKER_CORNER};
    double long_side = (int)(side * 1.384);
    if (has_rotation)
        maker->markers[maker->page->marker_count++] =
            (struct omr_marker){.box = {right, margin + side + long_side, side, long_side},
                                .kind = OMR_MARKER_ROTATION};
}

static void blocks_add(struct maker *maker, const struct design *design) {
    double room = maker->page->height - maker->y - 200;
    double need = design->rows * maker->row + maker->size + (design->checks ? 140 : 0);
    if (design->grid)
        need += 13.4 * maker->size;
    if (need > room) { /* shrink what is too tall, as a designer would */
        maker->row *= room / need;
        if (maker->size > maker->row * 0.86)
            maker->size = (int)(maker->row * 0.86);
    }
    if (design->grid)
        grid_add(maker, design->grid,
                 fake_random_chance(&maker->random, 0.5) ? OMR_ELEMENT_GRID
                                                         : OMR_ELEMENT_COMPOSITE_GRID);
    questions_add(maker, design);
    checks_add(maker, design->checks);
}

static enum omr_status maker_start(struct maker *maker, const struct design *design,
                                   struct omr_error *err) {
    struct omr_form *form = calloc(1, sizeof *form);
    if (!form)
        return omr_fail_memory(err);
    maker->form = form;
    struct omr_arena *arena = &form->arena;
    maker->page = OMR_ARENA_NEW(arena, struct omr_form_page);
    maker->bubbles = OMR_ARENA_ARRAY(arena, struct omr_bubble, MAX_BUBBLES);
    maker->elements = OMR_ARENA_ARRAY(arena, struct omr_element, MAX_ELEMENTS);
    maker->positions = OMR_ARENA_ARRAY(arena, struct omr_position, MAX_POSITIONS);
    maker->markers = OMR_ARENA_ARRAY(arena, struct omr_marker, 5);
    if (!maker->page || !maker->bubbles || !maker->elements || !maker->positions ||
        !maker->markers) {
        fake_form_free(form);
        return omr_fail_memory(err);
    }
    *maker->page = (struct omr_form_page){.width = design->width,
                                          .height = design->height,
                                          .elements = maker->elements,
                                          .bubbles = maker->bubbles,
                                          .markers = maker->markers};
    form->pages = maker->page;
    form->page_count = 1;
    form->name = design->name;
    return OMR_OK;
}

enum omr_status fake_form_make(struct omr_form **form, int design, uint64_t seed,
                               struct omr_error *err) {
    const struct design *plan = &designs[design];
    struct maker maker = {.random = fake_random_make(seed, 100 + (uint64_t)design)};
    enum omr_status status = maker_start(&maker, plan, err);
    if (status)
        return status;
    maker.size = plan->size;
    maker.pitch = plan->pitch * fake_random_between(&maker.random, 1, 1.06);
    maker.row = plan->row * fake_random_between(&maker.random, 0.98, 1.08);
    maker.left = 190 + fake_random_below(&maker.random, 60);
    maker.right = plan->width - 200;
    maker.y = 420 + fake_random_below(&maker.random, 200);
    markers_add(&maker, plan->has_rotation);
    blocks_add(&maker, plan);
    *form = maker.form;
    return OMR_OK;
}

void fake_form_free(struct omr_form *form) {
    if (!form)
        return;
    omr_arena_clear(&form->arena);
    free(form);
}
