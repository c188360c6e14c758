/* SPDX-License-Identifier: MIT
 *
 * The innermost loop of the search for outlines: many neighbouring places at once. The same source
 * is compiled twice: for any machine, and with wider registers for those that have AVX2, which
 * ring.c asks at run time. Both find the same; a test holds them to it. */
#ifndef OMR_REGISTRATION_RING_ROW_H
#define OMR_REGISTRATION_RING_ROW_H

#include <stddef.h>
#include <stdint.h>

enum { OMR_RING_SAMPLES = 24 };

/* Dark print just outside (a neighbour's mark, a table line) may cost a sample, not more. */
enum { OMR_RING_LEAST_DIFFERENCE = -24 };

/* From a bubble's centre to the samples, in bytes of the picture, so that a shift of all is one
 * addition. */
struct omr_ring_offsets {
    ptrdiff_t ring[OMR_RING_SAMPLES], outer[OMR_RING_SAMPLES];
};

/* Sum of outside less outline with the bubble's centre at `centre`. */
static inline int omr_ring_sum(const uint8_t *centre, const struct omr_ring_offsets *offsets) {
    int sum = 0;
    for (int k = 0; k < OMR_RING_SAMPLES; k++) {
        int difference = centre[offsets->outer[k]] - centre[offsets->ring[k]];
        sum += difference > OMR_RING_LEAST_DIFFERENCE ? difference : OMR_RING_LEAST_DIFFERENCE;
    }
    return sum;
}

/* The first of `count` places from `row` on whose sum is above `*best`, which becomes the most of
 * them; -1 where there is none. `room`: so many places may be read, `count` or more. */
typedef int omr_ring_row(const uint8_t *row, int count, int room,
                         const struct omr_ring_offsets *offsets, int *best);
omr_ring_row omr_ring_row_8, omr_ring_row_16;

#endif
