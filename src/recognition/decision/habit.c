/* SPDX-License-Identifier: MIT */
#include "recognition/decision/habit.h"

#include "base/sorted.h"

#include <math.h>

/* Strokes that leave a mark are so strong, beyond what empty bubbles of the sheet show by chance.
 */
static const double STRUCK_INK = 0.08, STRUCK_NOISE = 1.5;
static const double TIDY_OUTSIDE = 0.12;
static const double LEAVING_RATIO = 0.3; /* of the marks, and three at least */
/* The strokes of one pen differ by less: all but a tenth of a sheet's marks have this share of the
 * usual peak, or there is no usual one. What was erased has less than both shares. */
static const double STEADY_SHARE = 0.75, PALED_SHARE = 0.65, PALED_TAIL = 0.80;
enum { LEAST_MARKS = 5 };

static bool is_mark(const struct omr_form_page *page, const struct omr_measure *measures,
                    const struct omr_levels *levels, int i) {
    return measures[i].is_measured && measures[i].excess > levels[page->bubbles[i].shape].cut;
}

/* Noise draws strokes where there are none. */
static double find_struck(const struct omr_form_page *page, const struct omr_measure *measures,
                          const struct omr_levels *levels, double *work) {
    int empties = 0;
    for (int i = 0; i < page->bubble_count; i++)
        if (measures[i].is_measured && !is_mark(page, measures, levels, i))
            work[empties++] = measures[i].strokes.struck;
    omr_sort_numbers(work, empties);
    return empties ? fmax(STRUCK_INK, STRUCK_NOISE * work[empties - 1 - empties / 50]) : STRUCK_INK;
}

static void find_leaving(struct omr_habit *habit, const struct omr_form_page *page,
                         const struct omr_measure *measures, const struct omr_levels *levels,
                         double *work) {
    int marks = 0, struck = 0;
    for (int i = 0; i < page->bubble_count; i++)
        if (is_mark(page, measures, levels, i)) {
            work[marks++] = measures[i].outside;
            struck += measures[i].strokes.far > habit->struck;
        }
    omr_sort_numbers(work, marks);
    habit->is_tidy = marks && work[marks * 4 / 5] < TIDY_OUTSIDE;
    habit->is_leaving = struck >= 3 && struck > LEAVING_RATIO * marks;
}

/* Of few marks one may be erased itself: the second weakest counts. */
static double find_pale(const struct omr_form_page *page, const struct omr_measure *measures,
                        const struct omr_levels *levels, enum omr_bubble_shape shape,
                        double *work) {
    int marks = 0;
    for (int i = 0; i < page->bubble_count; i++)
        if (page->bubbles[i].shape == shape && is_mark(page, measures, levels, i))
            work[marks++] = measures[i].peak;
    if (marks < LEAST_MARKS)
        return 0;
    double usual = omr_median(work, marks), weakest = work[marks < 20 ? 1 : marks / 10];
    return weakest < STEADY_SHARE * usual ? 0 : fmin(usual * PALED_SHARE, weakest * PALED_TAIL);
}

void omr_habit_find(struct omr_habit *habit, const struct omr_form_page *page,
                    const struct omr_measure *measures, const struct omr_levels *levels,
                    double *work) {
    habit->struck = find_struck(page, measures, levels, work);
    find_leaving(habit, page, measures, levels, work);
    for (int s = 0; s < 2; s++) {
        enum omr_bubble_shape shape = s ? OMR_SHAPE_SQUARE : OMR_SHAPE_ELLIPSE;
        habit->pale[shape] = find_pale(page, measures, levels, shape, work);
    }
}

bool omr_is_paled(const struct omr_habit *habit, const struct omr_measure *measure,
                  enum omr_bubble_shape shape) {
    return measure->peak < habit->pale[shape];
}
