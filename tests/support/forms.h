/* SPDX-License-Identifier: MIT
 *
 * Forms to print, made up by seed: examination sheets, questionnaires, number grids, of many sizes
 * and densities, with markers as generated forms have them. */
#ifndef FAKE_FORMS_H
#define FAKE_FORMS_H

#include "form/form.h"

#include <stdint.h>

/* How many designs there are; design numbers from 0. */
#define FAKE_FORM_DESIGNS 10

/* The short name of a design: "exam-100". A constant. */
const char *fake_form_name(int design);

/* Makes a form of one page. The same design and seed give the same form. Ended with
 * fake_form_free(). */
enum omr_status fake_form_make(struct omr_form **form, int design, uint64_t seed,
                               struct omr_error *err);
void fake_form_free(struct omr_form *form);

#endif
