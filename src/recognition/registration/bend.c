/* SPDX-License-Identifier: MIT
 *
 * A curved sheet seen by a camera: lines bow by a(1 - u²) + b·u(1 - u²) across the page, where u
 * runs from one pair of markers to the other; the markers themselves stay. Both directions of curl
 * are tried, then the stretch along them. Every trial costs one look at each of a sample of
 * bubbles, so some thousand trials take a few milliseconds; only sheets whose outlines are not
 * where a flat sheet has them come here. */
#include "recognition/registration/refine.h"

#include "base/error.h"
#include "recognition/registration/ring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 160 };

struct sample {
    struct omr_ring_probe probe;
    struct omr_frame frame;
    double u, v;
};

struct trial {
    const struct omr_pixmap *picture;
    struct sample *samples;
    int count, level;
};

/* dy(u), dx(v), then dx(u) and dy(v): a and b of each. */
enum { BEND_NUMBERS = 8 };

static struct omr_point bend_at(const double *bend, double u, double v) {
    double cu = 1 - u * u, cv = 1 - v * v;
    return (struct omr_point){bend[2] * cv + bend[3] * v * cv + bend[4] * u * cu + bend[5] * cu,
                              bend[0] * cu + bend[1] * u * cu + bend[6] * v * cv + bend[7] * cv};
}

static double score(const struct trial *trial, const double *bend) {
    double sum = 0;
    for (int i = 0; i < trial->count; i++) {
        const struct sample *s = &trial->samples[i];
        struct omr_point d = bend_at(bend, s->u, s->v);
        double x = s->frame.at.x + s->frame.xx * d.x + s->frame.xy * d.y;
        double y = s->frame.at.y + s->frame.yx * d.x + s->frame.yy * d.y;
        double response =
            omr_ring_response(trial->picture, &s->probe, omr_level_coordinate(x, trial->level),
                              omr_level_coordinate(y, trial->level));
        sum += fmax(0, response);
    }
    return sum;
}

/* Tries numbers `first` and `first` + 1 within their reach around what they are. */
static double search_pair(const struct trial *trial, double *bend, int first, double reach_a,
                          double reach_b, double step, double best) {
    double a0 = bend[first], b0 = bend[first + 1], tried[BEND_NUMBERS];
    memcpy(tried, bend, sizeof tried);
    for (double a = a0 - reach_a; a <= a0 + reach_a + 0.01; a += step)
        for (double b = b0 - reach_b; b <= b0 + reach_b + 0.01; b += 2 * step) {
            tried[first] = a, tried[first + 1] = b;
            double now = score(trial, tried);
            if (now > best) {
                best = now;
                bend[first] = a, bend[first + 1] = b;
            }
        }
    return best;
}

static void take_samples(struct trial *trial, const struct omr_sheet *sheet,
                         const struct omr_page_map *map,
                         const struct omr_ring_factor *ring_factor) {
    const struct omr_form_page *page = sheet->page;
    int every = page->bubble_count / SAMPLES + 1;
    for (int i = 0; i < page->bubble_count && trial->count < SAMPLES; i += every) {
        struct sample *s = &trial->samples[trial->count++];
        const struct omr_bubble *bubble = &page->bubbles[i];
        int class = sheet->classes->of_bubble[i];
        s->frame = omr_page_map_frame(map, bubble->x, bubble->y);
        s->u = 2 * bubble->x / page->width - 1;
        s->v = 2 * bubble->y / page->height - 1;
        omr_ring_probe_init(&s->probe, &sheet->classes->item[class], ring_factor[class], &s->frame,
                            trial->level);
    }
}

/* The bend in the terms of the map, whose u and v are both scaled by the page's longer side. */
static void add_bend(struct omr_page_map *map, const double *bend, const struct omr_sheet *sheet) {
    double p = map->reach / (sheet->page->width / 2), q = map->reach / (sheet->page->height / 2);
    map->bend_y[0] += bend[0] + bend[7];
    map->bend_y[1] += bend[1] * p;
    map->bend_y[3] -= bend[0] * p * p;
    map->bend_y[6] -= bend[1] * p * p * p;
    map->bend_y[2] += bend[6] * q;
    map->bend_y[9] -= bend[6] * q * q * q;
    map->bend_y[5] -= bend[7] * q * q;
    map->bend_x[0] += bend[2] + bend[5];
    map->bend_x[2] += bend[3] * q;
    map->bend_x[5] -= bend[2] * q * q;
    map->bend_x[9] -= bend[3] * q * q * q;
    map->bend_x[1] += bend[4] * p;
    map->bend_x[6] -= bend[4] * p * p * p;
    map->bend_x[3] -= bend[5] * p * p;
}

enum omr_status omr_page_map_search_bend(struct omr_page_map *map, const struct omr_sheet *sheet,
                                         const struct omr_ring_factor *ring_factor, int level,
                                         bool *is_bent, struct omr_error *err) {
    /* First of two numbers, how far they are tried, and the step. */
    static const struct {
        int first;
        double reach_a, reach_b, step;
    } rounds[] = {{0, 120, 72, 6}, {2, 90, 60, 6}, {4, 36, 36, 6}, {6, 36, 36, 6},
                  {0, 30, 24, 4},  {2, 24, 16, 4}, {4, 12, 12, 4}, {6, 12, 12, 4}};
    struct trial trial = {.picture = omr_sheet_outlines(sheet, level), .level = level};
    double bend[BEND_NUMBERS] = {0};
    trial.samples = calloc(SAMPLES, sizeof *trial.samples);
    if (!trial.samples)
        return omr_fail_memory(err);
    take_samples(&trial, sheet, map, ring_factor);
    double flat = score(&trial, bend), best = flat;
    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++)
        best = search_pair(&trial, bend, rounds[i].first, rounds[i].reach_a, rounds[i].reach_b,
                           rounds[i].step, best);
    free(trial.samples);
    *is_bent = best > 1.15 * flat;
    if (*is_bent)
        add_bend(map, bend, sheet);
    return OMR_OK;
}
