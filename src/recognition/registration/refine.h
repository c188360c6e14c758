/* SPDX-License-Identifier: MIT
 *
 * From roughly to exactly: the map bends until the printed outlines lie under it. */
#ifndef OMR_REGISTRATION_REFINE_H
#define OMR_REGISTRATION_REFINE_H

#include "recognition/registration/registration.h"

/* Where one bubble's outline was found, relative to the map. */
struct omr_outline {
    struct omr_point at;    /* picture px */
    struct omr_point shift; /* page px from where the map puts it */
    double response;        /* grey levels by paper; 0 nothing */
    double closed;          /* share of the outline that answers */
    double weight;          /* 0 not seen, 1 a light bubble, less where ink hides the outline */
};

/* How far boxes drawn by hand lie beside their outlines, page px. */
#define OMR_BESIDE_PX 8

/* The middle of a bubble on the page, with what `local` adds; NULL: nothing. */
struct omr_point omr_place_on_page(const struct omr_form_page *page, const struct omr_point *local,
                                   int bubble);

/* Searches the outlines of about `most` bubbles, spread over the page, within `search_page_px` of
 * the map, on pyramid level `level`; the others get weight 0. `local` is what is added to each
 * bubble's place on the page first; NULL: nothing. */
void omr_outlines_find(struct omr_outline *outlines, const struct omr_sheet *sheet,
                       const struct omr_page_map *map, const struct omr_point *local,
                       const struct omr_ring_factor *ring_factor, int level, double search_page_px,
                       int most);

/* Where outlines that were found lie relative to a map (and `local`) that has changed a little: the
 * shifts that looking again would give, without looking. */
void omr_outlines_compare(struct omr_outline *outlines, const struct omr_sheet *sheet,
                          const struct omr_page_map *map, const struct omr_point *local);

/* Searches the outline of one bubble around page point `at`. */
void omr_outline_find(struct omr_outline *outline, const struct omr_sheet *sheet,
                      const struct omr_page_map *map, struct omr_point at, int bubble,
                      const struct omr_ring_factor *ring_factor, int level, double search_page_px);

/* Bends the map to the outlines: cubic displacement by weighted least squares with a mild prior
 * that keeps what the outlines do not determine straight; outliers lose weight over four rounds
 * (Cauchy). `anchors` are page points that the map already puts right. `*typical_px` is the median
 * distance of the seen outlines from the new map, page px; 1e9 where none was seen. */
enum omr_status omr_page_map_bend(struct omr_page_map *map, const struct omr_sheet *sheet,
                                  const struct omr_outline *outlines,
                                  const struct omr_point *anchors, int anchor_count,
                                  double *typical_px, struct omr_error *err);

/* For a sheet that is curved so much that outlines are nearer to other bubbles' places: tries bends
 * of the map (six numbers, two at a time) and keeps those under which the most outlines lie where
 * they should. `*is_bent` tells whether a bend explains the picture clearly better; else the map
 * stays. */
enum omr_status omr_page_map_search_bend(struct omr_page_map *map, const struct omr_sheet *sheet,
                                         const struct omr_ring_factor *ring_factor, int level,
                                         bool *is_bent, struct omr_error *err);

/* What is left after the smooth map (tight curls, creases) is the same for neighbours: adds to
 * `local`, page px for each bubble, the weighted mean of the outlines' shifts within about
 * `reach_px` around it. Outlines that answer less than `least_response` do not count. Linear in the
 * bubbles: the shifts are gathered in cells first. */
enum omr_status omr_local_shifts_add(struct omr_point *local, const struct omr_sheet *sheet,
                                     const struct omr_outline *outlines, double least_response,
                                     double reach_px, struct omr_error *err);

/* Guesses in which size each class's outlines are drawn, to a tenth, by looking for a sample of
 * them in all sizes within `search_page_px` of the map, on pyramid level `level`. */
void omr_ring_factors_guess(struct omr_ring_factor *ring_factor, const struct omr_sheet *sheet,
                            const struct omr_page_map *map, int level, double search_page_px);

/* Learns in which size each class's outlines are drawn, from outlines already near the map (and
 * what `local` adds to it; NULL: nothing). In the boxes' proportions first; where outlines so drawn
 * are not closed, width and height by themselves, if that makes them closed and much clearer. True:
 * outlines have such a shape; they may lie some px beside the middles of their boxes then. Sizes
 * that nearly agree between such classes are made the same. */
bool omr_ring_factors_learn(struct omr_ring_factor *ring_factor, const struct omr_sheet *sheet,
                            const struct omr_page_map *map, const struct omr_point *local,
                            const struct omr_outline *outlines, int level);

#endif
