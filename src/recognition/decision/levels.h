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

/* Finds the levels from the excesses of bubbles that are most likely empty (`others`: all but the
 * darkest of each field) and of those that may be marks (`tops`). Both are sorted in place.
 * Method: clean and spread from the others, so that a sheet full of marks does not blur them; ink
 * is the median of the tops that stand out of the spread; the cut lies 0.35 of the way from clean
 * to ink within the bounds, and beyond the noise: five spreads, or 2.3 times the clean ones'
 * 95th percentile where that is less (several kinds of clean are no noise). Sheets with few marks
 * lean on what marks usually are. */
void omr_levels_find(struct omr_levels *levels, double *others, int other_count, double *tops,
                     int top_count, struct omr_levels_bounds bounds);

#endif
