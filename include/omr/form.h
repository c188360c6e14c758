/* SPDX-License-Identifier: MIT
 *
 * A form: what is printed where, read from a recognition pattern (`.omr`, JSON). */
#ifndef OMR_FORM_H
#define OMR_FORM_H

#include <omr/error.h>
#include <stddef.h>

struct omr_form;

/* Reads a recognition pattern from `size` bytes of JSON at `text` (UTF-8, a byte order mark is
 * allowed; numbers may be strings). The bytes are not kept. On success `*form` belongs to the
 * caller, who ends it with omr_form_free(). Coordinates are pixels of the printed page at 300 dpi.
 * Errors: OMR_ERROR_INPUT (not JSON, or an element that makes no sense, named by its JSON path),
 * OMR_ERROR_LIMIT (too large, too deep, too many bubbles), OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_form_parse(struct omr_form **form, const char *text, size_t size,
                                       struct omr_error *err);

/* Ends a form; NULL is allowed. */
OMR_API void omr_form_free(struct omr_form *form);

/* The name in the pattern ("" where it has none); lives as long as the form. */
OMR_API const char *omr_form_name(const struct omr_form *form);

/* How many printed pages the form has, at least 1. */
OMR_API int omr_form_page_count(const struct omr_form *form);

/* How many bubbles page `page` (from 0) has. */
OMR_API int omr_form_bubble_count(const struct omr_form *form, int page);

#endif
