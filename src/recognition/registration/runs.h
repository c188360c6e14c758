/* SPDX-License-Identifier: MIT
 *
 * Connected dark pixels, by runs: neighbours in a row make a run, runs that touch (also by a
 * corner) in rows above each other make a component. One pass, union-find over the runs. */
#ifndef OMR_REGISTRATION_RUNS_H
#define OMR_REGISTRATION_RUNS_H

#include <omr/error.h>
#include <stdint.h>

struct omr_run {
    int y, x0, x1;                /* x1 exclusive */
    int parent;                   /* index of a run of the same component; itself for a root */
    int area;                     /* of roots: pixels of the component */
    int left, right, top, bottom; /* of roots: right exclusive */
    int shape;                    /* of roots: for the caller's use; -1 */
};

struct omr_runs {
    struct omr_run *run;
    int count, capacity;
};

/* Finds the runs of `dark`, rows of `width` bytes that are 1 (dark) or 0. Zero-initialise `runs`,
 * and clear them also after an error. */
enum omr_status omr_runs_find(struct omr_runs *runs, const uint8_t *dark, int width, int height,
                              struct omr_error *err);
void omr_runs_clear(struct omr_runs *runs);

/* The index of the root of run `i`'s component. */
int omr_runs_root(struct omr_runs *runs, int i);

#endif
