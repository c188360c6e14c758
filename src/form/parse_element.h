/* SPDX-License-Identifier: MIT
 *
 * The elements of a page, one after the other, gathered in growing lists. */
#ifndef OMR_FORM_PARSE_ELEMENT_H
#define OMR_FORM_PARSE_ELEMENT_H

#include "base/buffer.h"
#include "form/form.h"
#include "form/item.h"

enum { OMR_FORM_BUBBLES_MOST = 40000 }; /* on all pages together */

/* A page while it is being read. The buffers hold arrays of structs. */
struct omr_page_draft {
    struct omr_arena *arena; /* of the form: for texts */
    double width, height;
    struct omr_box identifier;
    struct omr_buffer elements;        /* struct omr_element, `positions` not yet set */
    struct omr_buffer first_positions; /* int per element: index of its first position */
    struct omr_buffer positions;       /* struct omr_position */
    struct omr_buffer bubbles;         /* struct omr_bubble */
    struct omr_buffer markers;         /* struct omr_marker */
    int element_count, position_count, bubble_count, marker_count;
    int bubbles_left; /* how many more the form may have */
};

/* Reads one element, an item of a page's `Elements`. Elements of an unknown type are skipped when
 * they hold no bubbles and refused when they do: their answers would be missing in silence.
 * `facts` is the element's entry below the root key `Omr`; its value may be NULL. */
enum omr_status omr_page_draft_add(struct omr_page_draft *page, const struct omr_item *element,
                                   const struct omr_item *facts, struct omr_error *err);

/* Reads the members Left, Top, Width and Height of an object; those that are missing are left as
 * they are. Width and height must be `smallest` at least. */
enum omr_status omr_item_box(const struct omr_item *owner, double smallest, struct omr_box *box,
                             struct omr_error *err);

#endif
