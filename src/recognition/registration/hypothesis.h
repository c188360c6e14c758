/* SPDX-License-Identifier: MIT
 *
 * Every way in which dark squares can be the form's positioning markers. */
#ifndef OMR_REGISTRATION_HYPOTHESIS_H
#define OMR_REGISTRATION_HYPOTHESIS_H

#include "recognition/registration/registration.h"
#include "recognition/registration/squares.h"

enum { OMR_HYPOTHESES_MOST = 48, OMR_MARKERS_MOST = 4 };

struct omr_hypothesis {
    struct omr_homography map;    /* page px to picture px */
    int square[OMR_MARKERS_MOST]; /* of each corner marker, clockwise from top left; -1 none */
    int square_count;
    bool is_mirrored; /* the page is seen from behind */
    double misfit;    /* mean distance of corners from the map, by the square's side */
    double score;     /* outline response by paper, 0 nothing .. about 0.5 */
    struct omr_ring_factor ring_factor[OMR_BUBBLE_CLASSES_MOST];
};

struct omr_hypotheses {
    struct omr_hypothesis item[OMR_HYPOTHESES_MOST];
    int count; /* the least misfit first */
};

/* The form's corner markers clockwise from the top left, and their number (at most four). */
int omr_corner_markers(const struct omr_form_page *page, struct omr_box marker[OMR_MARKERS_MOST]);

/* Adds all ways in which `wanted` (2 to 4) of the squares (picture px) explain corner markers: the
 * map through their centres must also put their corners where they are. `is_mirrored` looks for a
 * page seen from behind, as some scanners' software leaves it. */
void omr_hypotheses_add(struct omr_hypotheses *hypotheses, const struct omr_form_page *page,
                        const struct omr_squares *squares, int wanted, bool is_mirrored);

/* Fits the map of a hypothesis again to its squares' corners. */
bool omr_hypothesis_fit(struct omr_hypothesis *hypothesis, const struct omr_form_page *page,
                        const struct omr_squares *squares);

/* Scores a hypothesis by the outlines found near where they should be, trying the sizes that
 * outlines are drawn in, and by the rotation marker. */
void omr_hypothesis_score(struct omr_hypothesis *hypothesis, const struct omr_sheet *sheet);

/* How dark the picture is inside a marker's box: 0 paper .. 1 black. */
double omr_marker_darkness(const struct omr_sheet *sheet, const struct omr_page_map *map,
                           const struct omr_box *box);

#endif
