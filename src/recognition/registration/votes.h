/* SPDX-License-Identifier: MIT
 *
 * A map that fits some of a lattice may be rows or columns off, turned, or seen from behind: which
 * shifts and turns of the form put the most candidates on bubbles? */
#ifndef OMR_REGISTRATION_VOTES_H
#define OMR_REGISTRATION_VOTES_H

#include "recognition/registration/constellation.h"

enum { OMR_ELECTED_MOST = 12 };

struct omr_elected {
    struct omr_match item[OMR_ELECTED_MOST]; /* not settled yet; `explained` is the votes */
    int count;                               /* the most votes first */
};

/* Asks under `match`. */
enum omr_status omr_vote(struct omr_elected *elected, const struct omr_constellation *all,
                         const struct omr_match *match, struct omr_arena *arena,
                         struct omr_error *err);

#endif
