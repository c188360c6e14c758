/* SPDX-License-Identifier: MIT
 *
 * A bubble's place between clean (0) and the cut (1) is its rank. Ranks near 1 are doubtful; so is
 * a faint lone mark, and one much weaker than another in its field. The figures come from simulated
 * and real sheets; they change what is flagged, hardly what is read. */
#include "recognition/decision/decide.h"

#include "base/error.h"
#include "base/sorted.h"
#include "recognition/decision/beside.h"
#include "recognition/decision/changes.h"
#include "recognition/decision/habit.h"
#include "recognition/decision/levels.h"
#include "recognition/decision/light_hand.h"

#include <math.h>

static const struct omr_levels_bounds BUBBLE_BOUNDS = {0.05, 0.20}, BOX_BOUNDS = {0.04, 0.12};
static const double DOUBT_FROM = 0.80, DOUBT_TO = 1.25;
/* Ink worth a look where nothing else in the field is marked: so much, and so many spreads; thin
 * dark strokes already at less. However widely empty bubbles seem to differ, for marks can be among
 * them, LONE_MOST is enough, and EMPTY_MOST wherever clean seems to be. */
static const double LONE_INK = 0.04, LONE_SPREADS = 4, LONE_MOST = 0.12, EMPTY_MOST = 0.3;
static const double STROKE_PEAK = 0.35, STROKE_INK = 0.02, STROKE_SPREADS = 2.5;
/* A mark that strokes cross out is filled; ticks and crosses leave their bubbles, too. */
static const double FILLED_CORE = 0.5;
/* So much ink all around scribbles over a mark, on a sheet whose marks hardly leave their bubbles.
 */
static const double OVER_INK = 0.15;
/* The same with gaps between the strokes: mean ink around, also by the ink inside. */
static const double OVER_OUTSIDE = 0.2, OVER_SHARE = 0.5;
static const double FAR_MORE = 3;        /* than another mark in the field */
static const double WEAK_SHARE = 0.55;   /* of the field's strongest mark */
static const double ERASED_SHARE = 0.34; /* of the field's strongest mark */
static const double PALE_SHARE = 0.40;   /* of the sheet's usual mark */
enum { FEW_MARKS = 5 };                  /* of fewer no habit is seen */
/* Less ink could be printed, or printed ink be marks, where no empty bubble was seen to compare
 * with. */
static const double ASSUMED_INK = 0.2;
/* Letters are as much ink at most. */
static const double LETTER_INK = 0.14;
static const double LEAST_OUTLINE = 0.35;
static const double LIGHT_FILL = 0.15;
static const double LEAST_TRUST = 0.5;

struct field {
    const struct omr_bubble *bubbles;
    const struct omr_measure *measures;
    struct omr_verdict *verdicts;
    int count;
    const struct omr_levels *levels;
    const struct omr_habit *habit;
    int threshold;
    enum omr_changed changed;
};

static double rank_of(const struct omr_levels *levels, double excess) {
    return (excess - levels->clean) / (levels->cut - levels->clean);
}

static bool is_faint_ink(const struct omr_levels *levels, const struct omr_measure *measure) {
    double ink = measure->excess - levels->clean;
    return measure->excess > EMPTY_MOST ||
           ink > fmin(LONE_MOST, fmax(LONE_INK, LONE_SPREADS * levels->spread)) ||
           (measure->peak > STROKE_PEAK && ink > fmax(STROKE_INK, STROKE_SPREADS * levels->spread));
}

static double strongest(const struct field *field) {
    double most = -1;
    for (int i = 0; i < field->count; i++)
        most = fmax(most, field->measures[i].excess);
    return most;
}

/* What the sheet's own levels say of one bubble, seen alone. */
static void judge_alone(const struct field *field, int i) {
    const struct omr_measure *measure = &field->measures[i];
    struct omr_verdict *verdict = &field->verdicts[i];
    *verdict = (struct omr_verdict){.fill = measure->fill, .confidence = 0.5};
    if (!measure->is_measured) {
        verdict->reasons = OMR_REASON_CUT_OFF;
        return;
    }
    double rank = rank_of(field->levels, measure->excess);
    verdict->is_marked = rank > 1;
    verdict->confidence = 1 / (1 + exp(-12 * fabs(rank - 1)));
    if (rank > DOUBT_FROM && rank < DOUBT_TO)
        verdict->reasons |= OMR_REASON_UNSURE_MARK;
    if ((measure->is_assumed && measure->excess < ASSUMED_INK) ||
        (measure->may_have_letter && verdict->is_marked && measure->excess < LETTER_INK))
        verdict->reasons |= OMR_REASON_UNSURE_MARK;
    if ((measure->outline < LEAST_OUTLINE && measure->fill < LIGHT_FILL) ||
        measure->trust < LEAST_TRUST)
        verdict->reasons |= OMR_REASON_POSITION;
}

static bool has_other_mark(const struct field *field, int i) {
    bool has_other = false;
    for (int k = 0; k < field->count; k++)
        has_other |= k != i && field->verdicts[k].is_marked;
    return has_other;
}

/* Covered far wider than its bubble, closely or with gaps. */
static bool is_scribbled_over(const struct omr_measure *measure) {
    return measure->strokes.around > OVER_INK ||
           measure->outside > fmax(OVER_OUTSIDE, OVER_SHARE * measure->excess);
}

/* The same, and wider than the sheet's other marks. */
static bool is_over(const struct field *field, int i) {
    const struct omr_measure *measure = &field->measures[i];
    return measure->outside > field->habit->wide && is_scribbled_over(measure);
}

/* What crosses out a filled mark that has another one beside it. */
static bool is_struck(const struct field *field, int i) {
    const struct omr_strokes *strokes = &field->measures[i].strokes;
    return strokes->struck > field->habit->struck_beside || strokes->around > OVER_INK ||
           is_over(field, i);
}

/* What does so without another mark: hasty filling leaves the bubble, thick pens cover it. */
static bool is_struck_far(const struct field *field, int i) {
    const struct omr_strokes *strokes = &field->measures[i].strokes;
    return (strokes->far > field->habit->struck && !field->habit->is_leaving) || is_over(field, i);
}

/* What the field's other mark has that leaves its bubble least; false without another mark. */
static bool find_tidiest(struct omr_measure *tidiest, const struct field *field, int i) {
    *tidiest = (struct omr_measure){.outside = HUGE_VAL, .strokes.passing = HUGE_VAL};
    for (int k = 0; k < field->count; k++)
        if (k != i && field->verdicts[k].is_marked) {
            const struct omr_measure *other = &field->measures[k];
            tidiest->outside = fmin(tidiest->outside, other->outside);
            tidiest->strokes.passing = fmin(tidiest->strokes.passing, other->strokes.passing);
        }
    return tidiest->outside < HUGE_VAL;
}

/* Of several marks one that leaves its bubble as neither another in the field nor hardly any on the
 * sheet does, by broken strokes or widely: a second mark in a field and a weak sign of striking
 * together are a reason to ask, filled or not. */
static bool stands_out(const struct field *field, int i) {
    const struct omr_measure *measure = &field->measures[i];
    const struct omr_habit_shape *usual = &field->habit->of[field->bubbles[i].shape];
    struct omr_measure other;
    return find_tidiest(&other, field, i) &&
           (measure->strokes.passing > fmax(usual->passing, FAR_MORE * other.strokes.passing) ||
            measure->outside > fmax(usual->wide, FAR_MORE * other.outside));
}

/* Struck through, or scribbled over wider than the sheet's other marks. */
static bool looks_crossed_out(const struct field *field, int i) {
    const struct omr_measure *measure = &field->measures[i];
    bool is_replaced = false;
    if (stands_out(field, i))
        return true;
    if (measure->core <= FILLED_CORE * measure->excess)
        return false;
    for (int k = 0; k < field->count; k++)
        is_replaced |= field->verdicts[k].is_marked && !is_struck(field, k);
    return is_struck_far(field, i) || (is_replaced && is_struck(field, i));
}

/* Paler strokes than the sheet's other marks have were erased, however much of them there is. */
static unsigned judge_strokes(const struct field *field, int i) {
    double pale = field->habit->of[field->bubbles[i].shape].pale;
    if (field->levels->mark_count < FEW_MARKS || field->measures[i].peak >= pale)
        return 0;
    return has_other_mark(field, i) ? OMR_REASON_WEAK_MARK : OMR_REASON_UNSURE_MARK;
}

/* What its neighbours in the field add. */
static void judge_beside(const struct field *field, int i, double most) {
    const struct omr_levels *levels = field->levels;
    struct omr_verdict *verdict = &field->verdicts[i];
    double excess = field->measures[i].excess;
    if (!field->measures[i].is_measured)
        return;
    bool is_lone = most <= levels->cut || excess >= most;
    if (is_lone && !verdict->is_marked && is_faint_ink(levels, &field->measures[i]))
        verdict->reasons |= OMR_REASON_UNSURE_MARK;
    if (is_lone && verdict->is_marked && levels->mark_count >= FEW_MARKS &&
        excess - levels->clean < PALE_SHARE * (levels->ink - levels->clean))
        verdict->reasons |= OMR_REASON_UNSURE_MARK;
    if (!is_lone && verdict->is_marked && excess < WEAK_SHARE * most)
        verdict->reasons |=
            excess < ERASED_SHARE * most ? OMR_REASON_ERASED_MARK : OMR_REASON_WEAK_MARK;
    if (verdict->is_marked && looks_crossed_out(field, i))
        verdict->reasons |= OMR_REASON_CROSSED_OUT;
    if (verdict->is_marked)
        verdict->reasons |= judge_strokes(field, i);
    if (verdict->reasons)
        verdict->confidence = fmin(verdict->confidence, 0.9);
}

/* A threshold is obeyed literally; where the sheet says otherwise, a person should look. */
static void obey_threshold(const struct field *field, int i) {
    struct omr_verdict *verdict = &field->verdicts[i];
    if (field->threshold < 0 || !field->measures[i].is_measured)
        return;
    bool is_marked = 100 * verdict->fill > field->threshold;
    if (is_marked != verdict->is_marked) {
        verdict->reasons |= OMR_REASON_THRESHOLD;
        verdict->confidence = fmin(verdict->confidence, 0.6);
    }
    verdict->is_marked = is_marked;
}

static void decide_field(const struct field *field) {
    for (int i = 0; i < field->count; i++)
        judge_alone(field, i);
    double most = strongest(field);
    for (int i = 0; i < field->count; i++) {
        judge_beside(field, i, most);
        obey_threshold(field, i);
    }
    omr_changes_settle(field->verdicts, field->measures, field->count, field->changed);
}

/* Excesses of one page, told apart by where they stand in their field. */
struct split {
    double *others, *tops;
    int other_count, top_count;
};

/* The darkest bubble of a field may be a mark, the others are most likely empty. */
static void split_field(struct split *split, const struct omr_measure *measures, int count) {
    int darkest = omr_darkest_find(measures, count).first;
    for (int i = 0; i < count; i++)
        if (measures[i].is_measured && i != darkest)
            split->others[split->other_count++] = measures[i].excess;
    if (darkest >= 0)
        split->tops[split->top_count++] = measures[darkest].excess;
}

/* Levels of all bubbles of one shape: boxes are ticked, bubbles are filled. */
static void find_levels(struct omr_levels *levels, const struct omr_form_page *page,
                        const struct omr_measure *measures, enum omr_bubble_shape shape,
                        struct split *split) {
    split->other_count = split->top_count = 0;
    for (int e = 0; e < page->element_count; e++)
        for (int p = 0; p < page->elements[e].position_count; p++) {
            const struct omr_position *position = &page->elements[e].positions[p];
            if (position->bubble_count && page->bubbles[position->first_bubble].shape == shape)
                split_field(split, &measures[position->first_bubble], position->bubble_count);
        }
    omr_levels_find(levels, split->others, split->other_count, split->tops, split->top_count,
                    shape == OMR_SHAPE_SQUARE ? BOX_BOUNDS : BUBBLE_BOUNDS);
}

/* Those of the sheet, or of its light hand where the field has no other mark than a light one. */
static const struct omr_levels *choose_levels(const struct omr_levels *usual,
                                              const struct omr_levels *light,
                                              const struct omr_measure *measures, int count) {
    int darkest = omr_darkest_find(measures, count).first;
    return darkest >= 0 && omr_is_light(usual, &measures[darkest]) ? light : usual;
}

enum omr_status omr_marks_decide(struct omr_verdict *verdicts, const struct omr_form_page *page,
                                 const struct omr_measure *measures, const struct omr_rules *rules,
                                 struct omr_arena *arena, struct omr_error *err) {
    struct omr_levels levels[2], light[2];
    struct omr_habit habit;
    size_t places = (size_t)page->bubble_count + 1;
    struct split split = {.others = OMR_ARENA_ARRAY(arena, double, places),
                          .tops = OMR_ARENA_ARRAY(arena, double, places)};
    if (!split.others || !split.tops)
        return omr_fail_memory(err);
    for (int s = 0; s < 2; s++) {
        enum omr_bubble_shape shape = s ? OMR_SHAPE_SQUARE : OMR_SHAPE_ELLIPSE;
        find_levels(&levels[shape], page, measures, shape, &split);
        omr_light_hand_find(&light[shape], &levels[shape], page, measures, shape, split.tops);
    }
    omr_habit_find(&habit, page, measures, levels, split.tops);
    for (int e = 0; e < page->element_count; e++) {
        const struct omr_element *element = &page->elements[e];
        for (int p = 0; p < element->position_count; p++) {
            const struct omr_position *position = &element->positions[p];
            if (!position->bubble_count)
                continue;
            int first = position->first_bubble;
            enum omr_bubble_shape shape = page->bubbles[first].shape;
            struct field field = {&page->bubbles[first],
                                  &measures[first],
                                  &verdicts[first],
                                  position->bubble_count,
                                  choose_levels(&levels[shape], &light[shape], &measures[first],
                                                position->bubble_count),
                                  &habit,
                                  element->threshold >= 0 ? element->threshold : rules->threshold,
                                  rules->changed};
            decide_field(&field);
        }
    }
    omr_beside_judge(verdicts, page, measures);
    return OMR_OK;
}
