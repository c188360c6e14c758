/* SPDX-License-Identifier: MIT
 *
 * Seeded chance: the same seed makes the same sheet on every machine (splitmix64). */
#ifndef FAKE_RANDOM_H
#define FAKE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct fake_random {
    uint64_t state;
};

/* A generator of its own for each purpose: streams of different (seed, stream) are unrelated, so
 * that adding a draw in one part does not change the others. */
struct fake_random fake_random_make(uint64_t seed, uint64_t stream);

uint64_t fake_random_bits(struct fake_random *random);
double fake_random_between(struct fake_random *random, double low, double high);
int fake_random_below(struct fake_random *random, int count); /* 0 .. count - 1 */
bool fake_random_chance(struct fake_random *random, double probability);
double fake_random_normal(struct fake_random *random); /* mean 0, deviation 1, at most +-3 */

#endif
