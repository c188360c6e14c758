/* SPDX-License-Identifier: MIT */
#include "recognition/registration/faint.h"

#include "base/error.h"
#include "base/sorted.h"
#include "recognition/registration/ring.h"

#include <math.h>
#include <string.h>

/* A bubble's own place, those around it where nothing of it can be, and those beside it where a map
 * that is a little off would have it; each with its eight neighbouring pixels, as the markers may
 * be a pixel off. */
enum { AROUND = 16, BESIDE = 8, PLACES = 1 + AROUND + BESIDE, NEAR = 9 };
/* How far away they are, by the smallest distance between bubbles. */
static const double NEARER = 0.33, FARTHER = 0.5, ASIDE = 0.16;
/* Of larger forms a sample is asked. Groups grow threefold; fewer than so many tell nothing. */
enum { MOST_ASKED = 1500, GROWTH = 3, FEWEST_GROUPS = 6 };
/* Answers below are noise; one bubble counts for so much at most by the usual, or by the strong, as
 * thick marks would drown what is faint, and dust what is strong. */
static const double LEAST_ANSWER = 0.004, MOST_BY_USUAL = 2, STRONG_PART = 0.9;
/* A group in place answers so much more than any place around, and so many spreads more than all;
 * and hardly less than beside it, where thick marks still are. */
static const double LEAD = 1.2, LEAD_SPREADS = 3, LEAD_BESIDE = 0.9;
/* Of the groups that answer so many must be in place; and of all, to be sure of all the page. */
static const double LEAST_IN_PLACE = 0.8, WHOLE = 0.72;
/* A rotation marker that is so light is not there: another way up. */
static const double LEAST_DARK = 0.35;
/* Outlines that cannot be seen are taken to be drawn like most. */
static const double USUAL_FACTOR = 0.9;
/* What one outline counts for at most when its size is looked for, and what they must answer in the
 * mean; that from inside which what is not an outline answers, too. */
static const float MOST_OF_FACTOR = 0.25F;
static const double LEAST_OF_FACTOR = 0.02;
static const double JUST_INSIDE = 0.8;
static const double FACTORS[] = {1.0, 0.9, 0.8, 0.7, 0.6, 1.15, 1.3};
enum { FACTOR_COUNT = sizeof FACTORS / sizeof FACTORS[0], ELLIPSE_FACTORS = 5, FACTOR_SAMPLE = 90 };

enum kind { OUTLINES, INSIDES, KINDS };

struct group {
    float sum[PLACES][NEAR];
};

struct asking {
    const struct omr_sheet *sheet;
    struct omr_page_map map;
    double ring_factor[OMR_BUBBLE_CLASSES_MOST];
    int level;
    int count, every;     /* bubbles asked: one of so many */
    struct group *bubble; /* what each answers */
    struct group *group;  /* room for groups of them */
    double *work;
};

/* Where place `k` lies, page px from the bubble. */
static struct omr_point place_of(const struct omr_sheet *sheet, int k) {
    if (k == 0)
        return (struct omr_point){0, 0};
    double share = k > AROUND ? ASIDE : k % 2 ? NEARER : FARTHER;
    double reach = share * sheet->classes->pitch_px;
    double angle = 2 * 3.14159265358979 * (k > AROUND ? k / (double)BESIDE : k / (double)AROUND);
    return (struct omr_point){reach * cos(angle), reach * sin(angle)};
}

/* Mean ink in the middle of a bubble at (x, y), px of the level: within 3/5 of the outline. */
static double ink_inside(const struct omr_pixmap *picture, const struct omr_ring_probe *probe,
                         double x, double y, double paper) {
    int x0 = (int)lround(x), y0 = (int)lround(y);
    double sum = 0;
    if (x0 - probe->reach_x < 0 || y0 - probe->reach_y < 0 ||
        x0 + probe->reach_x >= picture->width || y0 + probe->reach_y >= picture->height)
        return 0;
    for (int k = 0; k < OMR_RING_SAMPLES; k++)
        for (int part = 1; part <= 3; part++) {
            const uint8_t *row = omr_pixmap_row(picture, y0 + probe->ring_dy[k] * part / 5);
            sum += fmax(0, paper - row[x0 + probe->ring_dx[k] * part / 5]);
        }
    return sum / (3 * OMR_RING_SAMPLES * paper);
}

/* What is seen at one place of a bubble and the pixels around it. */
static void ask_place(float answer[NEAR], const struct asking *ask, int bubble, int place,
                      double factor, enum kind kind) {
    const struct omr_sheet *sheet = ask->sheet;
    const struct omr_pixmap *picture = &sheet->pyramid->level[ask->level];
    const struct omr_bubble *printed = &sheet->page->bubbles[bubble];
    struct omr_point off = place_of(sheet, place);
    struct omr_frame frame = omr_page_map_frame(&ask->map, printed->x + off.x, printed->y + off.y);
    struct omr_ring_probe probe;
    omr_ring_probe_init(&probe, &sheet->classes->item[sheet->classes->of_bubble[bubble]],
                        omr_ring_factor_even(factor), &frame, ask->level);
    double paper = omr_sheet_paper(sheet, frame.at);
    for (int n = 0; n < NEAR; n++) {
        double x = omr_level_coordinate(frame.at.x, ask->level) + n % 3 - 1;
        double y = omr_level_coordinate(frame.at.y, ask->level) + (double)(n / 3) - 1;
        answer[n] = (float)(kind == INSIDES ? ink_inside(picture, &probe, x, y, paper)
                                            : omr_ring_response(picture, &probe, x, y) / paper);
    }
}

static double most_of(const float near[NEAR]) {
    double most = near[0];
    for (int n = 1; n < NEAR; n++)
        most = fmax(most, near[n]);
    return most;
}

static void add_outline(float sum[NEAR], const struct asking *ask, int bubble, double factor,
                        float sign) {
    float answer[NEAR];
    ask_place(answer, ask, bubble, 0, factor, OUTLINES);
    for (int n = 0; n < NEAR; n++)
        sum[n] += sign * fminf(answer[n], MOST_OF_FACTOR);
}

/* How a class's outlines answer in one size, less what is just inside of that: letters answer
 * there, too. */
static double factor_answer(const struct asking *ask, int class, double factor) {
    int every = ask->sheet->classes->item[class].bubble_count / FACTOR_SAMPLE + 1, seen = 0;
    float sum[NEAR] = {0};
    for (int i = 0; i < ask->sheet->page->bubble_count; i++) {
        if (ask->sheet->classes->of_bubble[i] != class || seen++ % every)
            continue;
        add_outline(sum, ask, i, factor, 1);
        add_outline(sum, ask, i, JUST_INSIDE * factor, -1);
    }
    return most_of(sum) / (seen / every + 1);
}

static void choose_factors(struct asking *ask) {
    const struct omr_bubble_classes *classes = ask->sheet->classes;
    for (int c = 0; c < classes->count; c++) {
        double most = LEAST_OF_FACTOR;
        int factors = classes->item[c].shape == OMR_SHAPE_SQUARE ? FACTOR_COUNT : ELLIPSE_FACTORS;
        ask->ring_factor[c] = USUAL_FACTOR;
        for (int f = 0; f < factors; f++) {
            double answer = factor_answer(ask, c, FACTORS[f]);
            if (answer > most)
                most = answer, ask->ring_factor[c] = FACTORS[f];
        }
    }
}

static void ask_bubbles(struct asking *ask, enum kind kind) {
    for (int i = 0; i < ask->count; i++) {
        int bubble = i * ask->every;
        double factor = ask->ring_factor[ask->sheet->classes->of_bubble[bubble]];
        for (int k = 0; k < PLACES; k++)
            ask_place(ask->bubble[i].sum[k], ask, bubble, k, factor, kind);
    }
}

/* What no bubble's answer counts beyond, by the usual or by the strong of those that answer. */
static double find_most(struct asking *ask, bool is_by_strong) {
    int n = 0;
    for (int i = 0; i < ask->count; i++) {
        double own = most_of(ask->bubble[i].sum[0]);
        if (own > LEAST_ANSWER)
            ask->work[n++] = own;
    }
    if (!n)
        return 0;
    if (!is_by_strong)
        return MOST_BY_USUAL * omr_median(ask->work, n);
    omr_sort_numbers(ask->work, n);
    return ask->work[(int)(STRONG_PART * (n - 1))];
}

/* Adds the answers of `size` bubbles to each group; gives how many groups there are. */
static int gather(struct asking *ask, int size, double most) {
    int groups = (ask->count + size - 1) / size;
    memset(ask->group, 0, (size_t)groups * sizeof *ask->group);
    for (int i = 0; i < ask->count; i++)
        for (int k = 0; k < PLACES; k++)
            for (int n = 0; n < NEAR; n++) {
                float answer = ask->bubble[i].sum[k][n];
                if (answer > LEAST_ANSWER)
                    ask->group[i / size].sum[k][n] += fminf(answer, (float)most);
            }
    return groups;
}

/* Whether a group answers in its own place; `*most` is what it answers anywhere. */
static bool is_in_place(const struct group *group, double *most) {
    double own = most_of(group->sum[0]), mean = 0, squares = 0, around = 0, beside = 0;
    for (int k = 1; k <= AROUND; k++) {
        double other = most_of(group->sum[k]);
        mean += other / AROUND;
        squares += other * other / AROUND;
        around = fmax(around, other);
    }
    for (int k = AROUND + 1; k < PLACES; k++)
        beside = fmax(beside, most_of(group->sum[k]));
    double spread = sqrt(fmax(0, squares - mean * mean));
    *most = fmax(own, fmax(around, beside));
    return own > LEAD * around && own > mean + LEAD_SPREADS * spread && own > LEAD_BESIDE * beside;
}

static void count_group(struct omr_faint *faint, const struct group *group) {
    double most;
    bool is_there = is_in_place(group, &most);
    faint->groups++;
    faint->in_place += is_there;
    faint->silent += most <= 0;
    faint->elsewhere += !is_there && most > 0;
}

bool omr_faint_is_good(const struct omr_faint *faint) {
    return faint->in_place >= FEWEST_GROUPS &&
           faint->in_place >= LEAST_IN_PLACE * (faint->in_place + faint->elsewhere);
}

bool omr_faint_is_whole(const struct omr_faint *faint) {
    return omr_faint_is_good(faint) && faint->in_place >= WHOLE * faint->groups;
}

static double share_in_place(const struct omr_faint *faint) {
    return faint->groups ? faint->in_place / (double)faint->groups : 0;
}

/* Keeps what says more: what is good first, then what speaks for more of the page. */
static void keep_better(struct omr_faint *faint, const struct omr_faint *other) {
    bool is_good = omr_faint_is_good(faint), is_other_good = omr_faint_is_good(other);
    if (is_good != is_other_good ? is_other_good : share_in_place(other) > share_in_place(faint))
        *faint = *other;
}

static void ask_groups(struct omr_faint *faint, struct asking *ask, bool is_by_strong) {
    double most = find_most(ask, is_by_strong);
    for (int size = 1; size * FEWEST_GROUPS <= ask->count; size *= GROWTH) {
        struct omr_faint one = {.groups = 0};
        int groups = gather(ask, size, most);
        for (int i = 0; i < groups; i++)
            count_group(&one, &ask->group[i]);
        keep_better(faint, &one);
    }
}

/* Whether the form's rotation marker, if it has one, is missing. */
static bool is_turned(const struct asking *ask) {
    const struct omr_form_page *page = ask->sheet->page;
    for (int i = 0; i < page->marker_count; i++)
        if (page->markers[i].kind == OMR_MARKER_ROTATION)
            return omr_marker_darkness(ask->sheet, &ask->map, &page->markers[i].box) < LEAST_DARK;
    return false;
}

enum omr_status omr_faint_ask(struct omr_faint *faint, const struct omr_sheet *sheet,
                              const struct omr_hypothesis *hypothesis, struct omr_arena *arena,
                              struct omr_error *err) {
    struct asking ask = {.sheet = sheet};
    *faint = (struct omr_faint){.groups = 0};
    omr_page_map_init(&ask.map, &hypothesis->map, sheet->page->width, sheet->page->height);
    if (is_turned(&ask))
        return OMR_OK;
    ask.level = omr_sheet_level(sheet, &ask.map, OMR_COARSE_SCALE);
    ask.every = sheet->page->bubble_count / MOST_ASKED + 1;
    ask.count = (sheet->page->bubble_count + ask.every - 1) / ask.every;
    ask.bubble = OMR_ARENA_ARRAY(arena, struct group, (size_t)ask.count + 1);
    ask.group = OMR_ARENA_ARRAY(arena, struct group, (size_t)ask.count + 1);
    ask.work = OMR_ARENA_ARRAY(arena, double, (size_t)ask.count + 1);
    if (!ask.bubble || !ask.group || !ask.work)
        return omr_fail_memory(err);
    choose_factors(&ask);
    for (int kind = 0; kind < KINDS; kind++) {
        bool are_outlines_seen = omr_faint_is_good(faint);
        for (int c = 0; kind == INSIDES && !are_outlines_seen && c < sheet->classes->count; c++)
            ask.ring_factor[c] = USUAL_FACTOR;
        ask_bubbles(&ask, (enum kind)kind);
        ask_groups(faint, &ask, false);
        ask_groups(faint, &ask, true);
    }
    for (int c = 0; c < sheet->classes->count; c++)
        faint->ring_factor[c] = omr_ring_factor_even(ask.ring_factor[c]);
    return OMR_OK;
}
