/* SPDX-License-Identifier: MIT
 *
 * Where ink begins on this sheet: pencils, printers and lamps differ, so each sheet sets its own
 * levels. */
#ifndef OMR_DECISION_LEVELS_H
#define OMR_DECISION_LEVELS_H

struct omr_levels {
    double clean;   /* excess of an empty bubble, near 0 */
    double spread;  /* of empty bubbles around it */
    double ink;     /* of a usual mark */
    double cut;     /* above is a mark */
    int mark_count; /* bubbles above the cut */
};

/* How far above clean the cut may lie. */
struct omr_levels_bounds {
    double least, most; /* distance of the cut from clean */
};

/* Finds the levels of `count` excesses, which are sorted in place. Method: split at the cut, take
 * the medians of both sides and the lower side's spread, set the cut 0.35 of the way from clean to
 * ink within the bounds and at least five spreads up, and repeat until it stays. Sheets with few
 * marks lean on what marks usually are. */
void omr_levels_find(struct omr_levels *levels, double *excess, int count,
                     struct omr_levels_bounds bounds);

#endif
