/* SPDX-License-Identifier: MIT */
#include "detection/values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SIDE = OMR_GLYPH_SIDE, DIGITS = 10, LETTERS = 26 };

/* The darkest of the cells around a place of the glyph's box: (0,0) its top left, (1,1) its bottom
 * right. */
struct frame {
    const float *cell;
    int left, right, top, bottom;
    double darkest;
};

static bool frame_glyph(struct frame *frame, const struct omr_contour *contour) {
    *frame = (struct frame){contour->glyph, SIDE, -1, SIDE, -1, 0};
    for (int i = 0; i < SIDE * SIDE; i++)
        frame->darkest = fmax(frame->darkest, (double)contour->glyph[i]);
    for (int i = 0; i < SIDE * SIDE; i++)
        if ((double)contour->glyph[i] > 0.35 * frame->darkest) {
            int x = i % SIDE, y = i / SIDE;
            frame->left = x < frame->left ? x : frame->left;
            frame->right = x > frame->right ? x : frame->right;
            frame->top = y < frame->top ? y : frame->top;
            frame->bottom = y > frame->bottom ? y : frame->bottom;
        }
    return omr_glyph_has_ink(contour) && frame->right >= frame->left;
}

static double at(const struct frame *frame, double u, double v) {
    int x = frame->left + (int)lround(u * (frame->right - frame->left));
    int y = frame->top + (int)lround(v * (frame->bottom - frame->top));
    return (double)frame->cell[y * SIDE + x] / frame->darkest;
}

static bool is_one(const struct omr_contour *contour) {
    struct frame frame;
    return frame_glyph(&frame, contour) && contour->glyph_wide < 0.62 && at(&frame, 0.5, 0.5) > 0.4;
}

/* Dark all round, and light somewhere between both sides; a dot in the middle may be. */
static bool is_zero(const struct omr_contour *contour) {
    struct frame frame;
    if (!frame_glyph(&frame, contour) || contour->glyph_wide > 0.95)
        return false;
    double step_u = 1.0 / fmax(1, frame.right - frame.left), lightest = 1;
    double step_v = 1.0 / fmax(1, frame.bottom - frame.top);
    for (double u = step_u; u < 1 - step_u / 2; u += step_u)
        lightest = fmin(lightest, at(&frame, u, 0.5));
    return fmax(at(&frame, 0.5, 0), at(&frame, 0.5, step_v)) > 0.4 &&
           fmax(at(&frame, 0.5, 1), at(&frame, 0.5, 1 - step_v)) > 0.4 &&
           fmax(at(&frame, 0, 0.5), at(&frame, step_u, 0.5)) > 0.4 &&
           fmax(at(&frame, 1, 0.5), at(&frame, 1 - step_u, 0.5)) > 0.4 && lightest < 0.25;
}

enum omr_found_series omr_found_series_of(const struct omr_found_page *page,
                                          const struct omr_found_group *group, bool *is_sure) {
    const struct omr_contour *first = omr_contour_at(&page->contours, group->item[0]);
    const struct omr_contour *last = omr_contour_at(&page->contours, group->item[group->count - 1]);
    *is_sure = omr_glyph_has_ink(first);
    if (*is_sure && is_zero(first))
        return OMR_SERIES_FROM_0;
    if (*is_sure && is_one(first))
        return group->count == DIGITS && is_zero(last) ? OMR_SERIES_FROM_1_TO_0 : OMR_SERIES_FROM_1;
    if (group->count == DIGITS && group->is_position)
        return OMR_SERIES_FROM_0;
    return group->count <= LETTERS ? OMR_SERIES_LETTERS : OMR_SERIES_FROM_1;
}

const char *omr_found_value(enum omr_found_series series, int index, int count,
                            struct omr_arena *arena) {
    char text[16];
    if (series == OMR_SERIES_LETTERS)
        snprintf(text, sizeof text, "%c", 'A' + index);
    else if (series == OMR_SERIES_FROM_0)
        snprintf(text, sizeof text, "%d", index);
    else if (series == OMR_SERIES_FROM_1_TO_0)
        snprintf(text, sizeof text, "%d", (index + 1) % count);
    else
        snprintf(text, sizeof text, "%d", index + 1);
    return omr_arena_copy(arena, text, strlen(text));
}
