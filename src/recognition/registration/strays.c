/* SPDX-License-Identifier: MIT
 *
 * Squares like the page's markers that are none of its: they tell that the page is a part of
 * another form, or that another sheet lies on the picture, too. */
#include "recognition/registration/search.h"

#include <math.h>

/* A square is like a marker when it is so large by what the markers would be here, and as solid. */
static const double LEAST_SIDE = 0.7, MOST_SIDE = 1.45, LEAST_FILL = 0.85, LEAST_CONTRAST = 0.3;
/* It may be the marker itself so near to where that should be, by its side: a curled sheet is not
 * followed that well beyond its bubbles. */
static const double IN_PLACE = 1.5;
/* A marker's place that is lighter shows none. */
static const double LIGHT = 0.4;
/* So many markers that are not in their places, and so many elsewhere, are another form's. */
enum { MOST_ABSENT = 1 };
/* Of a second sheet so many bubbles are asked, of which enough must lie beside the first, and so
 * many of these show their outlines. */
enum { ASKED = 80, LEAST_BESIDE = 8 };
static const double LEAST_SEEN = 0.5, SEARCH_PAGE_PX = 18;

static struct omr_frame marker_frame(const struct omr_page_map *map, const struct omr_box *box) {
    return omr_page_map_frame(map, box->left + box->width / 2, box->top + box->height / 2);
}

static double distance(struct omr_point a, struct omr_point b) {
    return hypot(a.x - b.x, a.y - b.y);
}

/* Whether a square can be one of the page's markers. */
static bool is_own_marker(const struct omr_registration *r, const struct omr_form_page *page,
                          const struct omr_square *square) {
    for (int i = 0; i < page->marker_count; i++)
        if (distance(marker_frame(&r->map, &page->markers[i].box).at, square->centre) <
            IN_PLACE * square->side_px)
            return true;
    return false;
}

/* Whether a bubble is under it, which somebody filled. */
static bool is_mark(const struct omr_registration *r, const struct omr_form_page *page,
                    const struct omr_square *square) {
    for (int i = 0; i < page->bubble_count; i++) {
        const struct omr_placement *place = &r->placements[i];
        double reach = fmax(page->bubbles[i].width, page->bubbles[i].height) / 2 *
                       omr_frame_scale(&place->frame);
        if (distance(place->frame.at, square->centre) < reach)
            return true;
    }
    return false;
}

static bool is_like_marker(const struct omr_square *square, double side_px) {
    return square->side_px > LEAST_SIDE * side_px && square->side_px < MOST_SIDE * side_px &&
           square->fill_ratio > LEAST_FILL && square->contrast > LEAST_CONTRAST;
}

/* The squares like markers that the page in fits[0] does not use. */
static void gather(struct omr_squares *strays, const struct omr_search *search) {
    const struct omr_registration *r = &search->fits[0].result;
    const struct omr_form_page *page = search->sheet->page;
    struct omr_box marker[OMR_MARKERS_MOST];
    double side_px = 0;
    int count = omr_corner_markers(page, marker);
    strays->count = 0;
    if (count < OMR_MARKERS_MOST)
        return;
    for (int k = 0; k < OMR_MARKERS_MOST; k++) {
        struct omr_frame frame = marker_frame(&r->map, &marker[k]);
        side_px +=
            sqrt(marker[k].width * marker[k].height) * omr_frame_scale(&frame) / OMR_MARKERS_MOST;
    }
    for (int i = 0; i < search->noted.count; i++) {
        const struct omr_square *square = &search->noted.square[i];
        if (is_like_marker(square, side_px) && !is_own_marker(r, page, square) &&
            !is_mark(r, page, square))
            strays->square[strays->count++] = *square;
    }
}

static bool is_on_picture(const struct omr_sheet *sheet, struct omr_point p, double margin) {
    const struct omr_pixmap *whole = &sheet->pyramid->level[0];
    return p.x > margin && p.y > margin && p.x < whole->width - margin &&
           p.y < whole->height - margin;
}

bool omr_search_is_part(struct omr_search *search) {
    const struct omr_registration *r = &search->fits[0].result;
    struct omr_box marker[OMR_MARKERS_MOST];
    struct omr_squares strays;
    int absent = 0;
    gather(&strays, search);
    if (strays.count <= MOST_ABSENT)
        return false;
    omr_corner_markers(search->sheet->page, marker);
    for (int k = 0; k < OMR_MARKERS_MOST; k++) {
        struct omr_frame frame = marker_frame(&r->map, &marker[k]);
        double side_px = fmax(marker[k].width, marker[k].height) * omr_frame_scale(&frame);
        absent += is_on_picture(search->sheet, frame.at, side_px) &&
                  omr_marker_darkness(search->sheet, &r->map, &marker[k]) < LIGHT;
    }
    bool is_part = absent > MOST_ABSENT && strays.count >= absent;
    search->is_part |= is_part;
    return is_part;
}

static bool is_inside(const struct omr_point corner[4], struct omr_point p) {
    int left = 0;
    for (int k = 0; k < 4; k++) {
        struct omr_point a = corner[k], b = corner[(k + 1) % 4];
        left += (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0;
    }
    return left == 0 || left == 4;
}

/* Whether the form's outlines are where a hypothesis has them, beside the page in fits[0]. */
static bool shows_sheet(const struct omr_search *search, const struct omr_hypothesis *hypothesis) {
    const struct omr_fit *fit = &search->fits[0];
    const struct omr_sheet *sheet = search->sheet;
    struct omr_page_map map;
    omr_page_map_init(&map, &hypothesis->map, sheet->page->width, sheet->page->height);
    double reach = fmin(SEARCH_PAGE_PX, 0.36 * sheet->classes->pitch_px);
    int every = sheet->page->bubble_count / ASKED + 1, beside = 0, seen = 0;
    for (int i = 0; i < sheet->page->bubble_count; i += every) {
        const struct omr_bubble *bubble = &sheet->page->bubbles[i];
        struct omr_point p = omr_page_map_apply(&map, bubble->x, bubble->y);
        struct omr_outline outline;
        if (is_inside(fit->result.corners, p) || !is_on_picture(sheet, p, 0))
            continue;
        omr_outline_find(&outline, sheet, &map, (struct omr_point){bubble->x, bubble->y}, i,
                         fit->result.ring_factor, fit->result.level, reach);
        beside++;
        seen += omr_fit_sees(fit, &outline);
    }
    return beside >= LEAST_BESIDE && seen > LEAST_SEEN * beside;
}

void omr_search_note_second(struct omr_search *search) {
    struct omr_registration *r = &search->fits[0].result;
    struct omr_squares strays;
    bool is_seen = false;
    gather(&strays, search);
    for (int wanted = OMR_MARKERS_MOST; wanted >= 3 && !is_seen; wanted--) {
        search->hypotheses.count = 0;
        if (strays.count >= wanted)
            omr_hypotheses_add(&search->hypotheses, search->sheet->page, &strays, wanted, false);
        for (int i = 0; i < search->hypotheses.count && !is_seen; i++)
            is_seen = shows_sheet(search, &search->hypotheses.item[i]);
    }
    if (!is_seen)
        return;
    r->reasons |= OMR_REASON_POSITION;
    omr_registration_add_finding(r, "second_sheet",
                                 "another copy of the form is on the picture, too");
}
