/* SPDX-License-Identifier: MIT
 *
 * Where a page is, told by its bubbles alone: for forms without printed markers, and for pictures
 * on which the markers are lost.
 *
 * Method. Three bubbles of the form that stand together and three candidates (candidates.h) that
 * stand alike make an affine guess; it grows from neighbour to neighbour, a perspective map being
 * fitted again and again to what was reached, and the guess that reaches the most is kept. In rows
 * and columns it may be one or ten rows off, a half turn round or in another block. So the
 * candidates are drawn back onto the page by that map, and every turn, from the front and from
 * behind, is asked for the shifts that put the most of them on bubbles (a vote over all pairs, as
 * in the generalised Hough transform, Ballard 1981). The shifts with the most votes are settled and
 * counted bubble by bubble. What the runner-up explains tells how sure the best is. */
#ifndef OMR_REGISTRATION_LATTICE_H
#define OMR_REGISTRATION_LATTICE_H

#include "recognition/registration/hypothesis.h"

/* A place of the form that candidates speak for. */
struct omr_place {
    struct omr_homography map; /* page px to picture px */
    bool is_mirrored;
    int explained; /* bubbles with a candidate */
};

enum { OMR_PLACES_MOST = 16 };

struct omr_lattice {
    struct omr_place place[OMR_PLACES_MOST]; /* all different; that which explains the most first */
    int count;
    int bubbles;    /* of the form, each place once */
    int candidates; /* seen on the picture */
};

/* Looks for the form. What is found is a guess, to be followed and checked (fit.h). */
enum omr_status omr_lattice_find(struct omr_lattice *lattice, const struct omr_sheet *sheet,
                                 struct omr_arena *arena, struct omr_error *err);

#endif
