/* SPDX-License-Identifier: MIT
 *
 * Fields that read empty, but have ink beside a bubble: answers that were circled or underlined. */
#ifndef OMR_DECISION_BESIDE_H
#define OMR_DECISION_BESIDE_H

#include "form/form.h"
#include "recognition/decision/verdict.h"
#include "recognition/mark/measure.h"

/* Puts a reason on the bubble that has ink beside it as hardly another of its field has, where the
 * field has neither a mark nor a reason yet. Print beside bubbles is seldom so strong; less will
 * do where it is found in several of the fields that read empty: then it is how this respondent
 * answers, and all of these fields are doubtful. */
void omr_beside_judge(struct omr_verdict *verdicts, const struct omr_form_page *page,
                      const struct omr_measure *measures);

#endif
