/* SPDX-License-Identifier: MIT
 *
 * A fit that the sheet's print begins, and ends where outlines do not tell. */
#include "base/error.h"
#include "recognition/registration/fit_steps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where so many of the nearest patches are in place, print is sure of a bubble's place; when
 * outlines put more than a few bubbles farther from it than this, page px, they are no outlines. */
static const double SURE_TRUST = 0.7, ASTRAY_PX = 4, MOST_ASTRAY = 0.05;

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
    omr_fit_begin(fit, fit->sheet->print->ring_factor);
    if (count)
        memcpy(fit->local, told->local, count * sizeof *fit->local);
    fit->is_by_print = true;
    omr_fit_place(fit);
    for (size_t i = 0; i < count; i++) {
        r->placements[i].trust = told->trust[i];
        r->placements[i].response = 1;
    }
    omr_fit_summarise(fit, 0);
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
    omr_fit_begin(fit, fit->sheet->print->ring_factor);
    status = omr_fit_finish(fit, 0, err);
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
