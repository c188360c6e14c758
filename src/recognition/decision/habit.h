/* SPDX-License-Identifier: MIT
 *
 * What the marks of one sheet have in common, so that those are seen which were taken back: who
 * fills in a form holds one pen and moves it in one way. */
#ifndef OMR_DECISION_HABIT_H
#define OMR_DECISION_HABIT_H

#include "form/form.h"
#include "recognition/decision/levels.h"
#include "recognition/mark/measure.h"

struct omr_habit {
    double struck;   /* strokes that leave a bubble are no noise from this ink on */
    bool is_tidy;    /* marks hardly leave their bubbles */
    bool is_leaving; /* strokes leave so many marks that they mean nothing */
    double pale[2];  /* peaks below are too pale for this pen, by shape; 0 where marks are few
                        or vary */
};

/* `levels` are by shape; `work` has a place for each bubble. */
void omr_habit_find(struct omr_habit *habit, const struct omr_form_page *page,
                    const struct omr_measure *measures, const struct omr_levels *levels,
                    double *work);

/* Whether the strokes of a mark are far paler than the sheet's other ones: its remains, once it is
 * erased. A small or half mark has the same strokes as a full one, only fewer; so this is seen
 * where the ink of the whole bubble tells nothing. */
bool omr_is_paled(const struct omr_habit *habit, const struct omr_measure *measure,
                  enum omr_bubble_shape shape);

#endif
