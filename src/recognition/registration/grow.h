/* SPDX-License-Identifier: MIT
 *
 * From three neighbouring bubbles to as many as one map reaches. */
#ifndef OMR_REGISTRATION_GROW_H
#define OMR_REGISTRATION_GROW_H

#include "recognition/registration/constellation.h"

enum { OMR_GROWN_MOST = 3 };

/* The maps that reached the most, the best first. */
struct omr_grown {
    struct omr_match item[OMR_GROWN_MOST];
    int count;
};

/* Tries threes of bubbles against threes of candidates at plausible scales. The work is bounded. */
enum omr_status omr_grow(struct omr_grown *grown, struct omr_constellation *all,
                         struct omr_arena *arena, struct omr_error *err);

#endif
