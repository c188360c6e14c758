/* SPDX-License-Identifier: MIT */
#include "image/pyramid.h"

#include <string.h>

/* Means of 2 x 2 pixels, rounded; written so that compilers vectorise it. */
static void halve_rows(const uint8_t *restrict above, const uint8_t *restrict below,
                       uint8_t *restrict out, int width) {
    for (int x = 0; x < width; x++) {
        unsigned sum = 2u + above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1];
        out[x] = (uint8_t)(sum >> 2);
    }
}

static enum omr_status halve(const struct omr_pixmap *from, struct omr_pixmap *to,
                             struct omr_error *err) {
    enum omr_status status = omr_pixmap_init(to, from->width / 2, from->height / 2, err);
    if (status)
        return status;
    for (int y = 0; y < to->height; y++)
        halve_rows(omr_pixmap_row(from, 2 * y), omr_pixmap_row(from, 2 * y + 1),
                   omr_pixmap_row(to, y), to->width);
    return OMR_OK;
}

enum omr_status omr_pyramid_init(struct omr_pyramid *pyramid, const struct omr_pixmap *base,
                                 int longest_side, struct omr_error *err) {
    memset(pyramid, 0, sizeof *pyramid);
    pyramid->level[0] = *base;
    pyramid->level_count = 1;
    while (pyramid->level_count < OMR_PYRAMID_LEVELS) {
        const struct omr_pixmap *last = &pyramid->level[pyramid->level_count - 1];
        int longer = last->width > last->height ? last->width : last->height;
        if (longer <= longest_side || last->width < 4 || last->height < 4)
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
    for (int k = 1; k < pyramid->level_count; k++)
        omr_pixmap_clear(&pyramid->level[k]);
    memset(pyramid, 0, sizeof *pyramid);
}
