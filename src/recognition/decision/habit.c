/* SPDX-License-Identifier: MIT */
#include "recognition/decision/habit.h"

#include "base/sorted.h"

#include <math.h>

/* Strokes that leave a mark are so strong, beyond what empty bubbles of the sheet show by chance.
 */
static const double STRUCK_INK = 0.08, STRUCK_NOISE = 1.5;
/* Broken strokes: so strong, and by so much stronger than what all but a fifth of the marks show.
 */
static const double PASSING_INK = 0.25, PASSING_MORE = 1.5;
/* Ink outside the bubble stands out when it is so many times further above the usual than that of
 * all but a tenth of the marks. */
static const double WIDE_SPREADS = 5, WIDE_LEAST = 0.02;
static const double LEAVING_RATIO = 0.3; /* of the marks, and three at least */
/* The strokes of one pen differ by less: all but a tenth of a sheet's marks have this share of the
 * usual peak, or there is no usual one. What was erased has less than both shares. */
static const double STEADY_SHARE = 0.75, PALED_SHARE = 0.65, PALED_TAIL = 0.80;
enum { LEAST_MARKS = 5 };

/* One page, and room for a number of each bubble. */
struct look {
    const struct omr_form_page *page;
    const struct omr_measure *measures;
    const struct omr_levels *levels;
    double *numbers;
};

/* Marks or empty bubbles of one shape, or of both (-1). */
struct choice {
    bool is_marked;
    int shape;
};

static double struck_of(const struct omr_measure *measure) {
    return measure->strokes.struck;
}

static double far_of(const struct omr_measure *measure) {
    return measure->strokes.far;
}

static double passing_of(const struct omr_measure *measure) {
    return measure->strokes.passing;
}

static double outside_of(const struct omr_measure *measure) {
    return measure->outside;
}

static double peak_of(const struct omr_measure *measure) {
    return measure->peak;
}

/* Collects a number of each bubble chosen, sorted; returns how many. */
static int collect(const struct look *look, struct choice choice,
                   double (*number_of)(const struct omr_measure *)) {
    int count = 0;
    for (int i = 0; i < look->page->bubble_count; i++) {
        int shape = (int)look->page->bubbles[i].shape;
        bool is_marked = look->measures[i].excess > look->levels[shape].cut;
        if (look->measures[i].is_measured && is_marked == choice.is_marked &&
            (choice.shape < 0 || choice.shape == shape))
            look->numbers[count++] = number_of(&look->measures[i]);
    }
    omr_sort_numbers(look->numbers, count);
    return count;
}

/* What 98 % of the empty bubbles stay below: noise draws strokes where there are none. */
static double find_noise(const struct look *look, double (*number_of)(const struct omr_measure *)) {
    int count = collect(look, (struct choice){false, -1}, number_of);
    return count ? STRUCK_NOISE * look->numbers[count - 1 - count / 50] : 0;
}

/* What all but one in `share` of the sorted numbers stay below; where they are few, all but one. */
static double most_of(const double *numbers, int count, int share) {
    return count > 1 ? numbers[count - 1 - (count < share ? 1 : count / share)] : 0;
}

static double find_wide(const struct look *look, int shape) {
    int count = collect(look, (struct choice){true, shape}, outside_of);
    double usual = count ? look->numbers[count / 2] : 0;
    double most = most_of(look->numbers, count, 10);
    return usual + WIDE_SPREADS * fmax(WIDE_LEAST, most - usual);
}

static bool find_leaving(const struct look *look, double struck) {
    int leaving = 0;
    int count = collect(look, (struct choice){true, -1}, far_of);
    for (int i = 0; i < count; i++)
        leaving += look->numbers[i] > struck;
    return leaving >= 3 && leaving > LEAVING_RATIO * count;
}

/* Of few marks one may be erased itself: the second palest counts. */
static double find_pale(const struct look *look, int shape) {
    int count = collect(look, (struct choice){true, shape}, peak_of);
    double usual = look->numbers[count / 2], palest = look->numbers[count < 20 ? 1 : count / 10];
    return palest < STEADY_SHARE * usual ? 0 : fmin(usual * PALED_SHARE, palest * PALED_TAIL);
}

static struct omr_habit_shape find_shape(const struct look *look, int shape, double noise) {
    int count = collect(look, (struct choice){true, shape}, passing_of);
    if (count < LEAST_MARKS)
        return (struct omr_habit_shape){HUGE_VAL, HUGE_VAL, 0};
    double passing = PASSING_MORE * most_of(look->numbers, count, 5);
    return (struct omr_habit_shape){fmax(passing, fmax(PASSING_INK, noise)), find_wide(look, shape),
                                    find_pale(look, shape)};
}

void omr_habit_find(struct omr_habit *habit, const struct omr_form_page *page,
                    const struct omr_measure *measures, const struct omr_levels *levels,
                    double *work) {
    struct look look = {page, measures, levels, work};
    double passing = find_noise(&look, passing_of);
    habit->struck = fmax(STRUCK_INK, find_noise(&look, struck_of));
    int marks = collect(&look, (struct choice){true, -1}, struck_of);
    habit->struck_beside = fmax(habit->struck, PASSING_MORE * most_of(work, marks, 5));
    habit->wide = find_wide(&look, -1);
    habit->is_leaving = find_leaving(&look, habit->struck);
    for (int shape = 0; shape < 2; shape++)
        habit->of[shape] = find_shape(&look, shape, passing);
}
