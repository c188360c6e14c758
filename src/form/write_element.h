/* SPDX-License-Identifier: MIT
 *
 * The elements of a page as the newest patterns spell them: places and sizes of elements and
 * bubbles as strings, sizes of bubbles and thresholds as numbers. */
#ifndef OMR_FORM_WRITE_ELEMENT_H
#define OMR_FORM_WRITE_ELEMENT_H

#include "base/buffer.h"
#include "form/form.h"

/* JSON while it is written: what was indented how far, and whether a comma is due. */
struct omr_pattern_writer {
    struct omr_buffer text;
    int depth;
    bool needs_comma;
};

void omr_pattern_open(struct omr_pattern_writer *writer, const char *key, char bracket);
void omr_pattern_close(struct omr_pattern_writer *writer, char bracket);
void omr_pattern_text(struct omr_pattern_writer *writer, const char *key, const char *text);
void omr_pattern_number(struct omr_pattern_writer *writer, const char *key, double number);
void omr_pattern_quoted(struct omr_pattern_writer *writer, const char *key, double number);
void omr_pattern_bool(struct omr_pattern_writer *writer, const char *key, bool value);
void omr_pattern_null(struct omr_pattern_writer *writer, const char *key);

/* Width, Height, Top, Left. */
void omr_pattern_box(struct omr_pattern_writer *writer, const struct omr_box *box);

void omr_pattern_element(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                         const struct omr_element *element);

/* The element's entry below `Omr`. */
void omr_pattern_facts(struct omr_pattern_writer *writer, const struct omr_form_page *page,
                       const struct omr_element *element);

#endif
