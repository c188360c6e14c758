/* SPDX-License-Identifier: MIT
 *
 * The forward map is analytic: print and feed, then bends that keep lengths (an arc, a fold), then
 * a pinhole. Drawing needs the inverse, which Newton steps find on a grid of 16 px, each node
 * starting from its neighbour; between nodes it is linear (error below 0.05 px for these bends). */
#include "support/geometry.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>

/* Length s along an arc of the radius: how far across and how high. Beyond 1.2 rad the arc goes on
 * as its tangent, so that points beside the page stay finite. */
static void arc(double radius, double s, double *across, double *height, double *slope) {
    double most = 1.2 * fabs(radius), inside = fmax(-most, fmin(most, s)), angle = inside / radius;
    *across = radius * sin(angle) + (s - inside) * cos(angle);
    *height = radius * (1 - cos(angle)) + (s - inside) * sin(angle);
    *slope = sin(angle);
}

static void curl(const struct fake_geometry *g, double *x, double *y, double *z, double *slope) {
    if (g->curl_radius_px == 0)
        return;
    double c = cos(g->curl_angle_rad), s = sin(g->curl_angle_rad), across, height;
    double along = *x * c + *y * s - g->curl_from_px;
    if (g->is_curl_one_sided && along < 0)
        return;
    arc(g->curl_radius_px, along, &across, &height, slope);
    *x += (across - along) * c;
    *y += (across - along) * s;
    *z += height;
}

static void fold(const struct fake_geometry *g, double *x, double *y, double *z, double *slope) {
    double c = cos(g->fold_direction_rad), s = sin(g->fold_direction_rad);
    double along = *x * c + *y * s - g->fold_at_px;
    if (g->fold_angle_rad == 0 || along < 0)
        return;
    double across = along * cos(g->fold_angle_rad);
    *x += (across - along) * c;
    *y += (across - along) * s;
    *z += along * sin(g->fold_angle_rad);
    *slope += sin(g->fold_angle_rad);
}

static void bend(const struct fake_geometry *g, double *x, double *y, double *z, double *slope) {
    *x = (*x - g->page_width / 2) * g->print_scale + g->shift_x;
    *y = (*y - g->page_height / 2) * g->print_scale + g->shift_y;
    *z = *slope = 0;
    if (g->ripple_px != 0)
        *y += g->ripple_px * sin(*y * 6.283185307 / g->ripple_period_px + g->ripple_phase);
    *y *= 1 + g->stretch;
    curl(g, x, y, z, slope);
    fold(g, x, y, z, slope);
}

struct omr_point fake_geometry_map(const struct fake_geometry *g, double x, double y) {
    double z, slope, depth = 1;
    bend(g, &x, &y, &z, &slope);
    if (g->distance_px > 0) {
        double c = cos(g->azimuth_rad), s = sin(g->azimuth_rad);
        double along = x * c + y * s, beside = y * c - x * s;
        double tilted = along * cos(g->tilt_rad) - z * sin(g->tilt_rad);
        double up = along * sin(g->tilt_rad) + z * cos(g->tilt_rad);
        depth = g->distance_px / fmax(g->distance_px * 0.1, g->distance_px - up);
        x = tilted * c - beside * s;
        y = tilted * s + beside * c;
    }
    double c = cos(g->turn_rad), s = sin(g->turn_rad);
    return (struct omr_point){g->centre_x + g->scale_x * depth * (x * c - y * s),
                              g->centre_y + g->scale_y * depth * (x * s + y * c)};
}

double fake_geometry_slope(const struct fake_geometry *g, double x, double y) {
    double z, slope;
    bend(g, &x, &y, &z, &slope);
    return slope;
}

void fake_geometry_fit(struct fake_geometry *g, int width, int height, double share) {
    double low_x = 1e9, low_y = 1e9, high_x = -1e9, high_y = -1e9;
    g->scale_x = g->scale_y = 1;
    g->centre_x = g->centre_y = 0;
    for (int i = 0; i <= 4; i++)
        for (int j = 0; j <= 4; j++) {
            struct omr_point p =
                fake_geometry_map(g, i * g->page_width / 4, j * g->page_height / 4);
            low_x = fmin(low_x, p.x);
            high_x = fmax(high_x, p.x);
            low_y = fmin(low_y, p.y);
            high_y = fmax(high_y, p.y);
        }
    double scale = share * fmin(width / (high_x - low_x), height / (high_y - low_y));
    g->scale_x = g->scale_y = scale;
    g->centre_x = width / 2.0 - scale * (low_x + high_x) / 2;
    g->centre_y = height / 2.0 - scale * (low_y + high_y) / 2;
}

/* Page point of an image point, improved from a first guess. */
static struct omr_point invert(const struct fake_geometry *g, double x, double y,
                               struct omr_point guess) {
    for (int i = 0; i < 12; i++) {
        struct omr_point p = fake_geometry_map(g, guess.x, guess.y);
        struct omr_point px = fake_geometry_map(g, guess.x + 1, guess.y);
        struct omr_point py = fake_geometry_map(g, guess.x, guess.y + 1);
        double a = px.x - p.x, b = py.x - p.x, c = px.y - p.y, d = py.y - p.y, det = a * d - b * c;
        double ex = x - p.x, ey = y - p.y;
        if (ex * ex + ey * ey < 1e-4 || fabs(det) < 1e-6)
            break;
        double step_x = (d * ex - b * ey) / det, step_y = (a * ey - c * ex) / det;
        double most = fmax(fabs(step_x), fabs(step_y)), cut = most > 400 ? 400 / most : 1;
        guess.x += cut * step_x;
        guess.y += cut * step_y;
    }
    return guess;
}

enum omr_status fake_grid_init(struct fake_grid *grid, const struct fake_geometry *g, int width,
                               int height, struct omr_error *err) {
    grid->columns = width / FAKE_GRID + 2;
    grid->rows = height / FAKE_GRID + 2;
    grid->points = calloc((size_t)grid->columns * (size_t)grid->rows, sizeof *grid->points);
    if (!grid->points)
        return omr_fail_memory(err);
    int middle_x = grid->columns / 2, middle_y = grid->rows / 2;
    for (int i = 0; i < grid->rows; i++) { /* outwards from the middle row, each from the last */
        int row = i <= middle_y ? middle_y - i : i;
        int from_row = row == middle_y ? row : row < middle_y ? row + 1 : row - 1;
        for (int j = 0; j < grid->columns; j++) {
            int column = j <= middle_x ? middle_x - j : j;
            struct omr_point guess = {g->page_width / 2, g->page_height / 2};
            if (row != middle_y)
                guess = grid->points[from_row * grid->columns + column];
            else if (column < middle_x)
                guess = grid->points[row * grid->columns + column + 1];
            else if (column > middle_x)
                guess = grid->points[row * grid->columns + column - 1];
            grid->points[row * grid->columns + column] =
                invert(g, column * FAKE_GRID, row * FAKE_GRID, guess);
        }
    }
    return OMR_OK;
}

void fake_grid_clear(struct fake_grid *grid) {
    free(grid->points);
    grid->points = NULL;
}

struct sheet {
    const struct omr_pixmap *paper;
    double left, top, right, bottom; /* what exists of it, page px */
};

/* Grey at a page point, linear between pixels; the sheet beyond the printed page is white. */
static inline uint8_t sample(const struct omr_pixmap *paper, double x, double y) {
    int fx = (int)((x - 0.5) * 256), fy = (int)((y - 0.5) * 256), px = fx >> 8, py = fy >> 8;
    if (px < 0 || py < 0 || px >= paper->width - 1 || py >= paper->height - 1)
        return 255;
    const uint8_t *p = paper->pixels + (size_t)py * paper->stride + (size_t)px;
    const uint8_t *q = p + paper->stride;
    int u = fx & 255, v = fy & 255;
    int top = p[0] * (256 - u) + p[1] * u, bottom = q[0] * (256 - u) + q[1] * u;
    return (uint8_t)((top * (256 - v) + bottom * v + 32768) >> 16);
}

static void cell_draw(const struct sheet *sheet, const struct omr_point corners[4], int left,
                      int top, struct omr_pixmap *picture) {
    int right = left + FAKE_GRID < picture->width ? left + FAKE_GRID : picture->width;
    int bottom = top + FAKE_GRID < picture->height ? top + FAKE_GRID : picture->height;
    for (int y = top; y < bottom; y++) {
        double v = (y - top + 0.5) / FAKE_GRID, u = 0.5 / FAKE_GRID;
        double x0 = corners[0].x + (corners[2].x - corners[0].x) * v;
        double y0 = corners[0].y + (corners[2].y - corners[0].y) * v;
        double x1 = corners[1].x + (corners[3].x - corners[1].x) * v;
        double y1 = corners[1].y + (corners[3].y - corners[1].y) * v;
        double dx = (x1 - x0) / FAKE_GRID, dy = (y1 - y0) / FAKE_GRID;
        double px = x0 + (x1 - x0) * u, py = y0 + (y1 - y0) * u;
        uint8_t *row = omr_pixmap_row(picture, y);
        for (int x = left; x < right; x++, px += dx, py += dy)
            if (px >= sheet->left && px < sheet->right && py >= sheet->top && py < sheet->bottom)
                row[x] = sample(sheet->paper, px, py);
    }
}

void fake_geometry_draw(const struct fake_geometry *g, const struct fake_grid *grid,
                        const struct omr_pixmap *paper, double margin_px,
                        struct omr_pixmap *picture) {
    struct sheet sheet = {paper, -margin_px, -margin_px, g->page_width + margin_px,
                          g->page_height + margin_px};
    for (int row = 0; row < grid->rows - 1; row++)
        for (int column = 0; column < grid->columns - 1; column++) {
            const struct omr_point *p = &grid->points[row * grid->columns + column];
            const struct omr_point *q = p + grid->columns;
            struct omr_point corners[4] = {p[0], p[1], q[0], q[1]};
            if (row * FAKE_GRID < picture->height && column * FAKE_GRID < picture->width)
                cell_draw(&sheet, corners, column * FAKE_GRID, row * FAKE_GRID, picture);
        }
}
