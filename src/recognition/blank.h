/* SPDX-License-Identifier: MIT
 *
 * What was learnt of a form's blank pages; see omr/blank.h. */
#ifndef OMR_RECOGNITION_BLANK_H
#define OMR_RECOGNITION_BLANK_H

#include "base/arena.h"
#include "form/form.h"
#include "recognition/registration/print.h"

#include <omr/blank.h>

struct omr_blank {
    struct omr_arena arena;
    const struct omr_form *form;
    struct omr_print *prints; /* one for each page; without a picture where it is not known */
};

/* The print of page `page` (index); NULL where blank or page is not known. */
const struct omr_print *omr_blank_print(const struct omr_blank *blank, int page);

#endif
