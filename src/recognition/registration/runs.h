/* SPDX-License-Identifier: MIT
 *
 * Connected pixels, by runs: neighbours in a row make a run, runs that touch in rows above each
 * other make a component. One pass, union-find over the runs. */
#ifndef OMR_REGISTRATION_RUNS_H
#define OMR_REGISTRATION_RUNS_H

#include <omr/error.h>
#include <stdbool.h>
#include <stdint.h>

struct omr_run {
    int y, x0, x1;                /* x1 exclusive */
    int parent;                   /* index of a run of the same component; itself for a root */
    int area;                     /* of roots: pixels of the component */
    int left, right, top, bottom; /* of roots: right and bottom exclusive */
    int shape;                    /* of roots: for the caller's use; -1 */
};

struct omr_runs {
    struct omr_run *run;
    int count, capacity;
};

/* Finds the runs of ones in `is_set`, rows of `width` bytes that are 1 or 0. `by_corners`: pixels
 * touch also by a corner, as dark ones of a thin line do; the light ones on its two sides then must
 * not. Zero-initialise `runs`, and clear them also after an error. */
enum omr_status omr_runs_find(struct omr_runs *runs, const uint8_t *is_set, int width, int height,
                              bool by_corners, struct omr_error *err);
void omr_runs_clear(struct omr_runs *runs);

/* The index of the root of run `i`'s component. */
int omr_runs_root(struct omr_runs *runs, int i);

#endif
