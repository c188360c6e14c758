/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a form's source, of either syntax: a tree in which everything stands where it may,
 * or a refusal. Made once as it is and once as a copy with fields. */
#include "generation/markup/markup.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(const struct omr_node *node, int depth) {
    if (depth > OMR_MARKUP_DEPTH_MOST + 2 || !node->text || node->place.line < 1 ||
        node->place.column < 1 || !node->place.path)
        abort();
    for (int i = 0; i < node->attribute_count; i++)
        if (omr_node_find(node, node->attributes[i].attribute) != &node->attributes[i].value)
            abort();
    for (const struct omr_node *at = node->first_child; at; at = at->next) {
        if (at->parent != node || !omr_schema_may_hold(node->kind, at->kind) ||
            (!at->next && node->last_child != at))
            abort();
        check(at, depth + 1);
    }
}

static void read(const char *text, size_t size, const struct omr_record *record) {
    struct omr_markup markup = {0};
    struct omr_error err = {0};
    enum omr_status status = omr_markup_parse_record(&markup, text, size, record, &err);
    if (status == OMR_ERROR_MEMORY || (status && !err.text[0]))
        abort();
    if (!status)
        check(markup.root, 0);
    omr_markup_clear(&markup);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const char *const names[] = {"name"}, *const values[] = {"?text=\n&"};
    static const struct omr_record record = {names, values, 1};
    read((const char *)bytes, size, NULL);
    read((const char *)bytes, size, &record);
    return 0;
}
