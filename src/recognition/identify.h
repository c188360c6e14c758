/* SPDX-License-Identifier: MIT
 *
 * Which page of a form of several pages a picture shows.
 *
 * First the page's QR code (form/page_id.h) is looked for anywhere on the picture. Where none is
 * found, each page of the form is looked for as if it were the one: the page whose code is then
 * read at its place, or else the only one whose bubbles are printed there. Of two pages that share
 * their bubbles the one that has clearly more of them explains the picture. */
#ifndef OMR_RECOGNITION_IDENTIFY_H
#define OMR_RECOGNITION_IDENTIFY_H

#include "form/page_id.h"
#include "recognition/blank.h"
#include "recognition/registration/registration.h"

struct omr_identity {
    int page; /* index */
    bool is_by_print;
    char copy[OMR_PAGE_ID_COPY_SIZE]; /* "" where it is not known */
};

/* Looks for the page's code anywhere on the picture in `sheet`; `*is_found`: there is one, and only
 * one. Errors: OMR_ERROR_UNREGISTERED "recognize.foreign_page" (it is another form's). */
enum omr_status omr_page_read_code(struct omr_identity *identity, bool *is_found,
                                   const struct omr_form *form, const struct omr_sheet *sheet,
                                   struct omr_error *err);

/* Identifies the picture in `sheet`, whose page, classes and print do not count; `blank` (may be
 * NULL) helps to tell pages apart that share their bubbles. Errors:
 * OMR_ERROR_UNREGISTERED "recognize.foreign_page" (the code is another form's),
 * "recognize.page_code" (nothing tells the page, or no page is there). */
enum omr_status omr_page_identify(struct omr_identity *identity, const struct omr_form *form,
                                  const struct omr_sheet *sheet, const struct omr_blank *blank,
                                  struct omr_error *err);

/* Reads the code of a form of one page, whose copies may be told apart by it: `identity->copy`
 * stays "" where there is none or it cannot be read. Errors: "recognize.foreign_page". */
enum omr_status omr_page_read_copy(struct omr_identity *identity, const struct omr_form *form,
                                   const struct omr_sheet *sheet,
                                   const struct omr_registration *registration,
                                   struct omr_arena *arena, struct omr_error *err);

#endif
