/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "recognition/registration/fit_steps.h"

#include <string.h>

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

void omr_fit_begin(struct omr_fit *fit, const struct omr_ring_factor *ring_factor) {
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

enum omr_status omr_fit_finish(struct omr_fit *fit, int square_count, struct omr_error *err) {
    struct omr_registration *r = &fit->result;
    enum omr_status status = OMR_OK;
    bool is_worth = omr_fit_settle(fit);
    if (is_worth && !(status = omr_fit_go_over(fit, err))) {
        fit->is_moved = false;
        if (!fit->is_flat && (status = omr_fit_check_blocks(fit, err)))
            return status;
        if (!fit->is_flat && !omr_fit_check_pitch(fit)) {
            r->reasons |= OMR_REASON_POSITION;
            omr_registration_add_finding(r, "position_unsure",
                                         "the bubbles would fit as well one row or column further");
        }
        if (fit->is_moved) {
            omr_fit_look(fit, r->level, 10, OMR_FIT_ALL, OMR_SETTLED_PX);
            omr_fit_bend(fit);
            omr_fit_settle(fit);
        }
        status = omr_fit_follow_locally(fit, err);
    }
    if (status)
        return status;
    omr_fit_place(fit);
    omr_fit_summarise(fit, square_count);
    return fit->is_short ? omr_fail_memory(err) : OMR_OK;
}

enum omr_status omr_fit_follow(struct omr_fit *fit, const struct omr_hypothesis *hypothesis,
                               struct omr_error *err) {
    omr_page_map_init(&fit->result.map, &hypothesis->map, fit->sheet->page->width,
                      fit->sheet->page->height);
    omr_fit_begin(fit, hypothesis->ring_factor);
    add_anchors(fit, hypothesis);
    fit->is_flat = omr_fit_lies_flat(fit); /* a pitch further the markers would be, too */
    if (!fit->is_flat)
        omr_fit_approach(fit);
    return omr_fit_finish(fit, hypothesis->square_count, err);
}

enum omr_status omr_fit_stay(struct omr_fit *fit, const struct omr_hypothesis *hypothesis,
                             struct omr_error *err) {
    struct omr_registration *r = &fit->result;
    omr_page_map_init(&r->map, &hypothesis->map, fit->sheet->page->width, fit->sheet->page->height);
    omr_fit_begin(fit, hypothesis->ring_factor);
    omr_fit_look(fit, r->level, 4, OMR_FIT_SAMPLE, OMR_SETTLED_PX);
    omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->local, fit->outlines,
                           r->level);
    omr_fit_look(fit, r->level, 4, OMR_FIT_ALL, OMR_SETTLED_PX);
    omr_fit_place(fit);
    omr_fit_summarise(fit, hypothesis->square_count);
    return fit->is_short ? omr_fail_memory(err) : OMR_OK;
}

void omr_fit_lay(struct omr_fit *fit, const struct omr_hypothesis *hypothesis,
                 const struct omr_faint *faint) {
    struct omr_registration *r = &fit->result;
    omr_page_map_init(&r->map, &hypothesis->map, fit->sheet->page->width, fit->sheet->page->height);
    omr_fit_begin(fit, faint->ring_factor);
    memset(fit->outlines, 0, (size_t)fit->sheet->page->bubble_count * sizeof *fit->outlines);
    fit->usual = 0;
    fit->light = faint->groups, fit->settled = fit->present = faint->in_place, fit->missing = 0;
    omr_fit_place(fit);
    for (int i = 0; i < fit->sheet->page->bubble_count; i++)
        r->placements[i].response = r->placements[i].trust = 1;
    omr_fit_summarise(fit, hypothesis->square_count);
    omr_registration_add_finding(r, "outlines_faint",
                                 "the form's bubbles can hardly be seen; they were read where the "
                                 "markers put them");
    if (!omr_faint_is_whole(faint))
        r->reasons |= OMR_REASON_POSITION;
}
