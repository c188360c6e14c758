/* SPDX-License-Identifier: MIT
 *
 * What was decided about each bubble, from numbers alone. */
#ifndef OMR_DECISION_VERDICT_H
#define OMR_DECISION_VERDICT_H

#include <omr/result.h>
#include <stdbool.h>

struct omr_verdict {
    double fill;       /* 0 empty .. 1 completely filled */
    double confidence; /* 0.5 .. 1 that is_marked is what a person would say */
    unsigned reasons;  /* OR of enum omr_reason: why a person should look at its field */
    bool is_marked;
    bool
        is_dropped; /* it was, but as a changed answer it does not count: its reasons are settled */
};

#endif
