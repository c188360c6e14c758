/* SPDX-License-Identifier: MIT */
#include "recognition/mark/beside.h"

#include "base/error.h"
#include "base/sorted.h"
#include "recognition/mark/crop.h"
#include "recognition/mark/measure.h"
#include "recognition/registration/nearest.h"

#include <limits.h>
#include <math.h>
#include <string.h>

enum { DIRECTIONS = OMR_COLLAR_DIRECTIONS, ARC = 7, LEAST_SEEN = DIRECTIONS / 2 };
/* Of OMR_CROP_PAPER: with less anywhere there is neither a circle nor a line. */
enum { LEAST_AROUND = 16 };
/* A field with more fill than that is answered. */
static const double ANSWERED = 0.3;
/* A neighbour with so much ink inside may have left it within so many of its radii. */
static const double NEIGHBOUR_INK = 0.04, SPILL = 1.7;
/* So far apart, in diameters of the largest bubble, one reaches over to the other. */
static const double REACH = 1.8;
/* The share of the directions seen that a circle has. */
static const double CIRCLE_SHARE = 0.7;

/* One bubble's surroundings: the most ink of each direction, -1 where it is another's. */
struct view {
    int ink[DIRECTIONS];
    int seen;
};

struct neighbours {
    const struct omr_form_page *page;
    const struct omr_measure *measures;
    const uint8_t *around;
    int *inked;                    /* bubbles with ink inside */
    struct omr_nearest nearest;    /* of these */
    struct omr_crop_mask masks[2]; /* by shape */
    double reach;                  /* px */
};

static bool is_spill(const struct omr_bubble *b, double x, double y) {
    double u = 2 * (x - b->x) / (SPILL * b->width), v = 2 * (y - b->y) / (SPILL * b->height);
    return u * u + v * v < 1;
}

/* The inked bubbles that are near enough to reach over. */
static int find_inked(int *inked, const struct neighbours *all, int bubble) {
    struct omr_point at = {all->page->bubbles[bubble].x, all->page->bubbles[bubble].y};
    int found = omr_nearest_list(&all->nearest, at, all->reach, -1, inked, OMR_NEAREST_MOST),
        kept = 0;
    for (int i = 0; i < found; i++)
        if (all->inked[inked[i]] != bubble)
            inked[kept++] = all->inked[inked[i]];
    return kept;
}

static bool has_ink(const uint8_t *around) {
    int most = 0;
    for (int s = 0; s < OMR_COLLAR_SAMPLES; s++)
        most = around[s] > most ? around[s] : most;
    return most >= LEAST_AROUND;
}

static void look_around(struct view *view, const struct neighbours *all, int bubble) {
    const struct omr_bubble *b = &all->page->bubbles[bubble];
    const uint8_t *around = all->around + (size_t)bubble * OMR_COLLAR_SAMPLES;
    const struct omr_crop_mask *mask = &all->masks[b->shape];
    int inked[OMR_NEAREST_MOST], count = find_inked(inked, all, bubble);
    view->seen = DIRECTIONS;
    memset(view->ink, 0, sizeof view->ink);
    for (int s = 0; s < OMR_COLLAR_SAMPLES; s++) {
        double x = b->x + mask->collar[s][0] / 8192.0 * b->width;
        double y = b->y + mask->collar[s][1] / 8192.0 * b->height;
        int *ink = &view->ink[s % DIRECTIONS];
        for (int i = 0; i < count && *ink >= 0; i++)
            if (is_spill(&all->page->bubbles[inked[i]], x, y)) {
                *ink = -1;
                view->seen--;
            }
        if (*ink >= 0 && around[s] > *ink)
            *ink = around[s];
    }
}

static double ring_of(const struct view *view) {
    double ink[DIRECTIONS];
    int count = 0;
    for (int k = 0; k < DIRECTIONS; k++)
        if (view->ink[k] >= 0)
            ink[count++] = view->ink[k];
    if (count < LEAST_SEEN)
        return 0;
    omr_sort_numbers(ink, count);
    return ink[(int)(count * (1 - CIRCLE_SHARE))] / OMR_CROP_PAPER;
}

/* The second least of the directions from one on, for a line may have a gap. */
static int arc_from(const struct view *view, int from) {
    int least = INT_MAX, second = INT_MAX;
    for (int k = from; k < from + ARC; k++) {
        int ink = view->ink[k % DIRECTIONS];
        if (ink < least) {
            second = least;
            least = ink;
        } else if (ink < second) {
            second = ink;
        }
    }
    return second;
}

static double arc_of(const struct view *view) {
    int best = 0;
    for (int k = 0; k < DIRECTIONS; k++) {
        int ink = arc_from(view, k);
        best = ink > best ? ink : best;
    }
    return best / (double)OMR_CROP_PAPER;
}

static enum omr_status prepare(struct neighbours *all, struct omr_arena *arena,
                               struct omr_error *err) {
    int count = all->page->bubble_count;
    struct omr_point *points = OMR_ARENA_ARRAY(arena, struct omr_point, (size_t)count + 1);
    double largest = 0;
    int inked = 0;
    all->inked = OMR_ARENA_ARRAY(arena, int, (size_t)count + 1);
    if (!points || !all->inked)
        return omr_fail_memory(err);
    for (int i = 0; i < count; i++) {
        const struct omr_bubble *b = &all->page->bubbles[i];
        if (all->measures[i].excess > NEIGHBOUR_INK) {
            all->inked[inked] = i;
            points[inked++] = (struct omr_point){b->x, b->y};
        }
        largest = fmax(largest, fmax(b->width, b->height));
    }
    all->reach = REACH * largest;
    omr_crop_mask_init(&all->masks[OMR_SHAPE_ELLIPSE], OMR_SHAPE_ELLIPSE);
    omr_crop_mask_init(&all->masks[OMR_SHAPE_SQUARE], OMR_SHAPE_SQUARE);
    return omr_nearest_init(&all->nearest, points, inked, largest, arena, err);
}

static void measure_field(struct omr_measure *measures, const struct neighbours *all,
                          const struct omr_position *position) {
    int end = position->first_bubble + position->bubble_count;
    double most = 0;
    struct view view;
    for (int i = position->first_bubble; i < end; i++)
        most = fmax(most, measures[i].excess);
    for (int i = position->first_bubble; most <= ANSWERED && i < end; i++)
        if (measures[i].is_measured && has_ink(all->around + (size_t)i * OMR_COLLAR_SAMPLES)) {
            look_around(&view, all, i);
            measures[i].ring = ring_of(&view);
            measures[i].arc = arc_of(&view);
        }
}

enum omr_status omr_beside_measure(struct omr_measure *measures, const struct omr_form_page *page,
                                   const uint8_t *around, struct omr_arena *arena,
                                   struct omr_error *err) {
    struct neighbours all = {.page = page, .measures = measures, .around = around};
    enum omr_status status = prepare(&all, arena, err);
    if (status)
        return status;
    for (int e = 0; e < page->element_count; e++)
        for (int p = 0; p < page->elements[e].position_count; p++)
            measure_field(measures, &all, &page->elements[e].positions[p]);
    return OMR_OK;
}
