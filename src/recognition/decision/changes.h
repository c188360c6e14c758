/* SPDX-License-Identifier: MIT
 *
 * What becomes of answers that a respondent changed. */
#ifndef OMR_DECISION_CHANGES_H
#define OMR_DECISION_CHANGES_H

#include "recognition/decision/verdict.h"
#include "recognition/mark/measure.h"

#include <omr/recognize.h>

/* Settles one field of `count` bubbles by the rule (see enum omr_changed): marks that do not count
 * lose is_marked and become is_dropped. Their reasons stay. */
void omr_changes_settle(struct omr_verdict *verdicts, const struct omr_measure *measures, int count,
                        enum omr_changed rule);

#endif
