/* SPDX-License-Identifier: MIT
 *
 * Bubbles stand in rows and columns, so a map that is off by exactly one pitch still finds most
 * outlines: only those at the ends of rows and columns are missing. Counting them tells. */
#include "base/sorted.h"
#include "recognition/registration/fit.h"
#include "recognition/registration/ring.h"

#include <math.h>
#include <stdlib.h>

/* The bend was fitted to the wrong bubbles too, so the right ones lie not exactly a pitch away. */
static const double SLACK_PAGE_PX = 8;
enum { SHIFTS = 12, SAMPLES = 200, MOST_RADIUS_PX = 12 };
/* One count tries so many places at most: some 4000 bubbles with 7 px around each. */
static const double MOST_PLACES = 1e6;
/* Fewer outlines of difference than this, and two shifts count as equal. */
static const double LEAST_LEAD = 2;

/* Usual distance to the nearest bubble to the right (or below): the pitch of rows (or columns). */
static double pitch_along(const struct omr_form_page *page, bool is_down) {
    double distances[SAMPLES];
    int count = 0, every = page->bubble_count / SAMPLES + 1;
    for (int i = 0; i < page->bubble_count; i += every) {
        const struct omr_bubble *a = &page->bubbles[i];
        double nearest = 1e9;
        for (int j = 0; j < page->bubble_count; j++) {
            const struct omr_bubble *b = &page->bubbles[j];
            double along = is_down ? b->y - a->y : b->x - a->x;
            double aside = fabs(is_down ? b->x - a->x : b->y - a->y);
            if (along > 0.6 * a->height && aside < 0.3 * a->height && along < nearest)
                nearest = along;
        }
        if (nearest < 400)
            distances[count++] = nearest;
    }
    return omr_median(distances, count);
}

static int search_radius(const struct omr_frame *frame, int level) {
    return (int)ceil(fmin(MOST_RADIUS_PX, SLACK_PAGE_PX * omr_frame_scale(frame) / (1 << level)));
}

/* Every which bubble is counted. */
static int count_every(const struct omr_fit *fit) {
    const struct omr_page_map *map = &fit->result.map;
    struct omr_frame frame = omr_page_map_frame(map, map->centre_x, map->centre_y);
    double side = 2 * search_radius(&frame, fit->result.level) + 1;
    return 1 + (int)(fit->sheet->page->bubble_count * side * side / MOST_PLACES);
}

/* How many bubbles' outlines answer when the whole form is shifted on the page; of a huge form,
 * of an even sample. */
static int count_present(struct omr_fit *fit, double dx, double dy) {
    const struct omr_registration *r = &fit->result;
    const struct omr_pixmap *picture = omr_sheet_outlines(fit->sheet, r->level);
    int present = 0, every = count_every(fit);
    for (int i = 0; i < fit->sheet->page->bubble_count; i += every) {
        const struct omr_bubble *bubble = &fit->sheet->page->bubbles[i];
        int class = fit->sheet->classes->of_bubble[i];
        struct omr_frame frame = omr_page_map_frame(&r->map, bubble->x + fit->local[i].x + dx,
                                                    bubble->y + fit->local[i].y + dy);
        int radius = search_radius(&frame, r->level);
        fit->places += (2 * radius + 1) * (2 * radius + 1);
        struct omr_ring_probe probe;
        omr_ring_probe_init(&probe, &fit->sheet->classes->item[class], r->ring_factor[class],
                            &frame, r->level);
        struct omr_ring_match match =
            omr_ring_search(picture, &probe, omr_level_coordinate(frame.at.x, r->level),
                            omr_level_coordinate(frame.at.y, r->level), radius);
        double paper = omr_sheet_paper(fit->sheet, frame.at);
        present += match.is_inside && match.response > 0.5 * fit->usual * paper;
    }
    return present;
}

bool omr_fit_check_pitch(struct omr_fit *fit) {
    double right = pitch_along(fit->sheet->page, false), down = pitch_along(fit->sheet->page, true);
    const double shift[SHIFTS][2] = {{right, 0},     {-right, 0},    {0, down},
                                     {0, -down},     {2 * right, 0}, {-2 * right, 0},
                                     {0, 2 * down},  {0, -2 * down}, {right, down},
                                     {-right, down}, {right, -down}, {-right, -down}};
    fit->is_moved = false;
    /* A shifted form would lack the outlines at the end of a row or column. */
    if (fit->light - fit->present < LEAST_LEAD)
        return true;
    int here = count_present(fit, 0, 0), most = -1, best = -1;
    for (int k = 0; k < SHIFTS; k++) {
        if ((shift[k][0] == 0 && shift[k][1] == 0) || (k >= 8 && (right <= 0 || down <= 0)))
            continue;
        int present = count_present(fit, shift[k][0], shift[k][1]);
        if (present > most)
            most = present, best = k;
    }
    fit->is_moved = most > here;
    if (fit->is_moved) {
        fit->result.map.bend_x[0] += shift[best][0];
        fit->result.map.bend_y[0] += shift[best][1];
    }
    /* A form of one row has but one outline more than any shift of it; where four markers hold the
     * map and every outline is there, that one is enough. */
    bool is_whole = fit->anchor_count == OMR_MARKERS_MOST && here == fit->sheet->page->bubble_count;
    return abs(most - here) >= (is_whole ? 1 : LEAST_LEAD);
}
