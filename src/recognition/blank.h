/* SPDX-License-Identifier: MIT
 *
 * What was learnt of a form's blank pages; see omr/blank.h. */
#ifndef OMR_RECOGNITION_BLANK_H
#define OMR_RECOGNITION_BLANK_H

#include "base/arena.h"
#include "form/form.h"
#include "recognition/mark/printed.h"
#include "recognition/registration/print.h"

#include <omr/blank.h>

struct omr_blank {
    struct omr_arena arena;
    const struct omr_form *form;
    /* One for each page; prints without a picture and printed without crops are not known. */
    struct omr_print *prints;
    struct omr_printed *printed;
};

/* The print of page `page` (index); NULL where blank or page is not known. */
const struct omr_print *omr_blank_print(const struct omr_blank *blank, int page);

/* And what its bubbles look like. */
const struct omr_printed *omr_blank_printed(const struct omr_blank *blank, int page);

#endif
