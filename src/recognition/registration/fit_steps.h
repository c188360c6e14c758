/* SPDX-License-Identifier: MIT
 *
 * The steps of a fit (fit.h), in the order in which they are taken: begin, look, approach, settle,
 * from bubble to bubble, locally, place and summarise. Only fit.c and its steps use them. */
#ifndef OMR_REGISTRATION_FIT_STEPS_H
#define OMR_REGISTRATION_FIT_STEPS_H

#include "recognition/registration/fit.h"

/* How many outlines the first looks take, and the last. */
enum { OMR_FIT_SAMPLE = 140, OMR_FIT_ALL = 1 << 20 };

/* An outline that answers at least this share of the usual is there. */
#define OMR_FIT_PRESENT_SHARE 0.5

/* Forgets what was followed before; the map is set already. */
void omr_fit_begin(struct omr_fit *fit, const struct omr_ring_factor *ring_factor);

/* Looks for about `most` outlines on pyramid level `level`, within `search_page_px` of the map and
 * `local`, and counts; those found nearer than `settled_px` are settled. */
void omr_fit_look(struct omr_fit *fit, int level, double search_page_px, int most,
                  double settled_px);

/* The outlines seen last, compared with the map and the local shifts as they are now, and counted:
 * what looking again would give, without looking. */
void omr_fit_compare(struct omr_fit *fit);

/* Whether four markers put the outlines nearly where they are. A flat sheet needs no wide look,
 * which other print may draw aside: bars between boxes, letters in pale ones. */
bool omr_fit_lies_flat(struct omr_fit *fit);

/* Coarse steps; through the bend search when a flat sheet does not explain the outlines. A bend
 * must explain more than the map that it replaces. */
void omr_fit_approach(struct omr_fit *fit);

/* Fine steps, from a few page pixels off to a fraction of one. False when looking at all outlines
 * is in vain. */
bool omr_fit_settle(struct omr_fit *fit);

/* Goes from bubble to bubble where the sheet is not followed yet; keeps that where it explains
 * more. */
enum omr_status omr_fit_go_over(struct omr_fit *fit, struct omr_error *err);

/* The bubbles nearest to each, into `near`. */
enum omr_status omr_fit_find_neighbours(struct omr_fit *fit, struct omr_error *err);

/* Looks beyond the ends of rows and columns whether a block of bubbles lies a step aside; keeps
 * where it belongs if that explains more, and goes over the sheet again. */
enum omr_status omr_fit_check_blocks(struct omr_fit *fit, struct omr_error *err);

/* Follows what the smooth map leaves: wide first, then near. Where a flat sheet lies well already
 * the outlines have been seen and need no further look. */
enum omr_status omr_fit_follow_locally(struct omr_fit *fit, struct omr_error *err);

/* All of these from `omr_fit_settle` on, with the check for shifts by whole rows. */
enum omr_status omr_fit_finish(struct omr_fit *fit, int square_count, struct omr_error *err);

/* Where the bubbles come to lie, and how far that can be relied on. */
void omr_fit_place(struct omr_fit *fit);

/* What the result says of the page, found by so many markers. */
void omr_fit_summarise(struct omr_fit *fit, int square_count);

#endif
