/* SPDX-License-Identifier: MIT */
#include "recognition/decision/changes.h"

static const unsigned CHANGED =
    OMR_REASON_WEAK_MARK | OMR_REASON_ERASED_MARK | OMR_REASON_CROSSED_OUT;
static const unsigned CANCELLED = OMR_REASON_ERASED_MARK | OMR_REASON_CROSSED_OUT;

static bool is_darker(const struct omr_verdict *verdicts, const struct omr_measure *measures, int i,
                      int than) {
    bool is_crossed = verdicts[i].reasons & OMR_REASON_CROSSED_OUT;
    bool was_crossed = verdicts[than].reasons & OMR_REASON_CROSSED_OUT;
    return is_crossed != was_crossed ? was_crossed : measures[i].excess > measures[than].excess;
}

/* The darkest mark, crossed-out ones last; -1 without any. */
static int find_darkest(const struct omr_verdict *verdicts, const struct omr_measure *measures,
                        int count) {
    int darkest = -1;
    for (int i = 0; i < count; i++)
        if (verdicts[i].is_marked && (darkest < 0 || is_darker(verdicts, measures, i, darkest)))
            darkest = i;
    return darkest;
}

void omr_changes_settle(struct omr_verdict *verdicts, const struct omr_measure *measures, int count,
                        enum omr_changed rule) {
    if (rule == OMR_CHANGED_ASK)
        return;
    bool is_darkest = rule == OMR_CHANGED_DARKEST;
    int kept = is_darkest ? find_darkest(verdicts, measures, count) : -1;
    for (int i = 0; i < count; i++)
        if (verdicts[i].is_marked && i != kept &&
            verdicts[i].reasons & (is_darkest ? CHANGED : CANCELLED)) {
            verdicts[i].is_marked = false;
            verdicts[i].is_dropped = true;
        }
}
