/* SPDX-License-Identifier: MIT
 *
 * From verdicts to the rows of the result: how the value of each kind of element is composed, and
 * in which order the rows stand. */
#ifndef OMR_RESULT_COMPOSE_H
#define OMR_RESULT_COMPOSE_H

#include "form/form.h"
#include "recognition/decision/verdict.h"

#include <omr/result.h>

/* What was read in one barcode element. */
struct omr_barcode_reading {
    const char *text; /* "" when nothing could be read */
    unsigned reasons; /* 0, OMR_REASON_BARCODE or OMR_REASON_BARCODE_KIND */
};

/* Where a bubble is on the picture, px. */
struct omr_bubble_place {
    struct omr_point centre;
    struct omr_point right, down; /* half axes of its outline */
};

/* Everything the stages before found out about one page. */
struct omr_page_readings {
    const struct omr_form_page *page;
    int page_number, page_count;                /* of the form, from 1 */
    const char *copy;                           /* by the page's identifier; may be NULL */
    enum omr_order order;                       /* of the rows */
    const struct omr_verdict *verdicts;         /* one per bubble of the page */
    const struct omr_bubble_place *places;      /* one per bubble of the page */
    const struct omr_barcode_reading *barcodes; /* one per element of the page; others are zero */
    const struct omr_quad *areas;               /* on the picture, one per element; may be NULL */
    const struct omr_finding *findings;
    int finding_count;
    unsigned page_reasons; /* reasons that hold for every field with bubbles */
    struct omr_registration_summary registration;
};

/* Makes a result that owns all its strings. Ended with omr_result_free(). */
enum omr_status omr_result_compose(struct omr_result **result,
                                   const struct omr_page_readings *readings, struct omr_error *err);

#endif
