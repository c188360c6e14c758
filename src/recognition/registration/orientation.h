/* SPDX-License-Identifier: MIT
 *
 * Which way up a page lies that was found by its markers, where the places of its bubbles are the
 * same after a turn or in a mirror: the letters in the bubbles are asked (letters.h). */
#ifndef OMR_REGISTRATION_ORIENTATION_H
#define OMR_REGISTRATION_ORIENTATION_H

#include "recognition/registration/hypothesis.h"
#include "recognition/registration/letters.h"

struct omr_orientation {
    bool is_sure;              /* the letters leave no other way up */
    bool is_doubtful;          /* they rather speak for another */
    bool is_turned;            /* sure, and it is not that of the registration, but ... */
    struct omr_page_move move; /* ... after this move */
};

/* Asks about `registration`. Costs next to nothing for forms that look the same from no other side,
 * and where a rotation marker tells. */
enum omr_status omr_orientation_ask(struct omr_orientation *orientation,
                                    const struct omr_sheet *sheet,
                                    const struct omr_registration *registration,
                                    struct omr_arena *arena, struct omr_error *err);

/* The hypothesis that has the page where `hypothesis` has it, but lying as after the move; squares
 * change their markers. */
struct omr_hypothesis omr_hypothesis_turned(const struct omr_hypothesis *hypothesis,
                                            const struct omr_page_move *move,
                                            const struct omr_form_page *page);

#endif
