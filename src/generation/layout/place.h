/* SPDX-License-Identifier: MIT
 *
 * Placing elements: one function for each, which gives the height that the element took of its
 * parent. Geometry: the form language's, in docs/form-language.md. */
#ifndef OMR_GENERATION_LAYOUT_PLACE_H
#define OMR_GENERATION_LAYOUT_PLACE_H

#include "generation/layout/plan.h"

/* Where an element may stand: below `top`, from `left` on, `width` wide. */
struct omr_area {
    double left, top, width;
    bool is_in_block; /* what has places of its own does not push on what follows */
    double height;    /* of the parent where it is fixed; 0: it grows */
};

/* Any element that may stand on a page or in a block. */
double omr_place_node(struct omr_plan *plan, const struct omr_node *node, struct omr_area area);

/* All children of a node, one below the other. */
double omr_place_children(struct omr_plan *plan, const struct omr_node *node, struct omr_area area);

/* block.c */
double omr_place_container(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_area area);
double omr_place_block(struct omr_plan *plan, const struct omr_node *node, struct omr_area area);
double omr_place_positioned_block(struct omr_plan *plan, const struct omr_node *node,
                                  struct omr_area area);

/* words.c */
double omr_place_text(struct omr_plan *plan, const struct omr_node *node, struct omr_area area);
double omr_place_empty_line(struct omr_plan *plan, const struct omr_node *node,
                            struct omr_area area);
double omr_place_input_group(struct omr_plan *plan, const struct omr_node *node,
                             struct omr_area area);
double omr_place_write_in(struct omr_plan *plan, const struct omr_node *node, struct omr_area area);
double omr_place_text_input(struct omr_plan *plan, const struct omr_node *node,
                            struct omr_area area);
double omr_place_free_text_input(struct omr_plan *plan, const struct omr_node *node,
                                 struct omr_area area);

/* image.c */
double omr_place_image(struct omr_plan *plan, const struct omr_node *node, struct omr_area area);
/* Its box, with the sides that it will have at no particular place; false, after a failure, where
 * the picture was not given. And the same as omr_place_image() where `align` holds unless the node
 * has one. */
bool omr_image_box(struct omr_plan *plan, const struct omr_node *node, struct omr_box *box);
double omr_place_image_at(struct omr_plan *plan, const struct omr_node *node,
                          const struct omr_area *area, enum omr_align align);
double omr_place_barcode(struct omr_plan *plan, const struct omr_node *node, struct omr_area area);

/* paragraph.c */
double omr_place_paragraph(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_area area);

/* question.c */
double omr_place_choice_box(struct omr_plan *plan, const struct omr_node *node,
                            struct omr_area area);
double omr_place_check_box(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_area area);

/* vertical.c */
double omr_place_vertical_choice_box(struct omr_plan *plan, const struct omr_node *node,
                                     struct omr_area area);

/* score.c, table.c */
double omr_place_score_group(struct omr_plan *plan, const struct omr_node *node,
                             struct omr_area area);
double omr_place_table(struct omr_plan *plan, const struct omr_node *node, struct omr_area area);

/* sheet.c, custom_sheet.c */
double omr_place_answer_sheet(struct omr_plan *plan, const struct omr_node *node,
                              struct omr_area area);
double omr_place_custom_sheet(struct omr_plan *plan, const struct omr_node *node,
                              struct omr_area area);

/* grid.c */
double omr_place_grid(struct omr_plan *plan, const struct omr_node *node, struct omr_area area);
double omr_place_composite_grid(struct omr_plan *plan, const struct omr_node *node,
                                struct omr_area area);

/* Facts that several elements share: facts.c. */

/* Side of a bubble of a node, px. */
double omr_bubble_side(const struct omr_node *node, enum omr_bubble_size absent);
enum omr_bubble_shape omr_bubble_shape_of(const struct omr_node *node, enum omr_bubble_type absent);

/* Whether several marks of a node are for review. */
bool omr_is_single_mark(const struct omr_plan *plan, const struct omr_node *node);

/* A flag of a node. */
bool omr_flag_of(const struct omr_node *node, enum omr_attribute attribute, bool absent);

/* Borders of a node; true where there are any. */
struct omr_border_look {
    struct omr_stroke stroke;
    double radius;
    bool has_sides;
    struct omr_stroke side[4]; /* top, right, bottom, left */
};
bool omr_border_of(const struct omr_node *node, enum omr_attribute kind,
                   struct omr_border_look *look);

/* Left side of something `width` wide that is aligned in an area. */
double omr_align_in(const struct omr_area *area, double width, enum omr_align align);

/* A count of the source within bounds, with a warning where it is cut. */
int omr_count_of(struct omr_plan *plan, const struct omr_node *node, enum omr_attribute attribute,
                 int absent, int most, const char *name);

/* Children of a kind. */
int omr_count_children(const struct omr_node *node, enum omr_node_kind kind);
const struct omr_node *omr_first_child(const struct omr_node *node, enum omr_node_kind kind);
const struct omr_node *omr_next_of(const struct omr_node *node, enum omr_node_kind kind);

/* Shares of a width, in px: of proportions in percent, or of equal columns; `count` of them, in the
 * arena. Proportions of more than 100 % are cut down, with a warning. */
const double *omr_shares(struct omr_plan *plan, const struct omr_node *node,
                         enum omr_attribute attribute, double width, int count);

/* Where images, barcodes and grids with x or y stand. */
bool omr_has_place(const struct omr_node *node);

#endif
