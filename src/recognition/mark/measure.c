/* SPDX-License-Identifier: MIT */
#include "recognition/mark/measure.h"

#include "base/error.h"
#include "base/sorted.h"
#include "recognition/mark/beside.h"
#include "recognition/mark/kinds.h"
#include "recognition/mark/look.h"
#include "recognition/mark/printed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A value has a look of its own from so many bubbles on, if a letter is seen; or in any case. */
enum { LEAST_MEMBERS = 3, MANY_MEMBERS = 6 };
/* Of so many boxes all may be ticked. */
enum { FEW_MEMBERS = 8 };
/* An empty bubble with a bold letter is up to this much darker than the sheet's usual empty one. */
static const double LETTER_DARKNESS = 0.14;
/* Empty bubbles of one letter, or without any, differ by less than this. */
static const double SAME_DARKNESS = 0.06;
/* What is so much darker than usual must look printed. */
static const double PRINT_DARKNESS = 0.05;
/* A look so much darker than usual has a letter. */
static const double LETTER_LEAST = 0.02;
/* Of so few people half fill all alike; no letter is as dark. */
static const double FEW_DARKNESS = 0.26;
/* Letters are as much alike; what is darker than most of them must be more so. */
static const double LETTER_MISMATCH = 0.42;
static const double BOLD_DARKNESS = 0.1, BOLD_MISMATCH = 0.34;
/* No letter makes a bubble this dark: such a look is a mark, or has outlines inside. */
static const double EMPTY_DARKNESS = 0.34;
static const double TINY_PX = 9;
/* Of single samples, where no page's noise can be seen. */
static const double USUAL_NOISE = 0.03;

/* What is this far from its wider surroundings' paper towards black print is no paper but ink, or
 * lies in a shadow like its neighbours. */
static const double COVERED_DEPTH = 0.38, ALIKE = 0.75;

struct bench {
    const struct omr_sheet *sheet;
    struct omr_bubble_classes kinds; /* of bubbles that are drawn alike */
    struct omr_crop *crops;
    struct omr_crop_mask masks[2];     /* per shape */
    int *paper;                        /* around each bubble */
    int *order;                        /* bubbles sorted by class, value, darkness */
    uint8_t *around;                   /* ink on each bubble's collar */
    const struct omr_crop **members;   /* crops that are looked at together */
    const struct omr_crop **others;    /* the same while the page's noise is looked for */
    double *residuals;                 /* of each value, meanwhile */
    int lone[OMR_BUBBLE_CLASSES_MOST]; /* of each class: bubbles that are fields of their own */
    bool has_letters[OMR_BUBBLE_CLASSES_MOST]; /* seen in bubbles of the class */
    double noise; /* of the page's single samples; < 0: not looked for yet */
    struct omr_look usual[OMR_BUBBLE_CLASSES_MOST]; /* empty, whatever the letter */
    const struct omr_printed *printed;              /* what the blank shows; NULL: not known */
    struct omr_press press;                         /* how this sheet shows it */
};

static const struct omr_crop_mask *mask_of(const struct bench *bench, int class) {
    return &bench->masks[bench->kinds.item[class].shape];
}

static int compare_bubbles(const void *a, const void *b, void *context) {
    const struct bench *bench = context;
    int i = *(const int *)a, j = *(const int *)b;
    const int *class = bench->kinds.of_bubble;
    if (class[i] != class[j])
        return class[i] < class[j] ? -1 : 1;
    int by_value =
        strcmp(bench->sheet->page->bubbles[i].value, bench->sheet->page->bubbles[j].value);
    if (by_value)
        return by_value;
    double x = bench->crops[i].darkness, y = bench->crops[j].darkness;
    return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

static int compare_crops(const void *a, const void *b) {
    const struct omr_crop *x = *(const struct omr_crop *const *)a;
    const struct omr_crop *y = *(const struct omr_crop *const *)b;
    return x->darkness != y->darkness ? (x->darkness > y->darkness) - (x->darkness < y->darkness)
                                      : (x > y) - (x < y);
}

static int group_end(const struct bench *bench, int first, int count, bool by_value) {
    const struct omr_bubble *bubbles = bench->sheet->page->bubbles;
    const int *class = bench->kinds.of_bubble, *order = bench->order;
    int end = first + 1;
    while (end < count && class[order[end]] == class[order[first]] &&
           (!by_value || !strcmp(bubbles[order[end]].value, bubbles[order[first]].value)))
        end++;
    return end;
}

/* Those of the order from `first` to `end` that are measured; gives how many. */
static int gather(const struct omr_crop **members, const struct bench *bench, int first, int end) {
    int count = 0;
    for (int i = first; i < end; i++)
        if (bench->crops[bench->order[i]].is_measured)
            members[count++] = &bench->crops[bench->order[i]];
    return count;
}

/* What single samples of empty bubbles vary by: paper, sensor, and letters that are a little beside
 * their place. The median over values of many bubbles, of which a few may have been chosen by
 * everybody. */
static double find_noise(struct bench *bench) {
    int count = bench->sheet->page->bubble_count, found = 0;
    struct omr_look own;
    for (int first = 0, end; first < count; first = end) {
        end = group_end(bench, first, count, true);
        int class = bench->kinds.of_bubble[bench->order[first]];
        int seen = bench->lone[class] ? 0 : gather(bench->others, bench, first, end);
        if (seen < MANY_MEMBERS)
            continue;
        omr_look_of_many(&own, bench->others, seen, mask_of(bench, class), SAME_DARKNESS);
        double residual = omr_look_residual(&own, bench->others, seen, mask_of(bench, class));
        if (isfinite(residual))
            bench->residuals[found++] = residual;
    }
    return found ? omr_median(bench->residuals, found) : USUAL_NOISE;
}

static double noise_of(struct bench *bench) {
    if (bench->noise < 0)
        bench->noise = find_noise(bench);
    return bench->noise;
}

/* Of a list of a few boxes all may be ticked alike. Boxes hardly ever have letters: where none of
 * them is plainly empty, what they have in common may be the ticks. Where one is, and their usual
 * look is darker, that is of the ticked ones; but its collar is right. */
static void doubt_list(struct omr_look *usual, const struct omr_few *few) {
    struct omr_look plain;
    omr_look_of_few(&plain, few);
    usual->is_seen = plain.is_seen;
    if (!plain.is_seen || usual->darkness < plain.darkness + LETTER_LEAST)
        return;
    memcpy(plain.sample + OMR_CROP_PIXELS, usual->sample + OMR_CROP_PIXELS, OMR_COLLAR_SAMPLES);
    *usual = plain;
}

/* Looks at all of a class, whose `count` crops were gathered. */
static void find_usual(struct bench *bench, int class, int count) {
    const struct omr_bubble_class *kind = &bench->kinds.item[class];
    struct omr_look *usual = &bench->usual[class];
    qsort(bench->members, (size_t)count, sizeof(struct omr_crop *), compare_crops);
    struct omr_few few = {.crops = bench->members,
                          .count = count,
                          .mask = mask_of(bench, class),
                          .mirrors = fabs(kind->width - kind->height) < 2 ? 8 : 4};
    bool is_box = kind->shape == OMR_SHAPE_SQUARE;
    bool is_list = is_box && kind->bubble_count <= FEW_MEMBERS;
    bool may_be_full = 2 * bench->lone[class] > kind->bubble_count;
    if (!may_be_full)
        omr_look_of_many(usual, bench->members, count, few.mask,
                         is_box ? SAME_DARKNESS : LETTER_DARKNESS);
    bool is_dark = !may_be_full && usual->darkness > EMPTY_DARKNESS;
    if (may_be_full || is_dark || is_list)
        few.noise = noise_of(bench);
    if (may_be_full || is_dark)
        omr_look_of_few(usual, &few);
    else if (is_list)
        doubt_list(usual, &few);
}

static void find_usuals(struct bench *bench, int count) {
    for (int first = 0, end; first < count; first = end) {
        end = group_end(bench, first, count, false);
        int class = bench->kinds.of_bubble[bench->order[first]];
        int seen = gather(bench->members, bench, first, end);
        if (seen)
            find_usual(bench, class, seen);
    }
}

/* Mean ink on the collar's inner circles. */
static double outside_of(const struct omr_crop *crop, const struct omr_look *empty) {
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
                           const struct omr_look *empty, const struct omr_crop_mask *mask,
                           uint8_t *around) {
    int counts[256] = {0}, sum = 0;
    measure->is_measured = crop->is_measured;
    if (!crop->is_measured)
        return;
    for (int k = 0; k < mask->count; k++) {
        int ink = empty->sample[mask->pixel[k]] - crop->sample[mask->pixel[k]];
        sum += ink;
        counts[ink < 0 ? 0 : ink]++;
    }
    measure->excess = sum / (double)(mask->count * OMR_CROP_PAPER) - empty->bias;
    measure->is_assumed = !empty->is_seen;
    measure->outside = outside_of(crop, empty);
    omr_strokes_measure(&measure->strokes, crop->sample + OMR_CROP_PIXELS,
                        empty->sample + OMR_CROP_PIXELS);
    measure->peak = ink_above(counts, mask->count / 10) / (double)OMR_CROP_PAPER;
    measure->core = ink_above(counts, mask->count * 7 / 10) / (double)OMR_CROP_PAPER;
    for (int i = 0; i < OMR_COLLAR_SAMPLES; i++) {
        int ink = empty->sample[OMR_CROP_PIXELS + i] - crop->sample[OMR_CROP_PIXELS + i];
        around[i] = (uint8_t)(ink < 0 ? 0 : ink);
    }
    double fill = measure->excess / (1 - empty->darkness);
    measure->fill = fill < 0 ? 0 : fill > 1 ? 1 : fill;
}

/* Whether what one value's `count` gathered crops have in common is its letter. */
static bool is_letter(struct bench *bench, int class, const struct omr_look *own, int count) {
    const struct omr_look *usual = &bench->usual[class];
    double most = own->darkness - usual->darkness > BOLD_DARKNESS ? BOLD_MISMATCH : LETTER_MISMATCH;
    return own->darkness < EMPTY_DARKNESS &&
           omr_look_mismatch(own, usual, bench->members, count, mask_of(bench, class),
                             noise_of(bench)) < most;
}

/* Finds the look of a value's bubbles; false: that of the class stands in. Few bubbles have one
 * only where a letter is seen. */
static bool find_own(struct omr_look *own, struct bench *bench, int class, int count) {
    if (count < LEAST_MEMBERS || 2 * bench->lone[class] > bench->kinds.item[class].bubble_count)
        return false;
    omr_look_of_many(own, bench->members, count, mask_of(bench, class), SAME_DARKNESS);
    double darker = own->darkness - bench->usual[class].darkness;
    bool is_plain = darker < PRINT_DARKNESS;
    bool is_mark = count < MANY_MEMBERS && darker > FEW_DARKNESS;
    own->is_seen = count >= MANY_MEMBERS || darker < LETTER_DARKNESS; /* half marks are as dark */
    return (count >= MANY_MEMBERS && is_plain) || (!is_mark && is_letter(bench, class, own, count));
}

/* The look of a bubble that the blank shows. */
static bool find_printed(struct omr_look *look, const struct bench *bench, int class, int bubble) {
    return bench->printed &&
           omr_printed_look(look, bench->printed, bubble, &bench->press, mask_of(bench, class));
}

/* Whether what the blank shows suits the lighter of the gathered crops better than their look. */
static bool suits_better(const struct bench *bench, int class, const struct omr_look *own,
                         int count) {
    double by_own = 0, by_blank = 0;
    int lighter = (count + 1) / 2;
    for (int i = 0; i < lighter; i++) {
        struct omr_look printed;
        int bubble = (int)(bench->members[i] - bench->crops);
        if (!find_printed(&printed, bench, class, bubble))
            return false;
        by_own += omr_look_differ(own, bench->members[i], mask_of(bench, class));
        by_blank += omr_look_differ(&printed, bench->members[i], mask_of(bench, class));
    }
    return by_blank < by_own;
}

static void measure_group(struct omr_measure *measures, struct bench *bench, int first, int end) {
    int class = bench->kinds.of_bubble[bench->order[first]];
    const struct omr_look *usual = &bench->usual[class];
    struct omr_look own;
    int seen = gather(bench->members, bench, first, end);
    bool has_own = find_own(&own, bench, class, seen);
    bool asks_blank = bench->printed && (!has_own || suits_better(bench, class, &own, seen));
    bench->has_letters[class] |= has_own && own.darkness > usual->darkness + LETTER_LEAST;
    for (int i = first; i < end; i++) {
        int bubble = bench->order[i];
        struct omr_look printed;
        bool has_print = asks_blank && find_printed(&printed, bench, class, bubble);
        measure_bubble(&measures[bubble], &bench->crops[bubble],
                       has_print ? &printed
                       : has_own ? &own
                                 : usual,
                       mask_of(bench, class), bench->around + (size_t)bubble * OMR_COLLAR_SAMPLES);
        measures[bubble].has_own_look = has_own || has_print;
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

/* How many of each class are fields of their own, as check boxes are: all of them may be marked. */
static void count_lone(struct bench *bench) {
    const struct omr_form_page *page = bench->sheet->page;
    for (int e = 0; e < page->element_count; e++)
        for (int p = 0; p < page->elements[e].position_count; p++)
            if (page->elements[e].positions[p].bubble_count == 1)
                bench->lone[bench->kinds.of_bubble[page->elements[e].positions[p].first_bubble]]++;
}

static void take_crops(struct bench *bench, const struct omr_registration *registration) {
    const struct omr_sheet *sheet = bench->sheet;
    int count = sheet->page->bubble_count;
    for (int i = 0; i < count; i++) {
        omr_crop_take(&bench->crops[i], sheet, registration, i,
                      mask_of(bench, bench->kinds.of_bubble[i]));
        bench->paper[i] = bench->crops[i].paper;
    }
    for (int i = 0; i < count; i++)
        if (bench->crops[i].is_measured)
            omr_crop_divide(&bench->crops[i], paper_at(bench, registration, i),
                            mask_of(bench, bench->kinds.of_bubble[i]));
}

/* Around bubbles of so few pixels blur and strokes look the same. */
static bool is_tiny(const struct omr_sheet *sheet, const struct omr_registration *registration,
                    int bubble) {
    double scale = omr_frame_scale(&registration->placements[bubble].frame);
    return sheet->page->bubbles[bubble].width * scale < TINY_PX;
}

enum omr_status omr_marks_measure(struct omr_measure *measures, const struct omr_sheet *sheet,
                                  const struct omr_registration *registration,
                                  const struct omr_printed *printed, struct omr_arena *arena,
                                  struct omr_error *err) {
    int count = sheet->page->bubble_count;
    size_t places = (size_t)count + 1;
    struct bench *bench = OMR_ARENA_NEW(arena, struct bench);
    if (!bench)
        return omr_fail_memory(err);
    bench->sheet = sheet;
    bench->noise = -1;
    bench->crops = OMR_ARENA_ARRAY(arena, struct omr_crop, places);
    bench->order = OMR_ARENA_ARRAY(arena, int, places);
    bench->paper = OMR_ARENA_ARRAY(arena, int, places);
    bench->members = OMR_ARENA_ARRAY(arena, const struct omr_crop *, places);
    bench->others = OMR_ARENA_ARRAY(arena, const struct omr_crop *, places);
    bench->residuals = OMR_ARENA_ARRAY(arena, double, places);
    bench->around = OMR_ARENA_ARRAY(arena, uint8_t, places * OMR_COLLAR_SAMPLES);
    if (!bench->crops || !bench->around || !bench->order || !bench->paper || !bench->members ||
        !bench->others || !bench->residuals)
        return omr_fail_memory(err);
    enum omr_status status =
        omr_kinds_init(&bench->kinds, sheet->classes, count, registration, arena, err);
    if (status)
        return status;
    omr_crop_mask_init(&bench->masks[OMR_SHAPE_ELLIPSE], OMR_SHAPE_ELLIPSE);
    omr_crop_mask_init(&bench->masks[OMR_SHAPE_SQUARE], OMR_SHAPE_SQUARE);
    take_crops(bench, registration);
    for (int i = 0; i < count; i++) {
        bench->order[i] = i;
        measures[i] = (struct omr_measure){.outline = registration->placements[i].response,
                                           .trust = registration->placements[i].trust};
    }
    qsort_r(bench->order, (size_t)count, sizeof *bench->order, compare_bubbles, bench);
    count_lone(bench);
    bench->printed = printed;
    if (printed)
        omr_press_estimate(&bench->press, printed, sheet, bench->crops, bench->masks);
    find_usuals(bench, count);
    for (int first = 0; first < count;) {
        int end = group_end(bench, first, count, true);
        measure_group(measures, bench, first, end);
        first = end;
    }
    for (int i = 0; i < count; i++) {
        measures[i].may_have_letter =
            !measures[i].has_own_look && bench->has_letters[bench->kinds.of_bubble[i]];
        if (is_tiny(sheet, registration, i))
            measures[i].strokes = (struct omr_strokes){0};
    }
    return omr_beside_measure(measures, sheet->page, bench->around, arena, err);
}
