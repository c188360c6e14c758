/* SPDX-License-Identifier: MIT */
#include "markup/tree.h"

#include <string.h>

static const struct omr_attribute_spec *spec_of(const struct omr_node *node,
                                                enum omr_attribute attribute) {
    for (size_t i = 0; i < omr_schema_attribute_count; i++)
        if (omr_schema_attributes[i].attribute == attribute &&
            (omr_schema_attributes[i].elements >> node->kind & 1) != 0)
            return &omr_schema_attributes[i];
    return NULL;
}

static void tell_value(struct omr_buffer *text, const struct omr_attribute_spec *spec,
                       const struct omr_value *value) {
    switch (spec->type) {
    case OMR_VALUE_NUMBER:
    case OMR_VALUE_FLAG:
    case OMR_VALUE_STYLES:
        omr_buffer_format(text, "%g", value->number);
        break;
    case OMR_VALUE_CHOICE:
    case OMR_VALUE_TEXT:
        omr_buffer_text(text, value->text);
        break;
    case OMR_VALUE_COLOUR:
        omr_buffer_format(text, "#%06x", (unsigned)value->colour);
        break;
    case OMR_VALUE_SIDE:
        omr_buffer_format(text, "%g#%06x", value->number, (unsigned)value->colour);
        break;
    case OMR_VALUE_TEXTS:
        for (const struct omr_value *at = value; at; at = at->next) {
            for (int i = 0; i < at->count; i++)
                omr_buffer_format(text, "(%s)", at->texts[i]);
            omr_buffer_text(text, at->next ? "|" : "");
        }
        break;
    case OMR_VALUE_NUMBERS:
        for (int i = 0; i < value->count; i++)
            omr_buffer_format(text, "%s%g", i ? "-" : "", value->numbers[i]);
        break;
    }
}

void tree_attribute(struct omr_buffer *text, const struct omr_node *node,
                    const struct omr_attribute_value *attribute) {
    const struct omr_attribute_spec *spec = spec_of(node, attribute->attribute);
    omr_buffer_format(text, " %s=", spec->names[0]);
    tell_value(text, spec, &attribute->value);
}

static void tell(struct omr_buffer *text, const struct omr_node *node, int depth, bool places) {
    omr_buffer_format(text, "%*s%s", 2 * depth, "", omr_schema_element_name(node->kind));
    if (*node->text)
        omr_buffer_format(text, " '%s'", node->text);
    for (int i = 0; i < node->attribute_count; i++)
        tree_attribute(text, node, &node->attributes[i]);
    if (places)
        omr_buffer_format(text, " @%d:%d %s", node->place.line, node->place.column,
                          node->place.path);
    omr_buffer_char(text, '\n');
    for (const struct omr_node *at = node->first_child; at; at = at->next)
        tell(text, at, depth + 1, places);
}

char *tree_tell(const struct omr_node *root, bool with_places) {
    struct omr_buffer text = {0};
    tell(&text, root, 0, with_places);
    return omr_buffer_detach(&text, NULL);
}

char *tree_warnings(const struct omr_markup *markup) {
    struct omr_buffer text = {0};
    for (int i = 0; i < markup->warnings.count; i++) {
        const struct omr_warning *at = &markup->warnings.item[i];
        omr_buffer_format(&text, "%d:%d %s%s%s: %s\n", at->place.line, at->place.column,
                          at->place.path, *at->place.path ? " " : "", at->code, at->text);
    }
    return omr_buffer_detach(&text, NULL);
}
