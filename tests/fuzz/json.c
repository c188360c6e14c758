/* SPDX-License-Identifier: MIT
 *
 * Any bytes: a tree within the limits or a refusal, and every value of the tree can be asked
 * everything. */
#include "base/json.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 16, MAX_VALUES = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static size_t walk(const struct omr_json *value, int depth) {
    size_t count = 1;
    double number;
    const char *text = omr_json_string(value);
    if (depth > MAX_DEPTH || (omr_json_number(value, &number) && !isfinite(number)) ||
        (omr_json_kind(value) == OMR_JSON_STRING) != (text != NULL) ||
        (omr_json_is_true(value) && omr_json_kind(value) != OMR_JSON_BOOL))
        abort();
    for (const struct omr_json *at = omr_json_first(value); at; at = omr_json_next(at)) {
        const char *key = omr_json_key(at);
        if (omr_json_kind(value) == OMR_JSON_OBJECT &&
            strcmp(omr_json_key(omr_json_member(value, key)), key) != 0)
            abort();
        count += walk(at, depth + 1);
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct omr_json *root = NULL;
    struct omr_error err = {0};
    enum omr_status status =
        omr_json_parse(&root, (const char *)bytes, size, MAX_DEPTH, MAX_VALUES, &err);
    /* Whatever passes the check of the grammar must be read: want of memory apart, which here
     * would be a disagreement with the parser behind it. */
    if (status == OMR_ERROR_MEMORY || !status != !!root || (status && !err.text[0]))
        abort();
    if (root && walk(root, 0) > MAX_VALUES)
        abort();
    omr_json_free(root);
    return 0;
}
