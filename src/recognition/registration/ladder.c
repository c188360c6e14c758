/* SPDX-License-Identifier: MIT
 *
 * The ladder: which squares are looked for in which order. */
#include "recognition/registration/search.h"

#include "recognition/registration/pale.h"

/* A hypothesis that scores less than this shows no outlines worth the name. */
static const double LEAST_SCORE = 0.04;

/* Clean markers first, then what damage, touching print, deep shadow and odd software make of them.
 */
static const struct omr_look LADDER[] = {
    {{0, 0.5}, 4, false}, {{0, 0.3}, 4, false},  {{8, 0.5}, 4, false}, {{14, 0.5}, 4, false},
    {{8, 0.3}, 4, false}, {{0, 0.5}, 3, false},  {{8, 0.5}, 3, false}, {{14, 0.5}, 3, false},
    {{0, 0.3}, 3, false}, {{0, 0.5}, 4, true},   {{8, 0.5}, 4, true},  {{0, 0.5}, 2, false},
    {{8, 0.5}, 2, false}, {{14, 0.5}, 2, false},
};
enum { LADDER_COUNT = sizeof LADDER / sizeof LADDER[0], FOUR_MARKER_LOOKS = 5 };

/* Keeps how much of the print agreed where squares stood as markers do. */
static void note_match(struct omr_search *search) {
    const struct omr_registration *r = &search->fits[0].result;
    if (!search->has_matched || r->settled_ratio > search->settled_ratio)
        search->settled_ratio = r->settled_ratio;
    search->has_matched = true;
}

static enum omr_status try_look(struct omr_search *search, const struct omr_look *look,
                                bool *is_found, struct omr_error *err) {
    bool is_open;
    *is_found = false;
    if (omr_search_is_spent(search))
        return OMR_OK;
    enum omr_status status = omr_search_look(search, look, err);
    if (status)
        return status;
    if (look == LADDER)
        search->noted = search->squares;
    const struct omr_hypothesis *best = omr_search_strongest(search, NULL);
    if (!best || best->score < LEAST_SCORE || omr_search_is_outdone(search, best))
        return OMR_OK;
    status = omr_search_follow(search, best, &is_open, err);
    if (status)
        return status;
    if (omr_fit_is_good(&search->fits[0]) && !omr_search_is_part(search)) {
        *is_found = true;
        search->noted = search->squares;
        return omr_search_orient(search, is_open, err);
    }
    note_match(search);
    return OMR_OK;
}

/* Look by look, from `first` until `end`, until the page is found. */
static enum omr_status climb(struct omr_search *search, int first, int end, bool *is_found,
                             struct omr_error *err) {
    enum omr_status status = OMR_OK;
    *is_found = false;
    for (int i = first; i < end && !status && !*is_found && !search->is_part; i++) {
        status = try_look(search, &LADDER[i], is_found, err);
        if (!status && !*is_found)
            omr_search_note_tight(search, &LADDER[i]);
    }
    return status;
}

/* The same where pale outlines are not outshone by letters. */
static enum omr_status climb_pale(struct omr_search *search, int first, int end, bool *is_found,
                                  struct omr_error *err) {
    const struct omr_sheet *sheet = search->sheet;
    struct omr_sheet paler = *sheet;
    struct omr_pyramid pale;
    enum omr_status status = omr_pale_init(&pale, sheet, err);
    if (status)
        return status;
    paler.pale = &pale;
    search->sheet = search->fits[0].sheet = search->fits[1].sheet = &paler;
    struct omr_hypothesis strongest = search->strongest; /* scores are others on paler pictures */
    search->strongest = (struct omr_hypothesis){0};
    status = climb(search, first, end, is_found, err);
    search->strongest = strongest;
    search->sheet = search->fits[0].sheet = search->fits[1].sheet = sheet;
    omr_pale_clear(&pale);
    return status;
}

/* Where squares stand as the markers do but the outlines are not seen between them, these may be
 * pale: a reason to look again before markers are thought to be missing. */
enum omr_status omr_search_by_markers(struct omr_search *search, bool *is_found,
                                      struct omr_error *err) {
    static const int ends[] = {FOUR_MARKER_LOOKS, LADDER_COUNT};
    enum omr_status status = OMR_OK;
    *is_found = false;
    for (int i = 0, first = 0; i < 2 && !status && !*is_found; first = ends[i++]) {
        status = climb(search, first, ends[i], is_found, err);
        if (!status && !*is_found && search->has_matched)
            status = climb_pale(search, first, ends[i], is_found, err);
    }
    return status;
}
