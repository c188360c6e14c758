/* SPDX-License-Identifier: MIT */
#include "barcode/names.h"

#include <stddef.h>

static char lower_case(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool omr_barcode_name_simplify(char simple[OMR_BARCODE_NAME_SIZE], const char *name) {
    size_t length = 0;
    for (; *name; name++) {
        char c = lower_case(*name);
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z'))
            continue;
        if (length + 1 == OMR_BARCODE_NAME_SIZE)
            return false;
        simple[length++] = c;
    }
    simple[length] = '\0';
    return true;
}
