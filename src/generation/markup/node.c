/* SPDX-License-Identifier: MIT */
#include "generation/markup/node.h"

#include <stddef.h>

const struct omr_value *omr_node_find(const struct omr_node *node, enum omr_attribute attribute) {
    for (int i = 0; i < node->attribute_count; i++)
        if (node->attributes[i].attribute == attribute)
            return &node->attributes[i].value;
    return NULL;
}

double omr_node_number(const struct omr_node *node, enum omr_attribute attribute, double absent) {
    const struct omr_value *value = omr_node_find(node, attribute);
    return value ? value->number : absent;
}

const char *omr_node_text(const struct omr_node *node, enum omr_attribute attribute,
                          const char *absent) {
    const struct omr_value *value = omr_node_find(node, attribute);
    return value ? value->text : absent;
}
