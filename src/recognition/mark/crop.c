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

/* The level at a point that has four pixels around it. */
static int blend(const struct omr_pixmap *picture, int64_t x, int64_t y) {
    unsigned fx = (unsigned)(x & 255), fy = (unsigned)(y & 255);
    const uint8_t *above = omr_pixmap_row(picture, (int)(y >> 8)) + (x >> 8);
    const uint8_t *below = above + picture->stride;
    unsigned top = above[0] * (256 - fx) + above[1] * fx;
    unsigned bottom = below[0] * (256 - fx) + below[1] * fx;
    return (int)((top * (256 - fy) + bottom * fy + 32768) >> 16);
}

static bool is_on(const struct omr_pixmap *picture, int64_t x, int64_t y) {
    int64_t px = x >> 8, py = y >> 8;
    return px >= 0 && py >= 0 && px + 1 < picture->width && py + 1 < picture->height;
}

static int sample(const struct window *w, double u, double v) {
    int64_t x = w->x + (int64_t)lrint(w->xx * u + w->xy * v);
    int64_t y = w->y + (int64_t)lrint(w->yx * u + w->yy * v);
    return is_on(w->picture, x, y) ? blend(w->picture, x, y) : -1;
}

/* Whether the whole window lies on the picture: its corners do. */
static bool is_whole(const struct window *w) {
    return sample(w, -1, -1) >= 0 && sample(w, 1, -1) >= 0 && sample(w, -1, 1) >= 0 &&
           sample(w, 1, 1) >= 0;
}

enum { AROUND = 32, AROUND_SAMPLES = 2 * AROUND };

/* cos of k / 32 of a turn; the sine is a quarter turn behind. */
static const double COS[AROUND] = {1,
                                   0.980785280403230,
                                   0.923879532511287,
                                   0.831469612302545,
                                   0.707106781186548,
                                   0.555570233019602,
                                   0.382683432365090,
                                   0.195090322016128,
                                   0,
                                   -0.195090322016128,
                                   -0.382683432365090,
                                   -0.555570233019602,
                                   -0.707106781186548,
                                   -0.831469612302545,
                                   -0.923879532511287,
                                   -0.980785280403230,
                                   -1,
                                   -0.980785280403230,
                                   -0.923879532511287,
                                   -0.831469612302545,
                                   -0.707106781186548,
                                   -0.555570233019602,
                                   -0.382683432365090,
                                   -0.195090322016128,
                                   0,
                                   0.195090322016128,
                                   0.382683432365090,
                                   0.555570233019602,
                                   0.707106781186548,
                                   0.831469612302545,
                                   0.923879532511287,
                                   0.980785280403230};

/* Levels on two outlines around the bubble, darkest first. */
struct surroundings {
    int level[AROUND_SAMPLES];
    int count, sum;
};

static void look_around(struct surroundings *around, const struct window *w) {
    *around = (struct surroundings){.count = 0};
    for (int k = 0; k < AROUND_SAMPLES; k++) {
        double reach = k < AROUND ? 1.22 : 1.36;
        int level = sample(w, reach * COS[k % AROUND], reach * COS[(k + 3 * AROUND / 4) % AROUND]);
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

/* The levels of the whole window as shares of the paper. A step along a row is the same everywhere,
 * in 1/65536 px, so that only the first place of a row needs arithmetic in doubles. */
static void cut_out(struct omr_crop *crop, const struct window *w, int paper) {
    uint8_t share[256];
    for (int level = 0; level < 256; level++) {
        int value = level * OMR_CROP_PAPER / paper;
        share[level] = (uint8_t)(value > 255 ? 255 : value);
    }
    int64_t step_x = (int64_t)lrint(w->xx * 256 * 2 / OMR_CROP_SIDE);
    int64_t step_y = (int64_t)lrint(w->yx * 256 * 2 / OMR_CROP_SIDE);
    for (int row = 0; row < OMR_CROP_SIDE; row++) {
        double u = 1.0 / OMR_CROP_SIDE - 1, v = (2 * row + 1.0) / OMR_CROP_SIDE - 1;
        int64_t x = w->x * 256 + (int64_t)lrint(256 * (w->xx * u + w->xy * v));
        int64_t y = w->y * 256 + (int64_t)lrint(256 * (w->yx * u + w->yy * v));
        uint8_t *out = crop->pixel + row * OMR_CROP_SIDE;
        for (int column = 0; column < OMR_CROP_SIDE; column++, x += step_x, y += step_y)
            out[column] = share[blend(w->picture, (x + 128) >> 8, (y + 128) >> 8)];
    }
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
    if (paper < 16 || !is_whole(&w))
        return;
    crop->outside = fmax(0, 1 - around.sum / (double)(around.count * paper));
    cut_out(crop, &w, paper);
    for (int k = 0; k < mask->count; k++) {
        int value = crop->pixel[mask->pixel[k]];
        sum += value < OMR_CROP_PAPER ? OMR_CROP_PAPER - value : 0;
    }
    crop->darkness = sum / (double)(mask->count * OMR_CROP_PAPER);
    crop->is_measured = true;
}
