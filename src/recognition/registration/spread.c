/* SPDX-License-Identifier: MIT
 *
 * A sheet that neither lies flat nor bends smoothly is followed from bubble to bubble.
 *
 * Outlines near the map that agree with their neighbours on how far it is off form islands. Seen
 * alone, an island may be a row off: outlines lie there, too. So from each of the largest the shift
 * is carried on: a plane through the nearest bubbles that are known says where the next one should
 * be, its outline is looked for close to there only, and so over the page, as regions are grown
 * from seeds (Adams & Bischof 1994). The island that reaches the most outlines is right: from one
 * that is a row off, the last row cannot be reached, nor what lies beyond a crease. */
#include "base/error.h"
#include "recognition/registration/fit_steps.h"
#include "recognition/registration/nearest.h"

#include <math.h>
#include <string.h>

/* Of a larger form a sample was looked at, which has few neighbours. */
enum { MOST_BUBBLES = 5000 };
enum { NEAR = OMR_FIT_NEAR, ISLANDS = 3, LEAST_ISLAND = 4, SURE = 4 };
/* Two neighbours agree when their shifts differ by so much, page px, and by so much of their
 * distance: paper does not stretch, and curls and folds are seen at no steeper angle. */
static const double AGREE_PX = 2, AGREE_SHARE = 0.1;
/* How far from where it should be an outline is looked for, page px, by the distance of the nearest
 * that is known, and by the pitch at most. */
static const double REACH_PX = 3, REACH_SHARE = 0.06, REACH_PITCH = 0.3;
/* Bubbles that stand alone are near much other print. */
static const double MOST_PITCH_PX = 100;
/* Slopes of the shift are expected to be small: so much they weigh, page px squared, by what is
 * known; that is worth a quarter when it is so far away, page px. */
static const double STIFFNESS = 12, QUARTER_AWAY_PX = 100;
/* A bubble's own outline counts for so many of its neighbours'. */
static const double OWN_WEIGHT = 20;
/* An island that reaches so many of the light bubbles is not held against others. */
static const double ENOUGH = 0.97;

struct spread {
    struct omr_fit *fit;
    const struct omr_form_page *page;
    struct omr_point *shift, *best_shift; /* of bubbles that are known, page px from the map */
    double *weight, *best_weight;         /* 0 not known */
    struct omr_outline *found;            /* of this round; weight 0 none */
    int *parent;                          /* islands, as a forest */
    int *asked;                /* how many neighbours were known when it was looked for last */
    int reached, best_reached; /* light bubbles */
    struct omr_point anchor_shift[OMR_MARKERS_MOST];
};

/* Of bubbles around number `i`, the nearest first: the four nearest, and the nearest of each eighth
 * of the horizon, so that those at the edge of a block have neighbours beyond it. */
static void choose_neighbours(int chosen[NEAR], const struct omr_point *middle, int i,
                              const int *around, int count) {
    enum { ALWAYS = NEAR - 8 };
    bool is_taken[8] = {false};
    int taken = 0;
    for (int k = 0; k < count && taken < NEAR; k++) {
        double dx = middle[around[k]].x - middle[i].x, dy = middle[around[k]].y - middle[i].y;
        int eighth = (dx > 0) + 2 * (dy > 0) + 4 * (fabs(dx) > fabs(dy));
        if (k >= ALWAYS && is_taken[eighth])
            continue;
        is_taken[eighth] = true;
        chosen[taken++] = around[k];
    }
    for (; taken < NEAR; taken++)
        chosen[taken] = -1;
}

enum omr_status omr_fit_find_neighbours(struct omr_fit *fit, struct omr_error *err) {
    const struct omr_form_page *page = fit->sheet->page;
    size_t count = (size_t)page->bubble_count + 1;
    struct omr_point *middle = OMR_ARENA_ARRAY(fit->arena, struct omr_point, count);
    fit->near = omr_arena_take(fit->arena, count, sizeof *fit->near);
    struct omr_nearest all;
    if (!middle || !fit->near)
        return omr_fail_memory(err);
    for (int i = 0; i < page->bubble_count; i++)
        middle[i] = (struct omr_point){page->bubbles[i].x, page->bubbles[i].y};
    enum omr_status status =
        omr_nearest_init(&all, middle, page->bubble_count, 64, fit->arena, err);
    double longest = fmax(page->width, page->height);
    for (int i = 0; i < page->bubble_count && !status; i++) {
        int around[OMR_NEAREST_MOST], found = 0;
        for (double reach = 128; found < OMR_NEAREST_MOST && reach < 2 * longest; reach *= 2)
            found = omr_nearest_list(&all, middle[i], reach, i, around, OMR_NEAREST_MOST);
        choose_neighbours(fit->near[i], middle, i, around, found);
    }
    return status;
}

/* By how much a page point must be moved to come, bent, to lie on `wanted`; as near to it as can be
 * found, where a wild bend puts nothing there. */
static struct omr_point unbend(const struct omr_page_map *map, struct omr_point p,
                               struct omr_point wanted) {
    struct omr_point at = p, nearest = p;
    double least = INFINITY;
    for (int round = 0; round < 9; round++) {
        struct omr_point now = omr_page_map_bent(map, at.x, at.y);
        double off = hypot(wanted.x - now.x, wanted.y - now.y);
        if (!(off < least))
            break;
        least = off;
        nearest = at;
        at = (struct omr_point){at.x + wanted.x - now.x, at.y + wanted.y - now.y};
    }
    return (struct omr_point){nearest.x - p.x, nearest.y - p.y};
}

static enum omr_status spread_init(struct spread *spread, struct omr_fit *fit,
                                   struct omr_error *err) {
    size_t count = (size_t)fit->sheet->page->bubble_count + 1;
    *spread = (struct spread){.fit = fit, .page = fit->sheet->page};
    spread->shift = OMR_ARENA_ARRAY(fit->arena, struct omr_point, count);
    spread->best_shift = OMR_ARENA_ARRAY(fit->arena, struct omr_point, count);
    spread->weight = OMR_ARENA_ARRAY(fit->arena, double, count);
    spread->best_weight = OMR_ARENA_ARRAY(fit->arena, double, count);
    spread->found = OMR_ARENA_ARRAY(fit->arena, struct omr_outline, count);
    spread->parent = OMR_ARENA_ARRAY(fit->arena, int, count);
    spread->asked = OMR_ARENA_ARRAY(fit->arena, int, count);
    if (!spread->shift || !spread->best_shift || !spread->weight || !spread->best_weight ||
        !spread->found || !spread->parent || !spread->asked)
        return omr_fail_memory(err);
    for (int k = 0; k < fit->anchor_count; k++) /* the flat map is right there */
        spread->anchor_shift[k] = unbend(&fit->result.map, fit->anchors[k], fit->anchors[k]);
    return fit->near ? OMR_OK : omr_fit_find_neighbours(fit, err);
}

static double distance(const struct spread *spread, int a, int b) {
    const struct omr_bubble *p = &spread->page->bubbles[a], *q = &spread->page->bubbles[b];
    return hypot(p->x - q->x, p->y - q->y);
}

/* A plane through what is known around bubble `i`, taken at its middle. */
struct plane {
    double a[9], x[3], y[3];
    double nearest; /* distance of the nearest bubble that is known */
    int known;      /* bubbles */
};

/* Adds what is known at page point `at`, seen from `from`. */
static void plane_add(struct plane *plane, struct omr_point from, struct omr_point at,
                      struct omr_point shift, double weight) {
    const double term[3] = {1, at.x - from.x, at.y - from.y};
    double away = (term[1] * term[1] + term[2] * term[2]) / (QUARTER_AWAY_PX * QUARTER_AWAY_PX);
    weight /= (1 + away) * (1 + away);
    for (int r = 0; r < 3; r++) {
        for (int c = 0; c < 3; c++)
            plane->a[3 * r + c] += weight * term[r] * term[c];
        plane->x[r] += weight * term[r] * shift.x;
        plane->y[r] += weight * term[r] * shift.y;
    }
}

static struct omr_point middle_of(const struct spread *spread, int i) {
    return (struct omr_point){spread->page->bubbles[i].x, spread->page->bubbles[i].y};
}

static struct plane plane_around(const struct spread *spread, int i) {
    const struct omr_fit *fit = spread->fit;
    struct plane plane = {.nearest = 1e9};
    struct omr_point from = middle_of(spread, i);
    for (int k = 0; k < NEAR; k++) {
        int other = fit->near[i][k];
        if (other < 0 || spread->weight[other] <= 0)
            continue;
        plane_add(&plane, from, middle_of(spread, other), spread->shift[other],
                  spread->weight[other]);
        plane.nearest = fmin(plane.nearest, distance(spread, i, other));
        plane.known++;
    }
    for (int k = 0; k < fit->anchor_count; k++)
        plane_add(&plane, from, fit->anchors[k], spread->anchor_shift[k], 1);
    return plane;
}

static struct omr_point plane_at_middle(struct plane *plane) {
    double again[9], stiff = STIFFNESS * plane->a[0];
    plane->a[4] += stiff;
    plane->a[8] += stiff;
    memcpy(again, plane->a, sizeof again);
    if (!omr_solve_spd(plane->a, plane->x, 3) || !omr_solve_spd(again, plane->y, 3))
        return (struct omr_point){0, 0};
    return (struct omr_point){plane->x[0], plane->y[0]};
}

static int island_of(const struct spread *spread, int i) {
    while (spread->parent[i] != i)
        i = spread->parent[i] = spread->parent[spread->parent[i]];
    return i;
}

static bool is_land(const struct spread *spread, int i) {
    const struct omr_outline *o = &spread->fit->outlines[i];
    return o->weight > 0.5 && omr_fit_sees(spread->fit, o);
}

/* Where a bubble was seen, page px from the map. */
static struct omr_point seen_shift(const struct spread *spread, int i) {
    const struct omr_fit *fit = spread->fit;
    return (struct omr_point){fit->local[i].x + fit->outlines[i].shift.x,
                              fit->local[i].y + fit->outlines[i].shift.y};
}

static bool do_agree(const struct spread *spread, int a, int b) {
    struct omr_point p = seen_shift(spread, a), q = seen_shift(spread, b);
    double most = AGREE_PX + AGREE_SHARE * distance(spread, a, b);
    return most < REACH_PITCH * spread->fit->sheet->classes->pitch_px &&
           hypot(p.x - q.x, p.y - q.y) < most;
}

static void find_islands(struct spread *spread) {
    for (int i = 0; i < spread->page->bubble_count; i++)
        spread->parent[i] = i;
    for (int i = 0; i < spread->page->bubble_count; i++)
        for (int k = 0; k < NEAR && is_land(spread, i); k++) {
            int other = spread->fit->near[i][k];
            if (other >= 0 && is_land(spread, other) && do_agree(spread, i, other))
                spread->parent[island_of(spread, i)] = island_of(spread, other);
        }
}

/* The islands with the most bubbles, the largest first; gives their number. */
static int largest_islands(struct spread *spread, int island[ISLANDS]) {
    int *size = spread->fit->counts, count = 0;
    memset(size, 0, (size_t)spread->page->bubble_count * sizeof *size);
    for (int i = 0; i < spread->page->bubble_count; i++)
        size[island_of(spread, i)]++;
    for (int i = 0; i < spread->page->bubble_count; i++) {
        int at = count;
        if (size[i] < LEAST_ISLAND)
            continue;
        while (at > 0 && size[island[at - 1]] < size[i])
            at--;
        if (at == ISLANDS)
            continue;
        count += count < ISLANDS;
        memmove(&island[at + 1], &island[at], (size_t)(count - 1 - at) * sizeof *island);
        island[at] = i;
    }
    return count;
}

static void begin_at(struct spread *spread, int island) {
    spread->reached = 0;
    for (int i = 0; i < spread->page->bubble_count; i++) {
        bool is_of_it = is_land(spread, i) && island_of(spread, i) == island;
        spread->weight[i] = is_of_it ? spread->fit->outlines[i].weight : 0;
        spread->shift[i] = seen_shift(spread, i);
        spread->asked[i] = 0;
        spread->reached += is_of_it;
    }
}

/* Looks for one outline where its neighbours say. */
static bool reach_for(struct spread *spread, int i, struct plane *plane) {
    struct omr_fit *fit = spread->fit;
    double pitch = fmin(distance(spread, i, fit->near[i][0]), MOST_PITCH_PX);
    double reach = fmin(REACH_PX + REACH_SHARE * plane->nearest, REACH_PITCH * pitch);
    spread->shift[i] = plane_at_middle(plane);
    struct omr_point at = {spread->page->bubbles[i].x + spread->shift[i].x,
                           spread->page->bubbles[i].y + spread->shift[i].y};
    omr_outline_find(&spread->found[i], fit->sheet, &fit->result.map, at, i,
                     fit->result.ring_factor, fit->result.level, reach);
    return omr_fit_sees(fit, &spread->found[i]);
}

static int known_around(const struct spread *spread, int i) {
    int known = 0;
    for (int k = 0; k < NEAR && spread->fit->near[i][k] >= 0; k++)
        known += spread->weight[spread->fit->near[i][k]] > 0;
    return known;
}

/* One step outwards, to bubbles with `needed` known neighbours or more; gives how many. */
static int step_outwards(struct spread *spread, int needed) {
    int count = 0;
    for (int i = 0; i < spread->page->bubble_count; i++) {
        spread->found[i].weight = 0;
        if (spread->weight[i] > 0)
            continue;
        int known = known_around(spread, i);
        if (known < needed || known <= spread->asked[i])
            continue;
        spread->asked[i] = known;
        struct plane plane = plane_around(spread, i);
        if (!reach_for(spread, i, &plane))
            spread->found[i].weight = 0;
    }
    for (int i = 0; i < spread->page->bubble_count; i++) {
        const struct omr_outline *o = &spread->found[i];
        if (o->weight <= 0)
            continue;
        spread->weight[i] = o->weight;
        spread->shift[i].x += o->shift.x;
        spread->shift[i].y += o->shift.y;
        spread->reached += o->weight > 0.5;
        count++;
    }
    return count;
}

static void grow(struct spread *spread) {
    for (int needed = SURE; needed > 0;)
        needed = step_outwards(spread, needed) ? SURE : needed - 1;
}

static void keep_better(struct spread *spread) {
    if (spread->reached <= spread->best_reached)
        return;
    struct omr_point *shift = spread->best_shift;
    double *weight = spread->best_weight;
    spread->best_shift = spread->shift, spread->shift = shift;
    spread->best_weight = spread->weight, spread->weight = weight;
    spread->best_reached = spread->reached;
}

/* Bubbles that were not reached are where their neighbours say; those that were, nearly so. */
static void smooth(struct spread *spread) {
    struct omr_point *smoothed = spread->shift;
    spread->shift = spread->best_shift;
    spread->weight = spread->best_weight;
    for (int i = 0; i < spread->page->bubble_count; i++) {
        struct plane plane = plane_around(spread, i);
        if (spread->weight[i] > 0)
            plane_add(&plane, middle_of(spread, i), middle_of(spread, i), spread->shift[i],
                      OWN_WEIGHT * spread->weight[i]);
        for (int k = 0; k < spread->page->bubble_count && !plane.known; k++)
            if (spread->weight[k] > 0 && distance(spread, i, k) < plane.nearest)
                plane.nearest = distance(spread, i, k), smoothed[i] = spread->shift[k];
        if (plane.known || spread->weight[i] > 0)
            smoothed[i] = plane_at_middle(&plane);
    }
    spread->shift = smoothed;
}

/* Bends the map to the shifts; what it cannot follow stays local. */
static void take_over(struct spread *spread) {
    struct omr_fit *fit = spread->fit;
    struct omr_page_map before = fit->result.map;
    for (int i = 0; i < spread->page->bubble_count; i++) {
        fit->outlines[i].shift = spread->shift[i];
        fit->outlines[i].weight = spread->weight[i];
        fit->outlines[i].response = fit->usual;
    }
    omr_fit_bend(fit);
    for (int i = 0; i < spread->page->bubble_count; i++) {
        struct omr_point p = middle_of(spread, i);
        struct omr_point wanted =
            omr_page_map_bent(&before, p.x + spread->shift[i].x, p.y + spread->shift[i].y);
        fit->local[i] = unbend(&fit->result.map, p, wanted);
    }
}

enum omr_status omr_fit_spread(struct omr_fit *fit, struct omr_error *err) {
    struct spread spread;
    int island[ISLANDS + 1];
    if (fit->sheet->page->bubble_count > MOST_BUBBLES)
        return OMR_OK;
    enum omr_status status = spread_init(&spread, fit, err);
    if (status)
        return status;
    find_islands(&spread);
    int count = largest_islands(&spread, island);
    for (int k = 0; k < count && spread.best_reached < ENOUGH * fit->light; k++) {
        begin_at(&spread, island[k]);
        grow(&spread);
        keep_better(&spread);
    }
    if (!spread.best_reached)
        return OMR_OK;
    smooth(&spread);
    take_over(&spread);
    return OMR_OK;
}
