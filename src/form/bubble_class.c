/* SPDX-License-Identifier: MIT */
#include "form/bubble_class.h"

#include "base/error.h"

#include <math.h>

static double difference(const struct omr_bubble_class *class, const struct omr_bubble *bubble) {
    return fmax(fabs(class->width - bubble->width), fabs(class->height - bubble->height)) +
           (class->shape == bubble->shape ? 0 : 1000);
}

static int nearest_class(const struct omr_bubble_classes *classes,
                         const struct omr_bubble *bubble) {
    int nearest = -1;
    for (int c = 0; c < classes->count; c++)
        if (nearest < 0 ||
            difference(&classes->item[c], bubble) < difference(&classes->item[nearest], bubble))
            nearest = c;
    return nearest;
}

static int class_of(struct omr_bubble_classes *classes, const struct omr_bubble *bubble) {
    int c = nearest_class(classes, bubble);
    if ((c < 0 || difference(&classes->item[c], bubble) > 2) &&
        classes->count < OMR_BUBBLE_CLASSES_MOST) {
        c = classes->count++;
        classes->item[c] =
            (struct omr_bubble_class){bubble->width, bubble->height, bubble->shape, 0};
    }
    classes->item[c].bubble_count++;
    return c;
}

/* Neighbours in drawing order stand next to each other; that is all the pitch is needed for. */
static double smallest_pitch(const struct omr_form_page *page) {
    double pitch = 1e9;
    for (int i = 1; i < page->bubble_count; i++) {
        const struct omr_bubble *a = &page->bubbles[i - 1], *b = &page->bubbles[i];
        double distance = hypot(a->x - b->x, a->y - b->y);
        if (distance > 0.5 * fmin(a->width, a->height))
            pitch = fmin(pitch, distance);
    }
    return pitch;
}

enum omr_status omr_bubble_classes_init(struct omr_bubble_classes *classes,
                                        const struct omr_form_page *page, struct omr_arena *arena,
                                        struct omr_error *err) {
    *classes = (struct omr_bubble_classes){.pitch_px = smallest_pitch(page)};
    classes->of_bubble = OMR_ARENA_ARRAY(arena, int, (size_t)page->bubble_count + 1);
    if (!classes->of_bubble)
        return omr_fail_memory(err);
    for (int i = 0; i < page->bubble_count; i++)
        classes->of_bubble[i] = class_of(classes, &page->bubbles[i]);
    return OMR_OK;
}

double omr_bubble_classes_least_px(const struct omr_bubble_classes *classes) {
    double least = INFINITY;
    for (int i = 0; i < classes->count; i++)
        least = fmin(least, fmin(classes->item[i].width, classes->item[i].height));
    return least;
}
