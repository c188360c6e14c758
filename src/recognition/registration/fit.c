/* SPDX-License-Identifier: MIT */
#include "recognition/registration/fit.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>

/* How many outlines the first looks take, and the last. */
enum { SAMPLE = 140, ALL = 1 << 20 };
/* An outline this far from the map, page px, is not where it should be. */
static const double SETTLED_PX = 2.5;
/* An outline that answers less than this share of the usual is not there. */
static const double PRESENT_SHARE = 0.5, MISSING_SHARE = 0.4;

enum omr_status omr_fit_init(struct omr_fit *fit, const struct omr_sheet *sheet,
                             struct omr_arena *arena, struct omr_error *err) {
    size_t count = (size_t)sheet->page->bubble_count + 1;
    *fit = (struct omr_fit){.sheet = sheet};
    fit->outlines = OMR_ARENA_ARRAY(arena, struct omr_outline, count);
    fit->work = OMR_ARENA_ARRAY(arena, double, count);
    fit->result.placements = OMR_ARENA_ARRAY(arena, struct omr_placement, count);
    return fit->outlines && fit->work && fit->result.placements ? OMR_OK : omr_fail_memory(err);
}

static int level_for(const struct omr_sheet *sheet, const struct omr_page_map *map, double finest) {
    struct omr_frame frame = omr_page_map_frame(map, map->centre_x, map->centre_y);
    double scale = omr_frame_scale(&frame);
    int level = 0;
    while (scale > finest && level + 1 < sheet->pyramid->level_count)
        scale /= 2, level++;
    return level;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double usual_response(const struct omr_fit *fit) {
    int n = 0;
    for (int i = 0; i < fit->sheet->page->bubble_count; i++)
        if (fit->outlines[i].weight > 0.5)
            fit->work[n++] = fit->outlines[i].response;
    qsort(fit->work, (size_t)n, sizeof *fit->work, by_value);
    return n ? fit->work[n / 2] : 0;
}

/* Looks for the outlines and counts what the map explains. */
static void look(struct omr_fit *fit, int level, double search_page_px, int most,
                 double settled_px) {
    omr_outlines_find(fit->outlines, fit->sheet, &fit->result.map, fit->result.ring_factor, level,
                      search_page_px, most);
    fit->usual = usual_response(fit);
    fit->light = fit->settled = fit->missing = 0;
    for (int i = 0; i < fit->sheet->page->bubble_count; i++) {
        const struct omr_outline *o = &fit->outlines[i];
        if (o->weight < 0.5)
            continue;
        fit->light++;
        fit->missing += o->response < MISSING_SHARE * fit->usual;
        fit->settled +=
            o->response > PRESENT_SHARE * fit->usual && hypot(o->shift.x, o->shift.y) < settled_px;
    }
}

static double bend(struct omr_fit *fit) {
    return omr_page_map_bend(&fit->result.map, fit->sheet, fit->outlines, fit->anchors,
                             fit->anchor_count);
}

double omr_fit_settled_ratio(const struct omr_fit *fit) {
    return fit->light ? fit->settled / (double)fit->light : 1;
}

/* Coarse steps; through the bend search when a flat sheet does not explain the outlines. */
static void approach(struct omr_fit *fit) {
    struct omr_registration *r = &fit->result;
    double reach = fmin(24, 0.36 * fit->sheet->classes->pitch_px);
    int coarse = level_for(fit->sheet, &r->map, 0.42);
    struct omr_page_map flat = r->map;
    look(fit, coarse, reach, SAMPLE, reach - 2);
    double typical = bend(fit);
    if (typical < 3 && omr_fit_settled_ratio(fit) > 0.8)
        return;
    struct omr_page_map bent = flat;
    if (!omr_page_map_search_bend(&bent, fit->sheet, r->ring_factor, coarse))
        return;
    r->map = bent;
    look(fit, coarse, fmin(12, reach), SAMPLE, reach);
    bend(fit);
}

/* Fine steps, from a few page pixels off to a fraction of one. */
static double settle(struct omr_fit *fit) {
    struct omr_registration *r = &fit->result;
    look(fit, r->level, 6, SAMPLE, SETTLED_PX);
    bend(fit);
    omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->outlines, r->level);
    look(fit, r->level, 4, ALL, SETTLED_PX);
    return bend(fit);
}

/* What is left after the smooth map (creases) is the same for neighbours: the weighted mean of the
 * outlines' remaining shifts around a bubble. `*trust` is the share of them that are settled. */
static struct omr_point local_shift(const struct omr_fit *fit, int bubble, double *trust) {
    enum { REACH_PX = 260, LEAST_WEIGHT = 3 };
    const struct omr_bubble *all = fit->sheet->page->bubbles;
    double x = 0, y = 0, sum = 0, seen = 0;
    for (int i = 0; i < fit->sheet->page->bubble_count; i++) {
        double dx = (all[i].x - all[bubble].x) / REACH_PX;
        double dy = (all[i].y - all[bubble].y) / REACH_PX, away = dx * dx + dy * dy;
        if (away > 1)
            continue;
        const struct omr_outline *o = &fit->outlines[i];
        double weight = o->weight * (1 - away) * (1 - away);
        seen += weight;
        if (o->response < PRESENT_SHARE * fit->usual ||
            hypot(o->shift.x, o->shift.y) > 1.6 * SETTLED_PX)
            continue;
        x += weight * o->shift.x;
        y += weight * o->shift.y;
        sum += weight;
    }
    double share = sum / (sum + LEAST_WEIGHT);
    *trust = (sum + 0.5) / (seen + 0.5);
    if (sum <= 0)
        return (struct omr_point){0, 0};
    return (struct omr_point){share * x / sum, share * y / sum};
}

static bool is_on_picture(const struct omr_frame *frame, const struct omr_bubble *bubble,
                          const struct omr_pixmap *picture) {
    double rx = 0.55 * (fabs(frame->xx) * bubble->width + fabs(frame->xy) * bubble->height);
    double ry = 0.55 * (fabs(frame->yx) * bubble->width + fabs(frame->yy) * bubble->height);
    return frame->at.x > rx && frame->at.y > ry && frame->at.x < picture->width - 1 - rx &&
           frame->at.y < picture->height - 1 - ry;
}

static void place_bubbles(struct omr_fit *fit) {
    struct omr_registration *r = &fit->result;
    const struct omr_form_page *page = fit->sheet->page;
    look(fit, r->level, 4, ALL, SETTLED_PX);
    for (int i = 0; i < page->bubble_count; i++) {
        struct omr_placement *placement = &r->placements[i];
        struct omr_point shift = local_shift(fit, i, &placement->trust);
        placement->frame =
            omr_page_map_frame(&r->map, page->bubbles[i].x + shift.x, page->bubbles[i].y + shift.y);
        placement->response = fit->usual > 0 ? fit->outlines[i].response / fit->usual : 0;
        placement->is_inside =
            is_on_picture(&placement->frame, &page->bubbles[i], &fit->sheet->pyramid->level[0]);
    }
}

static void summarise(struct omr_fit *fit, double typical, int square_count) {
    static const char *const methods[] = {"", "", "two markers", "three markers", "markers"};
    struct omr_registration *r = &fit->result;
    double w = fit->sheet->page->width, h = fit->sheet->page->height;
    struct omr_frame frame = omr_page_map_frame(&r->map, r->map.centre_x, r->map.centre_y);
    r->residual_px = fit->sheet->page->bubble_count ? typical * omr_frame_scale(&frame) : 0;
    r->corners[0] = omr_page_map_apply(&r->map, 0, 0);
    r->corners[1] = omr_page_map_apply(&r->map, w, 0);
    r->corners[2] = omr_page_map_apply(&r->map, w, h);
    r->corners[3] = omr_page_map_apply(&r->map, 0, h);
    r->rotation_deg = atan2(r->corners[1].y - r->corners[0].y, r->corners[1].x - r->corners[0].x) *
                      (180 / 3.14159265358979);
    r->method = methods[square_count];
    r->settled_ratio = omr_fit_settled_ratio(fit);
    r->missing_ratio = fit->light ? fit->missing / (double)fit->light : 0;
}

void omr_fit_follow(struct omr_fit *fit, const struct omr_hypothesis *hypothesis) {
    struct omr_registration *r = &fit->result;
    struct omr_box marker[OMR_MARKERS_MOST];
    omr_corner_markers(fit->sheet->page, marker);
    r->finding_count = 0;
    r->reasons = 0;
    fit->anchor_count = 0;
    for (int i = 0; i < OMR_MARKERS_MOST; i++)
        if (hypothesis->square[i] >= 0)
            fit->anchors[fit->anchor_count++] = (struct omr_point){
                marker[i].left + marker[i].width / 2, marker[i].top + marker[i].height / 2};
    for (int c = 0; c < fit->sheet->classes->count; c++)
        r->ring_factor[c] = hypothesis->ring_factor[c];
    omr_page_map_init(&r->map, &hypothesis->map, fit->sheet->page->width, fit->sheet->page->height);
    r->level = level_for(fit->sheet, &r->map, 0.8);
    approach(fit);
    double typical = settle(fit);
    if (!omr_fit_check_pitch(fit)) {
        r->reasons |= OMR_REASON_POSITION;
        omr_registration_add_finding(r, "position_unsure",
                                     "the bubbles would fit as well one row or column further");
    }
    typical = fit->is_moved ? settle(fit) : typical;
    place_bubbles(fit);
    summarise(fit, typical, hypothesis->square_count);
}
