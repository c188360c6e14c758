/* SPDX-License-Identifier: MIT
 *
 * What a form's author wrote, as a tree: the same for text and for JSON markup.
 *
 * Which elements there are, which attributes each may have and which values those may take stands
 * in three tables of schema.h; both readers, the warnings and the layout go by them. A node holds
 * only the attributes that were written and made sense: what an absent one means (a page's value, a
 * setting, the built-in default) is decided by those who ask. */
#ifndef OMR_GENERATION_MARKUP_NODE_H
#define OMR_GENERATION_MARKUP_NODE_H

#include "generation/markup/schema.h"

#include <stdbool.h>
#include <stdint.h>

/* An attribute's value; which member counts follows from the attribute's type. */
struct omr_value {
    double number;            /* NUMBER: pixels, points, counts; FLAG: 0 or 1; CHOICE: its number;
                                 STYLES: OMR_STYLE_... ored; SIDE: its width, 0 for none */
    uint32_t colour;          /* COLOUR, SIDE: 0xRRGGBB */
    const char *text;         /* TEXT: UTF-8 */
    const char *const *texts; /* TEXTS: `count` of them, "" for an empty one */
    const double *numbers;    /* NUMBERS: `count` of them */
    int count;
    const struct omr_value *next; /* an attribute that adds up (extra_row): the one written next */
};

struct omr_attribute_value {
    enum omr_attribute attribute;
    struct omr_value value;
};

/* Where something stands in the source. Text markup: line and column, both from 1 (a column counts
 * characters). JSON markup: those too, and `path` as in "children[0].children[3].name". */
struct omr_place {
    int line, column;
    const char *path; /* "" in text markup */
};

struct omr_node {
    enum omr_node_kind kind;
    const char *text; /* what follows "=": the element's name or text; lines parted by \n; never
                         NULL; "" where JSON has null */
    const struct omr_attribute_value *attributes; /* each at most once */
    int attribute_count;
    struct omr_node *parent, *first_child, *last_child, *next; /* in source order */
    struct omr_place place;
};

/* The value of an attribute of this very node, or NULL where it was not written. */
const struct omr_value *omr_node_find(const struct omr_node *node, enum omr_attribute attribute);

/* The same with a default. omr_node_number() serves NUMBER, FLAG, CHOICE and STYLES. */
double omr_node_number(const struct omr_node *node, enum omr_attribute attribute, double absent);
const char *omr_node_text(const struct omr_node *node, enum omr_attribute attribute,
                          const char *absent);

#endif
