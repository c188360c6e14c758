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
/* Nothing printed in a bubble makes it this dark: such a look is a mark. */
static const double EMPTY_DARKNESS = 0.34;

struct template {
    uint8_t pixel[OMR_CROP_PIXELS];
    double darkness, outside;
    bool is_usable;
};

struct bench {
    const struct omr_sheet *sheet;
    struct omr_crop *crops;
    struct omr_crop_mask masks[2]; /* per shape */
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

static uint8_t median_of(uint8_t *values, int count) {
    for (int i = 1; i < count; i++) {
        uint8_t value = values[i];
        int at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
    return values[count / 2];
}

static double darkness_of(const uint8_t *pixels, const struct omr_crop_mask *mask) {
    int sum = 0;
    for (int k = 0; k < mask->count; k++)
        sum +=
            pixels[mask->pixel[k]] < OMR_CROP_PAPER ? OMR_CROP_PAPER - pixels[mask->pixel[k]] : 0;
    return sum / (double)(mask->count * OMR_CROP_PAPER);
}

/* Pixelwise median, well inside the outline, of the lighter 60 % of `members`, which are sorted by
 * darkness. */
static void make_template(struct template *made, const struct bench *bench, const int *members,
                          int count, int class) {
    const struct omr_crop *light[MOST_MEMBERS];
    int measured = 0, taken = 0;
    for (int i = 0; i < count; i++)
        measured += bench->crops[members[i]].is_measured;
    int wanted = (measured * 6 + 5) / 10, every = wanted / MOST_MEMBERS + 1;
    for (int i = 0, seen = 0; i < count && seen < wanted && taken < MOST_MEMBERS; i++)
        if (bench->crops[members[i]].is_measured && seen++ % every == 0)
            light[taken++] = &bench->crops[members[i]];
    made->is_usable = taken > 0;
    const struct omr_crop_mask *mask = mask_of(bench, class);
    for (int k = 0; k < mask->count && taken; k++) {
        uint8_t values[MOST_MEMBERS];
        for (int i = 0; i < taken; i++)
            values[i] = light[i]->pixel[mask->pixel[k]];
        made->pixel[mask->pixel[k]] = median_of(values, taken);
    }
    made->outside = 0;
    for (int i = 0; i < taken; i++)
        made->outside += light[i]->outside / taken;
    made->darkness = darkness_of(made->pixel, mask);
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
        make_template(made, bench, work, n, class);
        if (!made->is_usable || made->darkness > EMPTY_DARKNESS) {
            memset(made->pixel, OMR_CROP_PAPER, sizeof made->pixel);
            made->darkness = 0;
        }
        first = end;
    }
}

static void measure_bubble(struct omr_measure *measure, const struct omr_crop *crop,
                           const struct template *empty, const struct omr_crop_mask *mask) {
    int counts[256] = {0}, sum = 0;
    measure->is_measured = crop->is_measured;
    if (!crop->is_measured)
        return;
    for (int k = 0; k < mask->count; k++) {
        int ink = empty->pixel[mask->pixel[k]] - crop->pixel[mask->pixel[k]];
        sum += ink;
        counts[ink < 0 ? 0 : ink]++;
    }
    int peak = 255, above = 0;
    for (; peak > 0 && above + counts[peak] <= mask->count / 10; peak--)
        above += counts[peak];
    measure->excess = sum / (double)(mask->count * OMR_CROP_PAPER);
    measure->outside = crop->outside - empty->outside;
    measure->peak = peak / (double)OMR_CROP_PAPER;
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
        make_template(&own, bench, bench->order + first, end - first, class);
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
    if (!bench->crops || !bench->order)
        return omr_fail_memory(err);
    omr_crop_mask_init(&bench->masks[OMR_SHAPE_ELLIPSE], OMR_SHAPE_ELLIPSE);
    omr_crop_mask_init(&bench->masks[OMR_SHAPE_SQUARE], OMR_SHAPE_SQUARE);
    for (int i = 0; i < count; i++) {
        omr_crop_take(&bench->crops[i], sheet, registration, i,
                      mask_of(bench, sheet->classes->of_bubble[i]));
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
