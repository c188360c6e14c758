/* SPDX-License-Identifier: MIT */
#include "recognition/registration/refine.h"

#include "base/error.h"
#include "base/sorted.h"
#include "recognition/registration/ring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Mean level half way between centre and outline, by paper: about 1 in an empty bubble. */
static double inside_ratio(const struct omr_pixmap *picture, const struct omr_ring_probe *probe,
                           int x, int y, double paper) {
    int sum = 0;
    for (int k = 0; k < OMR_RING_SAMPLES; k++)
        sum += omr_pixmap_row(picture, y + probe->ring_dy[k] / 2)[x + probe->ring_dx[k] / 2];
    return sum / (OMR_RING_SAMPLES * paper);
}

void omr_outline_find(struct omr_outline *outline, const struct omr_sheet *sheet,
                      const struct omr_page_map *map, struct omr_point at, int bubble,
                      const struct omr_ring_factor *ring_factor, int level, double search_page_px) {
    int class = sheet->classes->of_bubble[bubble];
    *outline = (struct omr_outline){0};
    struct omr_frame frame = omr_page_map_frame(map, at.x, at.y);
    double scale = omr_frame_scale(&frame) / (1 << level);
    double reach = search_page_px * scale;
    int radius = reach < 24 ? (int)ceil(reach) : 24; /* 24, too, where it is no number */
    const struct omr_pixmap *picture = omr_sheet_outlines(sheet, level);
    struct omr_ring_probe probe;
    omr_ring_probe_init(&probe, &sheet->classes->item[class], ring_factor[class], &frame, level);
    double x = omr_level_coordinate(frame.at.x, level), y = omr_level_coordinate(frame.at.y, level);
    struct omr_ring_match match = omr_ring_search(picture, &probe, x, y, radius < 1 ? 1 : radius);
    if (!match.is_inside)
        return;
    double paper = omr_sheet_paper(sheet, frame.at);
    outline->at = (struct omr_point){frame.at.x + match.dx * (1 << level),
                                     frame.at.y + match.dy * (1 << level)};
    outline->shift = omr_frame_to_page(&frame, match.dx * (1 << level), match.dy * (1 << level));
    outline->response = fmax(0, match.response / paper);
    outline->closed = match.closed;
    double inside =
        inside_ratio(picture, &probe, (int)lround(x + match.dx), (int)lround(y + match.dy), paper);
    outline->weight = inside > 0.75 ? 1 : inside > 0.5 ? 0.2 : 0.04;
}

struct omr_point omr_place_on_page(const struct omr_form_page *page, const struct omr_point *local,
                                   int bubble) {
    struct omr_point at = {page->bubbles[bubble].x, page->bubbles[bubble].y};
    return local ? (struct omr_point){at.x + local[bubble].x, at.y + local[bubble].y} : at;
}

void omr_outlines_find(struct omr_outline *outlines, const struct omr_sheet *sheet,
                       const struct omr_page_map *map, const struct omr_point *local,
                       const struct omr_ring_factor *ring_factor, int level, double search_page_px,
                       int most) {
    int every = sheet->page->bubble_count / most + 1;
    for (int i = 0; i < sheet->page->bubble_count; i++) {
        if (i % every) {
            outlines[i] = (struct omr_outline){0};
            continue;
        }
        omr_outline_find(&outlines[i], sheet, map, omr_place_on_page(sheet->page, local, i), i,
                         ring_factor, level, search_page_px);
    }
}

void omr_outlines_compare(struct omr_outline *outlines, const struct omr_sheet *sheet,
                          const struct omr_page_map *map, const struct omr_point *local) {
    for (int i = 0; i < sheet->page->bubble_count; i++) {
        if (outlines[i].weight <= 0)
            continue;
        struct omr_point at = omr_place_on_page(sheet->page, local, i);
        struct omr_frame frame = omr_page_map_frame(map, at.x, at.y);
        outlines[i].shift =
            omr_frame_to_page(&frame, outlines[i].at.x - frame.at.x, outlines[i].at.y - frame.at.y);
    }
}

/* Typical response of the outlines that are there. */
static double usual_response(const struct omr_outline *outlines, int count) {
    double sample[512];
    int every = count / 512 + 1, n = 0;
    for (int i = 0; i < count; i += every)
        if (outlines[i].weight > 0.5)
            sample[n++] = outlines[i].response;
    return omr_median(sample, n);
}

/* One weighted observation: the displacement at page point (x, y) should be `shift`. */
struct observation {
    double terms[OMR_BEND_TERMS];
    struct omr_point shift;
    double weight, robust;
};

static void solve_bend(struct omr_page_map *map, const struct observation *all, int count) {
    /* Standard deviations expected of the terms, page px, against half a pixel of noise. */
    static const double prior_px[OMR_BEND_TERMS] = {20, 20, 20, 20, 20, 20, 12, 12, 12, 12};
    double a[OMR_BEND_TERMS * OMR_BEND_TERMS] = {0}, b[OMR_BEND_TERMS];
    double x[OMR_BEND_TERMS] = {0}, y[OMR_BEND_TERMS] = {0};
    for (int k = 0; k < OMR_BEND_TERMS; k++)
        a[k * OMR_BEND_TERMS + k] = 0.25 / (prior_px[k] * prior_px[k]);
    for (int i = 0; i < count; i++) {
        const struct observation *o = &all[i];
        double weight = o->weight * o->robust;
        for (int r = 0; r < OMR_BEND_TERMS; r++) {
            double scaled = weight * o->terms[r];
            for (int c = 0; c <= r; c++)
                a[r * OMR_BEND_TERMS + c] += scaled * o->terms[c];
            x[r] += scaled * o->shift.x;
            y[r] += scaled * o->shift.y;
        }
    }
    double again[OMR_BEND_TERMS * OMR_BEND_TERMS];
    memcpy(again, a, sizeof a);
    memcpy(b, y, sizeof b);
    if (!omr_solve_spd(a, x, OMR_BEND_TERMS) || !omr_solve_spd(again, b, OMR_BEND_TERMS))
        return;
    memcpy(map->bend_x, x, sizeof x);
    memcpy(map->bend_y, b, sizeof b);
}

static double misfit(const struct omr_page_map *map, const struct observation *o) {
    double x = -o->shift.x, y = -o->shift.y;
    for (int k = 0; k < OMR_BEND_TERMS; k++) {
        x += map->bend_x[k] * o->terms[k];
        y += map->bend_y[k] * o->terms[k];
    }
    return hypot(x, y);
}

static struct omr_point displacement(const struct omr_page_map *map,
                                     const double terms[OMR_BEND_TERMS]) {
    struct omr_point d = {0, 0};
    for (int k = 0; k < OMR_BEND_TERMS; k++) {
        d.x += map->bend_x[k] * terms[k];
        d.y += map->bend_y[k] * terms[k];
    }
    return d;
}

static int observe(struct observation *all, const struct omr_page_map *map,
                   const struct omr_sheet *sheet, const struct omr_outline *outlines,
                   const struct omr_point *anchors, int anchor_count) {
    double usual = usual_response(outlines, sheet->page->bubble_count);
    int count = 0;
    for (int i = 0; i < sheet->page->bubble_count + anchor_count; i++) {
        struct observation *o = &all[count];
        bool is_anchor = i >= sheet->page->bubble_count;
        if (!is_anchor && (outlines[i].weight <= 0 || outlines[i].response < 0.3 * usual))
            continue;
        struct omr_point at =
            is_anchor ? anchors[i - sheet->page->bubble_count]
                      : (struct omr_point){sheet->page->bubbles[i].x, sheet->page->bubbles[i].y};
        omr_page_map_terms(map, at.x, at.y, o->terms);
        o->shift = displacement(map, o->terms);
        o->weight = is_anchor ? 0.3 : outlines[i].weight;
        o->robust = 1;
        if (is_anchor) /* the flat map itself is right there */
            o->shift = (struct omr_point){0, 0};
        else
            o->shift = (struct omr_point){o->shift.x + outlines[i].shift.x,
                                          o->shift.y + outlines[i].shift.y};
        count++;
    }
    return count;
}

enum omr_status omr_page_map_bend(struct omr_page_map *map, const struct omr_sheet *sheet,
                                  const struct omr_outline *outlines,
                                  const struct omr_point *anchors, int anchor_count,
                                  double *typical_px, struct omr_error *err) {
    size_t most = (size_t)(sheet->page->bubble_count + anchor_count);
    struct observation *all = calloc(most + 1, sizeof *all);
    double *distances = calloc(most + 1, sizeof *distances);
    double typical = 1e9;
    int count = all && distances ? observe(all, map, sheet, outlines, anchors, anchor_count) : 0;
    for (int round = 0; round < 5 && count > anchor_count; round++) {
        solve_bend(map, all, count);
        int seen = count - anchor_count;
        for (int i = 0; i < count; i++)
            distances[i] = misfit(map, &all[i]);
        for (int i = 0; i < count; i++) {
            double reach = fmax(1.0, round ? 2 * typical : 6);
            double off = distances[i] / reach;
            all[i].robust = 1 / (1 + off * off);
        }
        typical = omr_median(distances, seen);
    }
    enum omr_status status = all && distances ? OMR_OK : omr_fail_memory(err);
    if (!status)
        *typical_px = typical;
    free(all);
    free(distances);
    return status;
}
