/* SPDX-License-Identifier: MIT */
#include "support/random.h"

#include <math.h>

uint64_t fake_random_bits(struct fake_random *random) {
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct fake_random fake_random_make(uint64_t seed, uint64_t stream) {
    struct fake_random first = {.state = seed};
    struct fake_random second = {.state = stream ^ 0x5bd1e995a17c0ffeu};
    return (struct fake_random){.state = fake_random_bits(&first) ^ fake_random_bits(&second)};
}

double fake_random_between(struct fake_random *random, double low, double high) {
    double unit = (double)(fake_random_bits(random) >> 11) * 0x1p-53;
    return low + (high - low) * unit;
}

int fake_random_below(struct fake_random *random, int count) {
    return (int)(fake_random_bits(random) % (uint64_t)count);
}

bool fake_random_chance(struct fake_random *random, double probability) {
    return fake_random_between(random, 0, 1) < probability;
}

double fake_random_normal(struct fake_random *random) {
    double sum = 0;
    for (int i = 0; i < 12; i++)
        sum += fake_random_between(random, 0, 1);
    return fmax(-3, fmin(3, sum - 6));
}
