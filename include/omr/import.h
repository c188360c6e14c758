/* SPDX-License-Identifier: MIT
 *
 * Forms that were described for other programs become forms here.
 *
 *     struct omr_remarks remarks = {0};
 *     if (omr_form_import_omrchecker(&form, &remarks, text, size, NULL, &err)) ...
 *     omr_form_write(form, &pattern, NULL, &err); */
#ifndef OMR_IMPORT_H
#define OMR_IMPORT_H

#include <omr/form.h>
#include <omr/image.h>
#include <omr/remark.h>

/* Reads a template.json of OMRChecker, `size` bytes of UTF-8 at `text`.
 *
 * Every field becomes a choice box of its name; fields that `customLabels` joins become one grid.
 * The page is scaled to 300 dpi: to A4, US Letter or US Legal
 * where its sides have that ratio, otherwise so that the longer side is that of A4. Where the
 * template cuts the page at markers (CropOnMarkers), the page is what lies between the middles of
 * the markers and a margin of one marker around; if `marker`, the picture of the marker (NULL: not
 * known), shows a black square, the form has positioning markers, otherwise it has none and is
 * found by the outlines of its bubbles.
 *
 * `remarks` (may be NULL) tells what could not be taken over. On success `*form` belongs to the
 * caller, who ends it with omr_form_free(). Errors: OMR_ERROR_INPUT (no such template, or a place
 * in it that makes no sense, named by its JSON path), OMR_ERROR_LIMIT, OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_form_import_omrchecker(struct omr_form **form,
                                                   struct omr_remarks *remarks, const char *text,
                                                   size_t size, const struct omr_image *marker,
                                                   struct omr_error *err);

/* Moves the bubbles of the form's first page to where their outlines are on the picture of a page,
 * blank or filled, in which the template's program would find them, and gives them the size they
 * are printed in: templates are drawn by hand, for areas to look into. The page is found by its
 * bubbles (no markers are needed); bubbles that are filled follow their neighbours. Errors:
 * OMR_ERROR_UNREGISTERED (the form is not on the picture; it stays as it was), OMR_ERROR_LIMIT,
 * OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_form_fit(struct omr_form *form, struct omr_remarks *remarks,
                                     const struct omr_image *image, struct omr_error *err);

#endif
