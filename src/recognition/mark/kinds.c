/* SPDX-License-Identifier: MIT */
#include "recognition/mark/kinds.h"

#include "base/error.h"
#include "recognition/registration/registration.h"

#include <math.h>

/* Sizes are learnt in steps; registration makes those equal that are drawn so. */
static const double SAME_PX = 1;

static bool are_alike(const struct omr_bubble_class *a, const struct omr_bubble_class *b) {
    return a->shape == b->shape && fabs(a->width - b->width) < SAME_PX &&
           fabs(a->height - b->height) < SAME_PX;
}

/* The kind of a class: that of an earlier one, or a new one. `is_uneven` tells of each kind whether
 * there are boxes of another shape. */
static int kind_of(struct omr_bubble_classes *kinds, bool *is_uneven,
                   const struct omr_bubble_class *drawn, bool is_drawn_uneven) {
    for (int k = 0; k < kinds->count; k++)
        if ((is_uneven[k] || is_drawn_uneven) && are_alike(&kinds->item[k], drawn)) {
            kinds->item[k].bubble_count += drawn->bubble_count;
            is_uneven[k] = true;
            return k;
        }
    is_uneven[kinds->count] = is_drawn_uneven;
    kinds->item[kinds->count] = *drawn;
    return kinds->count++;
}

enum omr_status omr_kinds_init(struct omr_bubble_classes *kinds,
                               const struct omr_bubble_classes *classes, int bubble_count,
                               const struct omr_registration *registration, struct omr_arena *arena,
                               struct omr_error *err) {
    int kind[OMR_BUBBLE_CLASSES_MOST];
    bool is_uneven[OMR_BUBBLE_CLASSES_MOST];
    *kinds = (struct omr_bubble_classes){.pitch_px = classes->pitch_px};
    kinds->of_bubble = OMR_ARENA_ARRAY(arena, int, (size_t)bubble_count + 1);
    if (!kinds->of_bubble)
        return omr_fail_memory(err);
    for (int c = 0; c < classes->count; c++) {
        struct omr_ring_factor factor = registration->ring_factor[c];
        struct omr_bubble_class drawn = classes->item[c];
        drawn.width *= factor.across;
        drawn.height *= factor.down;
        kind[c] = kind_of(kinds, is_uneven, &drawn, omr_ring_factor_is_uneven(factor));
    }
    for (int i = 0; i < bubble_count; i++)
        kinds->of_bubble[i] = kind[classes->of_bubble[i]];
    return OMR_OK;
}
