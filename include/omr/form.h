/* SPDX-License-Identifier: MIT
 *
 * A form: what is printed where, read from a recognition pattern (`.omr`, JSON). */
#ifndef OMR_FORM_H
#define OMR_FORM_H

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>

struct omr_form;

/* Reads a recognition pattern from `size` bytes of JSON at `text` (UTF-8, a byte order mark is
 * allowed; numbers may be strings). The bytes are not kept. On success `*form` belongs to the
 * caller, who ends it with omr_form_free(). Coordinates are pixels of the printed page at 300 dpi.
 * Errors: OMR_ERROR_INPUT (not JSON, or an element that makes no sense, named by its JSON path),
 * OMR_ERROR_LIMIT (too large, too deep, too many bubbles), OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_form_parse(struct omr_form **form, const char *text, size_t size,
                                       struct omr_error *err);

/* Writes a form as a recognition pattern, so that omr_form_parse() and other readers of such
 * patterns understand it; what only this library knows stands in a root key of its own, `Omr`. On
 * success
 * `*text` (with a closing zero that `*size` does not count; `size` may be NULL) belongs to the
 * caller, who ends it with free(). Errors: OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_form_write(const struct omr_form *form, char **text, size_t *size,
                                       struct omr_error *err);

/* Ends a form; NULL is allowed. */
OMR_API void omr_form_free(struct omr_form *form);

/* The name in the pattern ("" where it has none); lives as long as the form. */
OMR_API const char *omr_form_name(const struct omr_form *form);

/* How many printed pages the form has, at least 1. */
OMR_API int omr_form_page_count(const struct omr_form *form);

/* How many bubbles page `page` (from 0) has. */
OMR_API int omr_form_bubble_count(const struct omr_form *form, int page);

/* What a form holds, for those who show it or check it. Indices count from 0; lengths and places
 * are pixels of the printed page at 300 dpi, from its top left; texts live as long as the form.
 * Each call says whether there is such a thing. */
struct omr_page_info {
    double width, height;
    int marker_count, element_count, bubble_count;
};
OMR_API bool omr_form_find_page(const struct omr_form *form, int page, struct omr_page_info *info);

/* A positioning marker: a black rectangle. */
struct omr_marker_info {
    double left, top, width, height;
    bool is_rotation; /* tells which way is up; the others stand in the corners */
};
OMR_API bool omr_form_find_marker(const struct omr_form *form, int page, int marker,
                                  struct omr_marker_info *info);

struct omr_element_info {
    const char *kind; /* "choice box", "check box", "grid", "composite grid", "replace trigger",
                         "score group", "barcode", "write-in area" */
    const char *name;
    double left, top, width, height; /* as the pattern has it: for bubbles it may be wrong */
    int position_count;              /* places where something is chosen */
    int first_bubble, bubble_count;  /* they stand next to each other */
    int threshold;                   /* percent, -1 none of its own */
    bool is_single_mark;             /* several marks are for review */
    const char *barcode;             /* its type as written, "" where it is none */
    const char *target, *value;      /* replace trigger: what it replaces, by what; else "" */
};
OMR_API bool omr_form_find_element(const struct omr_form *form, int page, int element,
                                   struct omr_element_info *info);

struct omr_bubble_info {
    const char *value;
    double x, y, width, height; /* centre and size */
    bool is_square;             /* else an ellipse */
    int element, position;      /* which of the page, which of the element */
};
OMR_API bool omr_form_find_bubble(const struct omr_form *form, int page, int bubble,
                                  struct omr_bubble_info *info);

#endif
