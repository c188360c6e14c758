/* SPDX-License-Identifier: MIT
 *
 * What a form holds, drawn as it is printed, but with what the pattern knows of it: kinds by
 * colour, names, what bubbles mean, and which belong together. */
#include <omr/overlay.h>

#include "base/error.h"
#include "form/form.h"
#include "overlay/labels.h"
#include "overlay/palette.h"
#include "overlay/shape.h"
#include "overlay/strip.h"
#include "overlay/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABELS_MOST = 1500, KINDS = OMR_ELEMENT_CLIP_AREA + 1, SHORT_VALUE = 3 };
static const double letter_px = 12, small_letter_px = 9, smallest_letter_px = 5;
static const double widest_label_px = 260, beside_px = 5;

struct drawing {
    const struct omr_form *form;
    const struct omr_form_page *page;
    int page_number; /* from 1 */
    struct omr_arena arena;
    struct omr_view view;
    struct omr_canvas canvas;
    struct omr_labels labels;
    int label_count;
};

static const struct omr_ink *ink_of(enum omr_element_kind kind) {
    static const struct omr_ink inks[] = {
        [OMR_ELEMENT_CHOICE_BOX] = {30, 90, 200, 1},
        [OMR_ELEMENT_CHECK_BOX] = {0, 140, 60, 1},
        [OMR_ELEMENT_GRID] = {0, 130, 140, 1},
        [OMR_ELEMENT_COMPOSITE_GRID] = {170, 40, 140, 1},
        [OMR_ELEMENT_REPLACE_TRIGGER] = {240, 120, 0, 1},
        [OMR_ELEMENT_SCORE_GROUP] = {160, 70, 0, 1},
        [OMR_ELEMENT_BARCODE] = {120, 60, 190, 1},
        [OMR_ELEMENT_CLIP_AREA] = {96, 125, 155, 1},
    };
    return &inks[kind];
}

/* ---- the strip ---- */

static void write_kinds(const struct drawing *drawing, struct omr_strip *strip) {
    int counts[KINDS] = {0};
    for (int i = 0; i < drawing->page->element_count; i++)
        counts[drawing->page->elements[i].kind]++;
    for (int kind = 0; kind < KINDS; kind++) {
        char text[60];
        const struct omr_ink *ink = ink_of((enum omr_element_kind)kind);
        if (!counts[kind])
            continue;
        snprintf(text, sizeof text, "%d %s%s", counts[kind],
                 omr_element_kind_name((enum omr_element_kind)kind),
                 counts[kind] == 1                                                 ? ""
                 : kind == OMR_ELEMENT_CHOICE_BOX || kind == OMR_ELEMENT_CHECK_BOX ? "es"
                                                                                   : "s");
        omr_strip_sample(strip, 3, *ink, omr_ink_thin(*ink, 0.15), text);
    }
}

static int write_strip(const struct drawing *drawing, struct omr_canvas *canvas, int width) {
    struct omr_strip strip;
    char text[160];
    omr_strip_init(&strip, canvas, width);
    omr_strip_words(&strip, drawing->form->name, omr_black);
    snprintf(text, sizeof text, "page %d of %d, %.0f x %.0f px at 300 dpi, %d bubbles, %d markers",
             drawing->page_number, drawing->form->page_count, drawing->page->width,
             drawing->page->height, drawing->page->bubble_count, drawing->page->marker_count);
    omr_strip_words(&strip, text, omr_slate);
    omr_strip_break(&strip);
    write_kinds(drawing, &strip);
    return omr_strip_height(&strip);
}

static void fit_view(struct drawing *drawing) {
    int strip = 0;
    for (int i = 0; i < 3; i++) {
        drawing->view = omr_view_fit(drawing->page->width, drawing->page->height, strip);
        strip = write_strip(drawing, NULL, drawing->view.canvas_width);
    }
    drawing->view.canvas_height += strip - drawing->view.top;
    drawing->view.top = strip;
}

/* ---- places ---- */

static struct omr_area area_of_box(const struct drawing *drawing, const struct omr_box *box) {
    struct omr_point from = omr_view_point(&drawing->view, (struct omr_point){box->left, box->top});
    struct omr_point to = omr_view_point(
        &drawing->view, (struct omr_point){box->left + box->width, box->top + box->height});
    return (struct omr_area){from.x, from.y, to.x, to.y};
}

static struct omr_shape shape_of(const struct drawing *drawing, const struct omr_bubble *bubble) {
    struct omr_shape printed = {.centre = {bubble->x, bubble->y},
                                .right = {bubble->width / 2, 0},
                                .down = {0, bubble->height / 2},
                                .is_square = bubble->shape == OMR_SHAPE_SQUARE};
    return omr_view_shape(&drawing->view, &printed);
}

static struct omr_area area_of_shape(const struct omr_shape *shape) {
    struct omr_point reach = omr_shape_reach(shape);
    return (struct omr_area){shape->centre.x - reach.x, shape->centre.y - reach.y,
                             shape->centre.x + reach.x, shape->centre.y + reach.y};
}

/* What an element takes up: its bubbles, or its box where it has none. */
static struct omr_area area_of(const struct drawing *drawing, const struct omr_element *element) {
    struct omr_area all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i < element->position_count; i++)
        for (int k = 0; k < element->positions[i].bubble_count; k++) {
            struct omr_shape shape =
                shape_of(drawing, &drawing->page->bubbles[element->positions[i].first_bubble + k]);
            struct omr_area one = area_of_shape(&shape);
            all = (struct omr_area){fmin(all.left, one.left), fmin(all.top, one.top),
                                    fmax(all.right, one.right), fmax(all.bottom, one.bottom)};
        }
    return all.left < all.right ? all : area_of_box(drawing, &element->box);
}

/* ---- drawing ---- */

/* A label where there is room for one, cut where it is too long. */
static void draw_label(struct drawing *drawing, struct omr_area anchor, const char *text,
                       enum omr_side first, enum omr_side second, struct omr_ink ink) {
    enum omr_side sides[] = {first, second, OMR_SIDE_BELOW, OMR_SIDE_ABOVE};
    struct omr_area at;
    size_t size = omr_letters_fit(text, strlen(text), widest_label_px, letter_px);
    double cut = text[size] ? omr_letters_width("..", 2, letter_px) : 0;
    double width = omr_letters_width(text, size, letter_px);
    if (!size || drawing->label_count++ >= LABELS_MOST ||
        !omr_labels_place(&drawing->labels, anchor, width + cut, letter_px + 4, sides, 1, &at))
        return;
    omr_letters_draw(&drawing->canvas, text, size, at.left, at.top + 2 + letter_px, letter_px, ink);
    if (text[size])
        omr_letters_draw(&drawing->canvas, "..", 2, at.left + width, at.top + 2 + letter_px,
                         letter_px, ink);
}

static void draw_box(struct drawing *drawing, const struct omr_element *element,
                     struct omr_ink ink) {
    struct omr_area area = area_of_box(drawing, &element->box);
    const struct omr_point corners[] = {{area.left, area.top},
                                        {area.right, area.top},
                                        {area.right, area.bottom},
                                        {area.left, area.bottom}};
    omr_canvas_fill(&drawing->canvas, corners, 4, omr_ink_thin(ink, 0.12));
    omr_canvas_outline(&drawing->canvas, corners, 4, 2, ink);
    omr_labels_avoid(&drawing->labels, area, 1);
}

/* What a mark means, inside the bubble if it is short. */
static void draw_value(struct drawing *drawing, const struct omr_bubble *bubble,
                       const struct omr_shape *shape, struct omr_ink ink) {
    size_t size = strlen(bubble->value);
    struct omr_point reach = omr_shape_reach(shape);
    double height = fmin(reach.y, 1.5 * reach.x / omr_letters_width(bubble->value, size, 1));
    if (!size || size > SHORT_VALUE || height < smallest_letter_px)
        return;
    double width = omr_letters_width(bubble->value, size, height);
    omr_letters_draw(&drawing->canvas, bubble->value, size, shape->centre.x - width / 2,
                     shape->centre.y + height / 2, height, ink);
}

static void draw_bubble(struct drawing *drawing, const struct omr_bubble *bubble) {
    enum omr_element_kind kind = drawing->page->elements[bubble->element].kind;
    struct omr_shape shape = shape_of(drawing, bubble);
    struct omr_ink ink = *ink_of(kind);
    if (kind == OMR_ELEMENT_SCORE_GROUP) { /* round the choice boxes' own */
        shape = omr_shape_grow(&shape, 3);
        omr_shape_outline(&drawing->canvas, &shape, 1.5, ink);
        return;
    }
    omr_shape_fill(&drawing->canvas, &shape, 1, omr_white);
    omr_shape_outline(&drawing->canvas, &shape, 2, ink);
    draw_value(drawing, bubble, &shape, omr_black);
    omr_labels_avoid(&drawing->labels, area_of_shape(&shape), 1);
}

/* How far it is to the left of an area to the next bubble or to the edge. */
static double room_before(const struct drawing *drawing, struct omr_area area) {
    double edge = drawing->labels.bounds.left, middle = (area.top + area.bottom) / 2;
    for (int i = 0; i < drawing->labels.count; i++) {
        const struct omr_area *other = &drawing->labels.obstacles[i].area;
        if (other->right <= area.left && other->top < middle && other->bottom > middle)
            edge = fmax(edge, other->right);
    }
    return area.left - edge - 2 * beside_px;
}

/* The name of a row, right before it: small where there is little room, and then only its end,
 * which tells more than its beginning. */
static void draw_row_name(struct drawing *drawing, struct omr_area area, const char *text,
                          struct omr_ink ink) {
    size_t size = strlen(text), from = 0;
    double room = room_before(drawing, area), width = omr_letters_width(text, size, 1);
    double height = fmin(letter_px, fmax(small_letter_px, room / width));
    if (!size || drawing->label_count++ >= LABELS_MOST)
        return;
    while (from < size && omr_letters_width(text + from, size - from, height) > room)
        from += omr_letters_step(text + from, size - from);
    width = omr_letters_width(text + from, size - from, height);
    omr_letters_draw(&drawing->canvas, text + from, size - from, area.left - beside_px - width,
                     (area.top + area.bottom + height) / 2, height, ink);
}

/* A pale thread through the bubbles of each position: out of these one is chosen. */
static void draw_threads(struct drawing *drawing, const struct omr_element *element) {
    for (int i = 0; i < element->position_count; i++)
        for (int k = 1; k < element->positions[i].bubble_count; k++) {
            const struct omr_bubble *at =
                &drawing->page->bubbles[element->positions[i].first_bubble + k];
            struct omr_shape from = shape_of(drawing, at - 1), to = shape_of(drawing, at);
            omr_canvas_line(&drawing->canvas, from.centre, to.centre, 6,
                            omr_ink_thin(*ink_of(element->kind), 0.25));
        }
}

static void draw_long_values(struct drawing *drawing) {
    for (int i = 0; i < drawing->page->bubble_count; i++) {
        const struct omr_bubble *bubble = &drawing->page->bubbles[i];
        bool is_again = i > 0 && bubble[-1].element == bubble->element &&
                        strcmp(bubble[-1].value, bubble->value) == 0; /* a row of a table */
        if (strlen(bubble->value) <= SHORT_VALUE || is_again ||
            drawing->page->elements[bubble->element].kind == OMR_ELEMENT_SCORE_GROUP)
            continue;
        struct omr_shape shape = shape_of(drawing, bubble);
        draw_label(drawing, area_of_shape(&shape), bubble->value, OMR_SIDE_RIGHT, OMR_SIDE_LEFT,
                   omr_black);
    }
}

static void draw_name(struct drawing *drawing, const struct omr_element *element) {
    char text[200];
    struct omr_area area = area_of(drawing, element);
    bool is_row = element->position_count == 1 && area.bottom - area.top < 4 * letter_px;
    if (element->kind == OMR_ELEMENT_BARCODE)
        snprintf(text, sizeof text, "%s (%s)", element->name, element->barcode);
    else if (element->kind == OMR_ELEMENT_REPLACE_TRIGGER)
        snprintf(text, sizeof text, "%s -> %s", element->name, element->target);
    else
        snprintf(text, sizeof text, "%s", element->name);
    if (is_row)
        draw_row_name(drawing, area, text, *ink_of(element->kind));
    else
        draw_label(drawing, area, text, OMR_SIDE_ABOVE, OMR_SIDE_LEFT, *ink_of(element->kind));
}

static void draw_markers(struct drawing *drawing) {
    for (int i = 0; i < drawing->page->marker_count; i++) {
        struct omr_area area = area_of_box(drawing, &drawing->page->markers[i].box);
        omr_canvas_box(&drawing->canvas, area.left, area.top, area.right, area.bottom, omr_black);
        omr_labels_avoid(&drawing->labels, area, 2);
    }
}

static void draw_page(struct drawing *drawing) {
    const struct omr_form_page *page = drawing->page;
    for (int i = 0; i < page->element_count; i++) {
        const struct omr_element *element = &page->elements[i];
        if (element->kind == OMR_ELEMENT_BARCODE || element->kind == OMR_ELEMENT_CLIP_AREA)
            draw_box(drawing, element, *ink_of(element->kind));
        else if (element->kind != OMR_ELEMENT_SCORE_GROUP)
            draw_threads(drawing, element);
    }
    draw_markers(drawing);
    for (int i = 0; i < page->bubble_count; i++)
        draw_bubble(drawing, &page->bubbles[i]);
    for (int i = 0; i < page->element_count; i++)
        draw_name(drawing, &page->elements[i]);
    draw_long_values(drawing);
}

static enum omr_status draw(struct drawing *drawing, struct omr_error *err) {
    const struct omr_form_page *page = drawing->page;
    const struct omr_view *view = &drawing->view;
    fit_view(drawing);
    struct omr_area bounds = {2, view->top + 2, view->canvas_width - 2, view->canvas_height - 2};
    int most = page->bubble_count + page->element_count + page->marker_count + LABELS_MOST;
    enum omr_status status =
        omr_canvas_init(&drawing->canvas, view->canvas_width, view->canvas_height, err);
    if (!status)
        status = omr_labels_init(&drawing->labels, bounds, most, &drawing->arena, err);
    if (status)
        return status;
    draw_page(drawing);
    omr_canvas_box(&drawing->canvas, -0.5, -0.5, view->canvas_width, view->top - 0.5, omr_mist);
    write_strip(drawing, &drawing->canvas, view->canvas_width);
    return OMR_OK;
}

enum omr_status omr_form_draw(const struct omr_form *form, int page, char **png, size_t *size,
                              struct omr_error *err) {
    if (page < 0 || page >= form->page_count)
        return omr_fail(err, OMR_ERROR_USAGE, "overlay.page",
                        "the form has %d pages, not a page %d", form->page_count, page + 1);
    struct drawing drawing = {.form = form, .page = &form->pages[page], .page_number = page + 1};
    enum omr_status status = draw(&drawing, err);
    if (!status)
        status = omr_canvas_write(&drawing.canvas, png, size, err);
    omr_canvas_clear(&drawing.canvas);
    omr_arena_clear(&drawing.arena);
    return status;
}
