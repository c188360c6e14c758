/* SPDX-License-Identifier: MIT
 *
 * The search for the page on a picture: what was seen and followed so far, and the ways of looking
 * that registration.c goes through in their order. */
#ifndef OMR_REGISTRATION_SEARCH_H
#define OMR_REGISTRATION_SEARCH_H

#include "recognition/registration/fit.h"
#include "recognition/registration/hypothesis.h"
#include "recognition/registration/squares.h"
#include "recognition/registration/unmarked.h"

/* One way of looking for markers: which squares, how many of them, from which side. */
struct omr_look {
    struct omr_squares_look squares;
    int wanted;
    bool is_mirrored;
};

/* Ways up of the same four squares that stand exactly as the markers do. */
enum { OMR_TIGHT_MOST = 4 };

struct omr_tight {
    struct omr_hypothesis hypothesis;
    struct omr_quad marker[OMR_MARKERS_MOST];
};

struct omr_search {
    const struct omr_sheet *sheet;
    struct omr_arena *arena;
    struct omr_squares squares; /* of the last look, picture px */
    struct omr_hypotheses hypotheses;
    struct omr_fit fits[2];            /* the best and its rival */
    struct omr_hypothesis followed[2]; /* by the fits */
    struct omr_hypothesis strongest;   /* of all looks so far */
    struct omr_squares noted;          /* of the first look, or of that which found the page */
    bool is_part;         /* a page was found that lacks its markers, which stand elsewhere */
    bool has_matched;     /* squares stood as markers do, but the print did not agree */
    double settled_ratio; /* and so much of it did, at best */
    struct omr_tight tight[OMR_TIGHT_MOST];
    int tight_count;
    struct omr_unmarked unmarked; /* what the outlines alone told */
};

/* The search and all that it finds live in the arena. */
enum omr_status omr_search_init(struct omr_search *search, const struct omr_sheet *sheet,
                                struct omr_arena *arena, struct omr_error *err);

/* Finds the squares of a look and scores the hypotheses that they make. */
enum omr_status omr_search_look(struct omr_search *search, const struct omr_look *look,
                                struct omr_error *err);

/* The strongest hypothesis of the last look that has the page clearly elsewhere than `other` (NULL:
 * any), or NULL. */
const struct omr_hypothesis *omr_search_strongest(const struct omr_search *search,
                                                  const struct omr_hypothesis *other);

/* Whether an earlier look explained the print much better by another place of the page than `best`
 * does. That it failed the checks then makes this one no better. */
bool omr_search_is_outdone(struct omr_search *search, const struct omr_hypothesis *best);

/* Whether following has cost so much that the rest is left out. */
bool omr_search_is_spent(const struct omr_search *search);

/* The hypothesis fitted again to corners found exactly on the full-size picture. */
struct omr_hypothesis omr_search_sharpen(const struct omr_search *search,
                                         const struct omr_hypothesis *hypothesis);

/* Follows `best` and, where another place or way up might do as well, that too. The better one is
 * in fits[0] afterwards. `*is_open` tells whether the outlines leave both. */
enum omr_status omr_search_follow(struct omr_search *search, const struct omr_hypothesis *best,
                                  bool *is_open, struct omr_error *err);

/* Turns the page in fits[0] where the letters in its bubbles say so, and notes what stays open. */
enum omr_status omr_search_orient(struct omr_search *search, bool is_open, struct omr_error *err);

/* Exchanges the best and its rival. */
void omr_search_swap(struct omr_search *search);

/* Finds the page by its markers, look by look (ladder.c). */
enum omr_status omr_search_by_markers(struct omr_search *search, bool *is_found,
                                      struct omr_error *err);

/* Keeps what the last look saw of four squares that stand exactly as the markers do; and lays the
 * page there, if what can hardly be seen bears it out one way up only (tight.c). */
void omr_search_note_tight(struct omr_search *search, const struct omr_look *look);
enum omr_status omr_search_lay(struct omr_search *search, bool *is_found, struct omr_error *err);

/* Asks what else is printed, which has the last word: it settles what outlines leave open, refutes
 * what they mistake, and finds what they do not tell (ask_print.c). */
enum omr_status omr_search_ask_print(struct omr_search *search, bool *is_found,
                                     struct omr_error *err);

/* Whether the page in fits[0] lacks markers where nothing hides them, though squares like them
 * stand elsewhere: the sheet is another form's, of whose rows this form's are a part. And notes
 * where such squares have another copy of the form between them (strays.c). */
bool omr_search_is_part(struct omr_search *search);
void omr_search_note_second(struct omr_search *search);

/* Why a form with markers was not found: OMR_ERROR_UNREGISTERED (refusal.c). */
enum omr_status omr_search_refuse(const struct omr_search *search, struct omr_error *err);

#endif
