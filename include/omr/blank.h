/* SPDX-License-Identifier: MIT
 *
 * The blank pages of a form, as an optional aid to reading filled ones.
 *
 *     omr_blank_new(&blank, form, &err);
 *     omr_image_decode(&image, page, page_size, NULL, &err);
 *     omr_blank_learn(blank, image, 0, NULL, &err);        for each page that there is
 *     options.blank = blank;                               for any number of pictures
 *     omr_recognize(&result, form, picture, &options, &err);
 *     omr_blank_free(blank);
 *
 * A pattern tells where the bubbles are; the blank also shows what else is printed: text, lines,
 * boxes, logos. By that a page is found that its bubbles and markers do not tell, which way up it
 * lies, and whether it is a page of this form at all. */
#ifndef OMR_BLANK_H
#define OMR_BLANK_H

#include <omr/form.h>
#include <omr/image.h>

struct omr_blank;

/* Knows nothing yet. On success `*blank` belongs to the caller, who ends it with omr_blank_free().
 * The form must outlive it. Errors: OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_blank_new(struct omr_blank **blank, const struct omr_form *form,
                                      struct omr_error *err);

/* Learns page `page` (from 1; 0: find out which) from its picture: the page as it was printed, or a
 * clean scan of an unfilled sheet, of any size from about 100 dpi, in any turn. Where a code on it
 * names another page of the form, it is that one. The image is not kept. `learnt` (may be NULL)
 * tells which page it was. Learn all pages first: afterwards the blank does not change, and several
 * threads may use it at once.
 * Errors: OMR_ERROR_UNREGISTERED ("blank.other_form": the picture does not show the form's page;
 * "blank.unsure": it does, but not for sure which way up or where), OMR_ERROR_INPUT
 * ("blank.filled": something is marked on it), OMR_ERROR_USAGE ("blank.page": no such page;
 * "blank.twice": the page is known already), OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_blank_learn(struct omr_blank *blank, const struct omr_image *image,
                                        int page, int *learnt, struct omr_error *err);

/* Ends a blank; NULL is allowed. */
OMR_API void omr_blank_free(struct omr_blank *blank);

#endif
