/* SPDX-License-Identifier: MIT
 *
 * Everything is sampled in integers, 1/65536 px, bilinear in 1/256: the same on every machine. */
#include "recognition/mark/crop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_PAPER = 16 };
/* Inside this share of the outline the stroke itself and small misplacements do not show. */
static const double INSIDE_ELLIPSE = 0.80, INSIDE_SQUARE = 0.72;
/* From where the outline's stroke no longer shows to where neighbours may stand. */
static const double COLLAR[OMR_COLLAR_CIRCLES] = {1.16, 1.32, 1.48, 1.64};

static void find_inside(struct omr_crop_mask *mask, enum omr_bubble_shape shape) {
    mask->count = 0;
    for (int i = 0; i < OMR_CROP_PIXELS; i++) {
        double x = 2 * (i % OMR_CROP_SIDE + 0.5) / OMR_CROP_SIDE - 1;
        double y = 2 * (i / OMR_CROP_SIDE + 0.5) / OMR_CROP_SIDE - 1;
        bool is_inside = shape == OMR_SHAPE_SQUARE
                             ? fmax(fabs(x), fabs(y)) < INSIDE_SQUARE
                             : x * x + y * y < INSIDE_ELLIPSE * INSIDE_ELLIPSE;
        if (is_inside)
            mask->pixel[mask->count++] = (uint16_t)i;
    }
}

void omr_crop_mask_init(struct omr_crop_mask *mask, enum omr_bubble_shape shape) {
    find_inside(mask, shape);
    for (int i = 0; i < OMR_COLLAR_SAMPLES; i++) {
        double angle = i % OMR_COLLAR_DIRECTIONS * (2 * 3.14159265358979 / OMR_COLLAR_DIRECTIONS);
        double u = cos(angle), v = sin(angle), reach = 4096 * COLLAR[i / OMR_COLLAR_DIRECTIONS];
        if (shape == OMR_SHAPE_SQUARE)
            reach /= fmax(fabs(u), fabs(v));
        mask->collar[i][0] = (int32_t)lrint(reach * u);
        mask->collar[i][1] = (int32_t)lrint(reach * v);
    }
}

double omr_crop_darkness(const uint8_t *samples, const struct omr_crop_mask *mask) {
    int sum = 0;
    for (int k = 0; k < mask->count; k++) {
        int value = samples[mask->pixel[k]];
        sum += value < OMR_CROP_PAPER ? OMR_CROP_PAPER - value : 0;
    }
    return sum / (double)(mask->count * OMR_CROP_PAPER);
}

/* A bubble on its pyramid level, 1/65536 px. */
struct window {
    const struct omr_pixmap *picture;
    int64_t x, y;           /* of its centre */
    int64_t xx, xy, yx, yy; /* by outline radius */
};

static struct window window_on(const struct omr_sheet *sheet,
                               const struct omr_registration *registration, int bubble) {
    const struct omr_frame *frame = &registration->placements[bubble].frame;
    const struct omr_bubble *b = &sheet->page->bubbles[bubble];
    struct omr_ring_factor factor = registration->ring_factor[sheet->classes->of_bubble[bubble]];
    double zoom = 65536.0 / (1 << registration->level);
    double rx = factor.across * b->width / 2 * zoom, ry = factor.down * b->height / 2 * zoom;
    return (struct window){
        .picture = &sheet->pyramid->level[registration->level],
        .x = llrint(65536 * omr_level_coordinate(frame->at.x, registration->level)),
        .y = llrint(65536 * omr_level_coordinate(frame->at.y, registration->level)),
        .xx = llrint(frame->xx * rx),
        .xy = llrint(frame->xy * ry),
        .yx = llrint(frame->yx * rx),
        .yy = llrint(frame->yy * ry)};
}

static bool holds(const struct omr_pixmap *picture, int64_t x, int64_t y) {
    return x >= 0 && y >= 0 && (x >> 16) + 1 < picture->width && (y >> 16) + 1 < picture->height;
}

/* Whether all of the window up to `reach` outlines (in 1/4096) lies on the picture. */
static bool is_within(const struct window *w, int reach) {
    int64_t across = (llabs(w->xx) + llabs(w->xy)) * reach >> 12;
    int64_t down = (llabs(w->yx) + llabs(w->yy)) * reach >> 12;
    return holds(w->picture, w->x - across, w->y - down) &&
           holds(w->picture, w->x + across, w->y + down);
}

static inline int level_at(const struct omr_pixmap *picture, int64_t x, int64_t y) {
    const uint8_t *above = picture->pixels + (size_t)(y >> 16) * picture->stride + (x >> 16);
    const uint8_t *below = above + picture->stride;
    unsigned fx = (unsigned)(x >> 8) & 255, fy = (unsigned)(y >> 8) & 255;
    unsigned top = above[0] * (256 - fx) + above[1] * fx;
    unsigned bottom = below[0] * (256 - fx) + below[1] * fx;
    return (int)((top * (256 - fy) + bottom * fy + 32768) >> 16);
}

/* Levels on the collar; where it leaves the picture, -1. Returns how many it has. */
static int look_around(int16_t *levels, const struct window *w, const struct omr_crop_mask *mask) {
    bool is_safe = is_within(w, (int)(1.7 * 4096));
    int count = 0;
    for (int i = 0; i < OMR_COLLAR_SAMPLES; i++) {
        int64_t u = mask->collar[i][0], v = mask->collar[i][1];
        int64_t x = w->x + ((w->xx * u + w->xy * v) >> 12);
        int64_t y = w->y + ((w->yx * u + w->yy * v) >> 12);
        bool is_seen = is_safe || holds(w->picture, x, y);
        levels[i] = (int16_t)(is_seen ? level_at(w->picture, x, y) : -1);
        count += is_seen;
    }
    return count;
}

/* The 85th percentile of the `count` levels that were seen. */
static int paper_around(const int16_t *levels, int count) {
    uint8_t counts[256] = {0};
    int level = 255;
    for (int i = 0; i < OMR_COLLAR_SAMPLES; i++)
        if (levels[i] >= 0)
            counts[levels[i]]++;
    for (int above = counts[255]; level > 0 && above <= count * 15 / 100; above += counts[level])
        level--;
    return level;
}

static void look_inside(uint8_t *samples, const struct window *w) {
    int64_t half = OMR_CROP_SIDE - 1;
    for (int row = 0; row < OMR_CROP_SIDE; row++) {
        int64_t v = 2 * row - half, across = 2 * w->xx / OMR_CROP_SIDE;
        int64_t down = 2 * w->yx / OMR_CROP_SIDE;
        int64_t x = w->x + (w->xy * v - w->xx * half) / OMR_CROP_SIDE;
        int64_t y = w->y + (w->yy * v - w->yx * half) / OMR_CROP_SIDE;
        for (int column = 0; column < OMR_CROP_SIDE; column++, x += across, y += down)
            *samples++ = (uint8_t)level_at(w->picture, x, y);
    }
}

void omr_crop_take(struct omr_crop *crop, const struct omr_sheet *sheet,
                   const struct omr_registration *registration, int bubble,
                   const struct omr_crop_mask *mask) {
    int16_t levels[OMR_COLLAR_SAMPLES];
    memset(crop, 0, sizeof *crop);
    if (!registration->placements[bubble].is_inside)
        return;
    struct window w = window_on(sheet, registration, bubble);
    int seen = look_around(levels, &w, mask);
    if (seen <= OMR_COLLAR_SAMPLES / 2 ||
        !is_within(&w, 4096 * (OMR_CROP_SIDE - 1) / OMR_CROP_SIDE))
        return;
    look_inside(crop->sample, &w);
    crop->paper = paper_around(levels, seen);
    for (int i = 0; i < OMR_COLLAR_SAMPLES; i++)
        crop->sample[OMR_CROP_PIXELS + i] = (uint8_t)(levels[i] < 0 ? crop->paper : levels[i]);
    crop->is_measured = crop->paper >= LEAST_PAPER;
}

void omr_crop_divide(struct omr_crop *crop, int paper, const struct omr_crop_mask *mask) {
    uint8_t share[256];
    for (int level = 0; level < 256; level++) {
        int value = level * OMR_CROP_PAPER / paper;
        share[level] = (uint8_t)(value > 255 ? 255 : value);
    }
    for (int i = 0; i < OMR_CROP_SAMPLES; i++)
        crop->sample[i] = share[crop->sample[i]];
    crop->paper = paper;
    crop->darkness = omr_crop_darkness(crop->sample, mask);
}
