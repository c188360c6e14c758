/* SPDX-License-Identifier: MIT
 *
 * The seeds of the fuzz targets, small pictures of every kind, as the tests of all kinds share
 * them. */
#ifndef OMR_TESTS_SEEDS_H
#define OMR_TESTS_SEEDS_H

#include <stddef.h>

struct seed {
    char name[64]; /* "png/grey.png" */
    char *bytes;
    size_t size;
};

/* All seeds below tests/fuzz/seeds/KIND for each of the NULL-terminated `kinds`; ended with
 * seeds_free(). Fails the test where there are none. */
struct seed *seeds_load(const char *const *kinds, int *count);
void seeds_free(struct seed *seeds, int count);

/* One seed by its name; fails the test where it is not there. */
struct seed seed_load(const char *name);

#endif
