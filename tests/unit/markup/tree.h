/* SPDX-License-Identifier: MIT
 *
 * Trees of form sources, told as text: one line for each element, indented by its depth, with what
 * it says and its attributes, so that a test reads like the source. */
#ifndef OMR_TESTS_TREE_H
#define OMR_TESTS_TREE_H

#include "base/buffer.h"
#include "generation/markup/markup.h"

/* "  content 'Hello' font_size=12 align=1 @3:1" and so on; places only when asked for. The caller
 * ends it with free(). */
char *tree_tell(const struct omr_node *root, bool with_places);

/* The warnings, one a line: "3:1 markup.value: text". */
char *tree_warnings(const struct omr_markup *markup);

/* Appends an attribute as "name=value". */
void tree_attribute(struct omr_buffer *text, const struct omr_node *node,
                    const struct omr_attribute_value *attribute);

#endif
