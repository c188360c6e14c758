/* SPDX-License-Identifier: MIT
 *
 * From numbers to verdicts: which bubbles are marked, how sure that is, and why a person should
 * look. */
#ifndef OMR_DECISION_DECIDE_H
#define OMR_DECISION_DECIDE_H

#include "base/arena.h"
#include "form/form.h"
#include "recognition/decision/verdict.h"
#include "recognition/mark/measure.h"

#include <omr/error.h>

/* Decides all bubbles of a page; `verdicts` has one place for each. `threshold` is a percentage of
 * fill that is obeyed literally (an element's own goes first), or -1: then each sheet's own levels
 * decide. Either way the sheet's levels say what is doubtful. */
enum omr_status omr_marks_decide(struct omr_verdict *verdicts, const struct omr_form_page *page,
                                 const struct omr_measure *measures, int threshold,
                                 struct omr_arena *arena, struct omr_error *err);

#endif
