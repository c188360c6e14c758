/* SPDX-License-Identifier: MIT */
#include "recognition/registration/ring_row.h"

#include <stdbool.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

/* LANES places at once; meson.build says how many. */
enum { LANES = OMR_RING_LANES };
#ifndef __AVX2__
typedef uint8_t bytes __attribute__((vector_size(LANES)));
#endif
typedef int16_t lanes __attribute__((vector_size(2 * LANES)));

/* Compilers make several steps of what AVX2 has an instruction for. */
#ifdef __AVX2__
static lanes load(const uint8_t *from) {
    return (lanes)_mm256_cvtepu8_epi16(_mm_loadu_si128((const void *)from));
}

static lanes larger(lanes a, lanes b) {
    return (lanes)_mm256_max_epi16((__m256i)a, (__m256i)b);
}

static bool any(lanes bits) {
    return !_mm256_testz_si256((__m256i)bits, (__m256i)bits);
}
#else
static lanes load(const uint8_t *from) {
    bytes packed;
    memcpy(&packed, from, sizeof packed);
    return __builtin_convertvector(packed, lanes);
}

static lanes larger(lanes a, lanes b) {
    lanes is_first = a > b;
    return (a & is_first) | (b & ~is_first);
}

static bool any(lanes bits) {
    uint64_t part[sizeof bits / sizeof(uint64_t)], joined = 0;
    memcpy(part, &bits, sizeof bits);
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        joined |= part[i];
    return joined;
}
#endif

static lanes sums_at(const uint8_t *first, const struct omr_ring_offsets *offsets) {
    const lanes least = (lanes){0} + OMR_RING_LEAST_DIFFERENCE;
    lanes sum = {0};
    for (int k = 0; k < OMR_RING_SAMPLES; k++)
        sum += larger(load(first + offsets->outer[k]) - load(first + offsets->ring[k]), least);
    return sum;
}

static bool any_above(lanes sums, int limit) {
    return any(sums > (lanes){0} + (int16_t)limit);
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
