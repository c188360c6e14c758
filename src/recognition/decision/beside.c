/* SPDX-License-Identifier: MIT */
#include "recognition/decision/beside.h"

#include <math.h>

/* All around a bubble is nothing printed that its like have not. Lines of text come near some
 * bubbles and not others; by fax and in the dark they run together. */
static const double RING_INK = 0.12, ARC_INK = 0.3, STRONG_ARC_INK = 0.5;
/* What other bubbles of the field have is print, or a line that passes. */
static const double SIBLING_SHARE = 0.5;
/* A respondent's way of answering: in so many fields, and this share of those that read empty. */
static const double USUAL_SHARE = 0.3;
/* No more of them choose the same bubble of their fields. */
static const double SAME_PLACE = 0.6;
enum { LEAST_USUAL = 3, MOST_PLACES = 32 };

static double ring_of(const struct omr_measure *measure) {
    return measure->ring;
}

static double arc_of(const struct omr_measure *measure) {
    return measure->arc;
}

/* The bubble that has the most, if more than `least` and half of the others far less; or -1. */
static int find_top(const struct omr_measure *measures, int count, double least,
                    double (*ink_of)(const struct omr_measure *)) {
    int top = 0, others = 0;
    for (int i = 1; i < count; i++)
        top = ink_of(&measures[i]) > ink_of(&measures[top]) ? i : top;
    double ink = ink_of(&measures[top]);
    for (int i = 0; i < count; i++)
        others += i != top && ink_of(&measures[i]) > SIBLING_SHARE * ink;
    return ink > least && 2 * others <= count - 1 ? top : -1;
}

/* A lone box has no others to compare with: a line near it may be print. */
static int find_beside(const struct omr_measure *measures, int count, double arc) {
    int circled = find_top(measures, count, RING_INK, ring_of);
    return circled >= 0 || count < 2 ? circled : find_top(measures, count, arc, arc_of);
}

static bool reads_empty(const struct omr_verdict *verdicts, int count) {
    bool is_empty = count > 0;
    for (int i = 0; i < count; i++)
        is_empty &= !verdicts[i].is_marked && !verdicts[i].is_dropped && !verdicts[i].reasons;
    return is_empty;
}

static int most_of(int a, int b) {
    return a > b ? a : b;
}

static void doubt(struct omr_verdict *verdict) {
    verdict->reasons |= OMR_REASON_UNSURE_MARK;
    verdict->confidence = fmin(verdict->confidence, 0.9);
}

/* What the fields that read empty have beside their bubbles. */
struct usual {
    int empty, circled, lined;
    int at[MOST_PLACES]; /* of those lined, by the bubble's place in its field */
};

static void count_field(struct usual *usual, const struct omr_measure *measures, int count) {
    int circled = find_top(measures, count, RING_INK, ring_of);
    int lined = circled < 0 && count > 1 ? find_top(measures, count, ARC_INK, arc_of) : -1;
    usual->empty++;
    usual->circled += circled >= 0;
    usual->lined += lined >= 0;
    if (lined >= 0)
        usual->at[lined % MOST_PLACES]++;
}

/* Whether ink beside bubbles is how this sheet is answered. Numbers and frames beside the first or
 * the last bubble of each field are print: answers vary. */
static bool is_usual(const struct omr_verdict *verdicts, const struct omr_form_page *page,
                     const struct omr_measure *measures) {
    struct usual usual = {0};
    int most = 0;
    for (int e = 0; e < page->element_count; e++)
        for (int p = 0; p < page->elements[e].position_count; p++) {
            const struct omr_position *position = &page->elements[e].positions[p];
            int first = position->first_bubble, count = position->bubble_count;
            if (reads_empty(&verdicts[first], count))
                count_field(&usual, &measures[first], count);
        }
    for (int i = 0; i < MOST_PLACES; i++)
        most = most_of(most, usual.at[i]);
    int beside = usual.circled + (most <= SAME_PLACE * usual.lined ? usual.lined : 0);
    return beside >= LEAST_USUAL && beside >= USUAL_SHARE * usual.empty;
}

void omr_beside_judge(struct omr_verdict *verdicts, const struct omr_form_page *page,
                      const struct omr_measure *measures) {
    bool are_doubtful = is_usual(verdicts, page, measures);
    for (int e = 0; e < page->element_count; e++)
        for (int p = 0; p < page->elements[e].position_count; p++) {
            const struct omr_position *position = &page->elements[e].positions[p];
            int first = position->first_bubble, count = position->bubble_count;
            if (!reads_empty(&verdicts[first], count))
                continue;
            int beside = find_beside(&measures[first], count, STRONG_ARC_INK);
            if (beside < 0 && are_doubtful)
                beside = most_of(find_top(&measures[first], count, 0, arc_of), 0);
            if (beside >= 0)
                doubt(&verdicts[first + beside]);
        }
}
