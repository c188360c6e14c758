/* SPDX-License-Identifier: MIT */
#include "recognition/registration/letters.h"

#include "base/error.h"
#include "base/glyphs.h"
#include "base/sorted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = OMR_LETTER_SIDE, PIXELS = SIDE * SIDE, GRID = 12, MOST_CROPS = 400, CODES = 128 };
/* A crop reaches so far from the middle, by the drawn outline's half axis; its corners, where the
 * outline itself could be, do not count. */
static const double REACH = 0.64, CORNER = 1.2;
/* Crops with more ink than this, by the third of them with the least, are marked. */
static const double MARKED_SHARE = 1.8, MARKED_MORE = 0.04;
/* Ink that belongs to a letter, by the blackest; and the least blackest there must be. */
static const double LETTER_SHARE = 0.4, LEAST_INK = 0.07;
/* A letter is at least so wide by its height: an I is not spread to a square. */
static const double NARROWEST = 0.4;
/* A bubble's place may be off by so much, by its size. */
static const double SAME_PLACE = 0.4;
/* Half a stroke's width, on the glyphs' grid of 4 x 6. */
static const double HALF_STROKE = 0.45, SOFT = 0.5;

static double ink_at(const struct omr_pixmap *picture, int level, double x, double y,
                     double paper) {
    double px = omr_level_coordinate(x, level), py = omr_level_coordinate(y, level);
    int x0 = (int)floor(px), y0 = (int)floor(py);
    if (!(x0 >= 0 && y0 >= 0 && x0 + 1 < picture->width && y0 + 1 < picture->height))
        return 0;
    const uint8_t *a = omr_pixmap_row(picture, y0) + x0, *b = a + picture->stride;
    double fx = px - x0, fy = py - y0;
    double grey = (a[0] * (1 - fx) + a[1] * fx) * (1 - fy) + (b[0] * (1 - fx) + b[1] * fx) * fy;
    return fmin(1, fmax(0, 1 - grey / paper));
}

static void take_crop(struct omr_letter *letter, const struct omr_sheet *sheet,
                      const struct omr_registration *r, int bubble) {
    const struct omr_bubble *b = &sheet->page->bubbles[bubble];
    const struct omr_frame *frame = &r->placements[bubble].frame;
    const struct omr_pixmap *picture = &sheet->pyramid->level[r->level];
    struct omr_ring_factor factor = r->ring_factor[sheet->classes->of_bubble[bubble]];
    double half = REACH * fmin(factor.across * b->width, factor.down * b->height) / 2;
    double paper = omr_sheet_paper(sheet, frame->at);
    letter->at = (struct omr_point){b->x, b->y};
    for (int k = 0; k < PIXELS; k++) {
        double u = (k % SIDE + 0.5) * 2 / SIDE - 1, v = (k / SIDE + 0.5) * 2 / SIDE - 1;
        double x = frame->at.x + (frame->xx * u + frame->xy * v) * half;
        double y = frame->at.y + (frame->yx * u + frame->yy * v) * half;
        double ink = hypot(u, v) < CORNER ? ink_at(picture, r->level, x, y, paper) : 0;
        letter->ink[k] = (uint8_t)(255 * ink);
    }
}

static double mean_ink(const struct omr_letter *letter) {
    int sum = 0;
    for (int k = 0; k < PIXELS; k++)
        sum += letter->ink[k];
    return sum / (255.0 * PIXELS);
}

/* Keeps the crops that look unmarked. */
static void drop_marked(struct omr_letters *letters, double *work) {
    for (int i = 0; i < letters->count; i++)
        work[i] = mean_ink(&letters->item[i]);
    omr_sort_numbers(work, letters->count);
    double most = letters->count ? MARKED_SHARE * work[letters->count / 3] + MARKED_MORE : 0;
    int kept = 0;
    for (int i = 0; i < letters->count; i++)
        if (mean_ink(&letters->item[i]) <= most)
            letters->item[kept++] = letters->item[i];
    letters->count = kept;
}

enum omr_status omr_letters_take(struct omr_letters *letters, const struct omr_sheet *sheet,
                                 const struct omr_registration *registration,
                                 struct omr_arena *arena, struct omr_error *err) {
    int count = sheet->page->bubble_count, every = count / MOST_CROPS + 1;
    *letters = (struct omr_letters){.sheet = sheet};
    letters->item = OMR_ARENA_ARRAY(arena, struct omr_letter, (size_t)MOST_CROPS + 1);
    letters->middles = OMR_ARENA_ARRAY(arena, struct omr_point, (size_t)count + 1);
    double *work = OMR_ARENA_ARRAY(arena, double, (size_t)MOST_CROPS + 1);
    if (!letters->item || !letters->middles || !work)
        return omr_fail_memory(err);
    for (int i = 0; i < count; i++)
        letters->middles[i] =
            (struct omr_point){sheet->page->bubbles[i].x, sheet->page->bubbles[i].y};
    for (int i = 0; i < count && letters->count < MOST_CROPS; i += every)
        if (registration->placements[i].is_inside &&
            sheet->page->bubbles[i].shape == OMR_SHAPE_ELLIPSE)
            take_crop(&letters->item[letters->count++], sheet, registration, i);
    drop_marked(letters, work);
    return omr_nearest_init(&letters->near, letters->middles, count, 48, arena, err);
}

/* The inverse of the linear part of `map` at `p`, 2 x 2. */
static bool linear_part(const struct omr_homography *map, struct omr_point p, double a[4]) {
    struct omr_point at = omr_homography_apply(map, p);
    struct omr_point x = omr_homography_apply(map, (struct omr_point){p.x + 4, p.y});
    struct omr_point y = omr_homography_apply(map, (struct omr_point){p.x, p.y + 4});
    const double part[4] = {(x.x - at.x) / 4, (y.x - at.x) / 4, (x.y - at.y) / 4, (y.y - at.y) / 4};
    memcpy(a, part, sizeof part);
    return fabs(a[0] * a[3] - a[1] * a[2]) > 1e-9;
}

bool omr_page_move_between(struct omr_page_move *move, const struct omr_homography *taken,
                           const struct omr_homography *asked, const struct omr_form_page *page) {
    const struct omr_point middle = {page->width / 2, page->height / 2};
    double a[4], b[4];
    /* Newton's steps find the page point that `asked` maps to where `taken` maps the middle. */
    struct omr_point goal = omr_homography_apply(taken, middle), q = middle;
    for (int step = 0; step < 12; step++) {
        if (!linear_part(asked, q, b))
            return false;
        struct omr_point at = omr_homography_apply(asked, q);
        double dx = goal.x - at.x, dy = goal.y - at.y, det = b[0] * b[3] - b[1] * b[2];
        q.x += (b[3] * dx - b[1] * dy) / det;
        q.y += (b[0] * dy - b[2] * dx) / det;
    }
    if (!linear_part(taken, middle, a) || !linear_part(asked, q, b))
        return false;
    double det = b[0] * b[3] - b[1] * b[2];
    const double t[4] = {(b[3] * a[0] - b[1] * a[2]) / det, (b[3] * a[1] - b[1] * a[3]) / det,
                         (b[0] * a[2] - b[2] * a[0]) / det, (b[0] * a[3] - b[2] * a[1]) / det};
    bool is_across = fabs(t[0]) + fabs(t[3]) < fabs(t[1]) + fabs(t[2]);
    const int turn[4] = {is_across  ? 0
                         : t[0] < 0 ? -1
                                    : 1,
                         is_across ? (t[1] < 0 ? -1 : 1) : 0, is_across ? (t[2] < 0 ? -1 : 1) : 0,
                         is_across  ? 0
                         : t[3] < 0 ? -1
                                    : 1};
    memcpy(move->turn, turn, sizeof turn);
    move->shift = (struct omr_point){q.x - middle.x, q.y - middle.y};
    return isfinite(q.x) && isfinite(q.y);
}

/* The letter or digit that a bubble's value is, or -1. */
static int code_of(const struct omr_bubble *bubble) {
    const char *value = bubble->value;
    bool is_letter = (value[0] >= '0' && value[0] <= '9') || (value[0] >= 'A' && value[0] <= 'Z') ||
                     (value[0] >= 'a' && value[0] <= 'z');
    return is_letter && !value[1] ? value[0] : -1;
}

/* The bubble that a crop belongs to after the move, or -1. */
static int bubble_after(const struct omr_letters *letters, const struct omr_page_move *move,
                        struct omr_point at) {
    const struct omr_form_page *page = letters->sheet->page;
    double x = at.x - page->width / 2, y = at.y - page->height / 2;
    struct omr_point to = {move->turn[0] * x + move->turn[1] * y + page->width / 2 + move->shift.x,
                           move->turn[2] * x + move->turn[3] * y + page->height / 2 +
                               move->shift.y};
    double least = omr_bubble_classes_least_px(letters->sheet->classes);
    return omr_nearest_find(&letters->near, to, SAME_PLACE * least);
}

/* The letter that a crop should show after the move, or -1. */
static int code_after(const struct omr_letters *letters, const struct omr_page_move *move,
                      const struct omr_letter *letter) {
    int bubble = bubble_after(letters, move, letter->at);
    return bubble < 0 ? -1 : code_of(&letters->sheet->page->bubbles[bubble]);
}

/* Adds a crop, turned. */
static void add_crop(double sum[PIXELS], const struct omr_letter *letter, const int turn[4]) {
    for (int k = 0; k < PIXELS; k++) {
        int u = 2 * (k % SIDE) + 1 - SIDE, v = 2 * (k / SIDE) + 1 - SIDE;
        int x = turn[0] * u + turn[1] * v, y = turn[2] * u + turn[3] * v;
        sum[(y + SIDE - 1) / 2 * SIDE + (x + SIDE - 1) / 2] += letter->ink[k] / 255.0;
    }
}

/* Where the ink is, pixel edges of a crop. */
struct extent {
    double left, top, right, bottom;
};

static struct extent widened(struct extent e) {
    double lacking = NARROWEST * (e.bottom - e.top) - (e.right - e.left);
    if (lacking > 0)
        e.left -= lacking / 2, e.right += lacking / 2;
    return e;
}

static bool find_extent(struct extent *e, const double *ink) {
    double most = 0;
    for (int k = 0; k < PIXELS; k++)
        most = fmax(most, ink[k]);
    *e = (struct extent){SIDE, SIDE, 0, 0};
    for (int k = 0; k < PIXELS; k++)
        if (ink[k] > LETTER_SHARE * most) {
            e->left = fmin(e->left, k % SIDE), e->right = fmax(e->right, k % SIDE + 1);
            e->top = fmin(e->top, k / SIDE), e->bottom = fmax(e->bottom, k / SIDE + 1);
        }
    *e = widened(*e);
    return most > LEAST_INK && e->bottom - e->top > SIDE / 6.0;
}

/* The ink within the extent, on a square grid. */
static void fit_ink(double grid[GRID * GRID], const double *ink, struct extent e) {
    for (int k = 0; k < GRID * GRID; k++) {
        double x = e.left + (k % GRID + 0.5) * (e.right - e.left) / GRID - 0.5;
        double y = e.top + (k / GRID + 0.5) * (e.bottom - e.top) / GRID - 0.5;
        int x0 = (int)floor(x), y0 = (int)floor(y);
        double fx = x - x0, fy = y - y0, sum = 0;
        for (int c = 0; c < 4; c++) {
            int px = x0 + (c & 1), py = y0 + (c >> 1);
            if (px >= 0 && py >= 0 && px < SIDE && py < SIDE)
                sum += ink[py * SIDE + px] * (c & 1 ? fx : 1 - fx) * (c >> 1 ? fy : 1 - fy);
        }
        grid[k] = sum;
    }
}

static double distance_to(struct omr_point p, struct omr_point a, struct omr_point b) {
    double x = b.x - a.x, y = b.y - a.y, length = x * x + y * y;
    double t = length > 0 ? ((p.x - a.x) * x + (p.y - a.y) * y) / length : 0;
    t = fmin(1, fmax(0, t));
    return hypot(p.x - a.x - t * x, p.y - a.y - t * y);
}

/* The next stroke of a glyph: false at its end. */
static bool next_stroke(const char **strokes, struct omr_point *a, struct omr_point *b) {
    const char *p = *strokes;
    while (*p == ' ' || *p == '|')
        p++;
    if (!p[0] || !p[1])
        return false;
    *a = (struct omr_point){p[0] - '0', p[1] - '0'};
    const char *next = p + 2;
    while (*next == ' ')
        next++;
    bool goes_on = *next && *next != '|';
    *b = goes_on ? (struct omr_point){next[0] - '0', next[1] - '0'} : *a;
    *strokes = goes_on ? next : p + 2;
    return true;
}

/* Distance of a point of the glyphs' grid from the glyph. */
static double distance_from(const char *strokes, struct omr_point p) {
    double least = 1e9;
    struct omr_point a, b;
    while (next_stroke(&strokes, &a, &b))
        least = fmin(least, distance_to(p, a, b));
    return least;
}

static void fit_glyph(double grid[GRID * GRID], int code) {
    const char text[2] = {(char)code, 0};
    const char *strokes = omr_glyph_find(text, 1).strokes, *rest = strokes;
    struct extent e = {9, 9, 0, 0};
    struct omr_point a, b;
    while (next_stroke(&rest, &a, &b)) {
        e.left = fmin(e.left, fmin(a.x, b.x)), e.right = fmax(e.right, fmax(a.x, b.x));
        e.top = fmin(e.top, fmin(a.y, b.y)), e.bottom = fmax(e.bottom, fmax(a.y, b.y));
    }
    e = widened((struct extent){e.left - HALF_STROKE, e.top - HALF_STROKE, e.right + HALF_STROKE,
                                e.bottom + HALF_STROKE});
    for (int k = 0; k < GRID * GRID; k++) {
        struct omr_point p = {e.left + (k % GRID + 0.5) * (e.right - e.left) / GRID,
                              e.top + (k / GRID + 0.5) * (e.bottom - e.top) / GRID};
        grid[k] = fmin(1, fmax(0, 1 - (distance_from(strokes, p) - HALF_STROKE) / SOFT));
    }
}

static double correlation(const double *a, const double *b, int count) {
    double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
    for (int k = 0; k < count; k++)
        ma += a[k] / count, mb += b[k] / count;
    for (int k = 0; k < count; k++) {
        ab += (a[k] - ma) * (b[k] - mb);
        aa += (a[k] - ma) * (a[k] - ma);
        bb += (b[k] - mb) * (b[k] - mb);
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

/* Correlation of one letter's mean crop with its glyph; false where nothing is printed. */
static bool compare(const double *sum, int crops, int code, double *agreement) {
    double ink[PIXELS], grid[GRID * GRID], glyph[GRID * GRID];
    struct extent extent;
    for (int k = 0; k < PIXELS; k++)
        ink[k] = sum[k] / crops;
    if (!find_extent(&extent, ink))
        return false;
    fit_ink(grid, ink, extent);
    fit_glyph(glyph, code);
    *agreement = correlation(grid, glyph, GRID * GRID);
    return true;
}

double omr_letters_agree(const struct omr_letters *letters, const struct omr_page_move *move,
                         const struct omr_page_move *other, int *kinds) {
    double sum[PIXELS], total = 0, agreement;
    int code[MOST_CROPS + 1], crops[CODES] = {0};
    *kinds = 0;
    for (int i = 0; i < letters->count; i++) {
        code[i] = code_after(letters, move, &letters->item[i]);
        if (code[i] >= 0 && other && code_after(letters, other, &letters->item[i]) < 0)
            code[i] = -1;
        if (code[i] >= 0)
            crops[code[i]]++;
    }
    for (int c = 0; c < CODES; c++) {
        if (!crops[c])
            continue;
        memset(sum, 0, sizeof sum);
        for (int i = 0; i < letters->count; i++)
            if (code[i] == c)
                add_crop(sum, &letters->item[i], move->turn);
        if (!compare(sum, crops[c], c, &agreement))
            continue;
        total += agreement;
        ++*kinds;
    }
    return *kinds ? total / *kinds : 0;
}
