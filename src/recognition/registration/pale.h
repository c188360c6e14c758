/* SPDX-License-Identifier: MIT
 *
 * Forms whose outlines are printed in a pale colour, grey or rose, around black letters: to the
 * search for outlines a letter's stem says more than a whole pale ring. So where a page with such
 * outlines is not found, it is looked for again on a picture on which nothing is darker than they
 * are. */
#ifndef OMR_REGISTRATION_PALE_H
#define OMR_REGISTRATION_PALE_H

#include "recognition/registration/registration.h"

/* Makes the picture's pyramid with everything darker than a quarter below the paper's brightness
 * made as bright as that. It belongs to the caller, who ends it with omr_pale_clear(). */
enum omr_status omr_pale_init(struct omr_pyramid *pale, const struct omr_sheet *sheet,
                              struct omr_error *err);
void omr_pale_clear(struct omr_pyramid *pale);

#endif
