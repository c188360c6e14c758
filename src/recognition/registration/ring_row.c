/* SPDX-License-Identifier: MIT */
#include "recognition/registration/ring_row.h"

#include <stdbool.h>
#include <string.h>

/* LANES places at once; meson.build says how many. */
enum { LANES = OMR_RING_LANES };
typedef uint8_t bytes __attribute__((vector_size(LANES)));
typedef int16_t lanes __attribute__((vector_size(2 * LANES)));

static lanes load(const uint8_t *from) {
    bytes packed;
    memcpy(&packed, from, sizeof packed);
    return __builtin_convertvector(packed, lanes);
}

static lanes sums_at(const uint8_t *first, const struct omr_ring_offsets *offsets) {
    const lanes least = (lanes){0} + OMR_RING_LEAST_DIFFERENCE;
    lanes sum = {0};
    for (int k = 0; k < OMR_RING_SAMPLES; k++) {
        lanes difference = load(first + offsets->outer[k]) - load(first + offsets->ring[k]);
        lanes is_enough = difference > least;
        sum += (difference & is_enough) | (least & ~is_enough);
    }
    return sum;
}

static bool any_above(lanes sums, int limit) {
    lanes above = sums > (lanes){0} + (int16_t)limit;
    uint64_t part[sizeof above / sizeof(uint64_t)], any = 0;
    memcpy(part, &above, sizeof above);
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        any |= part[i];
    return any;
}

/* The last group overlaps the one before it; a row shorter than a group reads beyond its places
 * where there is room. */
int OMR_RING_ROW(const uint8_t *row, int count, int room, const struct omr_ring_offsets *offsets,
                 int *best) {
    int found = -1;
    if (room < LANES) {
        for (int i = 0; i < count; i++) {
            int sum = omr_ring_sum(row + i, offsets);
            if (sum > *best)
                *best = sum, found = i;
        }
        return found;
    }
    for (int i = 0; i < count; i += LANES) {
        int first = i <= room - LANES ? i : room - LANES;
        lanes sums = sums_at(row + first, offsets);
        for (int k = 0; any_above(sums, *best) && k < LANES && first + k < count; k++)
            if (sums[k] > *best)
                *best = sums[k], found = first + k;
    }
    return found;
}
