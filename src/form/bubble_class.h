/* SPDX-License-Identifier: MIT
 *
 * Bubbles of one size and shape are drawn alike: what is learnt of one holds for all. */
#ifndef OMR_FORM_BUBBLE_CLASS_H
#define OMR_FORM_BUBBLE_CLASS_H

#include "form/form.h"

enum { OMR_BUBBLE_CLASSES_MOST = 16 };

struct omr_bubble_class {
    double width, height;
    enum omr_bubble_shape shape;
    int bubble_count;
};

struct omr_bubble_classes {
    struct omr_bubble_class item[OMR_BUBBLE_CLASSES_MOST];
    int count;
    int *of_bubble;  /* class of each bubble of the page, in the arena */
    double pitch_px; /* smallest distance between neighbouring centres, page px */
};

/* Sorts the page's bubbles into classes: sides within 2 px are one size; when there are more sizes
 * than fit, the rest joins the nearest class. */
enum omr_status omr_bubble_classes_init(struct omr_bubble_classes *classes,
                                        const struct omr_form_page *page, struct omr_arena *arena,
                                        struct omr_error *err);

/* The smallest side of any class, page px; INFINITY where there are no bubbles. */
double omr_bubble_classes_least_px(const struct omr_bubble_classes *classes);

#endif
