/* SPDX-License-Identifier: MIT
 *
 * Forms made from their source, in memory: the pattern, and what was printed. */
#ifndef TESTS_MADE_H
#define TESTS_MADE_H

#include "form/form.h"
#include "image/pixmap.h"

#include <stddef.h>

enum { MADE_PAGES_MAX = 32 };

struct made_page {
    struct omr_pixmap paper; /* 300 dpi; owned */
    int copy, page;          /* from 1 */
    char *png;               /* the file; owned */
    size_t png_size;
};

struct made_form {
    struct omr_form *form; /* read from the pattern that was written */
    char *pattern;         /* its text */
    size_t pattern_size;
    struct made_page page[MADE_PAGES_MAX];
    int page_count; /* of all copies */
};

/* Makes the form of `source` with settings "PaperSize=A3,Orientation=Horizontal" (NULL: none) and
 * one copy for each record of the CSV `records` (NULL: one). Every picture that it names is a grey
 * rectangle. Ended with made_clear(), also after an error. */
enum omr_status made_make(struct made_form *made, const char *name, const char *source,
                          const char *settings, const char *records, struct omr_error *err);
void made_clear(struct made_form *made);

#endif
