/* SPDX-License-Identifier: MIT */
#include "boxes.h"

#include <math.h>
#include <string.h>

static void write_box(struct omr_buffer *text, const struct omr_box *box) {
    omr_buffer_format(text, " %ld,%ld %ldx%ld", lround(box->left), lround(box->top),
                      lround(box->width), lround(box->height));
}

static void write_content(struct omr_buffer *text, const char *content) {
    omr_buffer_char(text, ' ');
    omr_buffer_json_string(text, content ? content : "", strlen(content ? content : ""));
}

static void write_strokes(struct omr_buffer *text, const struct omr_placed_item *item) {
    if (item->has_fill)
        omr_buffer_format(text, " fill #%06x", (unsigned)item->fill);
    if (item->has_sides)
        for (int i = 0; i < 4; i++)
            omr_buffer_format(text, " side %g #%06x", item->side[i].width,
                              (unsigned)item->side[i].colour);
    else if (item->stroke.width > 0)
        omr_buffer_format(text, " line %g #%06x", item->stroke.width,
                          (unsigned)item->stroke.colour);
    if (item->radius > 0)
        omr_buffer_format(text, " round %g", item->radius);
}

static bool is_letter(const struct omr_placed_item *items, int i) {
    return i > 0 && items[i].kind == OMR_ITEM_TEXT && items[i - 1].kind == OMR_ITEM_BUBBLE &&
           strlen(items[i].content) <= 2 && items[i].box.left >= items[i - 1].box.left &&
           items[i].box.left + items[i].box.width <= items[i - 1].box.left + items[i - 1].box.width;
}

static void write_item(struct omr_buffer *text, const struct omr_placed_item *item) {
    static const char *const names[] = {"text",    "box",    "line", "bubble", "image",
                                        "barcode", "marker", "clip", "unclip"};
    omr_buffer_text(text, names[item->kind]);
    write_box(text, &item->box);
    if (item->turn_deg != 0)
        omr_buffer_format(text, " turned %g", item->turn_deg);
    if (item->kind == OMR_ITEM_BUBBLE && item->shape == OMR_SHAPE_SQUARE)
        omr_buffer_text(text, " square");
    if (item->kind != OMR_ITEM_TEXT && item->kind != OMR_ITEM_MARKER)
        write_strokes(text, item);
    if (item->kind == OMR_ITEM_TEXT)
        omr_buffer_format(text, " %d lines", omr_text_measure(item->text).line_count);
    if (item->kind == OMR_ITEM_BARCODE)
        omr_buffer_format(text, " %s", item->barcode);
    if (item->content)
        write_content(text, item->content);
    omr_buffer_char(text, '\n');
}

static void write_position(struct omr_buffer *text, const struct omr_form_page *page,
                           const struct omr_position *position) {
    omr_buffer_text(text, "   ");
    if (*position->name)
        write_content(text, position->name);
    for (int i = 0; i < position->bubble_count; i++) {
        const struct omr_bubble *bubble = &page->bubbles[position->first_bubble + i];
        write_content(text, bubble->value);
        omr_buffer_format(text, "@%g,%g", bubble->x, bubble->y);
        if (bubble->score != 0 || bubble->row)
            omr_buffer_format(text, "=%g", bubble->score);
    }
    omr_buffer_char(text, '\n');
}

static void write_element(struct omr_buffer *text, const struct omr_form_page *page,
                          const struct omr_element *element) {
    omr_buffer_text(text, omr_element_kind_name(element->kind));
    write_content(text, element->name);
    write_box(text, &element->box);
    if (element->threshold >= 0)
        omr_buffer_format(text, " threshold %d", element->threshold);
    if (element->is_single_mark)
        omr_buffer_text(text, " single");
    if (element->is_required)
        omr_buffer_text(text, " required");
    if (*element->target)
        omr_buffer_format(text, " makes %s", element->target);
    if (*element->value)
        write_content(text, element->value);
    if (*element->barcode)
        omr_buffer_format(text, " %s version %d", element->barcode, element->qr_version);
    if (element->position_count && element->positions[0].bubble_count) {
        const struct omr_bubble *first = &page->bubbles[element->positions[0].first_bubble];
        omr_buffer_format(text, " bubbles %gx%g drawn %gx%g", first->width, first->height,
                          element->outline_width, element->outline_height);
    }
    omr_buffer_char(text, '\n');
    for (int i = 0; i < element->position_count; i++)
        write_position(text, page, &element->positions[i]);
}

static void write_page(struct omr_buffer *text, const struct omr_placed_page *placed,
                       const struct omr_form_page *page) {
    omr_buffer_format(text, "page %gx%g\n", placed->width, placed->height);
    for (int i = 0; i < placed->item_count; i++)
        if (!is_letter(placed->items, i))
            write_item(text, &placed->items[i]);
    for (int i = 0; i < page->element_count; i++)
        write_element(text, page, &page->elements[i]);
}

void boxes_write(struct omr_buffer *text, const struct omr_placed_form *placement,
                 const struct omr_warnings *warnings) {
    for (int i = 0; i < placement->page_count; i++)
        write_page(text, &placement->pages[i], &placement->form.pages[i]);
    for (int i = 0; i < warnings->count; i++)
        omr_buffer_format(text, "warning %d:%d %s: %s\n", warnings->item[i].place.line,
                          warnings->item[i].place.column, warnings->item[i].code,
                          warnings->item[i].text);
}
