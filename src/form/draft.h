/* SPDX-License-Identifier: MIT
 *
 * A page of a form while it is being made: elements, positions and bubbles in growing lists, which
 * become arrays at the end. Zero-initialise, set `arena`, `width`, `height` and `bubbles_left`;
 * then either fill the lists (as the reader of patterns does) or say what comes next:
 *
 *     omr_page_draft_open(&draft, OMR_ELEMENT_GRID, "Number");
 *     for each column { omr_page_draft_position(&draft); omr_page_draft_bubble(&draft, &bubble); }
 *     omr_page_draft_finish(&draft, &page, err); omr_page_draft_clear(&draft); */
#ifndef OMR_FORM_DRAFT_H
#define OMR_FORM_DRAFT_H

#include "base/buffer.h"
#include "form/form.h"

enum { OMR_FORM_BUBBLES_MOST = 40000 }; /* on all pages together */

struct omr_page_draft {
    struct omr_arena *arena; /* of the form: for texts and for the page's arrays */
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

/* Begins an element; `name` must live as long as the form. */
void omr_page_draft_open(struct omr_page_draft *draft, enum omr_element_kind kind,
                         const char *name);

/* Begins a position of the element begun last. */
void omr_page_draft_position(struct omr_page_draft *draft);

/* Adds a bubble to the position begun last; where it belongs is filled in, and the element's box
 * grows round it. */
void omr_page_draft_bubble(struct omr_page_draft *draft, const struct omr_bubble *bubble);

void omr_page_draft_marker(struct omr_page_draft *draft, const struct omr_marker *marker);

/* The lists become arrays in the arena. Errors: OMR_ERROR_MEMORY, also of what was added before. */
enum omr_status omr_page_draft_finish(const struct omr_page_draft *draft,
                                      struct omr_form_page *page, struct omr_error *err);

void omr_page_draft_clear(struct omr_page_draft *draft);

#endif
