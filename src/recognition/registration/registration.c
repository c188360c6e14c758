/* SPDX-License-Identifier: MIT */
#include "recognition/registration/registration.h"

#include "base/error.h"
#include "recognition/registration/hypothesis.h"
#include "recognition/registration/refine.h"

#include <omr/result.h>

#include <math.h>
#include <stdlib.h>

/* A hypothesis that scores less than this shows no outlines worth the name. */
static const double LEAST_SCORE = 0.05;
/* Another turn that explains the picture this well leaves the orientation open. */
static const double RIVAL_SHARE = 0.88;
/* Of the light bubbles, this share may lack their outline; more, and the page is refused. */
static const double MOST_MISSING = 0.10;

struct search {
    struct omr_squares squares;
    struct omr_hypotheses hypotheses;
    int best, rival; /* indices of hypotheses; -1 none */
    int squares_seen;
};

static void to_full_size(struct omr_squares *squares, int level) {
    double scale = 1 << level;
    for (int i = 0; i < squares->count; i++) {
        struct omr_square *square = &squares->square[i];
        for (int k = 0; k < 4; k++) {
            square->corner[k].x = (square->corner[k].x + 0.5) * scale - 0.5;
            square->corner[k].y = (square->corner[k].y + 0.5) * scale - 0.5;
        }
        square->centre.x = (square->centre.x + 0.5) * scale - 0.5;
        square->centre.y = (square->centre.y + 0.5) * scale - 0.5;
        square->side_px *= scale;
    }
}

static struct omr_point page_corner(const struct omr_homography *map,
                                    const struct omr_form_page *page, int k) {
    return omr_homography_apply(
        map, (struct omr_point){k == 1 || k == 2 ? page->width : 0, k >= 2 ? page->height : 0});
}

/* Whether two hypotheses put the page at clearly different places. */
static bool differ(const struct omr_hypothesis *a, const struct omr_hypothesis *b,
                   const struct omr_form_page *page) {
    struct omr_point first = page_corner(&a->map, page, 0), third = page_corner(&a->map, page, 2);
    double reach = 0.05 * hypot(third.x - first.x, third.y - first.y);
    for (int k = 0; k < 4; k++) {
        struct omr_point p = page_corner(&a->map, page, k), q = page_corner(&b->map, page, k);
        if (hypot(p.x - q.x, p.y - q.y) > reach)
            return true;
    }
    return false;
}

/* Scores the hypotheses that are new and finds the best and its strongest rival. */
static void judge(struct search *search, const struct omr_sheet *sheet) {
    enum { MOST_SCORED = 24 };
    struct omr_hypotheses *all = &search->hypotheses;
    search->best = search->rival = -1;
    for (int i = 0; i < all->count && i < MOST_SCORED; i++) {
        omr_hypothesis_score(&all->item[i], sheet);
        if (search->best < 0 || all->item[i].score > all->item[search->best].score)
            search->best = i;
    }
    for (int i = 0; i < all->count && i < MOST_SCORED; i++)
        if (search->best >= 0 && differ(&all->item[i], &all->item[search->best], sheet->page) &&
            (search->rival < 0 || all->item[i].score > all->item[search->rival].score))
            search->rival = i;
}

/* Looks for the page with `wanted` markers, after an opening of `opening_px`. */
static enum omr_status search_with(struct search *search, const struct omr_sheet *sheet, int wanted,
                                   int opening_px, struct omr_error *err) {
    enum omr_status status =
        omr_squares_find(&search->squares, &sheet->pyramid->level[sheet->paper_level], sheet->paper,
                         opening_px, err);
    if (status)
        return status;
    to_full_size(&search->squares, sheet->paper_level);
    if (!opening_px)
        search->squares_seen = search->squares.count;
    search->hypotheses.count = 0;
    omr_hypotheses_add(&search->hypotheses, sheet->page, &search->squares, wanted);
    judge(search, sheet);
    return OMR_OK;
}

static bool has_found(const struct search *search) {
    return search->best >= 0 && search->hypotheses.item[search->best].score >= LEAST_SCORE;
}

/* The ladder: four clean markers; four after taking off what touches them; three; two. */
static enum omr_status search_page(struct search *search, const struct omr_sheet *sheet,
                                   struct omr_error *err) {
    static const struct {
        int wanted, opening_px;
    } steps[] = {{4, 0}, {4, 8}, {4, 14}, {3, 0}, {3, 8}, {3, 14}, {2, 0}, {2, 8}, {2, 14}};
    enum omr_status status = OMR_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        status = search_with(search, sheet, steps[i].wanted, steps[i].opening_px, err);
        if (status || has_found(search))
            break;
    }
    return status;
}

/* Fits the map again to corners found exactly on the full-size picture. */
static void sharpen(struct search *search, const struct omr_sheet *sheet) {
    struct omr_hypothesis *best = &search->hypotheses.item[search->best];
    double coarse = 1 << sheet->paper_level;
    for (int i = 0; i < OMR_MARKERS_MOST; i++) {
        if (best->square[i] < 0)
            continue;
        struct omr_square *square = &search->squares.square[best->square[i]];
        for (int k = 0; k < 4; k++)
            square->corner[k] = (struct omr_point){(square->corner[k].x + 0.5) / coarse - 0.5,
                                                   (square->corner[k].y + 0.5) / coarse - 0.5};
        square->side_px /= coarse;
        omr_square_refine(square, &sheet->pyramid->level[0], coarse);
    }
    struct omr_hypothesis sharper = *best;
    if (omr_hypothesis_fit(&sharper, sheet->page, &search->squares))
        *best = sharper;
}

static int level_for(const struct omr_sheet *sheet, const struct omr_page_map *map, double finest) {
    struct omr_frame frame = omr_page_map_frame(map, map->centre_x, map->centre_y);
    double scale = omr_frame_scale(&frame);
    int level = 0;
    while (scale > finest && level + 1 < sheet->pyramid->level_count)
        scale /= 2, level++;
    return level;
}

/* Share of light bubbles whose outline lies within `reach` of the map and answers as usual. */
static double settled_ratio(const struct omr_sheet *sheet, const struct omr_outline *outlines,
                            double usual, double reach) {
    int light = 0, settled = 0;
    for (int i = 0; i < sheet->page->bubble_count; i++) {
        if (outlines[i].weight < 0.5)
            continue;
        light++;
        settled += outlines[i].response > 0.5 * usual &&
                   hypot(outlines[i].shift.x, outlines[i].shift.y) < reach;
    }
    return light ? settled / (double)light : 1;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double usual_response(const struct omr_outline *outlines, int count, double *work) {
    int n = 0;
    for (int i = 0; i < count; i++)
        if (outlines[i].weight > 0.5)
            work[n++] = outlines[i].response;
    qsort(work, (size_t)n, sizeof *work, by_value);
    return n ? work[n / 2] : 0;
}

/* How many outlines the first looks take, and the last. */
enum { SAMPLE = 140, ALL = 1 << 20 };

struct fit {
    const struct omr_sheet *sheet;
    struct omr_registration *registration;
    struct omr_outline *outlines;
    double *work;
    struct omr_point anchors[OMR_MARKERS_MOST];
    int anchor_count;
    double usual;
};

static double round_of(struct fit *fit, int level, double search_page_px, int most) {
    struct omr_registration *r = fit->registration;
    omr_outlines_find(fit->outlines, fit->sheet, &r->map, r->ring_factor, level, search_page_px,
                      most);
    fit->usual = usual_response(fit->outlines, fit->sheet->page->bubble_count, fit->work);
    return omr_page_map_bend(&r->map, fit->sheet, fit->outlines, fit->anchors, fit->anchor_count);
}

/* Coarse, then fine; through the bend search when a flat sheet does not explain the outlines. */
static void follow_sheet(struct fit *fit) {
    struct omr_registration *r = fit->registration;
    double pitch = fit->sheet->classes->pitch_px;
    int coarse = level_for(fit->sheet, &r->map, 0.42);
    r->level = level_for(fit->sheet, &r->map, 0.8);
    double reach = fmin(24, 0.36 * pitch);
    struct omr_page_map flat = r->map;
    double typical = round_of(fit, coarse, reach, SAMPLE);
    double settled = settled_ratio(fit->sheet, fit->outlines, fit->usual, reach - 2);
    if (typical > 3 || settled < 0.8) {
        struct omr_page_map bent = flat;
        if (omr_page_map_search_bend(&bent, fit->sheet, r->ring_factor, coarse)) {
            r->map = bent;
            round_of(fit, coarse, fmin(12, reach), SAMPLE);
        }
    }
    round_of(fit, r->level, 6, SAMPLE);
    omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->outlines, r->level);
    typical = round_of(fit, r->level, 4, ALL);
    struct omr_frame frame = omr_page_map_frame(&r->map, r->map.centre_x, r->map.centre_y);
    r->residual_px = typical * omr_frame_scale(&frame);
}

/* What is left after the smooth map (creases) is the same for neighbours: the weighted mean of the
 * outlines' remaining shifts around a bubble. */
static struct omr_point local_shift(const struct fit *fit, int bubble) {
    enum { REACH_PX = 260, LEAST_WEIGHT = 3 };
    const struct omr_bubble *all = fit->sheet->page->bubbles;
    double x = 0, y = 0, sum = 0;
    for (int i = 0; i < fit->sheet->page->bubble_count; i++) {
        double dx = (all[i].x - all[bubble].x) / REACH_PX,
               dy = (all[i].y - all[bubble].y) / REACH_PX;
        double away = dx * dx + dy * dy;
        const struct omr_outline *o = &fit->outlines[i];
        if (away > 1 || o->response < 0.5 * fit->usual || hypot(o->shift.x, o->shift.y) > 5)
            continue;
        double weight = o->weight * (1 - away) * (1 - away);
        x += weight * o->shift.x;
        y += weight * o->shift.y;
        sum += weight;
    }
    double trust = sum / (sum + LEAST_WEIGHT);
    return sum > 0 ? (struct omr_point){trust * x / sum, trust * y / sum}
                   : (struct omr_point){0, 0};
}

static bool is_on_picture(const struct omr_frame *frame, const struct omr_bubble *bubble,
                          const struct omr_pixmap *picture) {
    double rx = 0.55 * (fabs(frame->xx) * bubble->width + fabs(frame->xy) * bubble->height);
    double ry = 0.55 * (fabs(frame->yx) * bubble->width + fabs(frame->yy) * bubble->height);
    return frame->at.x > rx && frame->at.y > ry && frame->at.x < picture->width - 1 - rx &&
           frame->at.y < picture->height - 1 - ry;
}

static void place_bubbles(struct fit *fit) {
    struct omr_registration *r = fit->registration;
    const struct omr_form_page *page = fit->sheet->page;
    int light = 0, missing = 0;
    omr_outlines_find(fit->outlines, fit->sheet, &r->map, r->ring_factor, r->level, 4, ALL);
    fit->usual = usual_response(fit->outlines, page->bubble_count, fit->work);
    for (int i = 0; i < page->bubble_count; i++) {
        struct omr_placement *placement = &r->placements[i];
        struct omr_point shift = local_shift(fit, i);
        placement->frame =
            omr_page_map_frame(&r->map, page->bubbles[i].x + shift.x, page->bubbles[i].y + shift.y);
        placement->response = fit->usual > 0 ? fit->outlines[i].response / fit->usual : 0;
        placement->is_inside =
            is_on_picture(&placement->frame, &page->bubbles[i], &fit->sheet->pyramid->level[0]);
        if (fit->outlines[i].weight > 0.5) {
            light++;
            missing += placement->response < 0.4;
        }
    }
    r->missing_ratio = light ? missing / (double)light : 0;
}

static void summarise(struct omr_registration *r, const struct search *search,
                      const struct omr_sheet *sheet) {
    static const char *const methods[] = {"", "", "two markers", "three markers", "markers"};
    double w = sheet->page->width, h = sheet->page->height;
    r->corners[0] = omr_page_map_apply(&r->map, 0, 0);
    r->corners[1] = omr_page_map_apply(&r->map, w, 0);
    r->corners[2] = omr_page_map_apply(&r->map, w, h);
    r->corners[3] = omr_page_map_apply(&r->map, 0, h);
    r->rotation_deg = atan2(r->corners[1].y - r->corners[0].y, r->corners[1].x - r->corners[0].x) *
                      (180 / 3.14159265358979);
    r->method = methods[search->hypotheses.item[search->best].square_count];
}

static enum omr_status refuse(const struct search *search, struct omr_error *err) {
    return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.no_markers",
                    "Could not find positioning markers on the image: %d dark squares were seen, "
                    "but no four of them, nor three, stand as the form's markers do around its "
                    "bubbles",
                    search->squares_seen);
}

static enum omr_status check_fit(struct omr_registration *r, const struct search *search,
                                 const struct omr_sheet *sheet, struct omr_error *err) {
    if (sheet->page->bubble_count && r->missing_ratio > MOST_MISSING)
        return omr_fail(
            err, OMR_ERROR_UNREGISTERED, "registration.other_form",
            "Could not find positioning markers on the image: dark squares stand as the "
            "form's markers, but %.0f %% of the form's bubbles are not printed where "
            "they should be; is it another form?",
            100 * r->missing_ratio);
    const struct omr_hypothesis *best = &search->hypotheses.item[search->best];
    if (search->rival >= 0 &&
        search->hypotheses.item[search->rival].score > RIVAL_SHARE * best->score) {
        r->reasons |= OMR_REASON_POSITION;
        r->finding_code = "orientation_unsure";
        r->finding_text = "the form looks the same in another orientation";
    }
    return OMR_OK;
}

static enum omr_status fit_page(struct omr_registration *r, struct search *search,
                                const struct omr_sheet *sheet, struct omr_arena *arena,
                                struct omr_error *err) {
    sharpen(search, sheet);
    const struct omr_hypothesis *best = &search->hypotheses.item[search->best];
    size_t count = (size_t)sheet->page->bubble_count + 1;
    struct fit fit = {.sheet = sheet, .registration = r};
    fit.outlines = OMR_ARENA_ARRAY(arena, struct omr_outline, count);
    fit.work = OMR_ARENA_ARRAY(arena, double, count);
    r->placements = OMR_ARENA_ARRAY(arena, struct omr_placement, count);
    if (!fit.outlines || !fit.work || !r->placements)
        return omr_fail_memory(err);
    struct omr_box marker[OMR_MARKERS_MOST];
    omr_corner_markers(sheet->page, marker);
    for (int i = 0; i < OMR_MARKERS_MOST; i++)
        if (best->square[i] >= 0)
            fit.anchors[fit.anchor_count++] = (struct omr_point){
                marker[i].left + marker[i].width / 2, marker[i].top + marker[i].height / 2};
    for (int c = 0; c < sheet->classes->count; c++)
        r->ring_factor[c] = best->ring_factor[c];
    omr_page_map_init(&r->map, &best->map, sheet->page->width, sheet->page->height);
    follow_sheet(&fit);
    place_bubbles(&fit);
    summarise(r, search, sheet);
    return check_fit(r, search, sheet, err);
}

enum omr_status omr_registration_find(struct omr_registration *registration,
                                      const struct omr_sheet *sheet, struct omr_arena *arena,
                                      struct omr_error *err) {
    struct omr_box marker[OMR_MARKERS_MOST];
    if (omr_corner_markers(sheet->page, marker) != OMR_MARKERS_MOST)
        return omr_fail(
            err, OMR_ERROR_UNREGISTERED, "registration.no_markers",
            "Could not find positioning markers on the image: the pattern names no four "
            "corner markers to look for");
    struct search *search = OMR_ARENA_NEW(arena, struct search);
    if (!search)
        return omr_fail_memory(err);
    enum omr_status status = search_page(search, sheet, err);
    if (!status && !has_found(search))
        status = refuse(search, err);
    if (!status)
        status = fit_page(registration, search, sheet, arena, err);
    return status;
}
