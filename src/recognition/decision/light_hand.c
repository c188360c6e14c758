/* SPDX-License-Identifier: MIT */
#include "recognition/decision/light_hand.h"

#include "base/sorted.h"

#include <math.h>

static const double LEAST_INK = 0.04, LEAST_SPREADS = 4; /* beyond clean */
static const double PALE_SHARE = 0.40;                   /* of the sheet's usual mark */
static const double PASSING = 0.04;                      /* strokes that leave on two sides */
static const int LEAST_FIELDS = 4;

static double noise_of(const struct omr_levels *levels) {
    return fmax(LEAST_INK, LEAST_SPREADS * levels->spread);
}

static double pale_of(const struct omr_levels *levels) {
    double rise = PALE_SHARE * (levels->ink - levels->clean);
    return fmax(rise, levels->cut - levels->clean);
}

struct omr_darkest omr_darkest_find(const struct omr_measure *measures, int count) {
    struct omr_darkest darkest = {-1, -1};
    for (int i = 0; i < count; i++) {
        if (!measures[i].is_measured)
            continue;
        if (darkest.first < 0 || measures[i].excess > measures[darkest.first].excess) {
            darkest.second = darkest.first;
            darkest.first = i;
        } else if (darkest.second < 0 || measures[i].excess > measures[darkest.second].excess) {
            darkest.second = i;
        }
    }
    return darkest;
}

bool omr_is_light(const struct omr_levels *levels, const struct omr_measure *measure) {
    double ink = measure->excess - levels->clean;
    return ink > noise_of(levels) && ink <= pale_of(levels) && measure->strokes.struck < PASSING;
}

/* Whether the second darkest is a faint one beside a strong mark. */
static bool is_rest(const struct omr_levels *levels, const struct omr_measure *first,
                    const struct omr_measure *second) {
    return first->excess - levels->clean > pale_of(levels) &&
           second->excess - levels->clean > noise_of(levels) &&
           second->excess - levels->clean < pale_of(levels);
}

void omr_light_hand_find(struct omr_levels *light, const struct omr_levels *levels,
                         const struct omr_form_page *page, const struct omr_measure *measures,
                         enum omr_bubble_shape shape, double *work) {
    int marks = 0, rests = 0;
    *light = *levels;
    for (int e = 0; e < page->element_count; e++)
        for (int p = 0; p < page->elements[e].position_count; p++) {
            const struct omr_position *position = &page->elements[e].positions[p];
            const struct omr_measure *field = &measures[position->first_bubble];
            if (!position->bubble_count || page->bubbles[position->first_bubble].shape != shape)
                continue;
            struct omr_darkest darkest = omr_darkest_find(field, position->bubble_count);
            if (darkest.first >= 0 && omr_is_light(levels, &field[darkest.first]))
                work[marks++] = field[darkest.first].excess;
            else if (darkest.second >= 0)
                rests += is_rest(levels, &field[darkest.first], &field[darkest.second]);
        }
    if (marks < LEAST_FIELDS || marks < 2 * rests + 2)
        return;
    omr_sort_numbers(work, marks);
    double half = (work[marks / 4] - levels->clean) / 2;
    light->cut = fmin(levels->cut, levels->clean + fmax(noise_of(levels), half));
    light->mark_count = 0; /* no other marks to be pale beside */
}
