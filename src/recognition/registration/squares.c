/* SPDX-License-Identifier: MIT
 *
 * Connected dark pixels (runs.h) of plausible size get their extreme points in sixteen directions,
 * of which the four that span the largest area are the corners. A component counts as a square when
 * its pixels nearly fill that polygon and the polygon is nearly as wide as high. */
#include "recognition/registration/squares.h"

#include "base/error.h"
#include "recognition/registration/runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIRECTIONS = 16, SMALLEST_PX = 8, MOST_COMPONENTS = 4096 };
static const double LEAST_FILL = 0.80, MOST_ASPECT = 2.2;

struct extremes {
    double reach[DIRECTIONS];
    struct omr_point point[DIRECTIONS];
    int area;
};

/* The ink's share of the paper's brightness below which only the blackest 0.3 % lie. */
static double blackest_ratio(const struct omr_pixmap *picture, const struct omr_paper *paper) {
    int counts[256] = {0}, total = 0;
    for (int y = 0; y < picture->height; y += 3) {
        const uint8_t *row = omr_pixmap_row(picture, y);
        const uint8_t *level = paper->level + y / paper->cell_px * paper->columns;
        for (int x = 0; x < picture->width; x += 3, total++) {
            int white = level[x / paper->cell_px];
            int ratio = white > row[x] ? row[x] * 255 / white : 255;
            counts[ratio]++;
        }
    }
    int ratio = 0;
    for (int sum = counts[0]; ratio < 255 && sum < total * 3 / 1000; sum += counts[ratio])
        ratio++;
    return ratio / 255.0;
}

/* The limit is one for each patch of so many pixels: light changes slowly. */
enum { PATCH = 8 };

/* `limits` is room for one row. */
static void find_dark(uint8_t *dark, uint8_t *limits, const struct omr_pixmap *picture,
                      const struct omr_paper *paper, double darker_than) {
    double black = blackest_ratio(picture, paper);
    double cut = black + darker_than * (1 - black);
    cut = cut < 0.25 ? 0.25 : cut > 0.8 ? 0.8 : cut;
    for (int y = 0; y < picture->height; y++) {
        for (int x = 0; y % PATCH == 0 && x < picture->width; x += PATCH) {
            double level = omr_paper_at(paper, x + PATCH / 2.0, y + PATCH / 2.0);
            for (int i = x; i < x + PATCH && i < picture->width; i++)
                limits[i] = (uint8_t)(cut * level);
        }
        const uint8_t *row = omr_pixmap_row(picture, y);
        uint8_t *out = dark + (size_t)y * (size_t)picture->width;
        for (int x = 0; x < picture->width; x++)
            out[x] = row[x] < limits[x];
    }
}

/* Erosion (value 1) or dilation (value 0) by a row of `side` pixels, anchored at its end, over
 * `count` pixels `step` apart: a pixel keeps `value` only behind side - 1 others of that value. */
static void shrink_line(uint8_t *line, int count, size_t step, int side, uint8_t value) {
    int length = 0;
    for (int i = 0; i < count; i++) {
        uint8_t *pixel = line + (size_t)i * step;
        length = *pixel == value ? length + 1 : 0;
        if (*pixel == value && length < side)
            *pixel = (uint8_t)!value;
    }
}

static void shrink(uint8_t *dark, int width, int height, int side, uint8_t value) {
    for (int y = 0; y < height; y++)
        shrink_line(dark + (size_t)y * (size_t)width, width, 1, side, value);
    for (int x = 0; x < width; x++)
        shrink_line(dark + x, height, (size_t)width, side, value);
}

static void reverse(uint8_t *dark, size_t count) {
    for (size_t i = 0; i < count / 2; i++) {
        uint8_t kept = dark[i];
        dark[i] = dark[count - 1 - i];
        dark[count - 1 - i] = kept;
    }
}

/* Opening by a square: erosion anchored at one corner, dilation anchored at the opposite one. */
static void open_dark(uint8_t *dark, int width, int height, int side) {
    size_t count = (size_t)width * (size_t)height;
    shrink(dark, width, height, side, 1);
    reverse(dark, count);
    shrink(dark, width, height, side, 0);
    reverse(dark, count);
}

/* cos and sin of (d + 0.5) / 16 of a turn. */
static const double COS[DIRECTIONS] = {0.98078528,  0.83146961,  0.55557023,  0.19509032,
                                       -0.19509032, -0.55557023, -0.83146961, -0.98078528,
                                       -0.98078528, -0.83146961, -0.55557023, -0.19509032,
                                       0.19509032,  0.55557023,  0.83146961,  0.98078528};

static double sine(int d) {
    return COS[(d + DIRECTIONS - DIRECTIONS / 4) % DIRECTIONS];
}

/* The corners of the run's pixels, not their centres; of the four the one that lies farthest in a
 * direction is known beforehand. */
static void reach_out(struct extremes *shape, const struct omr_run *run) {
    for (int d = 0; d < DIRECTIONS; d++) {
        double x = (COS[d] > 0 ? run->x1 : run->x0) - 0.5, y = run->y + (sine(d) > 0 ? 0.5 : -0.5);
        double reach = x * COS[d] + y * sine(d);
        if (reach > shape->reach[d]) {
            shape->reach[d] = reach;
            shape->point[d] = (struct omr_point){x, y};
        }
    }
}

static double cross(struct omr_point o, struct omr_point a, struct omr_point b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

/* Extreme points in their order, each once: one corner often is the farthest in many directions. */
static int distinct_points(const struct extremes *shape, struct omr_point p[DIRECTIONS]) {
    int count = 0;
    for (int d = 0; d < DIRECTIONS; d++) {
        const struct omr_point *next = &shape->point[d];
        if (!count || next->x != p[count - 1].x || next->y != p[count - 1].y)
            p[count++] = *next;
    }
    return count;
}

/* The four extreme points, in their order, that span the most. */
static double largest_quad(const struct extremes *shape, struct omr_point corner[4]) {
    struct omr_point p[DIRECTIONS];
    int count = distinct_points(shape, p);
    double largest = 0;
    for (int a = 0; a < count - 3; a++)
        for (int b = a + 1; b < count - 2; b++)
            for (int c = b + 1; c < count - 1; c++) {
                double first = cross(p[a], p[b], p[c]);
                for (int d = c + 1; d < count; d++) {
                    double area = 0.5 * (first + cross(p[a], p[c], p[d]));
                    if (area > largest) {
                        largest = area;
                        const struct omr_point chosen[4] = {p[a], p[b], p[c], p[d]};
                        memcpy(corner, chosen, sizeof chosen);
                    }
                }
            }
    return largest;
}

static double distance(struct omr_point a, struct omr_point b) {
    return hypot(a.x - b.x, a.y - b.y);
}

static bool is_on_edge(struct omr_point p, const struct omr_pixmap *picture) {
    return p.x < 0.6 || p.y < 0.6 || p.x > picture->width - 1.6 || p.y > picture->height - 1.6;
}

/* Where the picture cuts a square along one side, that side is moved out until the shape is as long
 * as it is wide. True when it was so. */
static bool complete(struct omr_point corner[4], const struct omr_pixmap *picture) {
    for (int k = 0; k < 4; k++) {
        struct omr_point *a = &corner[k], *b = &corner[(k + 1) % 4];
        struct omr_point d = corner[(k + 3) % 4], c = corner[(k + 2) % 4];
        if (!is_on_edge(*a, picture) || !is_on_edge(*b, picture) || is_on_edge(c, picture) ||
            is_on_edge(d, picture))
            continue;
        double width = distance(c, d), length = (distance(*a, d) + distance(*b, c)) / 2;
        if (length < 0.2 * width || length > 0.97 * width)
            return false;
        double grow = width / length;
        *a = (struct omr_point){d.x + (a->x - d.x) * grow, d.y + (a->y - d.y) * grow};
        *b = (struct omr_point){c.x + (b->x - c.x) * grow, c.y + (b->y - c.y) * grow};
        return true;
    }
    return false;
}

static bool make_square(struct omr_square *square, const struct extremes *shape,
                        const struct omr_pixmap *picture) {
    double area = largest_quad(shape, square->corner);
    if (area < SMALLEST_PX * SMALLEST_PX / 2.0)
        return false;
    square->fill_ratio = shape->area / area;
    bool is_whole = true;
    for (int k = 0; k < 4; k++) {
        square->is_cut[k] = is_on_edge(square->corner[k], picture);
        is_whole = is_whole && !square->is_cut[k];
    }
    const struct omr_point *c = square->corner;
    if (complete(square->corner, picture))
        area = 0.5 *
               fabs((c[2].x - c[0].x) * (c[3].y - c[1].y) - (c[3].x - c[1].x) * (c[2].y - c[0].y));
    double width = distance(c[0], c[1]) + distance(c[2], c[3]);
    double height = distance(c[1], c[2]) + distance(c[3], c[0]);
    double thinnest = 1e9;
    for (int k = 0; k < 4; k++)
        thinnest = fmin(thinnest, distance(c[k], c[(k + 1) % 4]));
    square->side_px = sqrt(area);
    square->centre = (struct omr_point){(c[0].x + c[1].x + c[2].x + c[3].x) / 4,
                                        (c[0].y + c[1].y + c[2].y + c[3].y) / 4};
    return square->fill_ratio > LEAST_FILL && square->fill_ratio < 1.2 &&
           width < MOST_ASPECT * height && height < MOST_ASPECT * width &&
           thinnest > (is_whole ? 0.45 : 0.2) * square->side_px;
}

static bool is_plausible(const struct omr_run *root, const struct omr_pixmap *picture) {
    int width = root->right - root->left, height = root->bottom - root->top;
    int longer = picture->width > picture->height ? picture->width : picture->height;
    return width >= SMALLEST_PX / 2 && height >= SMALLEST_PX / 2 && width < longer / 4 &&
           height < longer / 4 && width < 5 * height && height < 5 * width &&
           10 * root->area > 4 * width * height;
}

static int name_shapes(struct omr_runs *runs, const struct omr_pixmap *picture) {
    int count = 0;
    for (int i = 0; i < runs->count && count < MOST_COMPONENTS; i++)
        if (runs->run[i].parent == i && is_plausible(&runs->run[i], picture))
            runs->run[i].shape = count++;
    return count;
}

static void measure_shapes(struct omr_runs *runs, struct extremes *shapes) {
    for (int i = 0; i < runs->count; i++) {
        const struct omr_run *run = &runs->run[i];
        int shape = runs->run[omr_runs_root(runs, i)].shape;
        if (shape < 0)
            continue;
        shapes[shape].area += run->x1 - run->x0;
        reach_out(&shapes[shape], run);
    }
}

static double level_at(const struct omr_pixmap *picture, double x, double y, double outside) {
    int px = (int)lround(x), py = (int)lround(y);
    bool is_inside = px >= 0 && py >= 0 && px < picture->width && py < picture->height;
    return is_inside ? omr_pixmap_row(picture, py)[px] : outside;
}

/* Brightness just outside less brightness inside: a third of the surroundings may be print that
 * touches. Tiles and keys on a desk are dark in the dark, markers are black on paper. */
static double contrast_of(const struct omr_square *square, const struct omr_pixmap *picture) {
    enum { PER_EDGE = 4, AROUND = 4 * PER_EDGE };
    double around[AROUND], inside = 0;
    for (int k = 0; k < AROUND; k++) {
        struct omr_point a = square->corner[k / PER_EDGE],
                         b = square->corner[(k / PER_EDGE + 1) % 4];
        double t = (k % PER_EDGE + 0.5) / PER_EDGE;
        double dx = a.x + t * (b.x - a.x) - square->centre.x;
        double dy = a.y + t * (b.y - a.y) - square->centre.y;
        inside +=
            level_at(picture, square->centre.x + 0.6 * dx, square->centre.y + 0.6 * dy, 0) / AROUND;
        double level =
            level_at(picture, square->centre.x + 1.3 * dx, square->centre.y + 1.3 * dy, 255);
        int at = k;
        for (; at > 0 && around[at - 1] > level; at--)
            around[at] = around[at - 1];
        around[at] = level;
    }
    return (around[AROUND / 3] - inside) / 255;
}

static int by_solidity(const void *a, const void *b) {
    const struct omr_square *p = a, *q = b;
    double x = fabs(1 - p->fill_ratio) - p->contrast, y = fabs(1 - q->fill_ratio) - q->contrast;
    return (x > y) - (x < y);
}

static enum omr_status collect_squares(struct omr_squares *squares, struct omr_runs *runs,
                                       const struct omr_pixmap *picture, struct omr_error *err) {
    int count = name_shapes(runs, picture), found = 0;
    struct extremes *shapes = calloc((size_t)count + 1, sizeof *shapes);
    struct omr_square *all = calloc((size_t)count + 1, sizeof *all);
    if (!shapes || !all) {
        free(shapes);
        free(all);
        return omr_fail_memory(err);
    }
    for (int i = 0; i < count; i++)
        for (int d = 0; d < DIRECTIONS; d++)
            shapes[i].reach[d] = -1e9;
    measure_shapes(runs, shapes);
    for (int i = 0; i < count; i++)
        if (make_square(&all[found], &shapes[i], picture)) {
            all[found].contrast = contrast_of(&all[found], picture);
            found++;
        }
    qsort(all, (size_t)found, sizeof *all, by_solidity);
    squares->count = found < OMR_SQUARES_MOST ? found : OMR_SQUARES_MOST;
    memcpy(squares->square, all, (size_t)squares->count * sizeof *all);
    free(shapes);
    free(all);
    return OMR_OK;
}

enum omr_status omr_squares_find(struct omr_squares *squares, const struct omr_pixmap *picture,
                                 const struct omr_paper *paper, const struct omr_squares_look *look,
                                 struct omr_error *err) {
    struct omr_runs runs = {0};
    size_t count = (size_t)picture->width * (size_t)picture->height;
    uint8_t *dark = malloc(count + (size_t)picture->width);
    if (!dark)
        return omr_fail_memory(err);
    find_dark(dark, dark + count, picture, paper, look->darker_than);
    if (look->opening_px > 1)
        open_dark(dark, picture->width, picture->height, look->opening_px);
    enum omr_status status = omr_runs_find(&runs, dark, picture->width, picture->height, true, err);
    if (!status)
        status = collect_squares(squares, &runs, picture, err);
    omr_runs_clear(&runs);
    free(dark);
    return status;
}
