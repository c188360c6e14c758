/* SPDX-License-Identifier: MIT */
#include "base/remark.h"

#include <stdarg.h>
#include <stdio.h>

void omr_remark_add(struct omr_remarks *remarks, const char *code, const char *format, ...) {
    if (!remarks)
        return;
    if (remarks->count == OMR_REMARKS_MOST) {
        remarks->dropped++;
        return;
    }
    struct omr_remark *remark = &remarks->item[remarks->count++];
    va_list arguments;
    va_start(arguments, format);
    snprintf(remark->code, sizeof remark->code, "%s", code);
    vsnprintf(remark->text, sizeof remark->text, format, arguments);
    va_end(arguments);
}
