/* SPDX-License-Identifier: MIT
 *
 * What a smooth map leaves of waves, curls and creases. */
#include "base/error.h"
#include "recognition/registration/fit_steps.h"

#include <string.h>

/* So many of the light bubbles settled, and the sheet needs no following. */
static const double SETTLED_ENOUGH = 0.97;

enum omr_status omr_fit_go_over(struct omr_fit *fit, struct omr_error *err) {
    struct omr_registration *r = &fit->result;
    if (omr_fit_settled_ratio(fit) > SETTLED_ENOUGH)
        return OMR_OK;
    struct omr_page_map before = r->map;
    size_t count = (size_t)fit->sheet->page->bubble_count;
    struct omr_point *local = OMR_ARENA_ARRAY(fit->arena, struct omr_point, count + 1);
    if (!local)
        return omr_fail_memory(err);
    memcpy(local, fit->local, count * sizeof *local);
    struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST];
    memcpy(factor, r->ring_factor, sizeof factor);
    omr_fit_look(fit, r->level, 6, OMR_FIT_ALL, OMR_SETTLED_PX);
    int evidence = omr_fit_evidence(fit);
    enum omr_status status = omr_fit_spread(fit, err);
    if (status)
        return status;
    omr_ring_factors_learn(r->ring_factor, fit->sheet, &r->map, fit->local, fit->outlines,
                           r->level);
    omr_fit_look(fit, r->level, 4, OMR_FIT_ALL, OMR_SETTLED_PX);
    /* Large forms are not gone over, even where sizes learnt anew show more of them. */
    if (fit->near && omr_fit_evidence(fit) > evidence) {
        fit->is_spread = true;
    } else {
        r->map = before;
        memcpy(r->ring_factor, factor, sizeof factor);
        memcpy(fit->local, local, count * sizeof *local);
        omr_fit_look(fit, r->level, 4, OMR_FIT_ALL, OMR_SETTLED_PX);
    }
    return OMR_OK;
}

static enum omr_status add_local_shifts(struct omr_fit *fit, double reach_px,
                                        struct omr_error *err) {
    return omr_local_shifts_add(fit->local, fit->sheet, fit->outlines,
                                OMR_FIT_PRESENT_SHARE * fit->usual, reach_px, err);
}

enum omr_status omr_fit_follow_locally(struct omr_fit *fit, struct omr_error *err) {
    static const struct { double search_px, reach_px; } rounds[] = {{9, 600}, {6, 320}, {4, 220}};
    enum { ROUNDS = sizeof rounds / sizeof rounds[0] };
    bool is_flat = omr_fit_settled_ratio(fit) > SETTLED_ENOUGH;
    enum omr_status status = OMR_OK;
    for (int i = is_flat || fit->is_spread ? ROUNDS - 1 : 0; i < ROUNDS && !status; i++) {
        if (is_flat)
            omr_fit_compare(fit);
        else
            omr_fit_look(fit, fit->result.level, rounds[i].search_px, OMR_FIT_ALL, OMR_SETTLED_PX);
        status = add_local_shifts(fit, rounds[i].reach_px, err);
    }
    if (is_flat)
        omr_fit_compare(fit);
    else
        omr_fit_look(fit, fit->result.level, 4, OMR_FIT_ALL, OMR_SETTLED_PX);
    return status;
}
