/* SPDX-License-Identifier: MIT */
#include "recognition/registration/pale.h"

/* Pale prints are a sixth to a third darker than paper. */
static const double DARKEST = 0.75;
/* The limit is one for each patch of so many pixels: light changes slowly. */
enum { PATCH = 16 };

/* Pixels from `left` until `end` of a row: as they are, or `least`. */
static void brighten(uint8_t *to, const uint8_t *from, int left, int end, int least) {
    for (int x = left; x < end; x++)
        to[x] = (uint8_t)(from[x] > least ? from[x] : least);
}

static void brighten_row(const struct omr_sheet *sheet, struct omr_pixmap *pale, int y) {
    const struct omr_pixmap *picture = &sheet->pyramid->level[0];
    for (int x = 0; x < pale->width; x += PATCH) {
        int end = x + PATCH < pale->width ? x + PATCH : pale->width;
        struct omr_point middle = {x + PATCH / 2, y / PATCH * PATCH + PATCH / 2};
        int least = (int)(DARKEST * omr_sheet_paper(sheet, middle));
        brighten(omr_pixmap_row(pale, y), omr_pixmap_row(picture, y), x, end, least);
    }
}

enum omr_status omr_pale_init(struct omr_pyramid *pale, const struct omr_sheet *sheet,
                              struct omr_error *err) {
    const struct omr_pyramid *from = sheet->pyramid;
    const struct omr_pixmap *last = &from->level[from->level_count - 1];
    struct omr_pixmap base;
    enum omr_status status =
        omr_pixmap_init(&base, from->level[0].width, from->level[0].height, err);
    if (status)
        return status;
    for (int y = 0; y < base.height; y++)
        brighten_row(sheet, &base, y);
    int longest = last->width > last->height ? last->width : last->height;
    status = omr_pyramid_init(pale, &base, NULL, longest, err);
    if (status)
        omr_pixmap_clear(&base);
    return status;
}

void omr_pale_clear(struct omr_pyramid *pale) {
    struct omr_pixmap base = pale->level[0];
    omr_pyramid_clear(pale);
    omr_pixmap_clear(&base);
}
