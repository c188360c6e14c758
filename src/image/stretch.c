/* SPDX-License-Identifier: MIT
 *
 * Linear interpolation between pixel centres, rows first: two source rows are blended into one,
 * which is then stretched. Places are in 1/65536 pixel. */
#include "image/stretch.h"

#include "base/error.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { ONE = 65536 };

/* Fax machines differ by 2.08 and 1.04 between the directions. */
static const double LEAST_RATIO = 1.01, MOST_RATIO = 4.5;

/* Between which two source pixels a target pixel lies, and how near the second (0 to ONE). */
struct place {
    int first, second, share;
};

static struct place place_of(int at, int target_size, int source_size) {
    int64_t middle = ((2 * (int64_t)at + 1) * source_size * ONE) / (2 * (int64_t)target_size);
    int64_t place = middle - ONE / 2;
    if (place < 0)
        place = 0;
    int first = (int)(place / ONE);
    int second = first + 1 < source_size ? first + 1 : first;
    return (struct place){first, second, (int)(place % ONE)};
}

static uint8_t blend(uint8_t a, uint8_t b, int share) {
    return (uint8_t)((a * (ONE - share) + b * share + ONE / 2) / ONE);
}

static void blend_rows(uint8_t *to, const uint8_t *a, const uint8_t *b, int width, int share) {
    if (share == 0)
        memcpy(to, a, (size_t)width);
    else
        for (int x = 0; x < width; x++)
            to[x] = blend(a[x], b[x], share);
}

static void fill(struct omr_pixmap *to, const struct omr_pixmap *from, uint8_t *row,
                 const struct place *columns) {
    for (int y = 0; y < to->height; y++) {
        struct place rows = place_of(y, to->height, from->height);
        uint8_t *target = omr_pixmap_row(to, y);
        blend_rows(columns ? row : target, omr_pixmap_row(from, rows.first),
                   omr_pixmap_row(from, rows.second), from->width, rows.share);
        for (int x = 0; columns && x < to->width; x++)
            target[x] = blend(row[columns[x].first], row[columns[x].second], columns[x].share);
    }
}

enum omr_status omr_pixmap_stretch(struct omr_pixmap *pixmap, int width, int height,
                                   struct omr_error *err) {
    struct omr_pixmap made = {0};
    bool is_wider = width != pixmap->width;
    struct place *columns = is_wider ? calloc((size_t)width, sizeof *columns) : NULL;
    uint8_t *row = is_wider ? malloc((size_t)pixmap->width) : NULL;
    enum omr_status status = OMR_OK;
    if (is_wider && (!columns || !row)) {
        status = omr_fail_memory(err);
        goto done;
    }
    if ((status = omr_pixmap_init(&made, width, height, err)))
        goto done;
    for (int x = 0; is_wider && x < width; x++)
        columns[x] = place_of(x, width, pixmap->width);
    fill(&made, pixmap, row, columns);
    omr_pixmap_clear(pixmap);
    *pixmap = made;
done:
    free(columns);
    free(row);
    return status;
}

void omr_square_size(double x_resolution, double y_resolution, uint64_t *width, uint64_t *height) {
    if (!(x_resolution > 0) || !(y_resolution > 0))
        return;
    double ratio = x_resolution / y_resolution;
    double apart = ratio > 1 ? ratio : 1 / ratio;
    if (!(apart >= LEAST_RATIO) || apart > MOST_RATIO)
        return;
    if (ratio > 1)
        *height = (uint64_t)llround((double)*height * ratio);
    else
        *width = (uint64_t)llround((double)*width / ratio);
}
