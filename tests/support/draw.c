/* SPDX-License-Identifier: MIT
 *
 * Each shape is a signed distance from its edge; a pixel is covered by 0.5 - distance, cut to
 * 0..1. That is exact enough for straight edges and strokes wider than a pixel. */
#include "support/draw.h"

#include <math.h>

struct window {
    int left, top, right, bottom; /* the last two exclusive */
};

static struct window window_clip(const struct omr_pixmap *pixmap, double left, double top,
                                 double right, double bottom) {
    struct window window = {(int)fmax(0, floor(left)), (int)fmax(0, floor(top)),
                            (int)fmin(pixmap->width, ceil(right)),
                            (int)fmin(pixmap->height, ceil(bottom))};
    return window;
}

static inline void pixel_ink(uint8_t *pixel, double coverage, double darkness) {
    if (coverage <= 0)
        return;
    double left = 1 - darkness * (coverage > 1 ? 1 : coverage);
    *pixel = (uint8_t)(*pixel * left + 0.5);
}

void fake_draw_stroke(struct omr_pixmap *pixmap, double x0, double y0, double x1, double y1,
                      double width, double darkness) {
    double reach = width / 2 + 1, dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;
    struct window window = window_clip(pixmap, fmin(x0, x1) - reach, fmin(y0, y1) - reach,
                                       fmax(x0, x1) + reach, fmax(y0, y1) + reach);
    for (int y = window.top; y < window.bottom; y++) {
        uint8_t *row = omr_pixmap_row(pixmap, y);
        for (int x = window.left; x < window.right; x++) {
            double px = x + 0.5 - x0, py = y + 0.5 - y0;
            double t = length2 > 0 ? (px * dx + py * dy) / length2 : 0;
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            double ex = px - t * dx, ey = py - t * dy, d2 = ex * ex + ey * ey;
            if (d2 < reach * reach)
                pixel_ink(&row[x], width / 2 - sqrt(d2) + 0.5, darkness);
        }
    }
}

/* Distance from an ellipse, outside positive: its implicit form over the length of its gradient. */
static double ellipse_distance(double x, double y, double radius_x, double radius_y) {
    double u = x / radius_x, v = y / radius_y, f = u * u + v * v - 1;
    double gx = 2 * u / radius_x, gy = 2 * v / radius_y, g = sqrt(gx * gx + gy * gy);
    return g > 1e-9 ? f / g : -fmin(radius_x, radius_y);
}

void fake_draw_ring(struct omr_pixmap *pixmap, double x, double y, double radius_x, double radius_y,
                    double width, double darkness) {
    double reach = width / 2 + 1;
    struct window window = window_clip(pixmap, x - radius_x - reach, y - radius_y - reach,
                                       x + radius_x + reach, y + radius_y + reach);
    for (int row = window.top; row < window.bottom; row++)
        for (int column = window.left; column < window.right; column++) {
            double d = ellipse_distance(column + 0.5 - x, row + 0.5 - y, radius_x, radius_y);
            pixel_ink(&omr_pixmap_row(pixmap, row)[column], width / 2 - fabs(d) + 0.5, darkness);
        }
}

void fake_draw_disc(struct omr_pixmap *pixmap, double x, double y, double radius_x, double radius_y,
                    double darkness) {
    struct window window =
        window_clip(pixmap, x - radius_x - 1, y - radius_y - 1, x + radius_x + 1, y + radius_y + 1);
    for (int row = window.top; row < window.bottom; row++)
        for (int column = window.left; column < window.right; column++) {
            double d = ellipse_distance(column + 0.5 - x, row + 0.5 - y, radius_x, radius_y);
            pixel_ink(&omr_pixmap_row(pixmap, row)[column], 0.5 - d, darkness);
        }
}

void fake_draw_box(struct omr_pixmap *pixmap, double left, double top, double right, double bottom,
                   double darkness) {
    struct window window = window_clip(pixmap, left, top, right, bottom);
    for (int y = window.top; y < window.bottom; y++) {
        double vertical = fmin(y + 1, bottom) - fmax(y, top);
        uint8_t *row = omr_pixmap_row(pixmap, y);
        for (int x = window.left; x < window.right; x++)
            pixel_ink(&row[x], vertical * (fmin(x + 1, right) - fmax(x, left)), darkness);
    }
}

void fake_draw_frame(struct omr_pixmap *pixmap, double left, double top, double right,
                     double bottom, double width, double darkness) {
    double h = width / 2;
    fake_draw_box(pixmap, left - h, top - h, right + h, top + h, darkness);
    fake_draw_box(pixmap, left - h, bottom - h, right + h, bottom + h, darkness);
    fake_draw_box(pixmap, left - h, top + h, left + h, bottom - h, darkness);
    fake_draw_box(pixmap, right - h, top + h, right + h, bottom - h, darkness);
}
