/* SPDX-License-Identifier: MIT
 *
 * How well a hypothesis explains the picture: a sample of the form's bubbles must show their
 * outlines near where the hypothesis puts them. The size in which outlines are drawn (0.6 to 1.1 of
 * their box over real forms) is not known yet, so a few are tried, and the best is a first guess.
 */
#include "base/sorted.h"
#include "recognition/registration/hypothesis.h"
#include "recognition/registration/refine.h"
#include "recognition/registration/ring.h"

#include <math.h>

enum { SAMPLES_PER_CLASS = 28, FACTOR_EVERY = 3, SEARCH_PAGE_PX = 22 };
/* The largest are for check boxes, whose pattern box lies inside the drawn square. */
static const double FACTORS[] = {1.0, 0.9, 0.8, 0.7, 0.6, 1.15, 1.3};
enum { FACTOR_COUNT = sizeof FACTORS / sizeof FACTORS[0], ELLIPSE_FACTORS = 5 };

/* The answer of a bubble that is not on the picture. */
static const double OUTSIDE = -1e9;

/* What one class's sample answers for each factor. */
struct answers {
    double value[FACTOR_COUNT][SAMPLES_PER_CLASS + 1];
    double merit[FACTOR_COUNT][SAMPLES_PER_CLASS + 1]; /* what speaks for this size */
    int count;
};

static int factors_of(const struct omr_bubble_class *class) {
    return class->shape == OMR_SHAPE_SQUARE ? FACTOR_COUNT : ELLIPSE_FACTORS;
}

/* On which pyramid level outlines are looked for, and how far from where they should be. */
struct reach {
    int level;
    double page_px;
};

/* What one bubble answers for the factors from `first` until `end`. */
static void ask(struct answers *answers, const struct omr_sheet *sheet,
                const struct omr_page_map *map, int bubble, struct reach reach, int first,
                int end) {
    const struct omr_bubble *printed = &sheet->page->bubbles[bubble];
    const struct omr_bubble_class *class = &sheet->classes->item[sheet->classes->of_bubble[bubble]];
    struct omr_frame frame = omr_page_map_frame(map, printed->x, printed->y);
    int level = reach.level;
    double scale = omr_frame_scale(&frame) / (1 << level);
    double paper = omr_sheet_paper(sheet, frame.at);
    int radius = (int)ceil(fmin(reach.page_px, 0.36 * sheet->classes->pitch_px) * scale);
    radius = radius < 1 ? 1 : radius > 14 ? 14 : radius;
    for (int f = first; f < end; f++) {
        struct omr_ring_probe probe;
        omr_ring_probe_init(&probe, class, omr_ring_factor_even(FACTORS[f]), &frame, level);
        struct omr_ring_match match = omr_ring_search(
            omr_sheet_outlines(sheet, level), &probe, omr_level_coordinate(frame.at.x, level),
            omr_level_coordinate(frame.at.y, level), radius);
        answers->value[f][answers->count] =
            match.is_inside ? match.closed * match.response / paper : OUTSIDE;
        answers->merit[f][answers->count] =
            match.is_inside ? omr_ring_merit(&match) / paper : OUTSIDE;
    }
    answers->count++;
}

/* Mean of the values, none of which counts for more than twice the middle one: a few thick marks
 * answer more than thin outlines do, to rings of any size. What lies outside counts as nothing. */
static double tempered_mean(const double *values, int count) {
    double sorted[SAMPLES_PER_CLASS + 1], sum = 0;
    int inside = 0;
    for (int i = 0; i < count; i++)
        if (values[i] > OUTSIDE)
            sorted[inside++] = values[i];
    double most = 2 * fmax(0, omr_median(sorted, inside));
    for (int i = 0; i < count; i++)
        sum += values[i] > OUTSIDE ? fmin(values[i], most) : 0;
    return count ? sum / count : 0;
}

/* An even sample of one class's bubbles; gives how many. */
static int sample_class(int sample[SAMPLES_PER_CLASS], const struct omr_sheet *sheet, int class) {
    const struct omr_bubble_classes *classes = sheet->classes;
    int every = classes->item[class].bubble_count / SAMPLES_PER_CLASS + 1, seen = 0, count = 0;
    for (int i = 0; i < sheet->page->bubble_count && count < SAMPLES_PER_CLASS; i++)
        if (classes->of_bubble[i] == class && seen++ % every == 0)
            sample[count++] = i;
    return count;
}

/* Whether sample `i` is asked for all factors: one of each three, another one each time, as every
 * third may well be the one that people mark. */
static bool is_asked_for_all(int i) {
    return i % FACTOR_EVERY == i / FACTOR_EVERY % FACTOR_EVERY;
}

/* Typical answer of a sample of one class's bubbles in the factor that suits them. A third of
 * them is asked for all factors, the others for the one that these chose. */
static double score_class(struct omr_ring_factor *factor, const struct omr_sheet *sheet,
                          const struct omr_page_map *map, int class, struct reach reach) {
    int sample[SAMPLES_PER_CLASS], count = sample_class(sample, sheet, class), best = 0;
    int factors = factors_of(&sheet->classes->item[class]);
    struct answers answers = {.count = 0};
    double merit[FACTOR_COUNT] = {0};
    for (int i = 0; i < count; i++)
        if (is_asked_for_all(i))
            ask(&answers, sheet, map, sample[i], reach, 0, factors);
    for (int f = 0; f < factors; f++) {
        merit[f] = tempered_mean(answers.merit[f], answers.count);
        best = merit[f] > merit[best] ? f : best;
    }
    for (int i = 0; i < count; i++)
        if (!is_asked_for_all(i))
            ask(&answers, sheet, map, sample[i], reach, best, best + 1);
    *factor = omr_ring_factor_even(FACTORS[best]);
    return tempered_mean(answers.value[best], answers.count);
}

double omr_marker_darkness(const struct omr_sheet *sheet, const struct omr_page_map *map,
                           const struct omr_box *box) {
    const struct omr_pixmap *picture = &sheet->pyramid->level[sheet->paper_level];
    double sum = 0;
    for (int k = 0; k < 81; k++) {
        double x = box->left + box->width * (0.2 + 0.6 * (k % 9) / 8);
        double y = box->top + box->height * (0.2 + 0.6 * (k / 9) / 8.0);
        struct omr_point p = omr_page_map_apply(map, x, y);
        double px = omr_level_coordinate(p.x, sheet->paper_level);
        double py = omr_level_coordinate(p.y, sheet->paper_level);
        if (px >= 0 && py >= 0 && px <= picture->width - 1 && py <= picture->height - 1)
            sum += 1 - fmin(1, omr_pixmap_row(picture, (int)(py + 0.5))[(int)(px + 0.5)] /
                                   omr_sheet_paper(sheet, p));
    }
    return sum / 81;
}

/* The same for the form's rotation marker; -1 if the form has none. */
static double rotation_marker_darkness(const struct omr_sheet *sheet,
                                       const struct omr_page_map *map) {
    for (int i = 0; i < sheet->page->marker_count; i++)
        if (sheet->page->markers[i].kind == OMR_MARKER_ROTATION)
            return omr_marker_darkness(sheet, map, &sheet->page->markers[i].box);
    return -1;
}

/* Whether no camera would show the page so: nearly a line. Area by squared outline is 0.061 for A4
 * upright, 0.05 for the longest paper, and half of that when tilted far. */
static bool is_squashed(const struct omr_homography *map, double width, double height) {
    double doubled_area = 0, outline = 0;
    for (int k = 0; k < 4; k++) {
        struct omr_point p = omr_homography_apply(
            map, (struct omr_point){k == 1 || k == 2 ? width : 0, k >= 2 ? height : 0});
        struct omr_point q = omr_homography_apply(
            map, (struct omr_point){k == 0 || k == 1 ? width : 0, k == 1 || k == 2 ? height : 0});
        doubled_area += p.x * q.y - q.x * p.y;
        outline += hypot(q.x - p.x, q.y - p.y);
    }
    return fabs(doubled_area) < 2 * 0.012 * outline * outline;
}

void omr_ring_factors_guess(struct omr_ring_factor *ring_factor, const struct omr_sheet *sheet,
                            const struct omr_page_map *map, int level, double search_page_px) {
    struct reach reach = {level, search_page_px};
    for (int c = 0; c < sheet->classes->count; c++)
        score_class(&ring_factor[c], sheet, map, c, reach);
}

void omr_hypothesis_score(struct omr_hypothesis *hypothesis, const struct omr_sheet *sheet) {
    if (is_squashed(&hypothesis->map, sheet->page->width, sheet->page->height)) {
        hypothesis->score = 0;
        return;
    }
    struct omr_page_map map;
    omr_page_map_init(&map, &hypothesis->map, sheet->page->width, sheet->page->height);
    struct reach reach = {omr_sheet_level(sheet, &map, OMR_COARSE_SCALE), SEARCH_PAGE_PX};
    double sum = 0;
    for (int c = 0; c < sheet->classes->count; c++) {
        double score = score_class(&hypothesis->ring_factor[c], sheet, &map, c, reach);
        sum += score * sheet->classes->item[c].bubble_count;
    }
    hypothesis->score = sheet->page->bubble_count ? sum / sheet->page->bubble_count : 0.1;
    double darkness = rotation_marker_darkness(sheet, &map);
    if (darkness >= 0 && darkness < 0.35) /* the wrong way up */
        hypothesis->score *= 0.5;
}
