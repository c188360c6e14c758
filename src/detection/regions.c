/* SPDX-License-Identifier: MIT */
#include "detection/regions.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

int omr_regions_root(struct omr_regions *regions, int i) {
    struct omr_light_run *run = regions->run;
    while (run[i].parent != i) {
        run[i].parent = run[run[i].parent].parent;
        i = run[i].parent;
    }
    return i;
}

static void join(struct omr_regions *regions, int a, int b) {
    a = omr_regions_root(regions, a);
    b = omr_regions_root(regions, b);
    if (a == b)
        return;
    struct omr_light_run *into = &regions->run[a < b ? a : b];
    struct omr_light_run *from = &regions->run[a < b ? b : a];
    from->parent = (int)(into - regions->run);
    into->area += from->area;
    into->left = from->left < into->left ? from->left : into->left;
    into->right = from->right > into->right ? from->right : into->right;
    into->bottom = from->bottom > into->bottom ? from->bottom : into->bottom;
}

static enum omr_status append(struct omr_regions *regions, int y, int x0, int x1,
                              struct omr_error *err) {
    if (regions->count == regions->capacity) {
        int capacity = regions->capacity ? regions->capacity * 2 : 16384;
        struct omr_light_run *grown =
            realloc(regions->run, (size_t)capacity * sizeof *regions->run);
        if (!grown)
            return omr_fail_memory(err);
        regions->run = grown;
        regions->capacity = capacity;
    }
    regions->run[regions->count] =
        (struct omr_light_run){y, x0, x1, regions->count, x1 - x0, x0, x1, y, y + 1, -1};
    regions->count++;
    return OMR_OK;
}

/* Adds the runs of a row and joins them with those of the row above, from `above` on. */
static enum omr_status add_row(struct omr_regions *regions, const uint8_t *value, int y, int width,
                               int above, struct omr_error *err) {
    int above_end = regions->count;
    for (int x = 0; x < width;) {
        const uint8_t *first = memchr(value + x, 1, (size_t)(width - x));
        if (!first)
            break;
        int x0 = (int)(first - value);
        const uint8_t *end = memchr(first, 0, (size_t)(width - x0));
        x = end ? (int)(end - value) : width;
        enum omr_status status = append(regions, y, x0, x, err);
        if (status)
            return status;
        while (above < above_end && regions->run[above].x1 <= x0)
            above++;
        for (int i = above; i < above_end && regions->run[i].x0 < x; i++)
            join(regions, i, regions->count - 1);
    }
    return OMR_OK;
}

enum omr_status omr_regions_find(struct omr_regions *regions, const uint8_t *value, int width,
                                 int height, struct omr_error *err) {
    enum omr_status status = OMR_OK;
    int above = 0;
    for (int y = 0; y < height && !status; y++) {
        int begin = regions->count;
        status = add_row(regions, value + (size_t)y * (size_t)width, y, width, above, err);
        above = begin;
    }
    return status;
}

void omr_regions_clear(struct omr_regions *regions) {
    free(regions->run);
    *regions = (struct omr_regions){0};
}
