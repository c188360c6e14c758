/* SPDX-License-Identifier: MIT
 *
 * One hypothesis followed to its end: where every bubble would be, and how much of the print bears
 * that out. */
#ifndef OMR_REGISTRATION_FIT_H
#define OMR_REGISTRATION_FIT_H

#include "recognition/registration/faint.h"
#include "recognition/registration/hypothesis.h"
#include "recognition/registration/refine.h"

/* An outline this far from the map, page px, is not where it should be. */
#define OMR_SETTLED_PX 2.5

/* So many neighbours of each bubble are asked. */
enum { OMR_FIT_NEAR = 12 };

struct omr_fit {
    const struct omr_sheet *sheet;
    struct omr_arena *arena;
    struct omr_registration result;
    struct omr_outline *outlines; /* one per bubble, as found last */
    struct omr_point *local;      /* what is added to each bubble's place on the page */
    double *work;
    int *counts;
    int (*near)[OMR_FIT_NEAR]; /* bubbles nearest to each, the nearest first, -1 none; NULL: not yet
                                  asked for */
    struct omr_point anchors[OMR_MARKERS_MOST];
    int anchor_count;
    double usual; /* median response of light bubbles' outlines */
    int light, present,
        settled;      /* light bubbles; those whose outline answers; and where it should */
    double places;    /* tried so far for outlines, over all hypotheses: what following has cost */
    bool is_short;    /* memory ran out while bending the map: the rest is worth nothing */
    bool is_flat;     /* four markers put the outlines nearly where they are */
    bool is_moved;    /* the whole-pitch check moved the map */
    bool is_by_print; /* print has placed the bubbles, whose outlines are not seen */
    bool is_spread;   /* the sheet was followed from bubble to bubble */
    int missing;      /* light bubbles without an outline near */
};

enum omr_status omr_fit_init(struct omr_fit *fit, const struct omr_sheet *sheet,
                             struct omr_arena *arena, struct omr_error *err);

/* Follows the sheet from the hypothesis: bend search if need be, smooth displacement, outline
 * sizes, the whole-pitch check, placements. */
enum omr_status omr_fit_follow(struct omr_fit *fit, const struct omr_hypothesis *hypothesis,
                               struct omr_error *err);

/* Takes the map of the hypothesis as it is, and looks only whether the outlines bear it out. */
enum omr_status omr_fit_stay(struct omr_fit *fit, const struct omr_hypothesis *hypothesis,
                             struct omr_error *err);

/* Follows the sheet from a map that the sheet's print bears out: patches bend it, then outlines
 * settle it; where they are not seen, the patches alone place the bubbles. */
enum omr_status omr_fit_follow_print(struct omr_fit *fit, const struct omr_page_map *map,
                                     struct omr_error *err);

/* Puts the bubbles where the markers of a flat sheet say, as what can hardly be seen bears out, and
 * notes that; every field is for review unless all of the page is borne out. */
void omr_fit_lay(struct omr_fit *fit, const struct omr_hypothesis *hypothesis,
                 const struct omr_faint *faint);

/* Follows the sheet from bubble to bubble, beginning with the outlines that were seen last, where
 * these do not all lie under the map: the map and `local` afterwards put every bubble where its
 * outline was found or its neighbours say. The outlines must be looked at anew then. */
enum omr_status omr_fit_spread(struct omr_fit *fit, struct omr_error *err);

/* Whether an outline was seen there, by its strength and by being closed. */
bool omr_fit_sees(const struct omr_fit *fit, const struct omr_outline *outline);

/* Bends the map to the outlines seen last; gives their usual distance from it, page px. */
double omr_fit_bend(struct omr_fit *fit);

/* Looks whether the outlines are better explained by the map shifted one or two whole pitches along
 * rows or columns, the most dangerous mistake there is, and moves the map there. False when two
 * shifts explain them equally well. */
bool omr_fit_check_pitch(struct omr_fit *fit);

/* The share of the outlines around a bubble that are where they should be. On a sheet that was
 * followed from bubble to bubble 0 where neither it nor others near it were seen, and where it lies
 * much nearer to a neighbour, or farther from it, than they are printed. All must be placed. */
double omr_fit_trust(const struct omr_fit *fit, int bubble);

/* Share of light bubbles that are settled, 1 when there are none. */
double omr_fit_settled_ratio(const struct omr_fit *fit);

/* Whether the outlines bear the fit out; otherwise the page is refused. */
bool omr_fit_is_good(const struct omr_fit *fit);

/* What the print says for a fit: outlines in place, less those that are missing. A lead of fewer
 * than OMR_LEAST_LEAD leaves two of them open. */
int omr_fit_evidence(const struct omr_fit *fit);
enum { OMR_LEAST_LEAD = 3 };

/* Findings of a fit that is taken: outlines that are missing, the page seen from behind; and that
 * another way up is as good. */
void omr_fit_note_doubts(struct omr_fit *fit, bool is_mirrored);
void omr_fit_note_orientation(struct omr_fit *fit);

/* Takes back that it might lie a pitch aside or another way up, once something else has told. */
void omr_fit_dispel_doubts(struct omr_fit *fit);

#endif
