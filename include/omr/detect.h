/* SPDX-License-Identifier: MIT
 *
 * A form out of the picture of its blank page: the start of a pattern, to be looked at and edited.
 *
 *     struct omr_remarks remarks = {0};
 *     if (omr_form_detect(&form, &remarks, image, &err)) ...
 *     omr_form_write(form, &pattern, NULL, &err); */
#ifndef OMR_DETECT_H
#define OMR_DETECT_H

#include <omr/form.h>
#include <omr/image.h>
#include <omr/remark.h>

/* Finds the bubbles, check boxes and positioning markers of an upright, blank page: a rendered page
 * or a flat scan of 100 dpi or more, up to some degrees askew. Photos in perspective are not
 * straightened.
 *
 * The page becomes A4, US Letter or US Legal where the picture's sides have that ratio. Bubbles
 * that stand in rows, columns and blocks become choice boxes ("Question1", in reading order), grids
 * ("Grid1") and check boxes ("CheckBox1"). Values are A, B, C, ... or, where what is printed in the
 * bubbles says so, digits. What is guessed or was left out is told in `remarks` (may be NULL).
 *
 * On success `*form` belongs to the caller, who ends it with omr_form_free(). Errors:
 * OMR_ERROR_INPUT (no bubbles were found), OMR_ERROR_LIMIT, OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_form_detect(struct omr_form **form, struct omr_remarks *remarks,
                                        const struct omr_image *image, struct omr_error *err);

#endif
