/* SPDX-License-Identifier: MIT
 *
 * An attribute's value as it is written becomes a value of its type. */
#ifndef OMR_GENERATION_MARKUP_VALUE_H
#define OMR_GENERATION_MARKUP_VALUE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "generation/markup/node.h"

/* What became of a value. */
enum omr_value_outcome {
    OMR_VALUE_TAKEN,
    OMR_VALUE_UNSET, /* it means "not set" */
    OMR_VALUE_REFUSED /* it makes no sense; omr_value_expected() says what would */,
    OMR_VALUE_NO_MEMORY
};

/* Reads `size` bytes, as text markup has them; blanks at both ends do not count. Texts are taken
 * from `arena`. */
enum omr_value_outcome omr_value_read(struct omr_value *value, struct omr_arena *arena,
                                      const struct omr_attribute_spec *spec, const char *text,
                                      size_t size);

/* A number as the language writes it: digits with a point or without, a sign, "px", "pt" or "%"
 * behind it. Nothing else. */
bool omr_value_number(const char *text, size_t size, double *number);

/* One side of a border: `width` in px, 0 for none. */
enum omr_value_outcome omr_value_side(struct omr_value *value, const char *text, size_t size);

/* Adds the style of a word to OMR_STYLE_... bits; false where there is none of that name. */
bool omr_value_add_style(unsigned *styles, const char *word, size_t size);

/* Whether a number is allowed, and what it is kept as. */
enum omr_value_outcome omr_value_check(double *number, const struct omr_attribute_spec *spec);

/* Appends what a value of this attribute may be: "left, center or right", "a number from 1 to 100".
 */
void omr_value_expected(struct omr_buffer *text, const struct omr_attribute_spec *spec);

#endif
