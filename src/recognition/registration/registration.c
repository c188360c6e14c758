/* SPDX-License-Identifier: MIT */
#include "recognition/registration/registration.h"

#include "base/error.h"
#include "recognition/registration/faint.h"
#include "recognition/registration/fit.h"
#include "recognition/registration/hypothesis.h"
#include "recognition/registration/orientation.h"
#include "recognition/registration/pale.h"
#include "recognition/registration/unmarked.h"

#include <math.h>
#include <string.h>

/* A hypothesis that scores less than this shows no outlines worth the name. */
static const double LEAST_SCORE = 0.04;
/* A rival that scores less than this share of the best is not worth following. */
static const double RIVAL_SHARE = 0.7;
/* Of the hypotheses of a step, so many with the least misfit are scored. */
enum { MOST_SCORED = 16 };
/* Print this far off a map, page px, says that it could be followed better. */
static const double PRINT_OFF_PX = 4;
/* When hypotheses were followed at so many places of the picture, the last steps are left out: a
 * form larger than any that fits on paper could take minutes. */
static const double MOST_PLACES = 5e7;

/* One way of looking: which squares, how many of them, from which side. */
struct step {
    struct omr_squares_look look;
    int wanted;
    bool is_mirrored;
};

/* The ladder: clean markers first, then what damage, touching print, deep shadow and odd software
 * make of them. */
static const struct step STEPS[] = {
    {{0, 0.5}, 4, false}, {{0, 0.3}, 4, false},  {{8, 0.5}, 4, false}, {{14, 0.5}, 4, false},
    {{8, 0.3}, 4, false}, {{0, 0.5}, 3, false},  {{8, 0.5}, 3, false}, {{14, 0.5}, 3, false},
    {{0, 0.3}, 3, false}, {{0, 0.5}, 4, true},   {{8, 0.5}, 4, true},  {{0, 0.5}, 2, false},
    {{8, 0.5}, 2, false}, {{14, 0.5}, 2, false},
};
enum { STEP_COUNT = sizeof STEPS / sizeof STEPS[0], FOUR_MARKER_STEPS = 5 };

/* Ways up of the same four squares that stand as the markers do, their corners off by so much of a
 * side at most: less than any curl leaves. */
enum { MOST_TIGHT = 4 };
static const double TIGHT = 0.03;

struct tight {
    struct omr_hypothesis hypothesis;
    struct omr_quad marker[OMR_MARKERS_MOST];
};

struct search {
    const struct omr_sheet *sheet;
    struct omr_squares squares; /* of the last step, picture px */
    struct omr_hypotheses hypotheses;
    struct omr_fit fits[2];            /* the best and its rival */
    struct omr_hypothesis followed[2]; /* by the fits */
    int squares_seen;                  /* in the first step */
    struct omr_hypothesis strongest;   /* of all steps so far */
    bool has_matched; /* squares stood as markers do, but the print did not agree */
    double missing_ratio, settled_ratio;
    struct tight tight[MOST_TIGHT];
    int tight_count;
    struct omr_unmarked unmarked; /* the last step */
};

void omr_registration_add_finding(struct omr_registration *registration, const char *code,
                                  const char *text) {
    if (registration->finding_count < OMR_REGISTRATION_FINDINGS)
        registration->findings[registration->finding_count++] = (struct omr_finding){code, text};
}

static struct omr_point scale_point(struct omr_point p, double scale) {
    return (struct omr_point){(p.x + 0.5) * scale - 0.5, (p.y + 0.5) * scale - 0.5};
}

static void scale_squares(struct omr_squares *squares, double scale) {
    for (int i = 0; i < squares->count; i++) {
        struct omr_square *square = &squares->square[i];
        for (int k = 0; k < 4; k++)
            square->corner[k] = scale_point(square->corner[k], scale);
        square->centre = scale_point(square->centre, scale);
        square->side_px *= scale;
    }
}

static struct omr_point page_corner(const struct omr_homography *map,
                                    const struct omr_form_page *page, int k) {
    return omr_homography_apply(
        map, (struct omr_point){k == 1 || k == 2 ? page->width : 0, k >= 2 ? page->height : 0});
}

/* Whether two hypotheses put the page at clearly different places. */
static bool differ(const struct omr_hypothesis *a, const struct omr_hypothesis *b,
                   const struct omr_form_page *page) {
    struct omr_point first = page_corner(&a->map, page, 0), third = page_corner(&a->map, page, 2);
    double reach = 0.05 * hypot(third.x - first.x, third.y - first.y);
    for (int k = 0; k < 4; k++) {
        struct omr_point p = page_corner(&a->map, page, k), q = page_corner(&b->map, page, k);
        if (hypot(p.x - q.x, p.y - q.y) > reach)
            return true;
    }
    return false;
}

/* The strongest hypothesis that is not the same as `other` (NULL: any), or NULL. */
static struct omr_hypothesis *strongest(struct search *search, const struct omr_hypothesis *other) {
    struct omr_hypothesis *best = NULL;
    for (int i = 0; i < search->hypotheses.count; i++) {
        struct omr_hypothesis *one = &search->hypotheses.item[i];
        if ((!other || differ(one, other, search->sheet->page)) &&
            (!best || one->score > best->score))
            best = one;
    }
    return best;
}

static enum omr_status find_hypotheses(struct search *search, const struct step *step,
                                       struct omr_error *err) {
    const struct omr_sheet *sheet = search->sheet;
    enum omr_status status =
        omr_squares_find(&search->squares, &sheet->pyramid->level[sheet->paper_level], sheet->paper,
                         &step->look, err);
    if (status)
        return status;
    scale_squares(&search->squares, 1 << sheet->paper_level);
    search->hypotheses.count = 0;
    omr_hypotheses_add(&search->hypotheses, sheet->page, &search->squares, step->wanted,
                       step->is_mirrored);
    if (search->hypotheses.count > MOST_SCORED)
        search->hypotheses.count = MOST_SCORED;
    for (int i = 0; i < search->hypotheses.count; i++)
        omr_hypothesis_score(&search->hypotheses.item[i], sheet);
    return OMR_OK;
}

/* Fits the hypothesis again to corners found exactly on the full-size picture. */
static struct omr_hypothesis sharpen(const struct search *search,
                                     const struct omr_hypothesis *hypothesis) {
    struct omr_hypothesis sharper = *hypothesis;
    struct omr_squares squares = search->squares;
    double coarse = 1 << search->sheet->paper_level;
    scale_squares(&squares, 1 / coarse);
    for (int i = 0; i < OMR_MARKERS_MOST; i++)
        if (hypothesis->square[i] >= 0)
            omr_square_refine(&squares.square[hypothesis->square[i]],
                              &search->sheet->pyramid->level[0], coarse);
    if (!omr_hypothesis_fit(&sharper, search->sheet->page, &squares))
        return *hypothesis;
    return sharper;
}

/* Keeps where the hypothesis saw its markers, for those who show it. */
static void note_markers(struct omr_registration *r, const struct search *search,
                         const struct omr_hypothesis *hypothesis) {
    r->marker_count = 0;
    for (int i = 0; i < OMR_MARKERS_MOST; i++) {
        if (hypothesis->square[i] < 0)
            continue;
        const struct omr_square *square = &search->squares.square[hypothesis->square[i]];
        memcpy(r->markers[r->marker_count++].corners, square->corner, sizeof square->corner);
    }
}

static bool is_spent(const struct search *search) {
    return search->fits[0].places + search->fits[1].places > MOST_PLACES;
}

static enum omr_status follow_one(struct search *search, int fit,
                                  const struct omr_hypothesis *hypothesis, struct omr_error *err) {
    search->followed[fit] = *hypothesis;
    enum omr_status status = omr_fit_follow(&search->fits[fit], hypothesis, err);
    note_markers(&search->fits[fit].result, search, hypothesis);
    return status;
}

static void swap_fits(struct search *search) {
    struct omr_fit fit = search->fits[0];
    struct omr_hypothesis followed = search->followed[0];
    search->fits[0] = search->fits[1];
    search->fits[1] = fit;
    search->followed[0] = search->followed[1];
    search->followed[1] = followed;
}

/* Follows the best hypothesis and, where another orientation might do as well, that too. The better
 * one is in fits[0] afterwards. `*is_open` tells whether the outlines leave both. */
static enum omr_status follow(struct search *search, bool *is_open, struct omr_error *err) {
    struct omr_hypothesis *best = strongest(search, NULL);
    struct omr_hypothesis *rival = strongest(search, best), sharper = sharpen(search, best);
    *is_open = false;
    enum omr_status status = follow_one(search, 0, &sharper, err);
    if (status || !rival || rival->score <= RIVAL_SHARE * best->score || is_spent(search))
        return status;
    sharper = sharpen(search, rival);
    status = follow_one(search, 1, &sharper, err);
    int lead = omr_fit_evidence(&search->fits[0]) - omr_fit_evidence(&search->fits[1]);
    *is_open = lead < OMR_LEAST_LEAD && lead > -OMR_LEAST_LEAD;
    if (lead < 0)
        swap_fits(search);
    return status;
}

/* Turns the page where the letters in its bubbles say so, and notes what stays open. */
static enum omr_status orient(struct search *search, bool is_open, struct omr_arena *arena,
                              struct omr_error *err) {
    struct omr_orientation orientation;
    enum omr_status status =
        omr_orientation_ask(&orientation, search->sheet, &search->fits[0].result, arena, err);
    if (!status && orientation.is_turned) {
        struct omr_hypothesis turned =
            omr_hypothesis_turned(&search->followed[0], &orientation.move, search->sheet->page);
        status = follow_one(search, 1, &turned, err);
        if (!status && omr_fit_is_good(&search->fits[1]))
            swap_fits(search);
        else /* the letters want what the outlines refuse */
            orientation.is_doubtful = true;
    }
    if (orientation.is_doubtful || (is_open && !orientation.is_sure))
        omr_fit_note_orientation(&search->fits[0]);
    omr_fit_note_doubts(&search->fits[0], search->followed[0].is_mirrored);
    return status;
}

/* Whether an earlier step explained the print much better by another place of the page. That it
 * failed the checks then makes this one no better. */
static bool is_outdone(struct search *search, const struct omr_hypothesis *best) {
    if (best->score > search->strongest.score)
        search->strongest = *best;
    return best->score < RIVAL_SHARE * search->strongest.score &&
           differ(best, &search->strongest, search->sheet->page);
}

/* Keeps the ways in which four squares stand exactly as the markers do, those of the first step
 * that has any. */
static void note_tight(struct search *search, const struct step *step) {
    if (step->wanted != OMR_MARKERS_MOST || step->is_mirrored || search->tight_count)
        return;
    for (int i = 0; i < search->hypotheses.count && search->tight_count < MOST_TIGHT; i++) {
        struct tight one = {.hypothesis = sharpen(search, &search->hypotheses.item[i])};
        if (one.hypothesis.misfit > TIGHT)
            continue;
        for (int k = 0; k < OMR_MARKERS_MOST; k++)
            memcpy(one.marker[k].corners, search->squares.square[one.hypothesis.square[k]].corner,
                   sizeof one.marker[k].corners);
        search->tight[search->tight_count++] = one;
    }
}

/* One step of the ladder; true when it found the page. */
static bool try_step(struct search *search, const struct step *step, struct omr_arena *arena,
                     enum omr_status *status, struct omr_error *err) {
    if (is_spent(search))
        return false;
    *status = find_hypotheses(search, step, err);
    if (*status)
        return false;
    if (step == STEPS)
        search->squares_seen = search->squares.count;
    const struct omr_hypothesis *best = strongest(search, NULL);
    if (!best || best->score < LEAST_SCORE || is_outdone(search, best))
        return false;
    bool is_open;
    *status = follow(search, &is_open, err);
    if (*status)
        return false;
    const struct omr_registration *r = &search->fits[0].result;
    if (omr_fit_is_good(&search->fits[0])) {
        *status = orient(search, is_open, arena, err);
        return !*status;
    }
    if (!search->has_matched || r->settled_ratio > search->settled_ratio) {
        search->missing_ratio = r->missing_ratio;
        search->settled_ratio = r->settled_ratio;
    }
    search->has_matched = true;
    return false;
}

/* Where the markers alone put the page, if what can hardly be seen bears it out one way up only. */
static enum omr_status find_faint(struct search *search, struct omr_arena *arena, bool *is_found,
                                  struct omr_error *err) {
    struct omr_faint faint, best = {.groups = 0};
    const struct tight *laid = NULL;
    int good = 0;
    for (int i = 0; i < search->tight_count; i++) {
        enum omr_status status =
            omr_faint_ask(&faint, search->sheet, &search->tight[i].hypothesis, arena, err);
        if (status)
            return status;
        if (!omr_faint_is_good(&faint))
            continue;
        laid = &search->tight[i];
        best = faint;
        good++;
    }
    *is_found = good == 1;
    if (*is_found) {
        omr_fit_lay(&search->fits[0], &laid->hypothesis, &best);
        memcpy(search->fits[0].result.markers, laid->marker, sizeof laid->marker);
        search->fits[0].result.marker_count = OMR_MARKERS_MOST;
    }
    return OMR_OK;
}

/* Follows the page by its print in fits[1], from where `map` puts it. */
static enum omr_status follow_print(struct search *search, const struct omr_page_map *map,
                                    bool *is_found, struct omr_error *err) {
    struct omr_fit *fit = &search->fits[1];
    enum omr_status status = omr_fit_follow_print(fit, map, err);
    if (status)
        return status;
    struct omr_print_opinion opinion = omr_print_ask(search->sheet, &fit->result.map);
    *is_found = fit->is_by_print ? opinion.is_sure : opinion.is_for;
    if (fit->is_by_print)
        omr_registration_add_finding(&fit->result, "found_by_print",
                                     "the bubbles' outlines do not tell where they are; what else "
                                     "is printed does");
    else
        omr_fit_note_doubts(fit, false);
    omr_fit_dispel_doubts(fit);
    return OMR_OK;
}

/* Finds the page by its print, into fits[1]. */
static enum omr_status find_by_print(struct search *search, bool *is_found, struct omr_error *err) {
    struct omr_page_map map;
    *is_found = false;
    enum omr_status status = omr_print_find(&map, search->sheet, is_found, err);
    return status || !*is_found ? status : follow_print(search, &map, is_found, err);
}

/* The print has the last word: it settles what outlines leave open, refutes what they mistake, and
 * finds what they do not tell. */
static enum omr_status ask_print(struct search *search, bool *is_found, struct omr_error *err) {
    struct omr_print_opinion opinion = {.seen = 0};
    bool is_better = false;
    enum omr_status status = OMR_OK;
    if (*is_found)
        opinion = omr_print_ask(search->sheet, &search->fits[0].result.map);
    if (opinion.is_for) { /* the blank shows better than any filled sheet how outlines are drawn */
        omr_fit_dispel_doubts(&search->fits[0]);
        memcpy(search->fits[0].result.ring_factor, search->sheet->print->ring_factor,
               sizeof search->sheet->print->ring_factor);
    }
    if (opinion.is_for && opinion.off_px > PRINT_OFF_PX)
        status = follow_print(search, &search->fits[0].result.map, &is_better, err);
    else if (!*is_found || opinion.is_against)
        status = find_by_print(search, &is_better, err);
    if (status)
        return status;
    if (is_better)
        swap_fits(search);
    else if (opinion.is_against)
        return omr_fail(
            err, OMR_ERROR_UNREGISTERED, "registration.other_print",
            "the form's bubbles are on the image, but of %d places of the blank's other "
            "print only %d look like it; is it another form, or another edition of it?",
            opinion.seen, opinion.in_place);
    *is_found |= is_better;
    return OMR_OK;
}

static enum omr_status refuse(const struct search *search, struct omr_error *err) {
    if (search->has_matched)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.other_form",
                        "Could not find positioning markers on the image: dark squares stand as "
                        "the form's markers do, but only %.0f %% of the form's bubbles are printed "
                        "where they should be; is it another form?",
                        100 * search->settled_ratio);
    if (search->squares_seen < 2)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.no_squares",
                        "Could not find positioning markers on the image: %s dark square was seen; "
                        "all corner squares of the form must be on it, sharp and evenly lit",
                        search->squares_seen ? "only one" : "no");
    return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.no_markers",
                    "Could not find positioning markers on the image: %d dark squares were seen, "
                    "but no two of them stand as the form's markers do around its bubbles; is it "
                    "this form, with all corner squares on the picture?",
                    search->squares_seen);
}

/* Step by step, from `first` until `end`, until the page is found. */
static bool climb(struct search *search, int first, int end, struct omr_arena *arena,
                  enum omr_status *status, struct omr_error *err) {
    bool is_found = false;
    for (int i = first; i < end && !*status && !is_found; i++) {
        is_found = try_step(search, &STEPS[i], arena, status, err);
        if (!is_found && !*status)
            note_tight(search, &STEPS[i]);
    }
    return is_found;
}

/* The same where pale outlines are not outshone by letters. */
static bool climb_pale(struct search *search, int first, int end, struct omr_arena *arena,
                       enum omr_status *status, struct omr_error *err) {
    const struct omr_sheet *sheet = search->sheet;
    struct omr_sheet paler = *sheet;
    struct omr_pyramid pale;
    *status = omr_pale_init(&pale, sheet, err);
    if (*status)
        return false;
    paler.pale = &pale;
    search->sheet = search->fits[0].sheet = search->fits[1].sheet = &paler;
    struct omr_hypothesis strongest = search->strongest; /* scores are others on paler pictures */
    search->strongest = (struct omr_hypothesis){0};
    bool is_found = climb(search, first, end, arena, status, err);
    search->strongest = strongest;
    search->sheet = search->fits[0].sheet = search->fits[1].sheet = sheet;
    omr_pale_clear(&pale);
    return is_found;
}

/* Where squares stand as the markers do but the outlines are not seen between them, these may be
 * pale: a reason to look again before markers are thought to be missing. */
static bool find_by_markers(struct search *search, struct omr_arena *arena, enum omr_status *status,
                            struct omr_error *err) {
    static const int ends[] = {FOUR_MARKER_STEPS, STEP_COUNT};
    bool is_found = false;
    for (int i = 0, first = 0; i < 2 && !*status && !is_found; first = ends[i++]) {
        is_found = climb(search, first, ends[i], arena, status, err);
        if (!*status && !is_found && search->has_matched)
            is_found = climb_pale(search, first, ends[i], arena, status, err);
    }
    return is_found;
}

enum omr_status omr_registration_find(struct omr_registration *registration,
                                      const struct omr_sheet *sheet, struct omr_arena *arena,
                                      struct omr_error *err) {
    struct omr_box marker[OMR_MARKERS_MOST];
    bool has_markers = omr_corner_markers(sheet->page, marker) == OMR_MARKERS_MOST;
    struct search *search = OMR_ARENA_NEW(arena, struct search);
    if (!search)
        return omr_fail_memory(err);
    search->sheet = sheet;
    enum omr_status status = omr_fit_init(&search->fits[0], sheet, arena, err);
    if (!status)
        status = omr_fit_init(&search->fits[1], sheet, arena, err);
    bool is_found = !status && has_markers && find_by_markers(search, arena, &status, err);
    if (!status && !is_found)
        status = find_faint(search, arena, &is_found, err);
    if (!status && !is_found)
        status = omr_unmarked_find(&search->unmarked, search->fits, sheet, arena, &is_found, err);
    if (!status && sheet->print)
        status = ask_print(search, &is_found, err);
    if (!status && !is_found)
        status = has_markers ? refuse(search, err) : omr_unmarked_refuse(&search->unmarked, err);
    if (!status)
        *registration = search->fits[0].result;
    return status;
}
