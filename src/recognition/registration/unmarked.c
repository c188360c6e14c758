/* SPDX-License-Identifier: MIT */
#include "recognition/registration/unmarked.h"

#include "base/error.h"
#include "recognition/registration/letters.h"

#include <math.h>
#include <string.h>

/* A form of fewer bubbles is not looked for; and so many of them must be seen. */
enum { FEWEST_BUBBLES = 8 };
static const double LEAST_EXPLAINED = 0.5;
/* Places that explain less than this share of the best are no rivals. */
static const double RIVAL_SHARE = 0.6;
/* Letters speak when they agree so much with some place; one that they agree with so much less is
 * ruled out. Over real and simulated pages right places have 0.5 to 0.8, wrong ones -0.3 to 0.3;
 * flips of letters that are nearly symmetric (B C D) up to 0.6. A page seen from behind is so rare
 * that they must agree with it by so much more than with any from the front. */
static const double LETTERS_SPEAK = 0.38, LETTERS_APART = 0.15, BEHIND_MORE = 0.1;
enum { LEAST_KINDS = 2 };
/* Where they are silent, another way up that explains this share of the best leaves it open; and a
 * page seen from behind, which is rare, must explain so much more to be believed. */
static const double OPEN_SHARE = 0.85, MUCH_MORE = 1.1;

/* What is known of the places. Those of one turn are shifts of each other; the first of them, which
 * explains the most, leads them. */
struct choice {
    const struct omr_lattice *lattice;
    struct omr_page_move move[OMR_PLACES_MOST]; /* from the first place */
    int leader[OMR_PLACES_MOST];
    bool is_out[OMR_PLACES_MOST]; /* ruled out */
    bool have_letters_spoken;
    bool is_contradicted; /* the letters want a shift that explains less */
    int best, rival;      /* places; -1 none */
};

static struct omr_hypothesis hypothesis_of(const struct omr_place *place,
                                           const struct omr_sheet *sheet) {
    struct omr_hypothesis one = {
        .map = place->map, .square = {-1, -1, -1, -1}, .is_mirrored = place->is_mirrored};
    omr_hypothesis_score(&one, sheet);
    return one;
}

static enum omr_status follow(struct omr_fit *fit, const struct omr_place *place,
                              struct omr_error *err) {
    struct omr_hypothesis hypothesis = hypothesis_of(place, fit->sheet);
    enum omr_status status = omr_fit_follow(fit, &hypothesis, err);
    fit->result.marker_count = 0;
    return status;
}

static void find_leaders(struct choice *choice, const struct omr_form_page *page) {
    const struct omr_place *place = choice->lattice->place;
    for (int k = 0; k < choice->lattice->count; k++) {
        choice->is_out[k] |=
            !omr_page_move_between(&choice->move[k], &place[0].map, &place[k].map, page);
        choice->leader[k] = 0;
        while (choice->leader[k] < k && (choice->is_out[choice->leader[k]] ||
                                         memcmp(choice->move[choice->leader[k]].turn,
                                                choice->move[k].turn, sizeof choice->move[k].turn)))
            choice->leader[k]++;
    }
}

/* How much better the letters agree with place `k` than with place `other`, by the crops that both
 * have; `*agreement` is how they agree with `k`, 0 when there are too few of them. */
static double prefer(const struct choice *choice, const struct omr_letters *letters, int k,
                     int other, double *agreement) {
    const struct omr_page_move *a = &choice->move[k], *b = &choice->move[other];
    int kinds, other_kinds;
    *agreement = omr_letters_agree(letters, a, b, &kinds);
    double others = omr_letters_agree(letters, b, a, &other_kinds);
    if (kinds >= LEAST_KINDS && other_kinds >= LEAST_KINDS)
        return *agreement - others;
    *agreement = 0;
    return 0;
}

/* Which of the turns the letters speak for. */
static void choose_turn(struct choice *choice, const struct omr_letters *letters) {
    const struct omr_lattice *lattice = choice->lattice;
    double lead[OMR_PLACES_MOST] = {0}, most = 0, front = -2, agreement;
    for (int k = 0; k < lattice->count; k++) {
        if (choice->is_out[k] || choice->leader[k] != k)
            continue;
        lead[k] = prefer(choice, letters, k, 0, &agreement);
        most = fmax(most, agreement);
        if (!lattice->place[k].is_mirrored)
            front = fmax(front, lead[k]);
    }
    choice->have_letters_spoken = most > LETTERS_SPEAK;
    double best = front;
    for (int k = 0; k < lattice->count; k++)
        if (!choice->is_out[k] && choice->leader[k] == k && lead[k] > front + BEHIND_MORE)
            best = fmax(best, lead[k]);
    for (int k = 0; k < lattice->count && choice->have_letters_spoken; k++) {
        bool is_behind = lattice->place[k].is_mirrored;
        if (choice->leader[k] == k)
            choice->is_out[k] |=
                lead[k] < best - LETTERS_APART || (is_behind && lead[k] <= front + BEHIND_MORE);
    }
}

/* Of the turns that are left, which shifts. What a shift explains counts for more than letters:
 * they rule shifts out, but choose none. */
static void rule_out_shifts(struct choice *choice, const struct omr_letters *letters) {
    for (int k = 0; k < choice->lattice->count; k++) {
        int leader = choice->leader[k];
        double agreement;
        if (leader == k || choice->is_out[k])
            continue;
        choice->is_out[k] = choice->is_out[leader];
        if (choice->is_out[k] || !choice->have_letters_spoken)
            continue;
        double lead = prefer(choice, letters, k, leader, &agreement);
        choice->is_out[k] = lead < -LETTERS_APART;
        choice->is_contradicted |= lead > LETTERS_APART && agreement > LETTERS_SPEAK;
    }
}

/* Asks the letters, as `fit` sees them at the first place. */
static enum omr_status ask_letters(struct choice *choice, const struct omr_fit *fit,
                                   struct omr_arena *arena, struct omr_error *err) {
    struct omr_letters letters;
    find_leaders(choice, fit->sheet->page);
    enum omr_status status = omr_letters_take(&letters, fit->sheet, &fit->result, arena, err);
    if (status)
        return status;
    choose_turn(choice, &letters);
    rule_out_shifts(choice, &letters);
    return OMR_OK;
}

/* The place that explains the most of those left, -1 none; places come in that order. */
static int first_left(const struct choice *choice, int after, bool front_only) {
    for (int k = after + 1; k < choice->lattice->count; k++)
        if (!choice->is_out[k] && !(front_only && choice->lattice->place[k].is_mirrored))
            return k;
    return -1;
}

static void choose(struct choice *choice) {
    const struct omr_place *place = choice->lattice->place;
    bool front_only = !choice->have_letters_spoken;
    int any = first_left(choice, -1, false), front = first_left(choice, -1, front_only);
    choice->best =
        front < 0 || place[any].explained > MUCH_MORE * place[front].explained ? any : front;
    front_only = front_only && choice->best == front;
    choice->rival = first_left(choice, -1, front_only);
    if (choice->rival == choice->best)
        choice->rival = first_left(choice, choice->best, front_only);
}

static bool is_turned(const struct choice *choice) {
    return choice->leader[choice->best] != choice->leader[choice->rival];
}

/* Whether the best place is clearly better than its rival: by what they explain, else by the
 * outlines that following them finds. */
static enum omr_status compare(const struct choice *choice, struct omr_fit fits[2], bool *is_clear,
                               struct omr_error *err) {
    const struct omr_lattice *lattice = choice->lattice;
    *is_clear = true;
    if (choice->rival < 0)
        return OMR_OK;
    int explained = lattice->place[choice->best].explained;
    int rival_explained = lattice->place[choice->rival].explained;
    int decisive =
        lattice->bubbles / 50 > OMR_LEAST_LEAD ? lattice->bubbles / 50 : OMR_LEAST_LEAD + 1;
    if (is_turned(choice) && !choice->have_letters_spoken) {
        *is_clear = rival_explained < OPEN_SHARE * explained;
        return OMR_OK;
    }
    if (explained - rival_explained >= decisive)
        return OMR_OK;
    enum omr_status status = follow(&fits[1], &lattice->place[choice->rival], err);
    *is_clear = omr_fit_evidence(&fits[0]) - omr_fit_evidence(&fits[1]) >= OMR_LEAST_LEAD;
    return status;
}

enum omr_status omr_unmarked_find(struct omr_unmarked *unmarked, struct omr_fit fits[2],
                                  const struct omr_sheet *sheet, struct omr_arena *arena,
                                  bool *is_found, struct omr_error *err) {
    const struct omr_lattice *lattice = &unmarked->lattice;
    struct choice choice = {.lattice = lattice};
    bool is_clear = false;
    enum omr_status status = omr_lattice_find(&unmarked->lattice, sheet, arena, err);
    *is_found = unmarked->is_shifted = false;
    if (status || lattice->bubbles < FEWEST_BUBBLES || !lattice->count ||
        lattice->place[0].explained < LEAST_EXPLAINED * lattice->bubbles)
        return status;
    for (int k = 0; k < lattice->count; k++)
        choice.is_out[k] = lattice->place[k].explained < RIVAL_SHARE * lattice->place[0].explained;
    if ((status = follow(&fits[0], &lattice->place[0], err)) ||
        (status = ask_letters(&choice, &fits[0], arena, err)))
        return status;
    choose(&choice);
    if (choice.best > 0 && (status = follow(&fits[0], &lattice->place[choice.best], err)))
        return status;
    if (!omr_fit_is_good(&fits[0]) || (status = compare(&choice, fits, &is_clear, err)))
        return status;
    unmarked->is_shifted = choice.is_contradicted ||
                           (fits[0].result.reasons & OMR_REASON_POSITION) ||
                           (!is_clear && !is_turned(&choice));
    if (unmarked->is_shifted)
        return OMR_OK;
    if (!is_clear)
        omr_fit_note_orientation(&fits[0]);
    omr_fit_note_doubts(&fits[0], lattice->place[choice.best].is_mirrored);
    *is_found = true;
    return OMR_OK;
}

enum omr_status omr_unmarked_refuse(const struct omr_unmarked *unmarked, struct omr_error *err) {
    const struct omr_lattice *lattice = &unmarked->lattice;
    if (lattice->bubbles < FEWEST_BUBBLES)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.few_bubbles",
                        "Could not find positioning markers on the image: the pattern names no "
                        "four corner markers, and %d bubbles are too few to find the page by",
                        lattice->bubbles);
    if (unmarked->is_shifted)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.two_places",
                        "Could not find positioning markers on the image: the pattern names no "
                        "four corner markers, and the form's bubbles would fit as well one row or "
                        "column further");
    return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.no_bubbles",
                    "Could not find positioning markers on the image: the pattern names no four "
                    "corner markers, and of the form's %d bubbles only %d were seen where they "
                    "should be; is it another form?",
                    lattice->bubbles, lattice->count ? lattice->place[0].explained : 0);
}
