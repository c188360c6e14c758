/* SPDX-License-Identifier: MIT */
#include "base/sorted.h"
#include "recognition/registration/fit_steps.h"

#include <math.h>

/* One look tries so many places at most: some 5500 bubbles with 9 px around each. */
static const double MOST_PLACES = 2e6;
/* An outline that answers less than this share of the usual is missing. */
static const double MISSING_SHARE = 0.4;
/* A ring answers nearly all around, even where dirt or a neighbour's mark lies over a part. */
static const double LEAST_CLOSED = 0.58;

static double usual_response(const struct omr_fit *fit) {
    int n = 0;
    for (int i = 0; i < fit->sheet->page->bubble_count; i++)
        if (fit->outlines[i].weight > 0.5)
            fit->work[n++] = fit->outlines[i].response;
    return omr_median(fit->work, n);
}

bool omr_fit_sees(const struct omr_fit *fit, const struct omr_outline *outline) {
    return outline->response > OMR_FIT_PRESENT_SHARE * fit->usual && outline->closed > LEAST_CLOSED;
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

void omr_fit_look(struct omr_fit *fit, int level, double search_page_px, int most,
                  double settled_px) {
    double places = places_around(fit, level, search_page_px);
    most = (int)fmin(most, MOST_PLACES / places);
    fit->places += places * fmin(most, fit->sheet->page->bubble_count);
    omr_outlines_find(fit->outlines, fit->sheet, &fit->result.map, fit->local,
                      fit->result.ring_factor, level, search_page_px, most);
    count(fit, settled_px);
}

void omr_fit_compare(struct omr_fit *fit) {
    omr_outlines_compare(fit->outlines, fit->sheet, &fit->result.map, fit->local);
    count(fit, OMR_SETTLED_PX);
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
