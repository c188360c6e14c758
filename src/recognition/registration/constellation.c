/* SPDX-License-Identifier: MIT */
#include "recognition/registration/constellation.h"

#include "base/error.h"
#include "base/sorted.h"

#include <math.h>
#include <string.h>

/* So far from where it should be, by the bubble's spacing, a candidate may be; at last. */
static const double FIRST_REACH = 0.34, LAST_REACH = 0.22;
enum { ROUNDS = 4 };
/* Outlines are drawn in these sizes by their box; and so alike on one page. */
static const double LEAST_FACTOR = 0.48, MOST_FACTOR = 1.3, ALIKE = 1.3;
/* So many pairs, spread so widely, tell a perspective. */
enum { LEAST_PAIRS = 16 };
static const double LEAST_SPREAD = 0.12;
/* Pairs farther off than so many times the usual do not count when the map is fitted. */
static const double OUTLIER = 2.5;

static int gather_points(struct omr_constellation *all, struct omr_arena *arena, bool *is_short) {
    const struct omr_form_page *page = all->sheet->page;
    struct omr_nearest known;
    struct omr_point *middles =
        OMR_ARENA_ARRAY(arena, struct omr_point, (size_t)page->bubble_count + 1);
    *is_short = !middles;
    for (int i = 0; i < page->bubble_count && !*is_short; i++)
        middles[i] = (struct omr_point){page->bubbles[i].x, page->bubbles[i].y};
    if (*is_short || omr_nearest_init(&known, middles, page->bubble_count, 64, arena, NULL)) {
        *is_short = true;
        return 0;
    }
    int count = 0, every = page->bubble_count / OMR_CONSTELLATION_MOST + 1;
    for (int i = 0; i < page->bubble_count; i += every) {
        const struct omr_bubble *bubble = &page->bubbles[i];
        if (omr_nearest_find(&known, middles[i], 2) != i)
            continue; /* a score group's bubbles stand in the form twice */
        all->point[count] = middles[i];
        all->size[count++] = sqrt(bubble->width * bubble->height);
    }
    return count;
}

static enum omr_status find_neighbours(struct omr_constellation *all, struct omr_arena *arena,
                                       struct omr_error *err) {
    struct omr_nearest points;
    double longest = fmax(all->sheet->page->width, all->sheet->page->height);
    enum omr_status status = omr_nearest_init(&points, all->point, all->count, 64, arena, err);
    for (int i = 0; i < all->count && !status; i++) {
        int *near = all->near[i], found = 0;
        for (double reach = 128; found < OMR_CONSTELLATION_NEAR && reach < 2 * longest; reach *= 2)
            found =
                omr_nearest_list(&points, all->point[i], reach, i, near, OMR_CONSTELLATION_NEAR);
        for (int k = found; k < OMR_CONSTELLATION_NEAR; k++)
            near[k] = -1;
        all->spacing[i] = found ? hypot(all->point[near[0]].x - all->point[i].x,
                                        all->point[near[0]].y - all->point[i].y)
                                : all->size[i];
        /* Bubbles far apart are still found near where they should be. */
        all->spacing[i] = fmin(all->spacing[i], 1.6 * all->size[i]);
    }
    return status;
}

enum omr_status omr_constellation_init(struct omr_constellation *all, const struct omr_sheet *sheet,
                                       const struct omr_candidates *candidates,
                                       struct omr_arena *arena, struct omr_error *err) {
    *all = (struct omr_constellation){.sheet = sheet, .seen_count = candidates->count};
    size_t points = (size_t)sheet->page->bubble_count + 1, seen = (size_t)candidates->count + 1;
    all->point = OMR_ARENA_ARRAY(arena, struct omr_point, points);
    all->size = OMR_ARENA_ARRAY(arena, double, points);
    all->spacing = OMR_ARENA_ARRAY(arena, double, points);
    all->near = omr_arena_take(arena, points, sizeof *all->near);
    all->match = OMR_ARENA_ARRAY(arena, int, points);
    all->from = OMR_ARENA_ARRAY(arena, struct omr_point, points);
    all->to = OMR_ARENA_ARRAY(arena, struct omr_point, points);
    all->work = OMR_ARENA_ARRAY(arena, double, points);
    all->seen = OMR_ARENA_ARRAY(arena, struct omr_point, seen);
    all->seen_size = OMR_ARENA_ARRAY(arena, double, seen);
    all->owner = OMR_ARENA_ARRAY(arena, int, seen);
    bool is_short = !all->point || !all->size || !all->spacing || !all->near || !all->match ||
                    !all->from || !all->to || !all->work || !all->seen || !all->seen_size ||
                    !all->owner;
    if (!is_short)
        all->count = gather_points(all, arena, &is_short);
    if (is_short)
        return omr_fail_memory(err);
    for (int i = 0; i < candidates->count; i++) {
        all->seen[i] = candidates->item[i].at;
        all->seen_size[i] = candidates->item[i].size;
    }
    enum omr_status status = find_neighbours(all, arena, err);
    return status ? status
                  : omr_nearest_init(&all->seen_near, all->seen, all->seen_count, 24, arena, err);
}

double omr_homography_scale(const struct omr_homography *map, struct omr_point p) {
    const double *h = map->h;
    double w = h[6] * p.x + h[7] * p.y + h[8];
    if (!(w > 1e-6))
        return 0;
    double x = (h[0] * p.x + h[1] * p.y + h[2]) / w, y = (h[3] * p.x + h[4] * p.y + h[5]) / w;
    double xx = h[0] - x * h[6], xy = h[1] - x * h[7], yx = h[3] - y * h[6], yy = h[4] - y * h[7];
    return sqrt(fabs(xx * yy - xy * yx)) / w;
}

bool omr_constellation_has_size(const struct omr_constellation *all, int seen, double size,
                                double scale, double factor) {
    double ratio = all->seen_size[seen] / (size * scale);
    if (factor > 0)
        return ratio * ALIKE > factor && ratio < ALIKE * factor;
    return ratio > LEAST_FACTOR && ratio < MOST_FACTOR;
}

/* Mean and the three second moments of the pairs' page points. */
static void measure_spread(const struct omr_point *p, int count, double moments[5]) {
    memset(moments, 0, 5 * sizeof *moments);
    for (int i = 0; i < count; i++) {
        moments[0] += p[i].x / count;
        moments[1] += p[i].y / count;
    }
    for (int i = 0; i < count; i++) {
        double x = p[i].x - moments[0], y = p[i].y - moments[1];
        moments[2] += x * x / count;
        moments[3] += x * y / count;
        moments[4] += y * y / count;
    }
}

/* Shorter by longer half axis of the points' spread. */
static double roundness(const double moments[5]) {
    double half = (moments[2] + moments[4]) / 2;
    double root = hypot((moments[2] - moments[4]) / 2, moments[3]);
    return half + root > 0 ? sqrt(fmax(0, half - root) / (half + root)) : 0;
}

static bool fit_affine(struct omr_homography *map, const struct omr_point *from,
                       const struct omr_point *to, int count, const double moments[5]) {
    double det = moments[2] * moments[4] - moments[3] * moments[3];
    if (!(det > 1e-6 * moments[2] * moments[4]) || count < 3)
        return false;
    double u = 0, v = 0, xu = 0, yu = 0, xv = 0, yv = 0;
    for (int i = 0; i < count; i++) {
        double x = (from[i].x - moments[0]) / count, y = (from[i].y - moments[1]) / count;
        u += to[i].x / count;
        v += to[i].y / count;
        xu += x * to[i].x, yu += y * to[i].x;
        xv += x * to[i].y, yv += y * to[i].y;
    }
    double a = (xu * moments[4] - yu * moments[3]) / det,
           b = (yu * moments[2] - xu * moments[3]) / det;
    double c = (xv * moments[4] - yv * moments[3]) / det,
           d = (yv * moments[2] - xv * moments[3]) / det;
    const double h[9] = {a, b, u - a * moments[0] - b * moments[1],
                         c, d, v - c * moments[0] - d * moments[1],
                         0, 0, 1};
    memcpy(map->h, h, sizeof h);
    return fabs(a * d - b * c) > 1e-6;
}

static bool fit_pairs(struct omr_homography *map, const struct omr_point *from,
                      const struct omr_point *to, int count) {
    double moments[5];
    measure_spread(from, count, moments);
    if (count >= LEAST_PAIRS && roundness(moments) > LEAST_SPREAD)
        return omr_homography_fit(map, from, to, count);
    return fit_affine(map, from, to, count, moments);
}

bool omr_constellation_fit(struct omr_constellation *all, struct omr_homography *map) {
    int count = 0, kept = 0;
    for (int i = 0; i < all->count; i++)
        if (all->match[i] >= 0) {
            all->from[count] = all->point[i];
            all->to[count++] = all->seen[all->match[i]];
        }
    if (!fit_pairs(map, all->from, all->to, count))
        return false;
    for (int i = 0; i < count; i++) {
        struct omr_point p = omr_homography_apply(map, all->from[i]);
        all->work[i] = hypot(p.x - all->to[i].x, p.y - all->to[i].y);
    }
    double limit = fmax(1, OUTLIER * omr_median(all->work, count));
    for (int i = 0; i < count; i++) {
        struct omr_point p = omr_homography_apply(map, all->from[i]);
        if (hypot(p.x - all->to[i].x, p.y - all->to[i].y) > limit)
            continue;
        all->from[kept] = all->from[i];
        all->to[kept++] = all->to[i];
    }
    struct omr_homography trimmed;
    if (kept >= 3 && fit_pairs(&trimmed, all->from, all->to, kept))
        *map = trimmed;
    return true;
}

/* What the map misses the candidates of a point and its neighbours by, as matched last. */
static struct omr_point missed_by(const struct omr_constellation *all, const int *match,
                                  const struct omr_homography *map, int i) {
    struct omr_point sum = {0, 0};
    int count = 0;
    for (int k = -1; k < OMR_CONSTELLATION_NEAR; k++) {
        int p = k < 0 ? i : all->near[i][k];
        if (p < 0 || match[p] < 0)
            continue;
        struct omr_point at = omr_homography_apply(map, all->point[p]);
        sum.x += all->seen[match[p]].x - at.x;
        sum.y += all->seen[match[p]].y - at.y;
        count++;
    }
    return count < 2 ? (struct omr_point){0, 0} : (struct omr_point){sum.x / count, sum.y / count};
}

/* The pair of point `i`, taken from a point farther from it if need be. */
static void pair_point(struct omr_constellation *all, const struct omr_match *match, int i,
                       struct omr_point at, double reach) {
    double scale = omr_homography_scale(&match->map, all->point[i]);
    if (scale <= 0)
        return;
    int seen = omr_nearest_find(&all->seen_near, at, reach * all->spacing[i] * scale);
    if (seen < 0 || !omr_constellation_has_size(all, seen, all->size[i], scale, match->factor))
        return;
    double away = hypot(at.x - all->seen[seen].x, at.y - all->seen[seen].y);
    int other = all->owner[seen];
    if (other >= 0 && all->work[other] <= away)
        return;
    if (other >= 0)
        all->match[other] = -1;
    all->match[i] = seen;
    all->owner[seen] = i;
    all->work[i] = away;
}

static double usual_factor(struct omr_constellation *all, const struct omr_homography *map) {
    int count = 0;
    for (int i = 0; i < all->count; i++) {
        double scale = omr_homography_scale(map, all->point[i]);
        if (all->match[i] >= 0 && scale > 0)
            all->work[count++] = all->seen_size[all->match[i]] / (all->size[i] * scale);
    }
    return omr_median(all->work, count);
}

void omr_constellation_settle(struct omr_constellation *all, struct omr_match *match) {
    for (int round = 0; round < ROUNDS; round++) {
        double reach = round < ROUNDS - 1 ? FIRST_REACH : LAST_REACH;
        for (int i = 0; i < all->count; i++) {
            struct omr_point off =
                round ? missed_by(all, all->match, &match->map, i) : (struct omr_point){0, 0};
            struct omr_point at = omr_homography_apply(&match->map, all->point[i]);
            all->from[i] = (struct omr_point){at.x + off.x, at.y + off.y};
        }
        memset(all->owner, 0xff, (size_t)all->seen_count * sizeof *all->owner);
        memset(all->match, 0xff, (size_t)all->count * sizeof *all->match);
        for (int i = 0; i < all->count; i++)
            pair_point(all, match, i, all->from[i], reach);
        match->explained = 0;
        for (int i = 0; i < all->count; i++)
            match->explained += all->match[i] >= 0;
        if (!omr_constellation_fit(all, &match->map))
            return;
        match->factor = usual_factor(all, &match->map);
    }
}
