/* SPDX-License-Identifier: MIT */
#include "generation/layout/plan.h"

#include "base/error.h"
#include "generation/layout/type.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double bubble_stroke = 3;

struct omr_plan_mark omr_plan_mark(const struct omr_plan *plan) {
    return (struct omr_plan_mark){plan->item_count,   plan->element_count, plan->position_count,
                                  plan->bubble_count, plan->form_bubbles,  plan->number};
}

void omr_plan_rewind(struct omr_plan *plan, const struct omr_plan_mark *mark) {
    plan->items.size = (size_t)mark->items * sizeof(struct omr_placed_item);
    plan->elements.size = (size_t)mark->elements * sizeof(struct omr_element);
    plan->firsts.size = (size_t)mark->elements * sizeof(int);
    plan->positions.size = (size_t)mark->positions * sizeof(struct omr_position);
    plan->bubbles.size = (size_t)mark->bubbles * sizeof(struct omr_bubble);
    plan->item_count = mark->items;
    plan->element_count = mark->elements;
    plan->position_count = mark->positions;
    plan->bubble_count = mark->bubbles;
    plan->form_bubbles = mark->form_bubbles;
    plan->number = mark->number;
}

void omr_plan_shift(struct omr_plan *plan, const struct omr_plan_mark *mark, double dx, double dy) {
    struct omr_placed_item *items = (void *)plan->items.bytes;
    struct omr_element *elements = (void *)plan->elements.bytes;
    struct omr_bubble *bubbles = (void *)plan->bubbles.bytes;
    if (plan->settings->is_rtl && !plan->is_absolute)
        dx = -dx;
    for (int i = mark->items; i < plan->item_count; i++) {
        items[i].box.left += dx;
        items[i].box.top += dy;
    }
    for (int i = mark->elements; i < plan->element_count; i++) {
        elements[i].box.left += dx;
        elements[i].box.top += dy;
    }
    for (int i = mark->bubbles; i < plan->bubble_count; i++) {
        bubbles[i].x += dx;
        bubbles[i].y += dy;
    }
}

/* Where a point goes when the box (u, v: from its top left) is turned. */
static void turn_point(int turn_deg, const struct omr_box *box, double *x, double *y) {
    double u = *x - box->left, v = *y - box->top;
    double turned_u = turn_deg == 90 ? box->height - v : turn_deg == 180 ? box->width - u : v;
    double turned_v = turn_deg == 90 ? u : turn_deg == 180 ? box->height - v : box->width - u;
    *x = box->left + turned_u;
    *y = box->top + turned_v;
}

static void turn_box(int turn_deg, const struct omr_box *about, bool keeps_sides,
                     struct omr_box *box) {
    double x = box->left + box->width / 2, y = box->top + box->height / 2;
    turn_point(turn_deg, about, &x, &y);
    if (turn_deg != 180 && !keeps_sides) {
        double width = box->width;
        box->width = box->height;
        box->height = width;
    }
    box->left = x - box->width / 2;
    box->top = y - box->height / 2;
}

void omr_plan_turn(struct omr_plan *plan, const struct omr_plan_mark *mark, int turn_deg,
                   const struct omr_box *box) {
    struct omr_placed_item *items = (void *)plan->items.bytes;
    struct omr_element *elements = (void *)plan->elements.bytes;
    struct omr_bubble *bubbles = (void *)plan->bubbles.bytes;
    if (turn_deg != 90 && turn_deg != 180 && turn_deg != 270)
        return;
    for (int i = mark->items; i < plan->item_count; i++) {
        bool is_text = items[i].kind == OMR_ITEM_TEXT;
        turn_box(turn_deg, box, is_text, &items[i].box);
        if (is_text)
            items[i].turn_deg = turn_deg;
    }
    for (int i = mark->elements; i < plan->element_count; i++)
        turn_box(turn_deg, box, false, &elements[i].box);
    for (int i = mark->bubbles; i < plan->bubble_count; i++)
        turn_point(turn_deg, box, &bubbles[i].x, &bubbles[i].y);
}

void omr_plan_fail_memory(struct omr_plan *plan) {
    if (!plan->status)
        plan->status = omr_fail_memory(plan->err);
}

void omr_plan_fail(struct omr_plan *plan, const struct omr_node *node, enum omr_status status,
                   const char *code, const char *format, ...) {
    char text[300];
    va_list arguments;
    if (plan->status)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const struct omr_place *place = &node->place;
    if (place->path && *place->path)
        plan->status = omr_fail(plan->err, status, code, "%s (line %d, column %d): %s", place->path,
                                place->line, place->column, text);
    else
        plan->status = omr_fail(plan->err, status, code, "line %d, column %d: %s", place->line,
                                place->column, text);
}

void omr_plan_warn(struct omr_plan *plan, const struct omr_node *node, const char *code,
                   const char *format, ...) {
    char text[300];
    va_list arguments;
    if (plan->status || plan->is_measuring)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (omr_markup_warn(plan->markup, &node->place, code, "%s", text))
        omr_plan_fail_memory(plan);
}

/* Counts `size` more bytes of `*count`, which may come to `most`. */
static bool is_within(struct omr_plan *plan, size_t *count, size_t size, size_t most) {
    if (!plan->status && size > most - *count)
        plan->status = omr_fail(plan->err, OMR_ERROR_LIMIT, "layout.limit",
                                "the form would have more than %zu MB of text", most >> 20);
    if (!plan->status)
        *count += size;
    return !plan->status;
}

bool omr_plan_may_shape(struct omr_plan *plan, size_t size) {
    return is_within(plan, &plan->shaped, size, OMR_LAYOUT_SHAPED_MOST);
}

const char *omr_plan_copy(struct omr_plan *plan, const char *text) {
    if (!is_within(plan, &plan->copied, strlen(text), OMR_LAYOUT_COPIED_MOST))
        return "";
    const char *copy = omr_arena_copy(&plan->placement->arena, text, strlen(text));
    if (!copy)
        omr_plan_fail_memory(plan);
    return copy ? copy : "";
}

const char *omr_plan_print(struct omr_plan *plan, const char *format, ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size >= 0 && !is_within(plan, &plan->copied, (size_t)size, OMR_LAYOUT_COPIED_MOST))
        return "";
    if (size >= 0)
        text = omr_arena_take(&plan->placement->arena, (size_t)size + 1, 1);
    if (!text) {
        omr_plan_fail_memory(plan);
        return "";
    }
    va_start(arguments, format);
    vsnprintf(text, (size_t)size + 1, format, arguments);
    va_end(arguments);
    return text;
}

/* The left side of what stands `width` wide at `left`, mirrored where the page is. */
static double mirror(const struct omr_plan *plan, double left, double width) {
    bool is_mirrored = plan->settings->is_rtl && !plan->is_absolute;
    return is_mirrored ? plan->left + plan->right - left - width : left;
}

int omr_plan_add(struct omr_plan *plan, const struct omr_placed_item *item) {
    if (plan->status)
        return -1;
    if (plan->item_count >= OMR_LAYOUT_ITEMS_MOST) {
        plan->status =
            omr_fail(plan->err, OMR_ERROR_LIMIT, "layout.limit",
                     "a page would have more than %d things to draw", (int)OMR_LAYOUT_ITEMS_MOST);
        return -1;
    }
    struct omr_placed_item added = *item;
    added.box.left = mirror(plan, item->box.left, item->box.width);
    omr_buffer_append(&plan->items, &added, sizeof added);
    if (plan->items.has_failed) {
        omr_plan_fail_memory(plan);
        return -1;
    }
    return plan->item_count++;
}

struct omr_placed_item *omr_plan_item(struct omr_plan *plan, int index) {
    struct omr_placed_item *items = (void *)plan->items.bytes;
    return index < 0 ? NULL : &items[index];
}

void omr_plan_box(struct omr_plan *plan, struct omr_box box, struct omr_stroke stroke,
                  double radius) {
    struct omr_placed_item item = {
        .kind = OMR_ITEM_BOX, .box = box, .stroke = stroke, .radius = radius};
    omr_plan_add(plan, &item);
}

void omr_plan_line(struct omr_plan *plan, double x1, double y1, double x2, double y2,
                   struct omr_stroke stroke) {
    struct omr_placed_item item = {
        .kind = OMR_ITEM_LINE, .box = {x1, y1, x2 - x1, y2 - y1}, .stroke = stroke};
    omr_plan_add(plan, &item);
}

void omr_plan_element(struct omr_plan *plan, const struct omr_element *element) {
    if (plan->status)
        return;
    if (plan->element_count >= OMR_LAYOUT_ELEMENTS_MOST) {
        plan->status = omr_fail(plan->err, OMR_ERROR_LIMIT, "layout.limit",
                                "a page would have more than %d elements to read",
                                (int)OMR_LAYOUT_ELEMENTS_MOST);
        return;
    }
    struct omr_element added = *element;
    added.box.left = mirror(plan, element->box.left, element->box.width);
    added.name = added.name ? added.name : "";
    added.target = added.target ? added.target : "";
    added.value = added.value ? added.value : "";
    added.barcode = added.barcode ? added.barcode : "";
    omr_buffer_append(&plan->elements, &added, sizeof added);
    omr_buffer_append(&plan->firsts, &plan->position_count, sizeof plan->position_count);
    if (plan->elements.has_failed || plan->firsts.has_failed)
        omr_plan_fail_memory(plan);
    else
        plan->element_count++;
}

struct omr_element *omr_plan_last_element(struct omr_plan *plan) {
    struct omr_element *elements = (void *)plan->elements.bytes;
    return plan->status || !plan->element_count ? NULL : &elements[plan->element_count - 1];
}

void omr_plan_position(struct omr_plan *plan, const char *name) {
    struct omr_position position = {name, plan->bubble_count, 0};
    struct omr_element *element = omr_plan_last_element(plan);
    if (!element)
        return;
    omr_buffer_append(&plan->positions, &position, sizeof position);
    if (plan->positions.has_failed) {
        omr_plan_fail_memory(plan);
        return;
    }
    plan->position_count++;
    element->position_count++;
}

/* Whether a bubble can be seen; one that cannot is left out, as nobody could fill it. */
static bool is_seen(struct omr_plan *plan, const struct omr_node *node, double x, double y) {
    const struct omr_box *clip = &plan->clip;
    bool is_on_page = x >= 0 && y >= 0 && x <= plan->width && y <= plan->height;
    bool is_inside = clip->width <= 0 || (x >= clip->left && x <= clip->left + clip->width &&
                                          y >= clip->top && y <= clip->top + clip->height);
    if (is_on_page && is_inside)
        return true;
    if (!plan->has_lost_bubbles)
        omr_plan_warn(plan, node, "layout.lost_bubbles",
                      "bubbles that %s are left out, on paper and in the pattern",
                      is_on_page ? "are cut off" : "do not fit on the page");
    plan->has_lost_bubbles |= !plan->is_measuring;
    return false;
}

struct omr_bubble *omr_plan_record(struct omr_plan *plan, const struct omr_node *node,
                                   const struct omr_bubble *bubble) {
    struct omr_position *positions = (void *)plan->positions.bytes;
    struct omr_bubble added = *bubble;
    if (plan->status || !plan->position_count || !plan->element_count)
        return NULL;
    if (plan->form_bubbles >= OMR_LAYOUT_BUBBLES_MOST) {
        omr_plan_fail(plan, node, OMR_ERROR_LIMIT, "layout.limit",
                      "the form would have more than %d bubbles", (int)OMR_LAYOUT_BUBBLES_MOST);
        return NULL;
    }
    added.element = plan->element_count - 1;
    added.position = omr_plan_last_element(plan)->position_count - 1;
    omr_buffer_append(&plan->bubbles, &added, sizeof added);
    if (plan->bubbles.has_failed) {
        omr_plan_fail_memory(plan);
        return NULL;
    }
    positions[plan->position_count - 1].bubble_count++;
    plan->form_bubbles++;
    return (struct omr_bubble *)(void *)plan->bubbles.bytes + plan->bubble_count++;
}

static void draw_letter(struct omr_plan *plan, const struct omr_box *outline,
                        const struct omr_bubble_look *look) {
    struct omr_text_style style = omr_type_letter(look->letter_pt, look->styles);
    struct omr_text *text = NULL;
    if (!look->letter || !*look->letter)
        return;
    for (int i = 0; i < plan->letter_count && !text; i++)
        if (strcmp(plan->letters[i].content, look->letter) == 0 &&
            plan->letters[i].style.size_pt == style.size_pt &&
            plan->letters[i].style.styles == style.styles)
            text = plan->letters[i].text;
    if (!text && !(text = omr_type_shape(plan, look->letter, &style, NULL)))
        return;
    if (plan->letter_count < (int)(sizeof plan->letters / sizeof plan->letters[0]))
        plan->letters[plan->letter_count++] = (struct omr_letter){look->letter, style, text};
    struct omr_text_size size = omr_text_measure(text);
    /* What is black of it stands in the middle, whatever the font's line leaves round it. */
    double ink_width = size.ink_right - size.ink_left, ink_height = size.ink_bottom - size.ink_top;
    struct omr_placed_item item = {
        .kind = OMR_ITEM_TEXT,
        .box = {outline->left + (outline->width - ink_width) / 2 - size.ink_left,
                outline->top + (outline->height - ink_height) / 2 - size.ink_top, size.width,
                size.height},
        .text = text,
        .content = look->letter};
    bool was_absolute = plan->is_absolute;
    plan->is_absolute = true;
    omr_plan_add(plan, &item);
    plan->is_absolute = was_absolute;
}

void omr_plan_bubble(struct omr_plan *plan, const struct omr_node *node, double x, double y,
                     const char *value, const struct omr_bubble_look *look) {
    /* Whole pixels, so that outlines of a row are drawn alike. */
    double width = look->outline_width, height = look->outline_height;
    double left = floor(mirror(plan, x - width / 2, width) + 0.5),
           top = floor(y - height / 2 + 0.5);
    struct omr_placed_item item = {.kind = OMR_ITEM_BUBBLE,
                                   .box = {left, top, width, height},
                                   .stroke = {bubble_stroke, plan->settings->bubble_colour},
                                   .shape = look->shape};
    struct omr_bubble bubble = {.x = left + width / 2,
                                .y = top + height / 2,
                                .width = width + 2 * look->rim,
                                .height = height + 2 * look->rim,
                                .shape = look->shape,
                                .value = value};
    struct omr_element *element = omr_plan_last_element(plan);
    if (!element || !is_seen(plan, node, bubble.x, bubble.y) ||
        !omr_plan_record(plan, node, &bubble))
        return;
    element->outline_width = width;
    element->outline_height = height;
    bool was_absolute = plan->is_absolute;
    plan->is_absolute = true; /* mirrored already */
    omr_plan_add(plan, &item);
    plan->is_absolute = was_absolute;
    draw_letter(plan, &item.box, look);
}
