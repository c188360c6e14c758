/* SPDX-License-Identifier: MIT
 *
 * What a form holds, for foreign eyes. */
#include "form/form.h"

const char *omr_element_kind_name(enum omr_element_kind kind) {
    static const char *const names[] = {
        [OMR_ELEMENT_CHOICE_BOX] = "choice box",
        [OMR_ELEMENT_CHECK_BOX] = "check box",
        [OMR_ELEMENT_GRID] = "grid",
        [OMR_ELEMENT_COMPOSITE_GRID] = "composite grid",
        [OMR_ELEMENT_REPLACE_TRIGGER] = "replace trigger",
        [OMR_ELEMENT_SCORE_GROUP] = "score group",
        [OMR_ELEMENT_BARCODE] = "barcode",
        [OMR_ELEMENT_CLIP_AREA] = "write-in area",
    };
    return names[kind];
}

static const struct omr_form_page *find_page(const struct omr_form *form, int page) {
    return page >= 0 && page < form->page_count ? &form->pages[page] : NULL;
}

bool omr_form_find_page(const struct omr_form *form, int page, struct omr_page_info *info) {
    const struct omr_form_page *found = find_page(form, page);
    if (!found)
        return false;
    *info = (struct omr_page_info){.width = found->width,
                                   .height = found->height,
                                   .marker_count = found->marker_count,
                                   .element_count = found->element_count,
                                   .bubble_count = found->bubble_count};
    return true;
}

bool omr_form_find_marker(const struct omr_form *form, int page, int marker,
                          struct omr_marker_info *info) {
    const struct omr_form_page *found = find_page(form, page);
    if (!found || marker < 0 || marker >= found->marker_count)
        return false;
    const struct omr_marker *printed = &found->markers[marker];
    *info = (struct omr_marker_info){.left = printed->box.left,
                                     .top = printed->box.top,
                                     .width = printed->box.width,
                                     .height = printed->box.height,
                                     .is_rotation = printed->kind == OMR_MARKER_ROTATION};
    return true;
}

static const char *text_of(const char *text) {
    return text ? text : "";
}

bool omr_form_find_element(const struct omr_form *form, int page, int element,
                           struct omr_element_info *info) {
    const struct omr_form_page *found = find_page(form, page);
    if (!found || element < 0 || element >= found->element_count)
        return false;
    const struct omr_element *printed = &found->elements[element];
    *info = (struct omr_element_info){.kind = omr_element_kind_name(printed->kind),
                                      .name = text_of(printed->name),
                                      .left = printed->box.left,
                                      .top = printed->box.top,
                                      .width = printed->box.width,
                                      .height = printed->box.height,
                                      .position_count = printed->position_count,
                                      .threshold = printed->threshold,
                                      .is_single_mark = printed->is_single_mark,
                                      .barcode = text_of(printed->barcode),
                                      .target = text_of(printed->target),
                                      .value = text_of(printed->value)};
    if (printed->position_count)
        info->first_bubble = printed->positions[0].first_bubble;
    for (int i = 0; i < printed->position_count; i++)
        info->bubble_count += printed->positions[i].bubble_count;
    return true;
}

bool omr_form_find_bubble(const struct omr_form *form, int page, int bubble,
                          struct omr_bubble_info *info) {
    const struct omr_form_page *found = find_page(form, page);
    if (!found || bubble < 0 || bubble >= found->bubble_count)
        return false;
    const struct omr_bubble *printed = &found->bubbles[bubble];
    *info = (struct omr_bubble_info){.value = text_of(printed->value),
                                     .x = printed->x,
                                     .y = printed->y,
                                     .width = printed->width,
                                     .height = printed->height,
                                     .is_square = printed->shape == OMR_SHAPE_SQUARE,
                                     .element = printed->element,
                                     .position = printed->position};
    return true;
}
