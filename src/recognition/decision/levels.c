/* SPDX-License-Identifier: MIT */
#include "recognition/decision/levels.h"

#include <math.h>
#include <stdlib.h>

static const double USUAL_INK = 0.55;

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Distance from the median that half of the `count` sorted values keep, as a standard deviation. */
static double spread_of(const double *sorted, int count, double middle) {
    int low = 0, high = count - 1;
    for (int out = 0; out < count / 2 && low < high; out++) /* drop the farther end half the time */
        if (middle - sorted[low] > sorted[high] - middle)
            low++;
        else
            high--;
    return 1.48 * fmax(middle - sorted[low], sorted[high] - middle);
}

void omr_levels_find(struct omr_levels *levels, double *excess, int count,
                     struct omr_levels_bounds bounds) {
    *levels = (struct omr_levels){.spread = 0.015, .ink = USUAL_INK, .cut = 0.2};
    qsort(excess, (size_t)count, sizeof *excess, by_value);
    for (int round = 0; round < 12; round++) {
        int clean = 0;
        while (clean < count && excess[clean] <= levels->cut)
            clean++;
        int marks = count - clean;
        if (clean >= 4) {
            levels->clean = excess[clean / 2];
            levels->spread = fmax(0.008, spread_of(excess, clean, levels->clean));
        }
        double seen = marks ? excess[clean + marks / 2] : 0;
        levels->ink = (seen * marks + USUAL_INK * 2) / (marks + 2);
        double rise = 0.35 * (levels->ink - levels->clean);
        rise = fmin(bounds.most, fmax(bounds.least, rise));
        double cut = levels->clean + fmax(rise, 5 * levels->spread);
        levels->mark_count = marks;
        if (fabs(cut - levels->cut) < 1e-6)
            break;
        levels->cut = cut;
    }
}
