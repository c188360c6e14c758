/* SPDX-License-Identifier: MIT */
#include "recognition/registration/fit.h"

#include "base/error.h"
#include "base/sorted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* On forms of so many bubbles a sample says first whether all are worth a look; where fewer than
 * this share of it shows, the hypothesis is no better than chance. */
enum { MANY = 5000 };
static const double HOPELESS_SHARE = 0.2;
/* One look tries so many places at most: some 5500 bubbles with 9 px around each. */
static const double MOST_PLACES = 2e6;
/* How many outlines the first looks take, and the last. */
enum { SAMPLE = 140, ALL = 1 << 20 };
/* On a flat sheet most outlines are this near to where the markers put them. */
static const double NEAR_PX = 6, FLAT_PX = 5, MOSTLY = 0.85;
/* So many of the light bubbles settled, and the sheet needs no following. */
static const double SETTLED_ENOUGH = 0.97;
/* An outline that answers less than this share of the usual is not there. */
static const double PRESENT_SHARE = 0.5, MISSING_SHARE = 0.4;
/* A ring answers nearly all around, even where dirt or a neighbour's mark lies over a part. */
static const double LEAST_CLOSED = 0.58;

/* At least so many of the light bubbles must have their outline in place, counting double against
 * it those that lack one altogether, of which there may be so many; else the page is refused. More
 * than a few missing, and a person should look at all of it. */
static const double FEW_MISSING = 0.03;
static const double LEAST_SETTLED = 0.72, MOST_MISSING = 0.10;

/* Where so many of the nearest patches are in place, print is sure of a bubble's place; when
 * outlines put more than a few bubbles farther from it than this, page px, they are no outlines. */
static const double SURE_TRUST = 0.7, ASTRAY_PX = 4, MOST_ASTRAY = 0.05;

enum omr_status omr_fit_init(struct omr_fit *fit, const struct omr_sheet *sheet,
                             struct omr_arena *arena, struct omr_error *err) {
    size_t count = (size_t)sheet->page->bubble_count + 1;
    *fit = (struct omr_fit){.sheet = sheet, .arena = arena};
    fit->outlines = OMR_ARENA_ARRAY(arena, struct omr_outline, count);
    fit->local = OMR_ARENA_ARRAY(arena, struct omr_point, count);
    fit->work = OMR_ARENA_ARRAY(arena, double, count);
    fit->counts = OMR_ARENA_ARRAY(arena, int, count);
    fit->result.placements = OMR_ARENA_ARRAY(arena, struct omr_placement, count);
    return fit->outlines && fit->local && fit->work && fit->counts && fit->result.placements
               ? OMR_OK
               : omr_fail_memory(err);
}

static double usual_response(const struct omr_fit *fit) {
    int n = 0;
    for (int i = 0; i < fit->sheet->page->bubble_count; i++)
        if (fit->outlines[i].weight > 0.5)
            fit->work[n++] = fit->outlines[i].response;
    return omr_median(fit->work, n);
}

bool omr_fit_sees(const struct omr_fit *fit, const struct omr_outline *outline) {
    return outline->response > PRESENT_SHARE * fit->usual && outline->closed > LEAST_CLOSED;
}

/* How many places are tried around each bubble. */
static double places_around(const struct omr_fit *fit, int level, double search_page_px) {
    const struct omr_page_map *map = &fit->result.map;
    struct omr_frame frame = omr_page_map_frame(map, map->centre_x, map->centre_y);
    double radius = fmin(24, search_page_px * omr_frame_scale(&frame) / (1 << level));
    return (2 * radius + 1) * (2 * radius + 1);
}

/* Counts what the map explains of the outlines. */
static void count(struct omr_fit *fit, double settled_px) {
    fit->usual = usual_response(fit);
    fit->light = fit->present = fit->settled = fit->missing = 0;
    for (int i = 0; i < fit->sheet->page->bubble_count; i++) {
        const struct omr_outline *o = &fit->outlines[i];
        if (o->weight < 0.5)
            continue;
        fit->light++;
        fit->missing += o->response < MISSING_SHARE * fit->usual;
        fit->present += omr_fit_sees(fit, o);
        fit->settled += omr_fit_sees(fit, o) && hypot(o->shift.x, o->shift.y) < settled_px;
    }
}

/* Looks for the outlines and counts. */
static void look(struct omr_fit *fit, int level, double search_page_px, int most,
                 double settled_px) {
    double places = places_around(fit, level, search_page_px);
    most = (int)fmin(most, MOST_PLACES / places);
    fit->places += places * fmin(most, fit->sheet->page->bubble_count);
    omr_outlines_find(fit->outlines, fit->sheet, &fit->result.map, fit->local,
                      fit->result.ring_factor, level, search_page_px, most);
    count(fit, settled_px);
}

double omr_fit_bend(struct omr_fit *fit) {
    double typical = 1e9;
    fit->is_short |= omr_page_map_bend(&fit->result.map, fit->sheet, fit->outlines, fit->anchors,
                                       fit->anchor_count, &typical, NULL) != OMR_OK;
    return typical;
}

double omr_fit_settled_ratio(const struct omr_fit *fit) {
    return fit->light ? fit->settled / (double)fit->light : 1;
}

/* Outlines of a sample within `reach` of the map, less those that are missing. */
static int explained_by(struct omr_fit *fit, const struct omr_page_map *map, int level,
                        double reach) {
    fit->result.map = *map;
    look(fit, level, reach, SAMPLE, reach);
    return fit->present - fit->missing;
}

/* Coarse steps; through the bend search when a flat sheet does not explain the outlines. A bend
 * must explain more than the map that it replaces. */
static void approach(struct omr_fit *fit) {
    struct omr_registration *r = &fit->result;
    double reach = fmin(24, 0.36 * fit->sheet->classes->pitch_px), near = fmin(12, reach);
    int coarse = omr_sheet_level(fit->sheet, &r->map, OMR_COARSE_SCALE);
    struct omr_page_map flat = r->map;
    look(fit, coarse, reach, SAMPLE, reach - 2);
    double typical = omr_fit_bend(fit);
    if (typical < 3 && omr_fit_settled_ratio(fit) > 0.8)
        return;
    struct omr_page_map bent = flat;
    bool is_bent = false;
    fit->is_short |= omr_page_map_search_bend(&bent, fit->sheet, r->ring_factor, coarse, &is_bent,
                                              NULL) != OMR_OK;
    if (!is_bent)
        return;
    struct omr_page_map smooth = r->map;
    int explained = explained_by(fit, &smooth, coarse, near);
    if (explained_by(fit, &bent, coarse, near) > explained)
        omr_fit_bend(fit);
    else
        r->map = smooth;
}

/* A near look with other sizes of outlines, which it keeps where more outlines settle. */
static void look_resized(struct omr_fit *fit, bool is_guessed, double settled_px) {
    struct omr_registration *r = &fit->result;
    double factor[OMR_BUBBLE_CLASSES_MOST];
    int settled = fit->settled;
    memcpy(factor, r->ring_factor, sizeof factor);
    if (is_guessed)
        omr_ring_factors_guess(r->ring_factor, fit->sheet, &r->map, r->level, NEAR_PX);
    omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->local, fit->outlines,
                           r->level);
    look(fit, r->level, NEAR_PX, SAMPLE, settled_px);
    if (fit->settled > settled)
        return;
    memcpy(r->ring_factor, factor, sizeof factor);
    look(fit, r->level, NEAR_PX, SAMPLE, settled_px);
}

/* A near look. The size in which outlines are drawn was guessed on a coarse picture; where few are
 * seen, it is first learnt from them and then asked for anew on the fine one. */
static void look_near(struct omr_fit *fit, double settled_px) {
    look(fit, fit->result.level, NEAR_PX, SAMPLE, settled_px);
    for (int guessed = 0; guessed < 2 && omr_fit_settled_ratio(fit) <= MOSTLY; guessed++)
        look_resized(fit, guessed, settled_px);
}

/* Whether four markers put the outlines nearly where they are. A flat sheet needs no wide look,
 * which other print may draw aside: bars between boxes, letters in pale ones. */
static bool lies_flat(struct omr_fit *fit) {
    double factor[OMR_BUBBLE_CLASSES_MOST];
    if (fit->anchor_count < OMR_MARKERS_MOST)
        return false;
    memcpy(factor, fit->result.ring_factor, sizeof factor);
    look_near(fit, FLAT_PX);
    if (omr_fit_settled_ratio(fit) > MOSTLY)
        return true;
    memcpy(fit->result.ring_factor, factor, sizeof factor); /* sizes learnt astray mislead */
    return false;
}

/* Fine steps, from a few page pixels off to a fraction of one. False when looking at all outlines
 * is in vain. */
static bool settle(struct omr_fit *fit) {
    struct omr_registration *r = &fit->result;
    look(fit, r->level, NEAR_PX, SAMPLE, OMR_SETTLED_PX);
    if (fit->sheet->page->bubble_count > MANY && fit->present < HOPELESS_SHARE * fit->light)
        return false;
    omr_fit_bend(fit);
    omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->local, fit->outlines,
                           r->level);
    look(fit, r->level, 4, ALL, OMR_SETTLED_PX);
    omr_fit_bend(fit);
    return true;
}

/* Goes from bubble to bubble where the sheet is not followed yet; keeps that where it explains
 * more. */
static enum omr_status spread(struct omr_fit *fit, struct omr_error *err) {
    struct omr_registration *r = &fit->result;
    if (omr_fit_settled_ratio(fit) > SETTLED_ENOUGH)
        return OMR_OK;
    struct omr_page_map before = r->map;
    double factor[OMR_BUBBLE_CLASSES_MOST];
    memcpy(factor, r->ring_factor, sizeof factor);
    look(fit, r->level, 6, ALL, OMR_SETTLED_PX);
    int evidence = omr_fit_evidence(fit);
    enum omr_status status = omr_fit_spread(fit, err);
    if (status)
        return status;
    omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->local, fit->outlines,
                           r->level);
    look(fit, r->level, 4, ALL, OMR_SETTLED_PX);
    fit->is_spread = omr_fit_evidence(fit) > evidence;
    if (!fit->is_spread) {
        r->map = before;
        memcpy(r->ring_factor, factor, sizeof factor);
        memset(fit->local, 0, (size_t)fit->sheet->page->bubble_count * sizeof *fit->local);
        look(fit, r->level, 4, ALL, OMR_SETTLED_PX);
    }
    return OMR_OK;
}

static enum omr_status add_local_shifts(struct omr_fit *fit, double reach_px,
                                        struct omr_error *err) {
    return omr_local_shifts_add(fit->local, fit->sheet, fit->outlines, PRESENT_SHARE * fit->usual,
                                reach_px, err);
}

/* The outlines seen last, compared with the map and the local shifts as they are now. */
static void compare(struct omr_fit *fit) {
    omr_outlines_compare(fit->outlines, fit->sheet, &fit->result.map, fit->local);
    count(fit, OMR_SETTLED_PX);
}

/* Follows what the smooth map leaves: wide first, then near. Where a flat sheet lies well already
 * the outlines have been seen and need no further look. */
static enum omr_status follow_locally(struct omr_fit *fit, struct omr_error *err) {
    static const struct { double search_px, reach_px; } rounds[] = {{9, 600}, {6, 320}, {4, 220}};
    enum { ROUNDS = sizeof rounds / sizeof rounds[0] };
    bool is_flat = omr_fit_settled_ratio(fit) > SETTLED_ENOUGH;
    enum omr_status status = OMR_OK;
    for (int i = is_flat || fit->is_spread ? ROUNDS - 1 : 0; i < ROUNDS && !status; i++) {
        if (is_flat)
            compare(fit);
        else
            look(fit, fit->result.level, rounds[i].search_px, ALL, OMR_SETTLED_PX);
        status = add_local_shifts(fit, rounds[i].reach_px, err);
    }
    if (is_flat)
        compare(fit);
    else
        look(fit, fit->result.level, 4, ALL, OMR_SETTLED_PX);
    return status;
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
    for (int i = 0; i < page->bubble_count; i++) {
        struct omr_placement *placement = &r->placements[i];
        placement->frame = omr_page_map_frame(&r->map, page->bubbles[i].x + fit->local[i].x,
                                              page->bubbles[i].y + fit->local[i].y);
        placement->response = fit->usual > 0 ? fit->outlines[i].response / fit->usual : 0;
        placement->is_inside =
            is_on_picture(&placement->frame, &page->bubbles[i], &fit->sheet->pyramid->level[0]);
    }
    for (int i = 0; i < page->bubble_count; i++)
        r->placements[i].trust = omr_fit_trust(fit, i);
}

/* Median distance of light bubbles' outlines from where they are placed, page px. */
static double usual_distance(struct omr_fit *fit) {
    int n = 0;
    for (int i = 0; i < fit->sheet->page->bubble_count; i++)
        if (fit->outlines[i].weight > 0.5 && fit->outlines[i].response > PRESENT_SHARE * fit->usual)
            fit->work[n++] = hypot(fit->outlines[i].shift.x, fit->outlines[i].shift.y);
    return omr_median(fit->work, n);
}

static double darkest_marker(const struct omr_fit *fit) {
    struct omr_box marker[OMR_MARKERS_MOST];
    double darkest = 0;
    omr_corner_markers(fit->sheet->page, marker);
    for (int k = 0; k < OMR_MARKERS_MOST; k++)
        darkest = fmax(darkest, omr_marker_darkness(fit->sheet, &fit->result.map, &marker[k]));
    return darkest;
}

static void summarise(struct omr_fit *fit, int square_count) {
    static const char *const methods[] = {"outlines", "", "two markers", "three markers",
                                          "markers"};
    struct omr_registration *r = &fit->result;
    double w = fit->sheet->page->width, h = fit->sheet->page->height;
    struct omr_frame frame = omr_page_map_frame(&r->map, r->map.centre_x, r->map.centre_y);
    r->residual_px = usual_distance(fit) * omr_frame_scale(&frame);
    r->corners[0] = omr_page_map_apply(&r->map, 0, 0);
    r->corners[1] = omr_page_map_apply(&r->map, w, 0);
    r->corners[2] = omr_page_map_apply(&r->map, w, h);
    r->corners[3] = omr_page_map_apply(&r->map, 0, h);
    r->rotation_deg = atan2(r->corners[1].y - r->corners[0].y, r->corners[1].x - r->corners[0].x) *
                      (180 / 3.14159265358979);
    r->method = methods[square_count];
    r->usual_response = fit->usual;
    r->ink_ratio = 1 - darkest_marker(fit);
    r->settled_ratio = omr_fit_settled_ratio(fit);
    r->missing_ratio = fit->light ? fit->missing / (double)fit->light : 0;
}

/* Forgets what was followed before. */
static void begin(struct omr_fit *fit, const double *ring_factor) {
    struct omr_registration *r = &fit->result;
    memset(fit->local, 0, (size_t)fit->sheet->page->bubble_count * sizeof *fit->local);
    r->finding_count = 0;
    r->reasons = 0;
    fit->anchor_count = 0;
    fit->is_flat = false;
    fit->is_short = fit->is_spread = fit->is_by_print = false;
    for (int c = 0; c < fit->sheet->classes->count; c++)
        r->ring_factor[c] = ring_factor[c];
    r->level = omr_sheet_level(fit->sheet, &r->map, OMR_FINE_SCALE);
}

static void add_anchors(struct omr_fit *fit, const struct omr_hypothesis *hypothesis) {
    struct omr_box marker[OMR_MARKERS_MOST];
    omr_corner_markers(fit->sheet->page, marker);
    for (int i = 0; i < OMR_MARKERS_MOST; i++)
        if (hypothesis->square[i] >= 0)
            fit->anchors[fit->anchor_count++] = (struct omr_point){
                marker[i].left + marker[i].width / 2, marker[i].top + marker[i].height / 2};
}

/* Everything after the map is roughly right. */
static enum omr_status finish(struct omr_fit *fit, int square_count, struct omr_error *err) {
    struct omr_registration *r = &fit->result;
    enum omr_status status = OMR_OK;
    bool is_worth = settle(fit);
    if (is_worth && !(status = spread(fit, err))) {
        fit->is_moved = false;
        if (!fit->is_flat && !omr_fit_check_pitch(fit)) {
            r->reasons |= OMR_REASON_POSITION;
            omr_registration_add_finding(r, "position_unsure",
                                         "the bubbles would fit as well one row or column further");
        }
        if (fit->is_moved) {
            look(fit, r->level, 10, ALL, OMR_SETTLED_PX);
            omr_fit_bend(fit);
            settle(fit);
        }
        status = follow_locally(fit, err);
    }
    if (status)
        return status;
    place_bubbles(fit);
    summarise(fit, square_count);
    return fit->is_short ? omr_fail_memory(err) : OMR_OK;
}

enum omr_status omr_fit_follow(struct omr_fit *fit, const struct omr_hypothesis *hypothesis,
                               struct omr_error *err) {
    omr_page_map_init(&fit->result.map, &hypothesis->map, fit->sheet->page->width,
                      fit->sheet->page->height);
    begin(fit, hypothesis->ring_factor);
    add_anchors(fit, hypothesis);
    fit->is_flat = lies_flat(fit); /* a pitch further the markers would be, too */
    if (!fit->is_flat)
        approach(fit);
    return finish(fit, hypothesis->square_count, err);
}

enum omr_status omr_fit_stay(struct omr_fit *fit, const struct omr_hypothesis *hypothesis,
                             struct omr_error *err) {
    struct omr_registration *r = &fit->result;
    omr_page_map_init(&r->map, &hypothesis->map, fit->sheet->page->width, fit->sheet->page->height);
    begin(fit, hypothesis->ring_factor);
    look(fit, r->level, 4, SAMPLE, OMR_SETTLED_PX);
    omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->local, fit->outlines,
                           r->level);
    look(fit, r->level, 4, ALL, OMR_SETTLED_PX);
    place_bubbles(fit);
    summarise(fit, hypothesis->square_count);
    return fit->is_short ? omr_fail_memory(err) : OMR_OK;
}

/* What the patches around each bubble say of its place. */
struct told {
    struct omr_page_map map;
    struct omr_point *local;
    double *trust;
};

/* Places the bubbles by the map and the patches. */
static void place_by_print(struct omr_fit *fit, const struct told *told) {
    struct omr_registration *r = &fit->result;
    size_t count = (size_t)fit->sheet->page->bubble_count;
    r->map = told->map;
    begin(fit, fit->sheet->print->ring_factor);
    if (count)
        memcpy(fit->local, told->local, count * sizeof *fit->local);
    fit->is_by_print = true;
    place_bubbles(fit);
    for (size_t i = 0; i < count; i++) {
        r->placements[i].trust = told->trust[i];
        r->placements[i].response = 1;
    }
    summarise(fit, 0);
    r->method = "print";
}

/* Whether outlines have led some bubbles away from where print is sure they are: few bubbles leave
 * much room for letters and marks to look like outlines. */
static bool is_led_astray(const struct omr_fit *fit, const struct told *told) {
    int sure = 0, astray = 0;
    for (int i = 0; i < fit->sheet->page->bubble_count; i++) {
        const struct omr_bubble *b = &fit->sheet->page->bubbles[i];
        struct omr_frame frame =
            omr_page_map_frame(&told->map, b->x + told->local[i].x, b->y + told->local[i].y);
        struct omr_point at = fit->result.placements[i].frame.at;
        struct omr_point off = omr_frame_to_page(&frame, at.x - frame.at.x, at.y - frame.at.y);
        sure += told->trust[i] > SURE_TRUST;
        astray += told->trust[i] > SURE_TRUST && hypot(off.x, off.y) > ASTRAY_PX;
    }
    return astray > MOST_ASTRAY * sure;
}

static enum omr_status follow_told(struct omr_fit *fit, struct told *told, struct omr_error *err) {
    enum omr_status status = omr_print_bend(&told->map, fit->sheet, err);
    if (!status)
        status = omr_print_place(told->local, told->trust, fit->sheet, &told->map, err);
    if (status)
        return status;
    fit->result.map = told->map;
    fit->result.marker_count = 0;
    begin(fit, fit->sheet->print->ring_factor);
    status = finish(fit, 0, err);
    if (!status && (!omr_fit_is_good(fit) || fit->is_moved || is_led_astray(fit, told)))
        place_by_print(fit, told);
    return status;
}

enum omr_status omr_fit_follow_print(struct omr_fit *fit, const struct omr_page_map *map,
                                     struct omr_error *err) {
    size_t count = (size_t)fit->sheet->page->bubble_count + 1;
    struct told told = {.map = *map};
    told.local = malloc(count * sizeof *told.local);
    told.trust = malloc(count * sizeof *told.trust);
    enum omr_status status = told.local && told.trust ? OMR_OK : omr_fail_memory(err);
    if (!status)
        status = follow_told(fit, &told, err);
    free(told.local);
    free(told.trust);
    return status;
}

void omr_fit_lay(struct omr_fit *fit, const struct omr_hypothesis *hypothesis,
                 const struct omr_faint *faint) {
    struct omr_registration *r = &fit->result;
    omr_page_map_init(&r->map, &hypothesis->map, fit->sheet->page->width, fit->sheet->page->height);
    begin(fit, faint->ring_factor);
    memset(fit->outlines, 0, (size_t)fit->sheet->page->bubble_count * sizeof *fit->outlines);
    fit->usual = 0;
    fit->light = faint->groups, fit->settled = fit->present = faint->in_place, fit->missing = 0;
    place_bubbles(fit);
    for (int i = 0; i < fit->sheet->page->bubble_count; i++)
        r->placements[i].response = r->placements[i].trust = 1;
    summarise(fit, hypothesis->square_count);
    omr_registration_add_finding(r, "outlines_faint",
                                 "the form's bubbles can hardly be seen; they were read where the "
                                 "markers put them");
    if (!omr_faint_is_whole(faint))
        r->reasons |= OMR_REASON_POSITION;
}

bool omr_fit_is_good(const struct omr_fit *fit) {
    const struct omr_registration *r = &fit->result;
    return r->settled_ratio - 2 * r->missing_ratio >= LEAST_SETTLED &&
           r->missing_ratio <= MOST_MISSING;
}

int omr_fit_evidence(const struct omr_fit *fit) {
    return fit->settled - fit->missing;
}

void omr_fit_note_doubts(struct omr_fit *fit, bool is_mirrored) {
    struct omr_registration *r = &fit->result;
    if (fit->missing >= OMR_LEAST_LEAD && r->missing_ratio > FEW_MISSING) {
        r->reasons |= OMR_REASON_POSITION;
        omr_registration_add_finding(r, "outlines_missing",
                                     "some of the form's bubbles were not found on the picture");
    }
    if (is_mirrored)
        omr_registration_add_finding(r, "mirrored",
                                     "the picture is mirrored; it was read all the same");
}

void omr_fit_note_orientation(struct omr_fit *fit) {
    fit->result.reasons |= OMR_REASON_POSITION;
    omr_registration_add_finding(&fit->result, "orientation_unsure",
                                 "the form looks the same in another orientation");
}

void omr_fit_dispel_doubts(struct omr_fit *fit) {
    struct omr_registration *r = &fit->result;
    int kept = 0;
    bool is_certain = true;
    for (int i = 0; i < r->finding_count; i++) {
        const char *code = r->findings[i].code;
        if (strcmp(code, "position_unsure") == 0 || strcmp(code, "orientation_unsure") == 0)
            continue;
        is_certain &= strcmp(code, "outlines_missing") != 0;
        r->findings[kept++] = r->findings[i];
    }
    r->finding_count = kept;
    if (is_certain)
        r->reasons &= ~(unsigned)OMR_REASON_POSITION;
}
