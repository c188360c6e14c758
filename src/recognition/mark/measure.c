/* SPDX-License-Identifier: MIT */
#include "recognition/mark/measure.h"

#include "base/error.h"
#include "recognition/mark/crop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_MEMBERS = 6, MOST_MEMBERS = 41 };
/* An empty bubble with a bold letter is up to this much darker than the sheet's usual empty one. */
static const double LETTER_DARKNESS = 0.14;
/* Empty bubbles of one letter, or without any, differ by less than this. */
static const double SAME_DARKNESS = 0.06;
/* Nothing printed in a bubble makes it this dark: such a look is a mark. */
static const double EMPTY_DARKNESS = 0.34;

/* What is this far from its wider surroundings' paper towards black print is no paper but ink, or
 * lies in a shadow like its neighbours. */
static const double COVERED_DEPTH = 0.38, ALIKE = 0.75;

struct template {
    uint8_t sample[OMR_CROP_SAMPLES];
    double darkness;
    bool is_usable;
};

struct bench {
    const struct omr_sheet *sheet;
    struct omr_crop *crops;
    struct omr_crop_mask masks[2]; /* per shape */
    int *paper;                    /* around each bubble */
    int *order;                    /* bubbles sorted by class, value, darkness */
    struct template class_template[OMR_BUBBLE_CLASSES_MOST];
};

static const struct omr_crop_mask *mask_of(const struct bench *bench, int class) {
    return &bench->masks[bench->sheet->classes->item[class].shape];
}

static int compare_bubbles(const void *a, const void *b, void *context) {
    const struct bench *bench = context;
    int i = *(const int *)a, j = *(const int *)b;
    const int *class = bench->sheet->classes->of_bubble;
    if (class[i] != class[j])
        return class[i] < class[j] ? -1 : 1;
    int by_value =
        strcmp(bench->sheet->page->bubbles[i].value, bench->sheet->page->bubbles[j].value);
    if (by_value)
        return by_value;
    double x = bench->crops[i].darkness, y = bench->crops[j].darkness;
    return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

static int compare_darkness(const void *a, const void *b, void *context) {
    const struct bench *bench = context;
    int i = *(const int *)a, j = *(const int *)b;
    double x = bench->crops[i].darkness, y = bench->crops[j].darkness;
    return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

/* Median of each sample over `count` crops, found bit by bit from the highest: all samples at once,
 * so that compilers lay them side by side in wide registers. */
static void find_medians(uint8_t *medians, const struct omr_crop *const *crops, int count) {
    uint8_t at_least[OMR_CROP_SAMPLES], tried[OMR_CROP_SAMPLES];
    uint8_t wanted = (uint8_t)(count - count / 2);
    memset(medians, 0, OMR_CROP_SAMPLES);
    for (int bit = 128; bit > 0; bit >>= 1) {
        memset(at_least, 0, sizeof at_least);
        for (int p = 0; p < OMR_CROP_SAMPLES; p++)
            tried[p] = (uint8_t)(medians[p] | bit);
        for (int i = 0; i < count; i++)
            for (int p = 0; p < OMR_CROP_SAMPLES; p++)
                at_least[p] = (uint8_t)(at_least[p] + (crops[i]->sample[p] >= tried[p]));
        for (int p = 0; p < OMR_CROP_SAMPLES; p++)
            medians[p] = at_least[p] >= wanted ? tried[p] : medians[p];
    }
}

/* The lightest of the members, which are sorted; of many the one behind the lightest twentieth. */
static double lightest_of(const struct bench *bench, const int *members, int count) {
    int skipped = count / 20;
    for (int i = 0; i < count; i++)
        if (bench->crops[members[i]].is_measured && skipped-- == 0)
            return bench->crops[members[i]].darkness;
    return 1;
}

/* Sample by sample the median of the lighter 60 % of `members`, which are sorted by darkness, as
 * far as they are at most `alike` darker than the lightest: where most of a few are marked, the
 * median would be a mark. */
static void make_template(struct template *made, const struct bench *bench, const int *members,
                          int count, int class, double alike) {
    const struct omr_crop *light[MOST_MEMBERS];
    int measured = 0, taken = 0;
    for (int i = 0; i < count; i++)
        measured += bench->crops[members[i]].is_measured;
    int wanted = (measured * 6 + 5) / 10, every = wanted / MOST_MEMBERS + 1;
    double most = lightest_of(bench, members, count) + alike;
    for (int i = 0, seen = 0; i < count && seen < wanted && taken < MOST_MEMBERS; i++)
        if (bench->crops[members[i]].is_measured && bench->crops[members[i]].darkness <= most &&
            seen++ % every == 0)
            light[taken++] = &bench->crops[members[i]];
    made->is_usable = taken > 0;
    if (taken)
        find_medians(made->sample, light, taken);
    made->darkness = omr_crop_darkness(made->sample, mask_of(bench, class));
}

static int group_end(const struct bench *bench, int first, int count, bool by_value) {
    const struct omr_bubble *bubbles = bench->sheet->page->bubbles;
    const int *class = bench->sheet->classes->of_bubble, *order = bench->order;
    int end = first + 1;
    while (end < count && class[order[end]] == class[order[first]] &&
           (!by_value || !strcmp(bubbles[order[end]].value, bubbles[order[first]].value)))
        end++;
    return end;
}

/* What an empty bubble of a class looks like whatever its letter. When even the lighter ones are
 * too dark to be empty, plain paper stands in. */
static void make_class_templates(struct bench *bench, int *work, int count) {
    for (int first = 0; first < count;) {
        int end = group_end(bench, first, count, false), n = end - first;
        int class = bench->sheet->classes->of_bubble[bench->order[first]];
        struct template *made = &bench->class_template[class];
        memcpy(work, bench->order + first, (size_t)n * sizeof *work);
        qsort_r(work, (size_t)n, sizeof *work, compare_darkness, bench);
        make_template(made, bench, work, n, class,
                      bench->sheet->classes->item[class].shape == OMR_SHAPE_SQUARE
                          ? SAME_DARKNESS
                          : LETTER_DARKNESS);
        if (!made->is_usable || made->darkness > EMPTY_DARKNESS) {
            memset(made->sample, OMR_CROP_PAPER, sizeof made->sample);
            made->darkness = 0;
        }
        first = end;
    }
}

/* Mean ink on the collar's inner circles. */
static double outside_of(const struct omr_crop *crop, const struct template *empty) {
    int sum = 0, count = 2 * OMR_COLLAR_DIRECTIONS;
    for (int i = OMR_CROP_PIXELS; i < OMR_CROP_PIXELS + count; i++)
        sum += empty->sample[i] - crop->sample[i];
    return sum / (double)(count * OMR_CROP_PAPER);
}

/* The ink that at most `share` of the counted pixels exceed. */
static int ink_above(const int *counts, int share) {
    int level = 255;
    for (int above = 0; level > 0 && above + counts[level] <= share; level--)
        above += counts[level];
    return level;
}

static void measure_bubble(struct omr_measure *measure, const struct omr_crop *crop,
                           const struct template *empty, const struct omr_crop_mask *mask) {
    int counts[256] = {0}, sum = 0;
    measure->is_measured = crop->is_measured;
    if (!crop->is_measured)
        return;
    for (int k = 0; k < mask->count; k++) {
        int ink = empty->sample[mask->pixel[k]] - crop->sample[mask->pixel[k]];
        sum += ink;
        counts[ink < 0 ? 0 : ink]++;
    }
    measure->excess = sum / (double)(mask->count * OMR_CROP_PAPER);
    measure->outside = outside_of(crop, empty);
    omr_strokes_measure(&measure->strokes, crop->sample + OMR_CROP_PIXELS,
                        empty->sample + OMR_CROP_PIXELS);
    measure->peak = ink_above(counts, mask->count / 10) / (double)OMR_CROP_PAPER;
    measure->core = ink_above(counts, mask->count * 7 / 10) / (double)OMR_CROP_PAPER;
    double fill = measure->excess / (1 - empty->darkness);
    measure->fill = fill < 0 ? 0 : fill > 1 ? 1 : fill;
}

static void measure_group(struct omr_measure *measures, const struct bench *bench, int first,
                          int end) {
    int class = bench->sheet->classes->of_bubble[bench->order[first]];
    const struct template *usual = &bench->class_template[class];
    struct template own;
    bool has_own = end - first >= LEAST_MEMBERS;
    if (has_own) {
        make_template(&own, bench, bench->order + first, end - first, class, SAME_DARKNESS);
        has_own = own.is_usable && own.darkness < usual->darkness + LETTER_DARKNESS &&
                  own.darkness < EMPTY_DARKNESS;
    }
    for (int i = first; i < end; i++) {
        int bubble = bench->order[i];
        measure_bubble(&measures[bubble], &bench->crops[bubble], has_own ? &own : usual,
                       mask_of(bench, class));
        measures[bubble].has_own_template = has_own;
    }
}

/* Whether two bubbles next to this one, or more, have paper as dark: a shadow, for a pen covers
 * one.
 */
static bool is_in_shadow(const struct bench *bench, const struct omr_registration *registration,
                         int bubble) {
    const struct omr_form_page *page = bench->sheet->page;
    const struct omr_bubble *b = &page->bubbles[bubble];
    const struct omr_frame *frame = &registration->placements[bubble].frame;
    double reach = 4 * fmax(b->width, b->height) * omr_frame_scale(frame);
    int alike = 0;
    for (int i = bubble - 2; i <= bubble + 2; i++) {
        if (i < 0 || i == bubble || i >= page->bubble_count || !bench->crops[i].is_measured)
            continue;
        struct omr_point at = registration->placements[i].frame.at;
        alike += hypot(at.x - frame->at.x, at.y - frame->at.y) < reach &&
                 ALIKE * bench->paper[i] <= bench->crops[bubble].paper;
    }
    return alike >= 2;
}

/* The paper at a bubble: what is seen around it, unless a thick pen covered that too; then what the
 * wider surroundings say. */
static int paper_at(const struct bench *bench, const struct omr_registration *registration,
                    int bubble) {
    const struct omr_sheet *sheet = bench->sheet;
    struct omr_point at = registration->placements[bubble].frame.at;
    int near = bench->crops[bubble].paper;
    double wide = omr_paper_at(sheet->paper, omr_level_coordinate(at.x, sheet->paper_level),
                               omr_level_coordinate(at.y, sheet->paper_level));
    double covered = 1 - COVERED_DEPTH * (1 - registration->ink_ratio);
    if (near >= covered * wide || is_in_shadow(bench, registration, bubble))
        return near;
    return (int)(0.95 * wide);
}

static void take_crops(struct bench *bench, const struct omr_registration *registration) {
    const struct omr_sheet *sheet = bench->sheet;
    int count = sheet->page->bubble_count;
    for (int i = 0; i < count; i++) {
        omr_crop_take(&bench->crops[i], sheet, registration, i,
                      mask_of(bench, sheet->classes->of_bubble[i]));
        bench->paper[i] = bench->crops[i].paper;
    }
    for (int i = 0; i < count; i++)
        if (bench->crops[i].is_measured)
            omr_crop_divide(&bench->crops[i], paper_at(bench, registration, i),
                            mask_of(bench, sheet->classes->of_bubble[i]));
}

enum omr_status omr_marks_measure(struct omr_measure *measures, const struct omr_sheet *sheet,
                                  const struct omr_registration *registration,
                                  struct omr_arena *arena, struct omr_error *err) {
    int count = sheet->page->bubble_count;
    size_t places = (size_t)count + 1;
    struct bench *bench = OMR_ARENA_NEW(arena, struct bench);
    int *work = OMR_ARENA_ARRAY(arena, int, places);
    if (!bench || !work)
        return omr_fail_memory(err);
    bench->sheet = sheet;
    bench->crops = OMR_ARENA_ARRAY(arena, struct omr_crop, places);
    bench->order = OMR_ARENA_ARRAY(arena, int, places);
    bench->paper = OMR_ARENA_ARRAY(arena, int, places);
    if (!bench->crops || !bench->order || !bench->paper)
        return omr_fail_memory(err);
    omr_crop_mask_init(&bench->masks[OMR_SHAPE_ELLIPSE], OMR_SHAPE_ELLIPSE);
    omr_crop_mask_init(&bench->masks[OMR_SHAPE_SQUARE], OMR_SHAPE_SQUARE);
    take_crops(bench, registration);
    for (int i = 0; i < count; i++) {
        bench->order[i] = i;
        measures[i] = (struct omr_measure){.outline = registration->placements[i].response,
                                           .trust = registration->placements[i].trust};
    }
    qsort_r(bench->order, (size_t)count, sizeof *bench->order, compare_bubbles, bench);
    make_class_templates(bench, work, count);
    for (int first = 0; first < count;) {
        int end = group_end(bench, first, count, true);
        measure_group(measures, bench, first, end);
        first = end;
    }
    return OMR_OK;
}
