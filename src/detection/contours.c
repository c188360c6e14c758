/* SPDX-License-Identifier: MIT */
#include "detection/contours.h"

#include "base/error.h"
#include "recognition/registration/runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double THRESHOLDS[] = {0.75, 0.88, 0.55};
enum { THRESHOLD_COUNT = 3 };
static const double MOST_ASPECT = 3.2;
/* Covered parts of the bounding box: pi/4 for an ellipse, more for a box with round ends. */
static const double LEAST_ELLIPSE = 0.71, MOST_ELLIPSE = 0.925, LEAST_SQUARE = 0.94;
/* Of the covered part is paper at least; check boxes are empty. */
static const double LEAST_LIGHT = 0.45, LEAST_LIGHT_SQUARE = 0.9, LEAST_SOLID = 0.93;
/* Two outlines nearer than this share of their size are one. */
static const double SAME = 0.35;
/* A line is no thicker than this share of what it surrounds. */
static const double MOST_LINE = 0.2;

struct search {
    struct omr_contours *contours;
    const struct omr_pixmap *picture;
    struct omr_paper paper;
    uint8_t *value;
    double least_px, most_px;
};

/* How dark a place is: 0 paper, 1 black. */
static double darkness(const struct search *search, double x, double y) {
    int px = (int)lround(x), py = (int)lround(y);
    const struct omr_pixmap *picture = search->picture;
    if (px < 0 || py < 0 || px >= picture->width || py >= picture->height)
        return 0;
    double level = omr_pixmap_row(picture, py)[px] / fmax(1, omr_paper_at(&search->paper, x, y));
    return level >= 1 ? 0 : 1 - level;
}

/* Pixels on one side of the threshold become 1. */
static void mark_pixels(struct search *search, double threshold, bool is_light) {
    enum { BLOCK = 16 };
    const struct omr_pixmap *picture = search->picture;
    for (int top = 0; top < picture->height; top += BLOCK)
        for (int left = 0; left < picture->width; left += BLOCK) {
            double paper = omr_paper_at(&search->paper, left + BLOCK / 2, top + BLOCK / 2);
            int limit = (int)(threshold * paper);
            for (int y = top; y < top + BLOCK && y < picture->height; y++) {
                const uint8_t *row = omr_pixmap_row(picture, y);
                uint8_t *out = search->value + (size_t)y * (size_t)picture->width;
                for (int x = left; x < left + BLOCK && x < picture->width; x++)
                    out[x] = (row[x] >= limit) == is_light;
            }
        }
}

static bool has_size(const struct search *search, const struct omr_run *root) {
    double width = root->right - root->left, height = root->bottom - root->top;
    return fmin(width, height) >= search->least_px && fmax(width, height) <= search->most_px &&
           width < MOST_ASPECT * height && height < MOST_ASPECT * width;
}

/* The first and last column of each row of a region. */
struct extent {
    int first, last;
};

/* How much of its bounding box a region covers, its rows filled. */
static double cover(const struct omr_run *root, const struct extent *rows) {
    double sum = 0;
    for (int y = 0; y < root->bottom - root->top; y++)
        sum += rows[y].last - rows[y].first;
    return sum / ((double)(root->right - root->left) * (root->bottom - root->top));
}

/* From the inside's edge outwards: how long it stays darker than half of the darkest met. */
static double line_width(const struct search *search, double x, double y, double step_x,
                         double step_y, double most) {
    double darkest = 0, sum = 0;
    for (double s = 0; s <= most; s++)
        darkest = fmax(darkest, darkness(search, x + s * step_x, y + s * step_y));
    for (double s = 0; s <= most; s++) {
        if (darkness(search, x + s * step_x, y + s * step_y) < darkest / 2 && s > 1)
            break;
        sum++;
    }
    return sum;
}

static void measure_line(const struct search *search, struct omr_contour *outline) {
    double rx = outline->width / 2, ry = outline->height / 2;
    double most = fmax(2, MOST_LINE * fmin(outline->width, outline->height));
    double wide[4] = {line_width(search, outline->x + rx, outline->y, 1, 0, most),
                      line_width(search, outline->x - rx, outline->y, -1, 0, most),
                      line_width(search, outline->x, outline->y + ry, 0, 1, most),
                      line_width(search, outline->x, outline->y - ry, 0, -1, most)};
    double least = fmin(fmin(wide[0], wide[1]), fmin(wide[2], wide[3]));
    outline->width += 2 * least;
    outline->height += 2 * least;
}

/* What is printed inside, in a coarse picture of the middle. */
static void measure_glyph(const struct search *search, struct omr_contour *outline) {
    enum { SIDE = OMR_GLYPH_SIDE, FINE = 3 };
    const double part = outline->is_square ? 0.7 : 0.54;
    double sum = 0, darkest = 0;
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++) {
            double cell = 0;
            for (int k = 0; k < FINE * FINE; k++) {
                double u = (column + (k % FINE + 0.5) / FINE) / SIDE - 0.5;
                double v = (row + ((double)(k / FINE) + 0.5) / FINE) / SIDE - 0.5;
                cell += darkness(search, outline->x + u * part * outline->width,
                                 outline->y + v * part * outline->height);
            }
            cell /= FINE * FINE;
            outline->glyph[row * SIDE + column] = (float)cell;
            sum += cell;
            darkest = fmax(darkest, cell);
        }
    outline->ink = sum / (SIDE * SIDE);
    int left = SIDE, right = -1, top = SIDE, bottom = -1;
    for (int i = 0; i < SIDE * SIDE; i++)
        if (outline->glyph[i] > darkest * 0.4 && darkest > 0.1) {
            left = i % SIDE < left ? i % SIDE : left;
            right = i % SIDE > right ? i % SIDE : right;
            top = i / SIDE < top ? i / SIDE : top;
            bottom = i / SIDE > bottom ? i / SIDE : bottom;
        }
    if (right >= left)
        outline->glyph_wide =
            (right - left + 1) * outline->width / ((bottom - top + 1) * outline->height);
}

static bool is_known(const struct omr_contours *contours, const struct omr_contour *one) {
    for (int i = 0; i < contours->count; i++) {
        const struct omr_contour *other = omr_contour_at(contours, i);
        if (fabs(other->x - one->x) < SAME * fmax(other->width, one->width) &&
            fabs(other->y - one->y) < SAME * fmax(other->height, one->height))
            return true;
    }
    return false;
}

static void take(struct search *search, const struct omr_run *root, const struct extent *rows) {
    double share = cover(root, rows);
    double width = root->right - root->left, height = root->bottom - root->top;
    double light = root->area / (share * width * height);
    struct omr_contour outline = {.x = root->left + width / 2 - 0.5,
                                  .y = root->top + height / 2 - 0.5,
                                  .width = width,
                                  .height = height,
                                  .is_square = share > LEAST_SQUARE};
    bool is_ellipse = share > LEAST_ELLIPSE && share < MOST_ELLIPSE;
    if (!is_ellipse && !outline.is_square)
        return;
    if (light < (outline.is_square ? LEAST_LIGHT_SQUARE : LEAST_LIGHT) ||
        search->contours->count >= OMR_CONTOURS_MOST || is_known(search->contours, &outline))
        return;
    measure_line(search, &outline);
    measure_glyph(search, &outline);
    omr_buffer_append(&search->contours->items, &outline, sizeof outline);
    search->contours->count++;
}

/* The extents of the rows of regions that have the size, one after the other. */
static struct extent *measure_rows(struct omr_runs *regions, int *offsets, int total) {
    struct extent *rows = malloc((size_t)(total + 1) * sizeof *rows);
    if (!rows)
        return NULL;
    for (int i = 0; i < total; i++)
        rows[i] = (struct extent){1 << 30, -1};
    for (int i = 0; i < regions->count; i++) {
        const struct omr_run *run = &regions->run[i];
        const struct omr_run *root = &regions->run[omr_runs_root(regions, i)];
        if (root->shape < 0)
            continue;
        struct extent *row = &rows[offsets[root->shape] + run->y - root->top];
        row->first = run->x0 < row->first ? run->x0 : row->first;
        row->last = run->x1 > row->last ? run->x1 : row->last;
    }
    return rows;
}

static enum omr_status take_regions(struct search *search, struct omr_runs *regions,
                                    struct omr_error *err) {
    int shapes = 0, total = 0;
    int *offsets = malloc(((size_t)regions->count + 1) * sizeof *offsets);
    if (!offsets)
        return omr_fail_memory(err);
    for (int i = 0; i < regions->count; i++) {
        struct omr_run *root = &regions->run[i];
        if (root->parent != i || !has_size(search, root))
            continue;
        root->shape = shapes;
        offsets[shapes++] = total;
        total += root->bottom - root->top;
    }
    struct extent *rows = measure_rows(regions, offsets, total);
    for (int i = 0; i < regions->count && rows; i++)
        if (regions->run[i].parent == i && regions->run[i].shape >= 0)
            take(search, &regions->run[i], rows + offsets[regions->run[i].shape]);
    free(offsets);
    free(rows);
    return rows ? OMR_OK : omr_fail_memory(err);
}

static enum omr_status look(struct search *search, double threshold, struct omr_error *err) {
    struct omr_runs regions = {0};
    mark_pixels(search, threshold, true);
    enum omr_status status = omr_runs_find(&regions, search->value, search->picture->width,
                                           search->picture->height, false, err);
    if (!status)
        status = take_regions(search, &regions, err);
    omr_runs_clear(&regions);
    return status;
}

/* Dark rectangles without anything light in them. */
static enum omr_status look_for_squares(struct search *search, struct omr_error *err) {
    struct omr_runs regions = {0};
    mark_pixels(search, 0.5, false);
    enum omr_status status = omr_runs_find(&regions, search->value, search->picture->width,
                                           search->picture->height, false, err);
    for (int i = 0; i < regions.count && !status; i++) {
        const struct omr_run *root = &regions.run[i];
        double width = root->right - root->left, height = root->bottom - root->top;
        if (root->parent != i || fmin(width, height) < search->least_px ||
            fmax(width, height) > 2 * search->most_px || root->area < LEAST_SOLID * width * height)
            continue;
        struct omr_contour square = {.x = root->left + width / 2 - 0.5,
                                     .y = root->top + height / 2 - 0.5,
                                     .width = width,
                                     .height = height,
                                     .is_square = true,
                                     .ink = 1};
        omr_buffer_append(&search->contours->squares, &square, sizeof square);
        search->contours->square_count++;
    }
    omr_runs_clear(&regions);
    return status;
}

enum omr_status omr_contours_find(struct omr_contours *contours, const struct omr_pixmap *picture,
                                  double least_px, double most_px, struct omr_error *err) {
    struct search search = {
        .contours = contours, .picture = picture, .least_px = least_px, .most_px = most_px};
    enum omr_status status = omr_paper_init(&search.paper, picture, 64, err);
    if (!status && !(search.value = malloc((size_t)picture->width * (size_t)picture->height)))
        status = omr_fail_memory(err);
    for (int i = 0; i < THRESHOLD_COUNT && !status; i++)
        status = look(&search, THRESHOLDS[i], err);
    if (!status)
        status = look_for_squares(&search, err);
    if (!status && (contours->items.has_failed || contours->squares.has_failed))
        status = omr_fail_memory(err);
    free(search.value);
    omr_paper_clear(&search.paper);
    return status;
}

void omr_contours_clear(struct omr_contours *contours) {
    omr_buffer_clear(&contours->items);
    omr_buffer_clear(&contours->squares);
    contours->count = contours->square_count = 0;
}
