/* SPDX-License-Identifier: MIT
 *
 * From pages to respondents: who filled in what, on forms of one page or of several.
 *
 *     omr_collator_new(&collator, form, &err);
 *     for each picture, in the order of the stack:
 *         status = omr_recognize(&result, form, image, NULL, &why);
 *         omr_collator_add(collator, status ? NULL : result, &why, "scan.pdf", 3, &err);
 *         while (!omr_collator_take(collator, &respondent, &err) && respondent)
 *             ... omr_result_write(respondent->result, ...), omr_respondent_free(respondent);
 *     omr_collator_end(collator);
 *     and once more the inner loop, for those that lack pages;
 *     omr_collator_free(collator);
 *
 * Pictures need not stay, and results only until their respondent has been taken: a stack of any
 * height goes through in the memory of one picture and of the respondents that are not whole yet.
 *
 * Which pages belong together. A form of one page: each picture is a respondent. Where the pages'
 * QR codes name a copy: the pages of that copy, in any order; a page that comes twice begins a
 * second respondent of the copy, whose finding `duplicate_page` says so. Where they do not: by
 * order, page numbers rise within a respondent and the first that does not begins the next. A
 * picture that could not be read stands for one page there; where it cannot be told on which side
 * of a border it stood, respondents are parted rather than mixed. Pages that are missing are named
 * by the finding `missing_page`; pages of other forms are passed over. */
#ifndef OMR_COLLATE_H
#define OMR_COLLATE_H

#include <omr/form.h>
#include <omr/result.h>

struct omr_collator;

/* Where one page of a respondent was seen. */
struct omr_respondent_page {
    const char *image; /* as given */
    int image_page;    /* of a file of several pages, from 1; 0: the only one */
    int page;          /* of the form, from 1 */
};

/* Everything belongs to the respondent. */
struct omr_respondent {
    int number;       /* from 1, by the first of their pages */
    const char *copy; /* "" where the pages do not name one */
    /* All answers in one result. Of a form of several pages names begin with their page
     * (`Page2Question7`) and the findings hold those of all pages, of missing and of duplicate
     * ones; when there was a single picture in all, it stands alone as omr_recognize() gave it.
     * NULL: the picture of a form of one page could not be read. */
    const struct omr_result *result;
    const struct omr_respondent_page *pages; /* those that were seen, by page */
    int page_count;
    const int *missing; /* page numbers */
    int missing_count;
};

/* The form must live as long. Ended with omr_collator_free(). Errors: OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_collator_new(struct omr_collator **collator,
                                         const struct omr_form *form, struct omr_error *err);
OMR_API void omr_collator_free(struct omr_collator *collator); /* NULL is allowed */

/* Adds what became of the next picture: its result, which the collator takes over in any case, or
 * NULL and the error of omr_recognize() or omr_document_decode(). `image` is copied; `image_page`
 * as in struct omr_respondent_page. Errors: OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_collator_add(struct omr_collator *collator, struct omr_result *result,
                                         const struct omr_error *why, const char *image,
                                         int image_page, struct omr_error *err);

/* No more pictures follow: what is there is all there is. */
OMR_API void omr_collator_end(struct omr_collator *collator);

/* The next respondent, in the order of their first pages, or NULL in `*respondent` as long as that
 * one may still get pages. Ended with omr_respondent_free(). Errors: OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_collator_take(struct omr_collator *collator,
                                          struct omr_respondent **respondent,
                                          struct omr_error *err);
OMR_API void omr_respondent_free(struct omr_respondent *respondent); /* NULL is allowed */

/* Writes the `omr.respondent/1` object on one line, without a line feed: pages, findings, what is
 * missing; the fields are in the details of the pages. As omr_details_write(). */
OMR_API enum omr_status omr_respondent_write(const struct omr_respondent *respondent, char **text,
                                             size_t *size, struct omr_error *err);

#endif
