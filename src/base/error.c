/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum omr_status omr_fail(struct omr_error *err, enum omr_status status, const char *code,
                         const char *format, ...) {
    if (!err)
        return status;
    err->status = status;
    snprintf(err->code, sizeof err->code, "%s", code);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(err->text, sizeof err->text, format, arguments);
    va_end(arguments);
    return status;
}

enum omr_status omr_fail_memory(struct omr_error *err) {
    return omr_fail(err, OMR_ERROR_MEMORY, "memory", "out of memory");
}

const char *omr_status_text(enum omr_status status) {
#define STATUS_TEXT(name, text) text,
    static const char *const texts[] = {OMR_STATUS_TABLE(STATUS_TEXT)};
#undef STATUS_TEXT
    return (unsigned)status < OMR_STATUS_COUNT ? texts[status] : "unknown status";
}
