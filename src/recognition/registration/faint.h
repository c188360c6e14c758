/* SPDX-License-Identifier: MIT
 *
 * Where four markers say the page is, but outlines are too faint or too broken to be followed one
 * by one: what neighbours show together.
 *
 * Method. The markers of a flat sheet put each bubble right to a pixel or two. So a few neighbours
 * are asked together for what is printed or written in their places, and for the same in sixteen
 * places around, where nothing of theirs can be. What would be dust for one bubble is plain for a
 * dozen: remains of outlines, of letters, and the marks themselves, which nobody makes between
 * bubbles. A group is in place when its own place answers more than every place around it; by
 * chance, or where the form is another one, hardly one of thirty is. Groups are made larger until
 * they answer, or until there are too few of them. */
#ifndef OMR_REGISTRATION_FAINT_H
#define OMR_REGISTRATION_FAINT_H

#include "recognition/registration/hypothesis.h"

/* What the groups say, asked in the way in which they say the most. */
struct omr_faint {
    int groups;
    int in_place;  /* answer in their own place */
    int elsewhere; /* answer no less around */
    int silent;    /* show nothing anywhere */
    struct omr_ring_factor
        ring_factor[OMR_BUBBLE_CLASSES_MOST]; /* drawn outline by box, as far as can be told */
};

/* Asks under the hypothesis, which must have four squares, exactly found. */
enum omr_status omr_faint_ask(struct omr_faint *faint, const struct omr_sheet *sheet,
                              const struct omr_hypothesis *hypothesis, struct omr_arena *arena,
                              struct omr_error *err);

/* Whether the groups that answer bear the hypothesis out; and whether they do all over the page, so
 * that it cannot be a form that has only a part in common with this one. */
bool omr_faint_is_good(const struct omr_faint *faint);
bool omr_faint_is_whole(const struct omr_faint *faint);

#endif
