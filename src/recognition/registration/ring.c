/* SPDX-License-Identifier: MIT */
#include "recognition/registration/ring.h"

#include <math.h>
#include <stdlib.h>

/* cos of (k + 0.5) / 24 of a turn; the sine is a quarter turn behind. */
static const double COS[OMR_RING_SAMPLES] = {
    0.99144486,  0.92387953,  0.79335334,  0.60876143,  0.38268343,  0.13052619,
    -0.13052619, -0.38268343, -0.60876143, -0.79335334, -0.92387953, -0.99144486,
    -0.99144486, -0.92387953, -0.79335334, -0.60876143, -0.38268343, -0.13052619,
    0.13052619,  0.38268343,  0.60876143,  0.79335334,  0.92387953,  0.99144486};

/* Point `k` of the outline of a unit bubble: circle of radius 1, or square of half side 1. */
static struct omr_point outline_point(enum omr_bubble_shape shape, int k) {
    double x = COS[k], y = COS[(k + OMR_RING_SAMPLES - OMR_RING_SAMPLES / 4) % OMR_RING_SAMPLES];
    double scale = shape == OMR_SHAPE_SQUARE ? 1 / fmax(fabs(x), fabs(y)) : 1;
    return (struct omr_point){x * scale, y * scale};
}

/* Near the horizon of a steep view lengths are anything: what is far is kept far, but countable. */
static int offset(double length) {
    return (int)lrint(length < -1e6 ? -1e6 : length > 1e6 ? 1e6 : length);
}

void omr_ring_probe_init(struct omr_ring_probe *probe, const struct omr_bubble_class *class,
                         struct omr_ring_factor factor, const struct omr_frame *frame, int level) {
    double scale = omr_frame_scale(frame) / (1 << level);
    /* Far enough to leave the stroke and its blur, near enough not to meet the neighbour. */
    double gap = fmax(2.0, 5.5 * scale) / fmax(scale, 1e-6);
    double rx = factor.across * class->width / 2, ry = factor.down * class->height / 2;
    double zoom = 1.0 / (1 << level);
    probe->level = level;
    probe->reach_x = probe->reach_y = 0;
    for (int k = 0; k < OMR_RING_SAMPLES; k++) {
        struct omr_point p = outline_point(class->shape, k);
        double x = p.x * rx, y = p.y * ry, ox = p.x * (rx + gap), oy = p.y * (ry + gap);
        probe->ring_dx[k] = offset((frame->xx * x + frame->xy * y) * zoom);
        probe->ring_dy[k] = offset((frame->yx * x + frame->yy * y) * zoom);
        probe->outer_dx[k] = offset((frame->xx * ox + frame->xy * oy) * zoom);
        probe->outer_dy[k] = offset((frame->yx * ox + frame->yy * oy) * zoom);
        probe->reach_x =
            abs(probe->outer_dx[k]) > probe->reach_x ? abs(probe->outer_dx[k]) : probe->reach_x;
        probe->reach_y =
            abs(probe->outer_dy[k]) > probe->reach_y ? abs(probe->outer_dy[k]) : probe->reach_y;
    }
}

static void flatten(struct omr_ring_offsets *offsets, const struct omr_ring_probe *probe,
                    const struct omr_pixmap *picture) {
    for (int k = 0; k < OMR_RING_SAMPLES; k++) {
        offsets->ring[k] = probe->ring_dy[k] * (ptrdiff_t)picture->stride + probe->ring_dx[k];
        offsets->outer[k] = probe->outer_dy[k] * (ptrdiff_t)picture->stride + probe->outer_dx[k];
    }
}

/* Share of the samples that answer at least a third as well as the mean does. */
static double closed_at(const uint8_t *centre, const struct omr_ring_offsets *offsets,
                        double mean) {
    int answering = 0;
    for (int k = 0; k < OMR_RING_SAMPLES; k++)
        answering += centre[offsets->outer[k]] - centre[offsets->ring[k]] > mean / 3;
    return answering / (double)OMR_RING_SAMPLES;
}

static bool fits(const struct omr_pixmap *picture, const struct omr_ring_probe *probe, int x, int y,
                 int radius) {
    return x - radius - probe->reach_x >= 0 && y - radius - probe->reach_y >= 0 &&
           x + radius + probe->reach_x < picture->width &&
           y + radius + probe->reach_y < picture->height;
}

/* The top of the parabola through three neighbouring values, -0.5 .. 0.5. At the border of a search
 * the middle one need not be the largest. */
static double parabola_top(int before, int at, int after) {
    int curve = before - 2 * at + after;
    return curve < 0 ? fmin(fmax(0.5 * (before - after) / curve, -0.5), 0.5) : 0;
}

/* How many steps the sum stays the same: a stroke wider than a pixel answers alike at several
 * places, of which the search finds the first. */
static int plateau(const uint8_t *centre, const struct omr_ring_offsets *offsets, ptrdiff_t step,
                   int most, int sum) {
    int steps = 0;
    while (steps < most && omr_ring_sum(centre + (steps + 1) * step, offsets) == sum)
        steps++;
    return steps;
}

static omr_ring_row *fastest_row(void) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        return omr_ring_row_16;
#endif
    return omr_ring_row_8;
}

struct omr_ring_match omr_ring_search(const struct omr_pixmap *picture,
                                      const struct omr_ring_probe *probe, double x, double y,
                                      int radius) {
    struct omr_ring_match match = {0};
    if (!(fabs(x) < 1e6 && fabs(y) < 1e6))
        return match;
    int x0 = (int)lround(x), y0 = (int)lround(y), best = INT16_MIN, best_dx = 0, best_dy = 0;
    if (!fits(picture, probe, x0, y0, radius + 1))
        return match;
    struct omr_ring_offsets offsets;
    flatten(&offsets, probe, picture);
    omr_ring_row *find = fastest_row();
    int room = picture->width - (x0 - radius + probe->reach_x);
    for (int dy = -radius; dy <= radius; dy++) {
        const uint8_t *row = omr_pixmap_row(picture, y0 + dy) + x0 - radius;
        int at = find(row, 2 * radius + 1, room, &offsets, &best);
        if (at >= 0)
            best_dx = at - radius, best_dy = dy;
    }
    const uint8_t *centre = omr_pixmap_row(picture, y0 + best_dy) + x0 + best_dx;
    ptrdiff_t stride = (ptrdiff_t)picture->stride;
    int wide = plateau(centre, &offsets, 1, radius - best_dx, best) / 2;
    int high = plateau(centre + wide, &offsets, stride, radius - best_dy, best) / 2;
    centre += wide + high * stride;
    match.dx =
        x0 + best_dx + wide - x +
        parabola_top(omr_ring_sum(centre - 1, &offsets), best, omr_ring_sum(centre + 1, &offsets));
    match.dy = y0 + best_dy + high - y +
               parabola_top(omr_ring_sum(centre - stride, &offsets), best,
                            omr_ring_sum(centre + stride, &offsets));
    match.response = best / (double)OMR_RING_SAMPLES;
    match.closed = closed_at(centre, &offsets, match.response);
    match.is_inside = true;
    return match;
}

double omr_ring_response(const struct omr_pixmap *picture, const struct omr_ring_probe *probe,
                         double x, double y) {
    if (!(fabs(x) < 1e6 && fabs(y) < 1e6))
        return 0;
    int x0 = (int)lround(x), y0 = (int)lround(y);
    if (!fits(picture, probe, x0, y0, 0))
        return 0;
    struct omr_ring_offsets offsets;
    flatten(&offsets, probe, picture);
    return omr_ring_sum(omr_pixmap_row(picture, y0) + x0, &offsets) / (double)OMR_RING_SAMPLES;
}
