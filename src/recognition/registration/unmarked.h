/* SPDX-License-Identifier: MIT
 *
 * Finding a page by its bubbles, from the places that they may have (lattice.h) to the one that is
 * right, or the reason why that cannot be told.
 *
 * Places are told apart by what they explain: in rows and columns a shift by one lacks the bubbles
 * at an end. Turns and mirrors of symmetric forms are told apart by the letters in the bubbles
 * (letters.h), as far as the values of the pattern are letters. A page that is one row off is the
 * worst that can happen, so where two shifts are left the page is refused; where two ways up are
 * left, it is read and flagged. */
#ifndef OMR_REGISTRATION_UNMARKED_H
#define OMR_REGISTRATION_UNMARKED_H

#include "recognition/registration/fit.h"
#include "recognition/registration/lattice.h"

struct omr_unmarked {
    struct omr_lattice lattice;
    bool is_shifted; /* it would fit as well a pitch aside */
};

/* On success and `*is_found` the fit is in fits[0], findings noted. */
enum omr_status omr_unmarked_find(struct omr_unmarked *unmarked, struct omr_fit fits[2],
                                  const struct omr_sheet *sheet, struct omr_arena *arena,
                                  bool *is_found, struct omr_error *err);

/* Why a form without markers was not found: OMR_ERROR_UNREGISTERED. */
enum omr_status omr_unmarked_refuse(const struct omr_unmarked *unmarked, struct omr_error *err);

#endif
