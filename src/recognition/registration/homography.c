/* SPDX-License-Identifier: MIT */
#include "recognition/registration/homography.h"

#include <math.h>
#include <string.h>

bool omr_solve_spd(double *a, double *b, int n) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (int k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            if (i == j && !(sum > 1e-12))
                return false;
            a[i * n + j] = i == j ? sqrt(sum) : sum / a[j * n + j];
        }
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++)
            b[i] -= a[i * n + k] * b[k];
        b[i] /= a[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++)
            b[i] -= a[k * n + i] * b[k];
        b[i] /= a[i * n + i];
    }
    return true;
}

/* Shift and scale that bring the points to mean 0 and mean distance 1. */
struct frame {
    double x, y, scale;
};

static struct frame frame_of(const struct omr_point *points, int count) {
    struct frame frame = {0, 0, 0};
    for (int i = 0; i < count; i++) {
        frame.x += points[i].x / count;
        frame.y += points[i].y / count;
    }
    for (int i = 0; i < count; i++)
        frame.scale += hypot(points[i].x - frame.x, points[i].y - frame.y) / count;
    frame.scale = frame.scale > 1e-9 ? 1 / frame.scale : 0;
    return frame;
}

static void add_equation(double *normal, double *right, const double row[8], double value) {
    for (int i = 0; i < 8; i++) {
        for (int j = 0; j <= i; j++)
            normal[i * 8 + j] += row[i] * row[j];
        right[i] += row[i] * value;
    }
}

/* Undoes both frames: to-frame inverse · h · from-frame. */
static void unframe(struct omr_homography *map, const double h[9], struct frame from,
                    struct frame to) {
    double g[9];
    for (int r = 0; r < 3; r++) {
        g[r * 3 + 0] = h[r * 3 + 0] * from.scale;
        g[r * 3 + 1] = h[r * 3 + 1] * from.scale;
        g[r * 3 + 2] = h[r * 3 + 2] - g[r * 3 + 0] * from.x - g[r * 3 + 1] * from.y;
    }
    for (int c = 0; c < 3; c++) {
        map->h[c] = g[c] / to.scale + to.x * g[6 + c];
        map->h[3 + c] = g[3 + c] / to.scale + to.y * g[6 + c];
        map->h[6 + c] = g[6 + c];
    }
    double last = map->h[8];
    for (int k = 0; k < 9; k++)
        map->h[k] /= last;
}

static double determinant(const double h[9]) {
    return h[0] * (h[4] * h[8] - h[5] * h[7]) - h[1] * (h[3] * h[8] - h[5] * h[6]) +
           h[2] * (h[3] * h[7] - h[4] * h[6]);
}

bool omr_homography_fit(struct omr_homography *map, const struct omr_point *from,
                        const struct omr_point *to, int count) {
    struct frame a = frame_of(from, count), b = frame_of(to, count);
    if (count < 4 || a.scale <= 0 || b.scale <= 0)
        return false;
    double normal[64] = {0}, right[9] = {0};
    for (int i = 0; i < count; i++) {
        double x = (from[i].x - a.x) * a.scale, y = (from[i].y - a.y) * a.scale;
        double u = (to[i].x - b.x) * b.scale, v = (to[i].y - b.y) * b.scale;
        add_equation(normal, right, (double[8]){x, y, 1, 0, 0, 0, -u * x, -u * y}, u);
        add_equation(normal, right, (double[8]){0, 0, 0, x, y, 1, -v * x, -v * y}, v);
    }
    if (!omr_solve_spd(normal, right, 8))
        return false;
    right[8] = 1;
    if (!(fabs(determinant(right)) > 1e-9)) /* the plane would collapse to a line */
        return false;
    struct omr_homography fitted;
    unframe(&fitted, right, a, b);
    for (int k = 0; k < 9; k++)
        if (!isfinite(fitted.h[k]))
            return false;
    *map = fitted;
    return true;
}

struct omr_point omr_homography_apply(const struct omr_homography *map, struct omr_point p) {
    const double *h = map->h;
    double w = h[6] * p.x + h[7] * p.y + h[8];
    return (struct omr_point){(h[0] * p.x + h[1] * p.y + h[2]) / w,
                              (h[3] * p.x + h[4] * p.y + h[5]) / w};
}
