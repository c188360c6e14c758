/* SPDX-License-Identifier: MIT */
#include "form/draft.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

static struct omr_element *last_element(struct omr_page_draft *draft) {
    return (struct omr_element *)(void *)draft->elements.bytes + draft->element_count - 1;
}

static struct omr_position *last_position(struct omr_page_draft *draft) {
    return (struct omr_position *)(void *)draft->positions.bytes + draft->position_count - 1;
}

static bool has_memory(const struct omr_page_draft *draft) {
    return !draft->elements.has_failed && !draft->first_positions.has_failed &&
           !draft->positions.has_failed && !draft->bubbles.has_failed && !draft->markers.has_failed;
}

void omr_page_draft_open(struct omr_page_draft *draft, enum omr_element_kind kind,
                         const char *name) {
    struct omr_element element = {
        .kind = kind, .name = name, .threshold = -1, .target = "", .value = "", .barcode = ""};
    omr_buffer_append(&draft->elements, &element, sizeof element);
    omr_buffer_append(&draft->first_positions, &draft->position_count,
                      sizeof draft->position_count);
    draft->element_count++;
}

void omr_page_draft_position(struct omr_page_draft *draft) {
    struct omr_position position = {"", draft->bubble_count, 0};
    omr_buffer_append(&draft->positions, &position, sizeof position);
    draft->position_count++;
    if (has_memory(draft))
        last_element(draft)->position_count++;
}

static void grow(struct omr_box *box, const struct omr_bubble *bubble, bool is_first) {
    double left = bubble->x - bubble->width / 2, top = bubble->y - bubble->height / 2;
    double right = left + bubble->width, bottom = top + bubble->height;
    if (!is_first) {
        right = fmax(right, box->left + box->width);
        bottom = fmax(bottom, box->top + box->height);
        left = fmin(left, box->left);
        top = fmin(top, box->top);
    }
    *box = (struct omr_box){left, top, right - left, bottom - top};
}

void omr_page_draft_bubble(struct omr_page_draft *draft, const struct omr_bubble *bubble) {
    if (!has_memory(draft))
        return;
    struct omr_element *element = last_element(draft);
    struct omr_position *position = last_position(draft);
    struct omr_bubble added = *bubble;
    added.element = draft->element_count - 1;
    added.position = element->position_count - 1;
    grow(&element->box, bubble, element->position_count == 1 && position->bubble_count == 0);
    omr_buffer_append(&draft->bubbles, &added, sizeof added);
    position->bubble_count++;
    draft->bubble_count++;
    draft->bubbles_left--;
}

void omr_page_draft_marker(struct omr_page_draft *draft, const struct omr_marker *marker) {
    omr_buffer_append(&draft->markers, marker, sizeof *marker);
    draft->marker_count++;
}

/* A copy of what a buffer holds; NULL when memory ran out. */
static void *keep(struct omr_arena *arena, const struct omr_buffer *buffer) {
    void *copy = omr_arena_take(arena, buffer->size, 1);
    return copy && buffer->size ? memcpy(copy, buffer->bytes, buffer->size) : copy;
}

enum omr_status omr_page_draft_finish(const struct omr_page_draft *draft,
                                      struct omr_form_page *page, struct omr_error *err) {
    struct omr_element *elements = keep(draft->arena, &draft->elements);
    const struct omr_position *positions = keep(draft->arena, &draft->positions);
    const struct omr_bubble *bubbles = keep(draft->arena, &draft->bubbles);
    const struct omr_marker *markers = keep(draft->arena, &draft->markers);
    const int *first = (const void *)draft->first_positions.bytes;
    if (!elements || !positions || !bubbles || !markers || !has_memory(draft))
        return omr_fail_memory(err);
    for (int i = 0; i < draft->element_count; i++)
        elements[i].positions = positions + first[i];
    *page = (struct omr_form_page){
        .width = draft->width,
        .height = draft->height,
        .elements = elements,
        .element_count = draft->element_count,
        .bubbles = bubbles,
        .bubble_count = draft->bubble_count,
        .markers = markers,
        .marker_count = draft->marker_count,
        .identifier = draft->identifier,
    };
    return OMR_OK;
}

void omr_page_draft_clear(struct omr_page_draft *draft) {
    omr_buffer_clear(&draft->elements);
    omr_buffer_clear(&draft->first_positions);
    omr_buffer_clear(&draft->positions);
    omr_buffer_clear(&draft->bubbles);
    omr_buffer_clear(&draft->markers);
}
