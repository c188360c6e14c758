/* SPDX-License-Identifier: MIT */
#include "recognition/decision/changes.h"

static const unsigned CHANGED =
    OMR_REASON_WEAK_MARK | OMR_REASON_ERASED_MARK | OMR_REASON_CROSSED_OUT;
static const unsigned CANCELLED = OMR_REASON_ERASED_MARK | OMR_REASON_CROSSED_OUT;

/* How sure it is that a mark was taken back. */
static int doubt_of(const struct omr_verdict *verdict) {
    return verdict->reasons & OMR_REASON_CROSSED_OUT ? 2 : (verdict->reasons & CHANGED) != 0;
}

static bool is_darker(const struct omr_verdict *verdicts, const struct omr_measure *measures, int i,
                      int than) {
    int doubt = doubt_of(&verdicts[i]), other = doubt_of(&verdicts[than]);
    return doubt != other ? doubt < other : measures[i].excess > measures[than].excess;
}

/* The darkest mark, changed ones last and of them those crossed out; -1 without any. */
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
