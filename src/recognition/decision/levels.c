/* SPDX-License-Identifier: MIT */
#include "recognition/decision/levels.h"
#include "base/sorted.h"

#include <math.h>

static const double USUAL_INK = 0.55;
/* Noise ends within so many times the distance of clean's 95th percentile, if enough are seen. */
static const double TAIL_NOISE = 2.3, LEAST_NOISE = 0.018;
enum { LEAST_TAIL = 8 };
/* However noisy a sheet is, the cut stays where full marks pass it. */
static const double MOST_NOISE = 0.25;

/* Spread of the `count` sorted values around their median, as a standard deviation: the upper tail
 * counts (letters and dirt darken), unless it is so far off that it must be marks. */
static double spread_of(const double *sorted, int count, double middle) {
    double low = middle - sorted[count / 4], high = sorted[count - 1 - count / 4] - middle;
    double core = 1.48 * fmax(low, high), tail = (sorted[count - 1 - count / 10] - middle) / 1.28;
    return fmax(0.006, fmax(core, fmin(tail, 2.5 * core + 0.01)));
}

void omr_levels_find(struct omr_levels *levels, double *others, int other_count, double *tops,
                     int top_count, struct omr_levels_bounds bounds) {
    *levels = (struct omr_levels){.spread = 0.015};
    omr_sort_numbers(others, other_count);
    omr_sort_numbers(tops, top_count);
    if (other_count >= 4) {
        levels->clean = others[other_count / 2];
        levels->spread = spread_of(others, other_count, levels->clean);
    }
    double noise = fmin(5 * levels->spread, MOST_NOISE);
    if (other_count >= LEAST_TAIL) {
        double tail = others[other_count - 1 - other_count / 20] - levels->clean;
        noise = fmin(noise, fmax(LEAST_NOISE, TAIL_NOISE * tail));
    }
    int first = 0;
    while (first < top_count && tops[first] <= levels->clean + fmax(noise, bounds.least))
        first++;
    int marks = top_count - first;
    double seen = marks ? tops[first + marks / 2] : 0;
    levels->ink = (seen * marks + USUAL_INK * 2) / (marks + 2);
    double rise = 0.35 * (levels->ink - levels->clean);
    levels->cut = levels->clean + fmax(noise, fmin(bounds.most, fmax(bounds.least, rise)));
    for (int i = first; i < top_count; i++)
        levels->mark_count += tops[i] > levels->cut;
}
