/* SPDX-License-Identifier: MIT
 *
 * In which size outlines are drawn, by the boxes that the pattern gives for them: 0.6 to 1.3 over
 * real forms. Forms made by this program draw them in their boxes' proportions; boxes that were
 * drawn by hand, or written for another program, need not have those. */
#ifndef OMR_REGISTRATION_RING_FACTOR_H
#define OMR_REGISTRATION_RING_FACTOR_H

#include <stdbool.h>

struct omr_ring_factor {
    double across, down; /* of the box's width and height */
};

/* An outline in its box's proportions. */
static inline struct omr_ring_factor omr_ring_factor_even(double factor) {
    return (struct omr_ring_factor){factor, factor};
}

/* Whether outlines have another shape than their boxes. */
static inline bool omr_ring_factor_is_uneven(struct omr_ring_factor factor) {
    return factor.across != factor.down;
}

#endif
