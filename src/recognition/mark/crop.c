/* SPDX-License-Identifier: MIT */
#include "recognition/mark/crop.h"

#include <math.h>
#include <string.h>

/* Inside this share of the outline the stroke itself and small misplacements do not show. */
/* What is this far from its wider surroundings' paper towards black print is no paper but ink. */
static const double COVERED_DEPTH = 0.38;
static const double INSIDE_ELLIPSE = 0.80, INSIDE_SQUARE = 0.72;

void omr_crop_mask_init(struct omr_crop_mask *mask, enum omr_bubble_shape shape) {
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

/* Positions on the pyramid level in 1/256 px, so that sampling is done in integers. */
struct window {
    const struct omr_pixmap *picture;
    int64_t x, y;          /* of the bubble's centre */
    double xx, xy, yx, yy; /* 1/256 px per outline radius */
};

static int sample(const struct window *w, double u, double v) {
    int64_t x = w->x + (int64_t)lrint(w->xx * u + w->xy * v);
    int64_t y = w->y + (int64_t)lrint(w->yx * u + w->yy * v);
    int64_t px = x >> 8, py = y >> 8;
    if (px < 0 || py < 0 || px + 1 >= w->picture->width || py + 1 >= w->picture->height)
        return -1;
    unsigned fx = (unsigned)(x & 255), fy = (unsigned)(y & 255);
    const uint8_t *above = omr_pixmap_row(w->picture, (int)py) + px;
    const uint8_t *below = above + w->picture->stride;
    unsigned top = above[0] * (256 - fx) + above[1] * fx;
    unsigned bottom = below[0] * (256 - fx) + below[1] * fx;
    return (int)((top * (256 - fy) + bottom * fy + 32768) >> 16);
}

enum { AROUND = 32, AROUND_SAMPLES = 2 * AROUND };

/* Levels on two outlines around the bubble, darkest first. */
struct surroundings {
    int level[AROUND_SAMPLES];
    int count, sum;
};

static void look_around(struct surroundings *around, const struct window *w) {
    *around = (struct surroundings){.count = 0};
    for (int k = 0; k < AROUND_SAMPLES; k++) {
        double angle = (k % AROUND) * (2 * 3.14159265358979 / AROUND);
        double reach = k < AROUND ? 1.22 : 1.36;
        int level = sample(w, reach * cos(angle), reach * sin(angle));
        if (level < 0)
            continue;
        int at = around->count++;
        for (; at > 0 && around->level[at - 1] > level; at--)
            around->level[at] = around->level[at - 1];
        around->level[at] = level;
        around->sum += level;
    }
}

/* The paper at a bubble: what is seen around it, unless a thick pen covered that too; then what the
 * wider surroundings say. */
static int paper_of(const struct omr_sheet *sheet, const struct omr_registration *registration,
                    int bubble, const struct surroundings *around) {
    const struct omr_frame *frame = &registration->placements[bubble].frame;
    if (around->count <= AROUND_SAMPLES / 2)
        return 0;
    int near = around->level[around->count * 85 / 100];
    double wide = omr_paper_at(sheet->paper, omr_level_coordinate(frame->at.x, sheet->paper_level),
                               omr_level_coordinate(frame->at.y, sheet->paper_level));
    double covered = 1 - COVERED_DEPTH * (1 - registration->ink_ratio);
    return near < covered * wide ? (int)(0.95 * wide) : near;
}

static struct window window_on(const struct omr_sheet *sheet,
                               const struct omr_registration *registration, int bubble) {
    const struct omr_frame *frame = &registration->placements[bubble].frame;
    const struct omr_bubble *b = &sheet->page->bubbles[bubble];
    double factor = registration->ring_factor[sheet->classes->of_bubble[bubble]];
    double zoom = 256.0 / (1 << registration->level);
    double rx = factor * b->width / 2 * zoom, ry = factor * b->height / 2 * zoom;
    return (struct window){
        .picture = &sheet->pyramid->level[registration->level],
        .x = (int64_t)lrint(256 * omr_level_coordinate(frame->at.x, registration->level)),
        .y = (int64_t)lrint(256 * omr_level_coordinate(frame->at.y, registration->level)),
        .xx = frame->xx * rx,
        .xy = frame->xy * ry,
        .yx = frame->yx * rx,
        .yy = frame->yy * ry};
}

void omr_crop_take(struct omr_crop *crop, const struct omr_sheet *sheet,
                   const struct omr_registration *registration, int bubble,
                   const struct omr_crop_mask *mask) {
    memset(crop, 0, sizeof *crop);
    if (!registration->placements[bubble].is_inside)
        return;
    struct window w = window_on(sheet, registration, bubble);
    struct surroundings around;
    look_around(&around, &w);
    int paper = paper_of(sheet, registration, bubble, &around), sum = 0;
    if (paper < 16)
        return;
    crop->outside = fmax(0, 1 - around.sum / (double)(around.count * paper));
    for (int i = 0; i < OMR_CROP_PIXELS; i++) {
        int level = sample(&w, 2 * (i % OMR_CROP_SIDE + 0.5) / OMR_CROP_SIDE - 1,
                           2 * (i / OMR_CROP_SIDE + 0.5) / OMR_CROP_SIDE - 1);
        if (level < 0)
            return;
        int value = level * OMR_CROP_PAPER / paper;
        crop->pixel[i] = (uint8_t)(value > 255 ? 255 : value);
    }
    for (int k = 0; k < mask->count; k++) {
        int value = crop->pixel[mask->pixel[k]];
        sum += value < OMR_CROP_PAPER ? OMR_CROP_PAPER - value : 0;
    }
    crop->darkness = sum / (double)(mask->count * OMR_CROP_PAPER);
    crop->is_measured = true;
}
