/* SPDX-License-Identifier: MIT
 *
 * How much ink is in each bubble: its excess over the sheet's own empty bubbles. */
#ifndef OMR_MARK_MEASURE_H
#define OMR_MARK_MEASURE_H

#include "base/arena.h"
#include "form/form.h"
#include "recognition/mark/strokes.h"

#include <omr/error.h>
#include <stdbool.h>

struct omr_printed;
struct omr_registration;
struct omr_sheet;

struct omr_measure {
    double excess;  /* mean ink beyond an empty bubble's, 0 none .. 1 black, may be < 0 */
    double peak;    /* 90th percentile of the same over the inside's pixels */
    double core;    /* 30th percentile: strokes leave it white, fillings do not */
    double outside; /* ink just outside the outline, beyond an empty bubble's */
    struct omr_strokes strokes; /* that leave it */
    double ring, arc;     /* ink all around it, and in directions next to each other (beside.h) */
    double fill;          /* excess by what an empty bubble leaves white, 0 .. 1 */
    double outline;       /* response of the printed outline, 1 usual */
    double trust;         /* share of the outlines around it that are where they should be */
    bool is_measured;     /* false: outside the picture */
    bool has_own_look;    /* compared with empty bubbles of the same letter */
    bool may_have_letter; /* it has none, but others of its size have letters */
    bool is_assumed;      /* no empty bubble like it was seen: its look was assumed */
};

/* Measures every bubble of the page; `measures` has one place for each.
 * Method: each bubble is cut out and compared with the look of empty ones of the same size and
 * value (look.h), so letters, print and paper drop out. Where fewer than six share a value and
 * no letter is seen in three, or what they have in common looks like marks (everybody chose it),
 * all bubbles of the size stand in. So they do where most are fields of their own, as check boxes
 * are, and all may be marked. Where the form's blank is known (`printed`, may be NULL), what it
 * shows (printed.h) goes before that, and before a common look that suits the lighter bubbles less.
 */
enum omr_status omr_marks_measure(struct omr_measure *measures, const struct omr_sheet *sheet,
                                  const struct omr_registration *registration,
                                  const struct omr_printed *printed, struct omr_arena *arena,
                                  struct omr_error *err);

#endif
