/* SPDX-License-Identifier: MIT
 *
 * Dots are told by runs of a single pixel: print and pen strokes of a plain black-and-white scan
 * are two pixels wide and more, but for the ragged edges of a few. */
#include "image/bilevel.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* So many rows are asked; of the dark pixels in them so many must stand alone. Dithered scans have
 * 0.2 to 0.9, plain ones up to 0.13 where thin lines broke up, mostly below 0.05. */
enum { ROWS = 64 };
static const double LEAST_ALONE = 0.17;

struct dots {
    int level[2], levels; /* the levels seen */
    long dark, alone;
};

/* False when the row shows a third level. */
static bool see_levels(struct dots *dots, const uint8_t *row, int width) {
    for (int x = 0; x < width; x++) {
        int k = 0;
        while (k < dots->levels && dots->level[k] != row[x])
            k++;
        if (k == dots->levels) {
            if (k == 2)
                return false;
            dots->level[dots->levels++] = row[x];
        }
    }
    return true;
}

static void count_dots(struct dots *dots, const uint8_t *row, int width) {
    for (int x = 1; x + 1 < width; x++) {
        bool is_dark = row[x] < 128;
        dots->dark += is_dark;
        dots->alone += is_dark && row[x - 1] >= 128 && row[x + 1] >= 128;
    }
}

bool omr_pixmap_is_dithered(const struct omr_pixmap *pixmap) {
    struct dots dots = {.levels = 0};
    int every = pixmap->height / ROWS + 1;
    for (int y = 0; y < pixmap->height; y += every) {
        const uint8_t *row = omr_pixmap_row(pixmap, y);
        if (!see_levels(&dots, row, pixmap->width))
            return false;
        count_dots(&dots, row, pixmap->width);
    }
    return (double)dots.alone > LEAST_ALONE * (double)dots.dark;
}

/* 1 4 6 4 1 across; the picture's edge goes on beyond it. */
static void smooth_row(uint8_t *to, const int *sums, int width) {
    for (int x = 0; x < width; x++) {
        int before2 = x > 1 ? x - 2 : 0, before = x > 0 ? x - 1 : 0;
        int after = x + 1 < width ? x + 1 : width - 1, after2 = x + 2 < width ? x + 2 : width - 1;
        to[x] = (uint8_t)((sums[before2] + sums[after2] + 4 * (sums[before] + sums[after]) +
                           6 * sums[x] + 128) /
                          256);
    }
}

/* 1 4 6 4 1 down. */
static void sum_rows(int *sums, const struct omr_pixmap *pixmap, int y) {
    const uint8_t *row[5];
    for (int k = 0; k < 5; k++) {
        int at = y + k - 2;
        row[k] = omr_pixmap_row(pixmap, at < 0                 ? 0
                                        : at >= pixmap->height ? pixmap->height - 1
                                                               : at);
    }
    for (int x = 0; x < pixmap->width; x++)
        sums[x] = row[0][x] + row[4][x] + 4 * (row[1][x] + row[3][x]) + 6 * row[2][x];
}

enum omr_status omr_pixmap_smooth(struct omr_pixmap *smooth, const struct omr_pixmap *pixmap,
                                  struct omr_error *err) {
    struct omr_pixmap made = {0};
    int *sums = malloc((size_t)pixmap->width * sizeof *sums);
    enum omr_status status = sums ? OMR_OK : omr_fail_memory(err);
    if (!status)
        status = omr_pixmap_init(&made, pixmap->width, pixmap->height, err);
    for (int y = 0; !status && y < pixmap->height; y++) {
        sum_rows(sums, pixmap, y);
        smooth_row(omr_pixmap_row(&made, y), sums, pixmap->width);
    }
    if (!status)
        *smooth = made;
    free(sums);
    return status;
}
