/* SPDX-License-Identifier: MIT
 *
 * What is worth knowing about a page as a whole once it has been read. Nothing here makes a field
 * doubtful: fields say for themselves why a person should look. */
#ifndef OMR_RECOGNITION_FINDINGS_H
#define OMR_RECOGNITION_FINDINGS_H

#include "recognition/decision/verdict.h"
#include "recognition/registration/registration.h"

/* Smaller bubbles are read, but their smaller marks may be missed: 100 dpi scans of forms with the
 * smallest usual bubbles have 13. */
enum { OMR_LEAST_BUBBLE_PX = 12 };

/* Room for what registration noted and for what is added here. */
enum { OMR_FINDINGS_MOST = OMR_REGISTRATION_FINDINGS + 5 };

struct omr_findings {
    struct omr_finding item[OMR_FINDINGS_MOST];
    int count;
    char text[OMR_FINDINGS_MOST][112]; /* of those that hold figures */
};

/* Gathers what registration noted and what the readings of all bubbles show together:
 *   page_cut_off    bubbles lie outside the picture
 *   low_resolution  the smallest bubbles are less than OMR_LEAST_BUBBLE_PX wide on the picture
 *   blank_page      no bubble is marked (those in doubt are not), and all were seen
 * The texts live as long as `findings`. */
void omr_findings_gather(struct omr_findings *findings, const struct omr_sheet *sheet,
                         const struct omr_registration *registration,
                         const struct omr_verdict *verdicts);

/* Adds that the page of a form of several pages was told by its print, not by its code:
 *   page_by_print   page counts from 1 */
void omr_findings_add_page(struct omr_findings *findings, int page);

#endif
