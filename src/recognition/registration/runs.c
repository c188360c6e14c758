/* SPDX-License-Identifier: MIT */
#include "recognition/registration/runs.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

int omr_runs_root(struct omr_runs *runs, int i) {
    while (runs->run[i].parent != i) {
        runs->run[i].parent = runs->run[runs->run[i].parent].parent;
        i = runs->run[i].parent;
    }
    return i;
}

static void join(struct omr_runs *runs, int a, int b) {
    a = omr_runs_root(runs, a);
    b = omr_runs_root(runs, b);
    if (a == b)
        return;
    struct omr_run *into = &runs->run[a < b ? a : b], *from = &runs->run[a < b ? b : a];
    from->parent = (int)(into - runs->run);
    into->area += from->area;
    into->left = from->left < into->left ? from->left : into->left;
    into->right = from->right > into->right ? from->right : into->right;
    into->bottom = from->bottom > into->bottom ? from->bottom : into->bottom;
}

static int add_run(struct omr_runs *runs, int y, int x0, int x1) {
    if (runs->count == runs->capacity) {
        int capacity = runs->capacity ? runs->capacity * 2 : 4096;
        struct omr_run *grown = realloc(runs->run, (size_t)capacity * sizeof *grown);
        if (!grown)
            return -1;
        runs->run = grown;
        runs->capacity = capacity;
    }
    runs->run[runs->count] =
        (struct omr_run){y, x0, x1, runs->count, x1 - x0, x0, x1, y, y + 1, -1};
    return runs->count++;
}

/* Adds the runs of one row and joins them with those above, which begin at `above`. */
static int add_row(struct omr_runs *runs, const uint8_t *is_set, int y, int width, int above,
                   bool by_corners) {
    int above_end = runs->count, apart = by_corners ? 0 : 1;
    for (int x = 0; x < width;) {
        const uint8_t *next = memchr(is_set + x, 1, (size_t)(width - x));
        if (!next)
            break;
        int x0 = (int)(next - is_set);
        const uint8_t *end = memchr(next, 0, (size_t)(width - x0));
        x = end ? (int)(end - is_set) : width;
        int added = add_run(runs, y, x0, x);
        if (added < 0)
            return -1;
        while (above < above_end && runs->run[above].x1 < x0 + apart)
            above++;
        for (int i = above; i < above_end && runs->run[i].x0 + apart <= x; i++)
            join(runs, i, added);
    }
    return above_end;
}

enum omr_status omr_runs_find(struct omr_runs *runs, const uint8_t *is_set, int width, int height,
                              bool by_corners, struct omr_error *err) {
    int above = 0;
    for (int y = 0; y < height; y++) {
        int first = add_row(runs, is_set + (size_t)y * (size_t)width, y, width, above, by_corners);
        if (first < 0)
            return omr_fail_memory(err);
        above = first;
    }
    return OMR_OK;
}

void omr_runs_clear(struct omr_runs *runs) {
    free(runs->run);
    *runs = (struct omr_runs){0};
}
