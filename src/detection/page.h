/* SPDX-License-Identifier: MIT
 *
 * The page on the picture: straightened, its paper, its outlines in pixels at 300 dpi. */
#ifndef OMR_DETECTION_PAGE_H
#define OMR_DETECTION_PAGE_H

#include "detection/contours.h"
#include "form/form.h"

#include <omr/remark.h>

struct omr_found_page {
    double width, height;      /* page px */
    double scale_x, scale_y;   /* page px by picture px */
    struct omr_pixmap picture; /* straightened */
    bool owns_picture;
    struct omr_contours contours; /* page px */
};

/* Looks at the picture; its skew is the usual slope between neighbouring bubbles of a kind, exact
 * to about 0.05 degrees, and what is askew by 0.2 degrees or more is turned. Zero-initialise, and
 * clear also after an error. */
enum omr_status omr_found_page_init(struct omr_found_page *page, const struct omr_image *image,
                                    struct omr_remarks *remarks, struct omr_error *err);
void omr_found_page_clear(struct omr_found_page *page);

/* The positioning markers among the black squares: one in each corner, of one size, and perhaps a
 * taller one beside them, which tells which way is up. Gives their number: 0, 4 or 5. */
enum { OMR_FOUND_MARKERS_MOST = 5 };
int omr_found_page_markers(const struct omr_found_page *page,
                           struct omr_marker markers[OMR_FOUND_MARKERS_MOST]);

#endif
