/* SPDX-License-Identifier: MIT
 *
 * From a guess, a row off at most, to a map under which most outlines lie. */
#include "recognition/registration/fit_steps.h"

#include <math.h>
#include <string.h>

/* On forms of so many bubbles a sample says first whether all are worth a look; where fewer than
 * this share of it shows, the hypothesis is no better than chance. */
enum { MANY = 5000 };
static const double HOPELESS_SHARE = 0.2;
/* On a flat sheet most outlines are this near to where the markers put them. */
static const double NEAR_PX = 6, FLAT_PX = 5, MOSTLY = 0.85;

/* Outlines of a sample within `reach` of the map, less those that are missing. */
static int explained_by(struct omr_fit *fit, const struct omr_page_map *map, int level,
                        double reach) {
    fit->result.map = *map;
    omr_fit_look(fit, level, reach, OMR_FIT_SAMPLE, reach);
    return fit->present - fit->missing;
}

void omr_fit_approach(struct omr_fit *fit) {
    struct omr_registration *r = &fit->result;
    double reach = fmin(24, 0.36 * fit->sheet->classes->pitch_px), near = fmin(12, reach);
    int coarse = omr_sheet_level(fit->sheet, &r->map, OMR_COARSE_SCALE);
    struct omr_page_map flat = r->map;
    omr_fit_look(fit, coarse, reach, OMR_FIT_SAMPLE, reach - 2);
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
    struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST];
    int settled = fit->settled;
    memcpy(factor, r->ring_factor, sizeof factor);
    if (is_guessed)
        omr_ring_factors_guess(r->ring_factor, fit->sheet, &r->map, r->level, NEAR_PX);
    omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->local, fit->outlines,
                           r->level);
    omr_fit_look(fit, r->level, NEAR_PX, OMR_FIT_SAMPLE, settled_px);
    if (fit->settled > settled)
        return;
    memcpy(r->ring_factor, factor, sizeof factor);
    omr_fit_look(fit, r->level, NEAR_PX, OMR_FIT_SAMPLE, settled_px);
}

/* A near look. The size in which outlines are drawn was guessed on a coarse picture; where few are
 * seen, it is first learnt from them and then asked for anew on the fine one. */
static void look_near(struct omr_fit *fit, double settled_px) {
    omr_fit_look(fit, fit->result.level, NEAR_PX, OMR_FIT_SAMPLE, settled_px);
    for (int guessed = 0; guessed < 2 && omr_fit_settled_ratio(fit) <= MOSTLY; guessed++)
        look_resized(fit, guessed, settled_px);
}

bool omr_fit_lies_flat(struct omr_fit *fit) {
    struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST];
    if (fit->anchor_count < OMR_MARKERS_MOST)
        return false;
    memcpy(factor, fit->result.ring_factor, sizeof factor);
    look_near(fit, FLAT_PX);
    if (omr_fit_settled_ratio(fit) > MOSTLY)
        return true;
    memcpy(fit->result.ring_factor, factor, sizeof factor); /* sizes learnt astray mislead */
    return false;
}

bool omr_fit_settle(struct omr_fit *fit) {
    struct omr_registration *r = &fit->result;
    omr_fit_look(fit, r->level, NEAR_PX, OMR_FIT_SAMPLE, OMR_SETTLED_PX);
    if (fit->sheet->page->bubble_count > MANY && fit->present < HOPELESS_SHARE * fit->light)
        return false;
    omr_fit_bend(fit);
    bool is_beside = omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->local,
                                            fit->outlines, r->level);
    omr_fit_look(fit, r->level, is_beside ? OMR_BESIDE_PX : 4, OMR_FIT_ALL, OMR_SETTLED_PX);
    omr_fit_bend(fit);
    return true;
}
