/* SPDX-License-Identifier: MIT
 *
 * The bubbles of a result as a person sees them: each once, however many fields read it, and
 * whether it is the one to look at. */
#ifndef OMR_OVERLAY_MARKS_H
#define OMR_OVERLAY_MARKS_H

#include "base/arena.h"

#include <omr/result.h>

struct omr_mark {
    const struct omr_bubble_reading *reading;
    bool is_doubtful;
};

struct omr_marks {
    struct omr_mark *items; /* in the arena, from the top of the picture down */
    int count, marked_count, doubtful_count;
    unsigned page_reasons; /* reasons that every field with bubbles has */
    unsigned everywhere;   /* reasons that every bubble gave */
};

enum omr_status omr_marks_gather(struct omr_marks *marks, const struct omr_result *result,
                                 struct omr_arena *arena, struct omr_error *err);

/* Whether a person should look at this bubble of the field: those that gave the field's reasons;
 * where none did, the marked ones, else the first. What every bubble gave, or every field has
 * without a bubble that gave it, does not count: that is about the page. */
bool omr_marks_is_doubtful(const struct omr_marks *marks, const struct omr_field *field,
                           int bubble);

#endif
