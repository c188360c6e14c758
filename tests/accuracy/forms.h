/* SPDX-License-Identifier: MIT
 *
 * The forms that are simulated: made up, examples, and those of a corpus. */
#ifndef ACCURACY_FORMS_H
#define ACCURACY_FORMS_H

#include "form/form.h"
#include "image/pixmap.h"

struct test_form {
    char name[64];
    struct omr_form *form;   /* owned */
    struct omr_pixmap blank; /* owned; no pixels: to be printed */
    double outline;          /* as drawn on the blank, by the pattern's */
    bool is_made;            /* by fake_form_make() */
};

struct test_forms {
    struct test_form *items;
    int count;
};

/* The made-up designs, each from two seeds. */
enum omr_status test_forms_make(struct test_forms *forms, uint64_t seed, struct omr_error *err);

/* Adds each FOLDER/NAME/pattern.omr with its blank.png that has markers (or all, when
 * `is_markerless_wanted`). Folders without these files are passed over. */
enum omr_status test_forms_load(struct test_forms *forms, const char *folder,
                                bool is_markerless_wanted, struct omr_error *err);

/* Takes the markers from every form, as if they had never been designed. They stay on the pictures
 * of blank sheets that were loaded: dark squares that mean nothing. */
void test_forms_unmark(struct test_forms *forms);

void test_forms_clear(struct test_forms *forms);

#endif
