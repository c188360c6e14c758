/* SPDX-License-Identifier: MIT
 *
 * In which size outlines are drawn: by looking at a sample of light bubbles of each class in many
 * sizes. Sizes in the boxes' proportions are tried close to where the bubbles lie. Where even the
 * best of them is not closed, boxes and outlines differ in shape, and then in place as well: width
 * and height are tried one by one, roughly first, and within some distance. */
#include "base/sorted.h"
#include "recognition/registration/refine.h"
#include "recognition/registration/ring.h"

#include <math.h>

enum { SAMPLES = 40, SHAPE_SAMPLES = 16, LEAST_SAMPLES = 3, MOST_RADIUS = 12 };
static const double STEP = 0.035;
/* Outlines so closed fit in their boxes' proportions. A shape must be nearly as closed, and so much
 * clearer. */
static const double FITTING = 0.93, CLOSED = 0.85, CLEARER = 1.3;
/* Sizes are learnt to so many page px; what differs by less is the same. */
static const double SAME_PX = 4;
/* No bubble counts for more than so many times the middle one: thick marks answer more than thin
 * outlines do. */
static const double MOST_MERIT = 2;
static const double FACTORS[] = {0.6, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3};
enum { FACTOR_COUNT = sizeof FACTORS / sizeof FACTORS[0], ELLIPSE_FACTORS = 5 };

/* Where to look, and how far around. */
struct view {
    const struct omr_sheet *sheet;
    const struct omr_page_map *map;
    const struct omr_point *local;
    const struct omr_outline *outlines;
    int class, level, radius, samples;
    double least_weight; /* of the bubbles that are asked */
};

/* Means over the bubbles that were asked. */
struct answer {
    double merit, closed;
    int count;
};

static struct omr_ring_match ask_bubble(const struct view *view, struct omr_ring_factor factor,
                                        int bubble) {
    const struct omr_sheet *sheet = view->sheet;
    struct omr_point at = omr_place_on_page(sheet->page, view->local, bubble);
    struct omr_frame frame = omr_page_map_frame(view->map, at.x, at.y);
    struct omr_ring_probe probe;
    omr_ring_probe_init(&probe, &sheet->classes->item[view->class], factor, &frame, view->level);
    return omr_ring_search(omr_sheet_outlines(sheet, view->level), &probe,
                           omr_level_coordinate(frame.at.x, view->level),
                           omr_level_coordinate(frame.at.y, view->level), view->radius);
}

static struct answer ask(const struct view *view, struct omr_ring_factor factor) {
    const struct omr_sheet *sheet = view->sheet;
    int every = sheet->classes->item[view->class].bubble_count / view->samples + 1, seen = 0;
    double merit[SAMPLES + 1];
    struct answer answer = {0};
    for (int i = 0; i < sheet->page->bubble_count; i++) {
        if (sheet->classes->of_bubble[i] != view->class || seen++ % every ||
            view->outlines[i].weight < view->least_weight)
            continue;
        struct omr_ring_match match = ask_bubble(view, factor, i);
        if (!match.is_inside)
            continue;
        merit[answer.count++] = omr_ring_merit(&match);
        answer.closed += match.closed;
    }
    double most = MOST_MERIT * fmax(0, omr_median(merit, answer.count));
    for (int i = 0; i < answer.count; i++)
        answer.merit += fmin(merit[i], most) / answer.count;
    answer.closed /= fmax(1, answer.count);
    return answer;
}

/* Takes the factor where its answer is the best so far. */
static void try(const struct view *view, struct omr_ring_factor factor,
                struct omr_ring_factor *best, struct answer *most) {
    struct answer answer = ask(view, factor);
    if (answer.merit > most->merit)
        *best = factor, *most = answer;
}

static struct answer learn_even(struct omr_ring_factor *factor, const struct view *view) {
    const struct omr_ring_factor begin = *factor;
    struct answer most = {0};
    for (int step = -3; step <= 5; step++)
        try(view, (struct omr_ring_factor){begin.across + STEP * step, begin.down + STEP * step},
            factor, &most);
    return most;
}

/* Width and height by themselves, roughly. */
static struct answer learn_roughly(struct omr_ring_factor *factor, const struct view *view) {
    bool is_box = view->sheet->classes->item[view->class].shape == OMR_SHAPE_SQUARE;
    int count = is_box ? FACTOR_COUNT : ELLIPSE_FACTORS;
    struct answer most = {0};
    for (int i = 0; i < count * count; i++)
        try(view, (struct omr_ring_factor){FACTORS[i / count], FACTORS[i % count]}, factor, &most);
    return most;
}

/* And exactly. */
static struct answer learn_sides(struct omr_ring_factor *factor, const struct view *view) {
    struct answer most = {0};
    for (int round = 0; round < 2; round++) {
        const struct omr_ring_factor begin = *factor;
        for (int i = 0; i < 25; i++)
            try(view,
                (struct omr_ring_factor){begin.across + STEP * (i / 5 - 2),
                                         begin.down + STEP * (i % 5 - 2)},
                factor, &most);
    }
    return most;
}

/* The same on a level of the pyramid; also where it is no number. */
static int radius_of(double reach_px, int level) {
    double radius = reach_px / (1 << level);
    return radius < MOST_RADIUS ? (int)ceil(radius) : MOST_RADIUS;
}

/* The shape of outlines that are not closed in their boxes' proportions. False: no other is
 * clearer. */
static bool learn_shape(struct omr_ring_factor *factor, const struct view *view) {
    const struct omr_page_map *map = view->map;
    struct omr_frame frame = omr_page_map_frame(map, map->centre_x, map->centre_y);
    double reach = OMR_BESIDE_PX * omr_frame_scale(&frame);
    struct view fine = *view, rough = *view;
    struct omr_ring_factor even = *factor, sides = *factor;
    rough.level = omr_sheet_level(view->sheet, map, OMR_COARSE_SCALE);
    rough.radius = radius_of(reach, rough.level);
    fine.radius = radius_of(reach, fine.level);
    rough.samples = fine.samples = SHAPE_SAMPLES;
    rough.least_weight = fine.least_weight = 0.01;
    struct answer now = learn_even(&even, &fine);
    learn_roughly(&sides, &rough);
    struct answer then = learn_sides(&sides, &fine);
    if (then.count < LEAST_SAMPLES || then.closed < CLOSED || then.merit < CLEARER * now.merit)
        return false;
    if (fabs(sides.across - sides.down) < 1.5 * STEP) /* no other shape, but a size far off */
        sides = omr_ring_factor_even((sides.across + sides.down) / 2);
    *factor = sides;
    return true;
}

/* The size of a class's outlines, page px. */
static struct omr_point drawn_size(const struct omr_bubble_class *class,
                                   struct omr_ring_factor factor) {
    return (struct omr_point){factor.across * class->width, factor.down * class->height};
}

/* Outlines that nearly have one size have it, where boxes do not tell: their mean. */
static void join_sizes(struct omr_ring_factor *factor, const struct omr_bubble_classes *classes) {
    struct omr_ring_factor joined[OMR_BUBBLE_CLASSES_MOST];
    for (int c = 0; c < classes->count; c++) {
        const struct omr_bubble_class *class = &classes->item[c];
        struct omr_point size = drawn_size(class, factor[c]), sum = {0, 0};
        int count = 0;
        for (int d = 0; d < classes->count; d++) {
            struct omr_point other = drawn_size(&classes->item[d], factor[d]);
            bool is_same = classes->item[d].shape == class->shape &&
                           fabs(other.x - size.x) < SAME_PX && fabs(other.y - size.y) < SAME_PX;
            if (d != c && (!is_same || (!omr_ring_factor_is_uneven(factor[c]) &&
                                        !omr_ring_factor_is_uneven(factor[d]))))
                continue;
            sum.x += other.x * classes->item[d].bubble_count;
            sum.y += other.y * classes->item[d].bubble_count;
            count += classes->item[d].bubble_count;
        }
        joined[c] = factor[c];
        if (count > class->bubble_count)
            joined[c] = (struct omr_ring_factor){sum.x / count / class->width,
                                                 sum.y / count / class->height};
    }
    for (int c = 0; c < classes->count; c++)
        factor[c] = joined[c];
}

bool omr_ring_factors_learn(struct omr_ring_factor *ring_factor, const struct omr_sheet *sheet,
                            const struct omr_page_map *map, const struct omr_point *local,
                            const struct omr_outline *outlines, int level) {
    struct view view = {sheet, map, local, outlines, 0, level, 1, SAMPLES, 0.5};
    bool is_reshaped = false;
    for (int c = 0; c < sheet->classes->count; c++) {
        view.class = c;
        struct answer answer = learn_even(&ring_factor[c], &view);
        if (answer.closed < FITTING)
            is_reshaped |= learn_shape(&ring_factor[c], &view);
    }
    join_sizes(ring_factor, sheet->classes);
    return is_reshaped;
}
