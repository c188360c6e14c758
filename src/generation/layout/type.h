/* SPDX-License-Identifier: MIT
 *
 * Lines of text in a form: how high they are, what a node's style is, and putting them on a page.
 *
 * A line takes the font's line spacing and an eighth of its em, rounded up: 51 px for Calibri of 9
 * points. Texts stand a sixth of an em inside the width that is theirs and break two fifths of an
 * em before its ends. Empty lines and recorded boxes go by a larger line, with a quarter of an em.
 */
#ifndef OMR_GENERATION_LAYOUT_TYPE_H
#define OMR_GENERATION_LAYOUT_TYPE_H

#include "generation/layout/plan.h"

double omr_type_em(const struct omr_text_style *style);
double omr_type_line(struct omr_plan *plan, const struct omr_text_style *style);
double omr_type_box_line(struct omr_plan *plan, const struct omr_text_style *style);

/* The style of a node: what it has itself, else the form's. */
struct omr_text_style omr_type_style(const struct omr_plan *plan, const struct omr_node *node);

/* A number as it is printed: in the digits of the writing system where that is asked for. */
const char *omr_type_number(struct omr_plan *plan, int number);

/* The style of the letters in bubbles; 0 for the usual size. */
struct omr_text_style omr_type_letter(double size_pt, unsigned styles);

/* Shapes a text that the plan will end; NULL after a failure. Without a frame on one line. */
struct omr_text *omr_type_shape(struct omr_plan *plan, const char *content,
                                const struct omr_text_style *style,
                                const struct omr_text_frame *frame);

/* The width that a text takes on one line, with the sixths of an em beside it. */
double omr_type_width(struct omr_plan *plan, const char *content,
                      const struct omr_text_style *style);

/* The least width that it must be given to stay on one line. */
double omr_type_room(struct omr_plan *plan, const char *content,
                     const struct omr_text_style *style);

/* The height that a text takes in this width. */
double omr_type_height(struct omr_plan *plan, const struct omr_node *node, const char *content,
                       const struct omr_text_style *style, double width);

/* Puts a text at (left, top), `width` wide; gives its height. */
struct omr_type_place {
    double left, top;
    double width; /* 0: on one line from `left` on, however wide */
    enum omr_align align;
};
double omr_type_place(struct omr_plan *plan, const struct omr_node *node, const char *content,
                      const struct omr_text_style *style, const struct omr_type_place *place);

/* Likewise with its middle at `middle`. */
double omr_type_place_middle(struct omr_plan *plan, const struct omr_node *node,
                             const char *content, const struct omr_text_style *style,
                             const struct omr_type_place *place, double middle);

#endif
