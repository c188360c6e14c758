/* SPDX-License-Identifier: MIT
 *
 * A light hand on a sheet of strong marks: some answers in pencil, the others in ink. */
#ifndef OMR_DECISION_LIGHT_HAND_H
#define OMR_DECISION_LIGHT_HAND_H

#include "form/form.h"
#include "recognition/decision/levels.h"
#include "recognition/mark/measure.h"

/* Of a field's bubbles: the darkest and the second darkest; -1 where there is none. */
struct omr_darkest {
    int first, second;
};
struct omr_darkest omr_darkest_find(const struct omr_measure *measures, int count);

/* Whether the darkest bubble of a field holds a light mark: above noise, below the usual marks, and
 * no line that only passes. */
bool omr_is_light(const struct omr_levels *levels, const struct omr_measure *measure);

/* The levels for fields whose darkest bubble is light: those of the sheet, unless light marks stand
 * alone in several fields, oftener than beside strong ones. What stands beside a strong mark was
 * erased; what stands alone again and again was meant, and the cut for such fields goes down to
 * half of the usual light mark. `work` has a place for each field. */
void omr_light_hand_find(struct omr_levels *light, const struct omr_levels *levels,
                         const struct omr_form_page *page, const struct omr_measure *measures,
                         enum omr_bubble_shape shape, double *work);

#endif
