/* SPDX-License-Identifier: MIT
 *
 * What is printed in the bubbles: outlines look the same upside down, letters do not. Where a
 * pattern's values are single letters or digits, that is what people expect to find printed, so the
 * print can be asked which of several places of the form is right.
 *
 * Method. Small crops of the bubbles that look unmarked are taken once, straightened. For any place
 * of the form that is asked for, the crops are sorted by the value that their bubble would have
 * there, turned as it would be turned, and averaged; the ink of each average is fitted into a
 * square and correlated with a plain stroke letter (base/glyphs.h) fitted alike. Founts differ, so
 * one letter says little; the mean over all letters tells 0.5 and more for the right place and 0.2
 * for the others. It compares places and proves none: forms that print something else, or nothing,
 * in their bubbles agree with no place. */
#ifndef OMR_REGISTRATION_LETTERS_H
#define OMR_REGISTRATION_LETTERS_H

#include "recognition/registration/nearest.h"
#include "recognition/registration/registration.h"

enum { OMR_LETTER_SIDE = 16 };

struct omr_letter {
    struct omr_point at;                            /* the bubble's middle, page px */
    uint8_t ink[OMR_LETTER_SIDE * OMR_LETTER_SIDE]; /* 0 paper .. 255 black; rows along the page */
};

struct omr_letters {
    const struct omr_sheet *sheet;
    struct omr_letter *item;
    int count;
    struct omr_point *middles; /* of all bubbles, page px */
    struct omr_nearest near;
};

/* Takes crops of a sample of the bubbles where `registration` has them. */
enum omr_status omr_letters_take(struct omr_letters *letters, const struct omr_sheet *sheet,
                                 const struct omr_registration *registration,
                                 struct omr_arena *arena, struct omr_error *err);

/* A move of the page onto itself: what was taken at p belongs at turn · (p - middle) + middle +
 * shift. `turn` is a quarter turn or a mirror, row-major. */
struct omr_page_move {
    int turn[4];
    struct omr_point shift; /* page px */
};

/* The quarter turn or mirror, and the shift, nearest to what brings page points under `taken` to
 * page points under `asked`, both maps from page to picture. */
bool omr_page_move_between(struct omr_page_move *move, const struct omr_homography *taken,
                           const struct omr_homography *asked, const struct omr_form_page *page);

/* How well the letters agree with the values after the move: mean correlation, -1 .. 1, and in
 * `*kinds` over how many different letters. No letters: 0. Only crops count that come to lie on
 * bubbles also after `other` (NULL: all), so that two places are compared by the same crops. */
double omr_letters_agree(const struct omr_letters *letters, const struct omr_page_move *move,
                         const struct omr_page_move *other, int *kinds);

#endif
