/* SPDX-License-Identifier: MIT
 *
 * Pictures for people: what was read, drawn on the picture it was read from, and what a form holds.
 * PNG in colour, at most 2000 px on the longer side, without any data of the original file.
 *
 *     if (omr_recognize(&result, form, image, NULL, &err))
 *         why = err.text;
 *     omr_overlay_draw(result, image, why, &png, &size, NULL); */
#ifndef OMR_OVERLAY_H
#define OMR_OVERLAY_H

#include <omr/form.h>
#include <omr/image.h>
#include <omr/result.h>

/* Draws `result` on the paled `image` it was read from. Green: marked bubbles. Thin blue-grey:
 * empty ones. Each is filled from below as high as its fill. Orange, with a thick ring and the
 * reason beside: what a person should look at. Violet: positioning markers and barcodes. The page's
 * edge is red where doubts hold for the whole page. A strip above counts and explains. `result` is
 * NULL when the page could not be read; then `error_text` says why on the picture.
 * `*png` (`*size` bytes) belongs to the caller, who ends it with free().
 * Errors: OMR_ERROR_USAGE (neither result nor text), OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_overlay_draw(const struct omr_result *result,
                                         const struct omr_image *image, const char *error_text,
                                         char **png, size_t *size, struct omr_error *err);

/* Draws what page `page` (from 0) of the form holds: markers, elements with their names, bubbles
 * with what they mean, barcodes and write-in areas. The PNG as above.
 * Errors: OMR_ERROR_USAGE (no such page), OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_form_draw(const struct omr_form *form, int page, char **png,
                                      size_t *size, struct omr_error *err);

#endif
