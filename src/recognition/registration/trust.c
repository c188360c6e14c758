/* SPDX-License-Identifier: MIT
 *
 * How far a bubble's place can be relied on. */
#include "recognition/registration/fit.h"

#include <math.h>

/* Bubbles hold others this far away, by their size. */
static const double HELD_SIZES = 4;
/* Neighbours may be off by this share of their distance. */
static const double MOST_TORN = 0.2;

static bool is_settled(const struct omr_fit *fit, int bubble) {
    const struct omr_outline *o = &fit->outlines[bubble];
    return omr_fit_sees(fit, o) && hypot(o->shift.x, o->shift.y) < OMR_SETTLED_PX;
}

/* Share of the outlines around a bubble that are settled. */
static double trust_around(const struct omr_fit *fit, int bubble) {
    enum { NEIGHBOURS = 6 }; /* on either side in drawing order, which follows rows and columns */
    double seen = 0.5, settled = 0.5;
    for (int i = bubble - NEIGHBOURS; i <= bubble + NEIGHBOURS; i++) {
        if (i < 0 || i >= fit->sheet->page->bubble_count || fit->outlines[i].weight < 0.5)
            continue;
        seen++;
        settled += is_settled(fit, i);
    }
    return settled / seen;
}

/* Whether a bubble of a sheet that was followed from bubble to bubble was seen itself, or others so
 * near to it that it cannot be far off: how the sheet goes on is a guess. */
static bool is_held(const struct omr_fit *fit, int bubble) {
    const struct omr_bubble *b = &fit->sheet->page->bubbles[bubble];
    int held = 0;
    if (is_settled(fit, bubble))
        return true;
    for (int k = 0; k < OMR_FIT_NEAR; k++) {
        int other = fit->near[bubble][k];
        if (other < 0 || fit->outlines[other].weight < 0.5 || !is_settled(fit, other))
            continue;
        const struct omr_bubble *o = &fit->sheet->page->bubbles[other];
        held += hypot(o->x - b->x, o->y - b->y) < HELD_SIZES * fmax(b->width, b->height);
    }
    return held >= 2;
}

/* Whether a bubble lies much nearer to one of its neighbours, or farther from it, than they are
 * printed: paper is bent, but not stretched. */
static bool is_torn(const struct omr_fit *fit, int bubble) {
    const struct omr_bubble *b = &fit->sheet->page->bubbles[bubble];
    const struct omr_frame *frame = &fit->result.placements[bubble].frame;
    for (int k = 0; k < OMR_FIT_NEAR; k++) {
        int other = fit->near[bubble][k];
        if (other < 0)
            continue;
        const struct omr_bubble *o = &fit->sheet->page->bubbles[other];
        struct omr_point at = fit->result.placements[other].frame.at;
        double x = frame->xx * (o->x - b->x) + frame->xy * (o->y - b->y);
        double y = frame->yx * (o->x - b->x) + frame->yy * (o->y - b->y);
        if (hypot(at.x - frame->at.x - x, at.y - frame->at.y - y) > MOST_TORN * hypot(x, y))
            return true;
    }
    return false;
}

double omr_fit_trust(const struct omr_fit *fit, int bubble) {
    if (fit->is_spread && (!is_held(fit, bubble) || is_torn(fit, bubble)))
        return 0;
    return trust_around(fit, bubble);
}
