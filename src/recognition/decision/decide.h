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
#include <omr/recognize.h>

/* What the caller has settled beforehand. */
struct omr_rules {
    int threshold; /* percentage of fill that is obeyed literally (an element's own goes first), or
                      -1: then each sheet's own levels decide */
    enum omr_changed changed; /* what becomes of changed answers */
};

/* Decides all bubbles of a page; `verdicts` has one place for each. Whatever the rules, the sheet's
 * own levels say what is doubtful. */
enum omr_status omr_marks_decide(struct omr_verdict *verdicts, const struct omr_form_page *page,
                                 const struct omr_measure *measures, const struct omr_rules *rules,
                                 struct omr_arena *arena, struct omr_error *err);

#endif
