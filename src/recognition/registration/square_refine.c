/* SPDX-License-Identifier: MIT
 *
 * Sub-pixel corners: along each edge the grey profile across it is followed to where it crosses
 * half way between inside and outside; a line is fitted to the crossings, outliers dropped, and
 * neighbouring lines are intersected. */
#include "recognition/registration/squares.h"

#include <math.h>
#include <string.h>

enum { PROBES = 16, STEPS = 33 };

struct line {
    struct omr_point point, direction;
    bool is_found;
};

static bool sample(const struct omr_pixmap *picture, double x, double y, double *level) {
    int x0 = (int)floor(x), y0 = (int)floor(y);
    if (x0 < 0 || y0 < 0 || x0 + 1 >= picture->width || y0 + 1 >= picture->height)
        return false;
    const uint8_t *above = omr_pixmap_row(picture, y0) + x0, *below = above + picture->stride;
    double fx = x - x0, fy = y - y0;
    *level = (above[0] * (1 - fx) + above[1] * fx) * (1 - fy) +
             (below[0] * (1 - fx) + below[1] * fx) * fy;
    return true;
}

/* Where along `across` (from inside to outside, -1 to 1) the profile at `p` passes half way up. */
static bool find_crossing(const struct omr_pixmap *picture, struct omr_point p,
                          struct omr_point across, double *offset) {
    double level[STEPS];
    for (int i = 0; i < STEPS; i++) {
        double t = 2.0 * i / (STEPS - 1) - 1;
        if (!sample(picture, p.x + t * across.x, p.y + t * across.y, &level[i]))
            return false;
    }
    double inside = (level[0] + level[1] + level[2]) / 3;
    double outside = (level[STEPS - 1] + level[STEPS - 2] + level[STEPS - 3]) / 3;
    if (outside - inside < 20)
        return false;
    double half = (inside + outside) / 2;
    for (int i = 1; i < STEPS; i++)
        if (level[i] >= half && level[i - 1] < half) {
            double part = (half - level[i - 1]) / (level[i] - level[i - 1]);
            *offset = 2.0 * (i - 1 + part) / (STEPS - 1) - 1;
            return true;
        }
    return false;
}

/* Straight line x + y·t through (t, offset) pairs, dropping those off the line twice. */
static bool fit_offsets(const double *t, const double *offset, int count, double *base,
                        double *slope) {
    bool is_used[PROBES];
    for (int i = 0; i < count; i++)
        is_used[i] = true;
    for (int pass = 0; pass < 3; pass++) {
        double n = 0, st = 0, so = 0, stt = 0, sto = 0, worst = 0;
        for (int i = 0; i < count; i++)
            if (is_used[i]) {
                n++, st += t[i], so += offset[i], stt += t[i] * t[i], sto += t[i] * offset[i];
            }
        double det = n * stt - st * st;
        if (n < PROBES / 2 || det < 1e-9)
            return false;
        *slope = (n * sto - st * so) / det;
        *base = (so - *slope * st) / n;
        for (int i = 0; i < count; i++)
            if (is_used[i])
                worst += fabs(offset[i] - *base - *slope * t[i]) / n;
        for (int i = 0; i < count; i++)
            is_used[i] = fabs(offset[i] - *base - *slope * t[i]) <= 2.5 * worst + 1e-6;
    }
    return true;
}

static struct line refine_edge(const struct omr_pixmap *picture, struct omr_point a,
                               struct omr_point b, double reach) {
    struct line line = {.point = a};
    double length = hypot(b.x - a.x, b.y - a.y);
    struct omr_point along = {(b.x - a.x) / length, (b.y - a.y) / length};
    struct omr_point across = {along.y * reach,
                               -along.x * reach}; /* outside of a clockwise shape */
    double t[PROBES], offset[PROBES], base, slope;
    int count = 0;
    for (int i = 0; i < PROBES; i++) {
        t[count] = length * (0.15 + 0.7 * i / (PROBES - 1));
        struct omr_point p = {a.x + along.x * t[count], a.y + along.y * t[count]};
        count += find_crossing(picture, p, across, &offset[count]);
    }
    line.direction = along;
    if (count < PROBES / 2 || !fit_offsets(t, offset, count, &base, &slope))
        return line;
    line.point = (struct omr_point){a.x + across.x * base, a.y + across.y * base};
    line.direction = (struct omr_point){along.x + across.x * slope, along.y + across.y * slope};
    line.is_found = true;
    return line;
}

static bool intersect(const struct line *a, const struct line *b, struct omr_point *p) {
    double det = a->direction.x * b->direction.y - a->direction.y * b->direction.x;
    if (fabs(det) < 0.3)
        return false;
    double x = b->point.x - a->point.x, y = b->point.y - a->point.y;
    double t = (x * b->direction.y - y * b->direction.x) / det;
    *p = (struct omr_point){a->point.x + t * a->direction.x, a->point.y + t * a->direction.y};
    return true;
}

void omr_square_refine(struct omr_square *square, const struct omr_pixmap *picture, double scale) {
    struct omr_point corner[4];
    struct line edge[4];
    for (int k = 0; k < 4; k++)
        corner[k] = (struct omr_point){(square->corner[k].x + 0.5) * scale - 0.5,
                                       (square->corner[k].y + 0.5) * scale - 0.5};
    square->side_px *= scale;
    double reach = fmax(2.5, fmin(0.12 * square->side_px, 2.5 * scale + 1));
    for (int k = 0; k < 4; k++)
        edge[k] = refine_edge(picture, corner[k], corner[(k + 1) % 4], reach);
    for (int k = 0; k < 4; k++) {
        struct omr_point p;
        const struct line *before = &edge[(k + 3) % 4];
        if (before->is_found && edge[k].is_found && intersect(before, &edge[k], &p) &&
            hypot(p.x - corner[k].x, p.y - corner[k].y) < 2 * reach + 2)
            corner[k] = p;
    }
    memcpy(square->corner, corner, sizeof corner);
    square->centre = (struct omr_point){0, 0};
    for (int k = 0; k < 4; k++) {
        square->centre.x += corner[k].x / 4;
        square->centre.y += corner[k].y / 4;
    }
}
