/* SPDX-License-Identifier: MIT */
#include "recognition/registration/grow.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

/* How much is tried: bubbles to begin with, candidates for each, growths, bubbles reached in all.
 */
enum { MOST_SEEDS = 24, MOST_PLACES = 900, MOST_REACHED = 150000 };
/* Places are tried in this stride, a prime larger than there are candidates. */
enum { STRIDE = 7919 };
enum { MOST_QUICK = 600000, MOST_STALE = 12 };
/* Neighbours of a candidate among which its bubble's neighbours are looked for, on forms of many
 * bubbles and of so few that letters may stand nearer than bubbles. */
enum { AROUND_MANY = 8, AROUND_FEW = 24, FEW = 60 };
/* Scales along two directions of a page seen aslant. */
static const double MOST_UNEVEN = 1.6;
/* Picture px per page px, by what they are when the page just fills the picture. */
static const double LEAST_SCALE = 0.3, MOST_SCALE = 1.5;
/* Mean of stretch and squeeze of a page seen aslant: 1 from above, 1.02 at 35 degrees, 1.06 at 45.
 * Rows and columns sheared into each other reach more, and explain nearly all of a lattice. */
static const double MOST_ASLANT = 1.08;
/* Neighbours are this close to where they should be, by their spacing; the first by hand's eye. */
static const double QUICK_REACH = 0.22, REACH = 0.25;
/* Neighbouring candidates of one kind of bubble differ by so much in size at most. */
static const double ALIKE = 1.3;
/* A growth ends when after so many tries not half of them hit. */
enum { TRIES_BEFORE_JUDGED = 10 };
/* Maps are alike when lengths on the page differ by so much. */
static const double ALIKE_SHARE = 0.06;
/* Reached so many, no better one is looked for. */
static const double ENOUGH = 0.97;

struct seed {
    int point, first, second; /* a bubble and two neighbours not in line with it */
};

struct growth {
    struct omr_constellation *all;
    int *queue;
    uint8_t *tries; /* of each point */
    double least_scale, most_scale;
    long quick, reached; /* what was done so far */
    int stale;           /* growths that reached nearly as many as the best, since that */
    bool is_sparse;      /* the form has few bubbles */
};

static struct omr_point minus(struct omr_point a, struct omr_point b) {
    return (struct omr_point){a.x - b.x, a.y - b.y};
}

/* Two near neighbours of the same size, the second across the first. */
static bool make_seed(struct seed *seed, const struct omr_constellation *all, int point) {
    *seed = (struct seed){point, -1, -1};
    struct omr_point a = {0, 0};
    for (int k = 0; k < OMR_CONSTELLATION_NEAR && seed->second < 0; k++) {
        int other = all->near[point][k];
        if (other < 0 || fabs(all->size[other] / all->size[point] - 1) > 0.1)
            continue;
        struct omr_point b = minus(all->point[other], all->point[point]);
        if (seed->first < 0) {
            seed->first = other;
            a = b;
        } else if (fabs(a.x * b.y - a.y * b.x) > 0.5 * hypot(a.x, a.y) * hypot(b.x, b.y)) {
            seed->second = other;
        }
    }
    return seed->second >= 0;
}

/* Through three pairs. */
static bool affine_map(struct omr_homography *map, const struct omr_point p[3],
                       const struct omr_point q[3]) {
    struct omr_point a = minus(p[1], p[0]), b = minus(p[2], p[0]);
    struct omr_point u = minus(q[1], q[0]), v = minus(q[2], q[0]);
    double det = a.x * b.y - a.y * b.x;
    if (fabs(det) < 1e-6)
        return false;
    double xx = (u.x * b.y - v.x * a.y) / det, xy = (v.x * a.x - u.x * b.x) / det;
    double yx = (u.y * b.y - v.y * a.y) / det, yy = (v.y * a.x - u.y * b.x) / det;
    const double h[9] = {xx, xy, q[0].x - xx * p[0].x - xy * p[0].y,
                         yx, yy, q[0].y - yx * p[0].x - yy * p[0].y,
                         0,  0,  1};
    memcpy(map->h, h, sizeof h);
    return true;
}

/* How far a map is from what is seen from straight above, at page point `p`: 1 not at all. */
static double aslant(const struct omr_homography *map, struct omr_point p) {
    struct omr_point at = omr_homography_apply(map, p);
    struct omr_point x = minus(omr_homography_apply(map, (struct omr_point){p.x + 4, p.y}), at);
    struct omr_point y = minus(omr_homography_apply(map, (struct omr_point){p.x, p.y + 4}), at);
    double det = fabs(x.x * y.y - x.y * y.x);
    return det > 0 ? (x.x * x.x + x.y * x.y + y.x * y.x + y.y * y.y) / (2 * det) : 1e9;
}

static bool is_plausible(const struct growth *growth, const struct omr_homography *map,
                         struct omr_point p) {
    double scale = omr_homography_scale(map, p);
    return scale > growth->least_scale && scale < growth->most_scale &&
           aslant(map, p) < MOST_ASLANT;
}

/* The free candidate for a point at `at`, or -1. */
static int candidate_for(const struct omr_constellation *all, const struct omr_match *match,
                         int point, struct omr_point at, double reach) {
    double scale = omr_homography_scale(&match->map, all->point[point]);
    if (scale <= 0)
        return -1;
    int seen = omr_nearest_find(&all->seen_near, at, reach * all->spacing[point] * scale);
    bool is_fit =
        seen >= 0 && omr_constellation_has_size(all, seen, all->size[point], scale, match->factor);
    return is_fit ? seen : -1;
}

/* Whether the seed's other neighbours are where they should be. */
static bool looks_right(struct growth *growth, const struct seed *seed,
                        const struct omr_match *match) {
    const struct omr_constellation *all = growth->all;
    int asked = 0, found = 0;
    for (int k = 0; k < OMR_CONSTELLATION_NEAR && asked < 5; k++) {
        int other = all->near[seed->point][k];
        if (other < 0 || other == seed->first || other == seed->second)
            continue;
        asked++;
        struct omr_point at = omr_homography_apply(&match->map, all->point[other]);
        found += candidate_for(all, match, other, at, QUICK_REACH) >= 0;
        if (asked == 3 && !found)
            return false;
    }
    growth->quick += asked;
    return 2 * found >= asked;
}

static bool take(struct omr_constellation *all, int point, int seen, int *queue, int *end) {
    if (all->owner[seen] >= 0)
        return false;
    all->owner[seen] = point;
    all->match[point] = seen;
    queue[(*end)++] = point;
    return true;
}

/* From neighbour to neighbour, each expected as far from the last as the map says. */
static int reach_out(struct growth *growth, const struct seed *seed, const int seen[3],
                     struct omr_match *match) {
    struct omr_constellation *all = growth->all;
    int *queue = growth->queue, end = 0, tried = 0, next_fit = 8;
    const int first[3] = {seed->point, seed->first, seed->second};
    memset(all->match, 0xff, (size_t)all->count * sizeof *all->match);
    memset(all->owner, 0xff, (size_t)all->seen_count * sizeof *all->owner);
    memset(growth->tries, 0, (size_t)all->count);
    for (int k = 0; k < 3; k++)
        take(all, first[k], seen[k], queue, &end);
    for (int begin = 0; begin < end; begin++) {
        int from = queue[begin];
        struct omr_point at = all->seen[all->match[from]];
        struct omr_point mapped = omr_homography_apply(&match->map, all->point[from]);
        for (int k = 0; k < OMR_CONSTELLATION_NEAR; k++) {
            int to = all->near[from][k];
            if (to < 0 || all->match[to] >= 0 || growth->tries[to] >= 2)
                continue;
            growth->tries[to]++;
            tried++;
            struct omr_point step =
                minus(omr_homography_apply(&match->map, all->point[to]), mapped);
            int found = candidate_for(all, match, to,
                                      (struct omr_point){at.x + step.x, at.y + step.y}, REACH);
            if (found >= 0)
                take(all, to, found, queue, &end);
        }
        if (tried > TRIES_BEFORE_JUDGED && 2 * (end - 3) < tried)
            break;
        if (end >= next_fit && omr_constellation_fit(all, &match->map))
            next_fit = end + end / 2;
    }
    growth->reached += end + tried;
    return end;
}

/* Whether two maps differ by no more than a shift, as far as votes are concerned. */
static bool are_alike(const struct omr_homography *a, const struct omr_homography *b,
                      struct omr_point p) {
    double off = 0;
    struct omr_point u = omr_homography_apply(a, p), v = omr_homography_apply(b, p);
    for (int k = 0; k < 2; k++) {
        struct omr_point q = {p.x + (k ? 0 : 64), p.y + (k ? 64 : 0)};
        struct omr_point du = minus(omr_homography_apply(a, q), u);
        struct omr_point dv = minus(omr_homography_apply(b, q), v);
        off = fmax(off, hypot(du.x - dv.x, du.y - dv.y) / hypot(du.x, du.y));
    }
    return off < ALIKE_SHARE;
}

/* What a map explains, less if it is aslant. */
static double merit(const struct omr_match *match, struct omr_point p) {
    return match->explained * (2 - fmin(2, aslant(&match->map, p)));
}

static void keep(struct omr_grown *grown, const struct omr_match *match, struct omr_point p) {
    int same = 0;
    while (same < grown->count && !are_alike(&grown->item[same].map, &match->map, p))
        same++;
    if (same < grown->count && merit(&grown->item[same], p) >= merit(match, p))
        return;
    if (same == grown->count && grown->count < OMR_GROWN_MOST)
        grown->count++;
    else if (same == grown->count && merit(&grown->item[--same], p) >= merit(match, p))
        return;
    for (; same > 0 && merit(&grown->item[same - 1], p) < merit(match, p); same--)
        grown->item[same] = grown->item[same - 1];
    grown->item[same] = *match;
}

static bool is_spent(const struct growth *growth, const struct omr_grown *grown) {
    return growth->reached >= MOST_REACHED || growth->quick >= MOST_QUICK ||
           (growth->stale >= MOST_STALE && !growth->is_sparse) ||
           (grown->count && grown->item[0].explained >= ENOUGH * growth->all->count);
}

static void try_three(struct growth *growth, struct omr_grown *grown, const struct seed *seed,
                      const int seen[3]) {
    struct omr_constellation *all = growth->all;
    const struct omr_point p[3] = {all->point[seed->point], all->point[seed->first],
                                   all->point[seed->second]};
    const struct omr_point q[3] = {all->seen[seen[0]], all->seen[seen[1]], all->seen[seen[2]]};
    struct omr_match match = {.factor = 0};
    growth->quick++;
    if (!affine_map(&match.map, p, q) || !is_plausible(growth, &match.map, p[0]))
        return;
    double scale = omr_homography_scale(&match.map, p[0]);
    if (!omr_constellation_has_size(all, seen[0], all->size[seed->point], scale, 0))
        return;
    match.factor = all->seen_size[seen[0]] / (all->size[seed->point] * scale);
    if (!looks_right(growth, seed, &match))
        return;
    int reached = reach_out(growth, seed, seen, &match);
    if (reached < 6 || (grown->count == OMR_GROWN_MOST &&
                        reached < 0.6 * grown->item[OMR_GROWN_MOST - 1].explained))
        return;
    if (!omr_constellation_fit(all, &match.map))
        return;
    omr_constellation_settle(all, &match);
    int most = grown->count ? grown->item[0].explained : 0;
    growth->stale = match.explained > most + most / 20 ? 0 : growth->stale + 1;
    const struct omr_form_page *page = all->sheet->page;
    keep(grown, &match, (struct omr_point){page->width / 2, page->height / 2});
}

/* Candidates around candidate `seen` that are as large. */
static int find_alike(const struct growth *growth, int seen, int alike[AROUND_FEW]) {
    const struct omr_constellation *all = growth->all;
    int near[OMR_NEAREST_MOST], count = 0, most = growth->is_sparse ? AROUND_FEW : AROUND_MANY;
    int found = omr_nearest_list(&all->seen_near, all->seen[seen], 14 * all->seen_size[seen], seen,
                                 near, OMR_NEAREST_MOST);
    for (int k = 0; k < found && count < most; k++) {
        double ratio = all->seen_size[near[k]] / all->seen_size[seen];
        if (ratio < ALIKE && ratio * ALIKE > 1)
            alike[count++] = near[k];
    }
    return count;
}

/* Picture px per page px when `seen` stands to candidate `place` as `point` to the seed; 0 when the
 * candidate's size speaks against it. */
static double scale_between(const struct omr_constellation *all, const struct seed *seed, int point,
                            int place, int seen) {
    struct omr_point b = minus(all->point[point], all->point[seed->point]);
    struct omr_point v = minus(all->seen[seen], all->seen[place]);
    double scale = hypot(v.x, v.y) / hypot(b.x, b.y);
    return omr_constellation_has_size(all, place, all->size[seed->point], scale, 0) ? scale : 0;
}

static void try_place(struct growth *growth, struct omr_grown *grown, const struct seed *seed,
                      int place) {
    int alike[AROUND_FEW], count = find_alike(growth, place, alike);
    double first[AROUND_FEW], second[AROUND_FEW];
    for (int a = 0; a < count; a++) {
        first[a] = scale_between(growth->all, seed, seed->first, place, alike[a]);
        second[a] = scale_between(growth->all, seed, seed->second, place, alike[a]);
    }
    for (int a = 0; a < count; a++)
        for (int b = 0; b < count && first[a] > 0 && !is_spent(growth, grown); b++)
            if (a != b && second[b] < MOST_UNEVEN * first[a] && first[a] < MOST_UNEVEN * second[b])
                try_three(growth, grown, seed, (int[3]){place, alike[a], alike[b]});
}

enum omr_status omr_grow(struct omr_grown *grown, struct omr_constellation *all,
                         struct omr_arena *arena, struct omr_error *err) {
    const struct omr_pixmap *whole = &all->sheet->pyramid->level[0];
    double longest = fmax(all->sheet->page->width, all->sheet->page->height);
    double fitting = fmax(whole->width, whole->height) / longest;
    struct growth growth = {.all = all,
                            .least_scale = LEAST_SCALE * fitting,
                            .most_scale = MOST_SCALE * fitting,
                            .is_sparse = all->count <= FEW};
    grown->count = 0;
    growth.queue = OMR_ARENA_ARRAY(arena, int, (size_t)all->count + 4);
    growth.tries = OMR_ARENA_ARRAY(arena, uint8_t, (size_t)all->count + 1);
    if (!growth.queue || !growth.tries)
        return omr_fail_memory(err);
    /* On a form of few bubbles the right three must meet; of many, any three of a block will do. */
    int seeds = all->count < MOST_SEEDS ? all->count : MOST_SEEDS;
    int places = all->seen_count < MOST_PLACES ? all->seen_count : MOST_PLACES;
    /* A stride that is prime goes all over the picture, where text at its top could use up the
     * time. */
    for (int place = 0; place < places; place++)
        for (int s = 0; s < seeds && !is_spent(&growth, grown); s++) {
            struct seed seed;
            int at = (int)((long)place * STRIDE % all->seen_count);
            if (make_seed(&seed, all, (int)((long)(2 * s + 1) * all->count / (2 * seeds))))
                try_place(&growth, grown, &seed, at);
        }
    return OMR_OK;
}
