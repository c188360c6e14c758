/* SPDX-License-Identifier: MIT */
#include "recognition/registration/search.h"

#include "base/error.h"
#include "recognition/registration/orientation.h"

#include <math.h>
#include <string.h>

/* A rival that scores less than this share of the best is not worth following. */
static const double RIVAL_SHARE = 0.7;
/* Of the hypotheses of a look, so many with the least misfit are scored. */
enum { MOST_SCORED = 16 };
/* When hypotheses were followed at so many places of the picture, the last looks are left out: a
 * form larger than any that fits on paper could take minutes. */
static const double MOST_PLACES = 5e7;
/* Bubbles within this share of their size of each other are the same. */
static const double SAME_PLACE = 0.5;

enum omr_status omr_search_init(struct omr_search *search, const struct omr_sheet *sheet,
                                struct omr_arena *arena, struct omr_error *err) {
    *search = (struct omr_search){.sheet = sheet, .arena = arena};
    enum omr_status status = omr_fit_init(&search->fits[0], sheet, arena, err);
    return status ? status : omr_fit_init(&search->fits[1], sheet, arena, err);
}

static struct omr_point scale_point(struct omr_point p, double scale) {
    return (struct omr_point){(p.x + 0.5) * scale - 0.5, (p.y + 0.5) * scale - 0.5};
}

static void scale_squares(struct omr_squares *squares, double scale) {
    for (int i = 0; i < squares->count; i++) {
        struct omr_square *square = &squares->square[i];
        for (int k = 0; k < 4; k++)
            square->corner[k] = scale_point(square->corner[k], scale);
        square->centre = scale_point(square->centre, scale);
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

const struct omr_hypothesis *omr_search_strongest(const struct omr_search *search,
                                                  const struct omr_hypothesis *other) {
    const struct omr_hypothesis *best = NULL;
    for (int i = 0; i < search->hypotheses.count; i++) {
        const struct omr_hypothesis *one = &search->hypotheses.item[i];
        if ((!other || differ(one, other, search->sheet->page)) &&
            (!best || one->score > best->score))
            best = one;
    }
    return best;
}

bool omr_search_is_outdone(struct omr_search *search, const struct omr_hypothesis *best) {
    if (best->score > search->strongest.score)
        search->strongest = *best;
    return best->score < RIVAL_SHARE * search->strongest.score &&
           differ(best, &search->strongest, search->sheet->page);
}

enum omr_status omr_search_look(struct omr_search *search, const struct omr_look *look,
                                struct omr_error *err) {
    const struct omr_sheet *sheet = search->sheet;
    enum omr_status status =
        omr_squares_find(&search->squares, &sheet->pyramid->level[sheet->paper_level], sheet->paper,
                         &look->squares, err);
    if (status)
        return status;
    scale_squares(&search->squares, 1 << sheet->paper_level);
    search->hypotheses.count = 0;
    omr_hypotheses_add(&search->hypotheses, sheet->page, &search->squares, look->wanted,
                       look->is_mirrored);
    if (search->hypotheses.count > MOST_SCORED)
        search->hypotheses.count = MOST_SCORED;
    for (int i = 0; i < search->hypotheses.count; i++)
        omr_hypothesis_score(&search->hypotheses.item[i], sheet);
    return OMR_OK;
}

struct omr_hypothesis omr_search_sharpen(const struct omr_search *search,
                                         const struct omr_hypothesis *hypothesis) {
    struct omr_hypothesis sharper = *hypothesis;
    struct omr_squares squares = search->squares;
    double coarse = 1 << search->sheet->paper_level;
    scale_squares(&squares, 1 / coarse);
    for (int i = 0; i < OMR_MARKERS_MOST; i++)
        if (hypothesis->square[i] >= 0)
            omr_square_refine(&squares.square[hypothesis->square[i]],
                              &search->sheet->pyramid->level[0], coarse);
    if (!omr_hypothesis_fit(&sharper, search->sheet->page, &squares))
        return *hypothesis;
    return sharper;
}

/* Keeps where the hypothesis saw its markers, for those who show it. */
static void note_markers(struct omr_registration *r, const struct omr_search *search,
                         const struct omr_hypothesis *hypothesis) {
    r->marker_count = 0;
    for (int i = 0; i < OMR_MARKERS_MOST; i++) {
        if (hypothesis->square[i] < 0)
            continue;
        const struct omr_square *square = &search->squares.square[hypothesis->square[i]];
        memcpy(r->markers[r->marker_count++].corners, square->corner, sizeof square->corner);
    }
}

bool omr_search_is_spent(const struct omr_search *search) {
    return search->fits[0].places + search->fits[1].places > MOST_PLACES;
}

static enum omr_status follow_one(struct omr_search *search, int fit,
                                  const struct omr_hypothesis *hypothesis, struct omr_error *err) {
    search->followed[fit] = *hypothesis;
    enum omr_status status = omr_fit_follow(&search->fits[fit], hypothesis, err);
    note_markers(&search->fits[fit].result, search, hypothesis);
    return status;
}

void omr_search_swap(struct omr_search *search) {
    struct omr_fit fit = search->fits[0];
    struct omr_hypothesis followed = search->followed[0];
    search->fits[0] = search->fits[1];
    search->fits[1] = fit;
    search->followed[0] = search->followed[1];
    search->followed[1] = followed;
}

/* Whether both fits put the bubbles at the same places, whatever squares they began with. */
static bool is_same(const struct omr_search *search) {
    const struct omr_form_page *page = search->sheet->page;
    for (int i = 0; i < page->bubble_count; i++) {
        const struct omr_frame *a = &search->fits[0].result.placements[i].frame;
        const struct omr_frame *b = &search->fits[1].result.placements[i].frame;
        double size = fmin(page->bubbles[i].width, page->bubbles[i].height) * omr_frame_scale(a);
        if (hypot(a->at.x - b->at.x, a->at.y - b->at.y) > SAME_PLACE * size)
            return false;
    }
    return true;
}

enum omr_status omr_search_follow(struct omr_search *search, const struct omr_hypothesis *best,
                                  bool *is_open, struct omr_error *err) {
    const struct omr_hypothesis *rival = omr_search_strongest(search, best);
    struct omr_hypothesis sharper = omr_search_sharpen(search, best);
    *is_open = false;
    enum omr_status status = follow_one(search, 0, &sharper, err);
    if (status || !rival || rival->score <= RIVAL_SHARE * best->score ||
        omr_search_is_spent(search))
        return status;
    sharper = omr_search_sharpen(search, rival);
    status = follow_one(search, 1, &sharper, err);
    int lead = omr_fit_evidence(&search->fits[0]) - omr_fit_evidence(&search->fits[1]);
    *is_open = !status && lead < OMR_LEAST_LEAD && lead > -OMR_LEAST_LEAD && !is_same(search);
    if (lead < 0)
        omr_search_swap(search);
    return status;
}

enum omr_status omr_search_orient(struct omr_search *search, bool is_open, struct omr_error *err) {
    struct omr_orientation orientation;
    enum omr_status status = omr_orientation_ask(&orientation, search->sheet,
                                                 &search->fits[0].result, search->arena, err);
    if (!status && orientation.is_turned) {
        struct omr_hypothesis turned =
            omr_hypothesis_turned(&search->followed[0], &orientation.move, search->sheet->page);
        status = follow_one(search, 1, &turned, err);
        if (!status && omr_fit_is_good(&search->fits[1]))
            omr_search_swap(search);
        else /* the letters want what the outlines refuse */
            orientation.is_doubtful = true;
    }
    if (orientation.is_doubtful || (is_open && !orientation.is_sure))
        omr_fit_note_orientation(&search->fits[0]);
    omr_fit_note_doubts(&search->fits[0], search->followed[0].is_mirrored);
    return status;
}
