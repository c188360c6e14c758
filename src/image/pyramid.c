/* SPDX-License-Identifier: MIT */
#include "image/pyramid.h"

#include <stdbool.h>
#include <string.h>

/* Means of 2 x 2 pixels, rounded; written so that compilers vectorise it. */
static void halve_row(const uint8_t *restrict above, const uint8_t *restrict below,
                      uint8_t *restrict out, int width) {
    for (int x = 0; x < width; x++) {
        unsigned sum = 2u + above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1];
        out[x] = (uint8_t)(sum >> 2);
    }
}

void omr_pyramid_halve_rows(const struct omr_pixmap *half, const struct omr_pixmap *from, int first,
                            int end) {
    for (int y = first; y < end; y++)
        halve_row(omr_pixmap_row(from, 2 * y), omr_pixmap_row(from, 2 * y + 1),
                  omr_pixmap_row(half, y), half->width);
}

static enum omr_status halve(const struct omr_pixmap *from, struct omr_pixmap *to,
                             struct omr_error *err) {
    enum omr_status status = omr_pixmap_init(to, from->width / 2, from->height / 2, err);
    if (!status)
        omr_pyramid_halve_rows(to, from, 0, to->height);
    return status;
}

static bool is_small(const struct omr_pixmap *level, int longest_side) {
    int longer = level->width > level->height ? level->width : level->height;
    return longer <= longest_side || level->width < 4 || level->height < 4;
}

enum omr_status omr_pyramid_init(struct omr_pyramid *pyramid, const struct omr_pixmap *base,
                                 const struct omr_pixmap *half, int longest_side,
                                 struct omr_error *err) {
    bool has_half = half && half->pixels && !is_small(base, longest_side);
    *pyramid = (struct omr_pyramid){.level = {*base}, .level_count = 1, .borrowed = 1};
    if (has_half)
        pyramid->level[pyramid->level_count++] = *half;
    pyramid->borrowed = pyramid->level_count;
    while (pyramid->level_count < OMR_PYRAMID_LEVELS) {
        const struct omr_pixmap *last = &pyramid->level[pyramid->level_count - 1];
        if (is_small(last, longest_side))
            break;
        enum omr_status status = halve(last, &pyramid->level[pyramid->level_count], err);
        if (status) {
            omr_pyramid_clear(pyramid);
            return status;
        }
        pyramid->level_count++;
    }
    return OMR_OK;
}

void omr_pyramid_clear(struct omr_pyramid *pyramid) {
    for (int k = pyramid->borrowed; k < pyramid->level_count; k++)
        omr_pixmap_clear(&pyramid->level[k]);
    memset(pyramid, 0, sizeof *pyramid);
}
