/* SPDX-License-Identifier: MIT
 *
 * What the marks of one sheet have in common, so that those are seen which were taken back: who
 * fills in a form holds one pen and moves it in one way. */
#ifndef OMR_DECISION_HABIT_H
#define OMR_DECISION_HABIT_H

#include "form/form.h"
#include "recognition/decision/levels.h"
#include "recognition/mark/measure.h"

/* Of the marks in bubbles of one shape: boxes are ticked and crossed, where bubbles are filled.
 * Where they are few, no mark is beyond these. */
struct omr_habit_shape {
    double passing; /* broken strokes that leave: hardly a mark has so much */
    double wide;    /* ink outside the bubble: hardly a mark has so much */
    double pale;    /* peaks below are too pale for this pen; 0 where they vary */
};

struct omr_habit {
    struct omr_habit_shape of[2]; /* by shape */
    double struck;                /* strokes that leave a bubble are no noise from this ink on */
    double struck_beside;         /* the same, and hardly a mark has so much */
    double wide;                  /* as above, of all marks, however few */
    bool is_leaving;              /* strokes leave so many marks that they mean nothing */
};

/* Marks whose strokes are too pale are the remains of erased ones. A small or half mark has the
 * same strokes as a full one, only fewer; so they are seen where the ink of the whole bubble tells
 * nothing. `levels` are by shape; `work` has a place for each bubble. */
void omr_habit_find(struct omr_habit *habit, const struct omr_form_page *page,
                    const struct omr_measure *measures, const struct omr_levels *levels,
                    double *work);

#endif
