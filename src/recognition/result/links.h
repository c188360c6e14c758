/* SPDX-License-Identifier: MIT
 *
 * Which elements of a page make one row together: grids of the same name, and the triggers that
 * replace a row's value. */
#ifndef OMR_RESULT_LINKS_H
#define OMR_RESULT_LINKS_H

#include "base/arena.h"
#include "form/form.h"

/* Indices of elements, -1 where there is none; one entry per element of the page. */
struct omr_links {
    int *next_grid;     /* the next grid of the same name, in drawing order */
    int *first_grid;    /* the first grid of the same name, itself included; others: themselves */
    int *first_trigger; /* the first trigger of this row, in drawing order */
    int *next_trigger;  /* of a trigger: the next one of the same row */
};

/* The arrays live in the arena. */
enum omr_status omr_links_find(struct omr_links *links, const struct omr_form_page *page,
                               struct omr_arena *arena, struct omr_error *err);

#endif
