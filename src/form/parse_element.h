/* SPDX-License-Identifier: MIT
 *
 * The elements of a page of a pattern, one after the other. */
#ifndef OMR_FORM_PARSE_ELEMENT_H
#define OMR_FORM_PARSE_ELEMENT_H

#include "form/draft.h"
#include "form/item.h"

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
