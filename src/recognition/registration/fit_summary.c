/* SPDX-License-Identifier: MIT
 *
 * What a fit comes to: placements, figures, findings. */
#include "base/sorted.h"
#include "recognition/registration/fit_steps.h"

#include <math.h>
#include <string.h>

/* At least so many of the light bubbles must have their outline in place, counting double against
 * it those that lack one altogether, of which there may be so many; else the page is refused. More
 * than a few missing, and a person should look at all of it. */
static const double FEW_MISSING = 0.03;
static const double LEAST_SETTLED = 0.72, MOST_MISSING = 0.10;

static bool is_on_picture(const struct omr_frame *frame, const struct omr_bubble *bubble,
                          const struct omr_pixmap *picture) {
    double rx = 0.55 * (fabs(frame->xx) * bubble->width + fabs(frame->xy) * bubble->height);
    double ry = 0.55 * (fabs(frame->yx) * bubble->width + fabs(frame->yy) * bubble->height);
    return frame->at.x > rx && frame->at.y > ry && frame->at.x < picture->width - 1 - rx &&
           frame->at.y < picture->height - 1 - ry;
}

void omr_fit_place(struct omr_fit *fit) {
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
        if (fit->outlines[i].weight > 0.5 &&
            fit->outlines[i].response > OMR_FIT_PRESENT_SHARE * fit->usual)
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

void omr_fit_summarise(struct omr_fit *fit, int square_count) {
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
