/* SPDX-License-Identifier: MIT
 *
 * Forms of the corpus whose source and pattern are both known: laid out anew and compared. */
#ifndef OMR_TESTS_SHOWCASE_H
#define OMR_TESTS_SHOWCASE_H

#include "generation/layout/layout.h"

#include <stdbool.h>

extern const char *const showcase_names[];
extern const int showcase_count;

struct showcase {
    struct omr_markup markup;
    struct omr_placed_form placement;
};

/* Lays out "markup.txt" or "markup.json" of a form of the corpus; false where it is absent. Fails
 * the test when it cannot be laid out. */
bool showcase_make(struct showcase *made, const char *name, const char *source,
                   struct omr_fonts *fonts);
void showcase_clear(struct showcase *made);

/* The pattern of the corpus. */
struct omr_form *showcase_pattern(const char *name);

#endif
