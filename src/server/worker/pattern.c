/* SPDX-License-Identifier: MIT */
#include "server/worker/pattern.h"

#include "base/error.h"

enum omr_status srv_pattern_read(const struct srv_work *work, struct omr_form **form,
                                 struct omr_error *err) {
    const struct srv_part *pattern = srv_message_find(work->parts, work->part_count, "pattern");
    struct omr_error why = {0};
    if (!pattern)
        return omr_fail(err, OMR_ERROR_USAGE, "worker.request",
                        "a recognition pattern and at least one image are needed");
    enum omr_status status = omr_form_parse(form, pattern->bytes, pattern->size, &why);
    return status ? omr_fail(err, status, why.code, "omrFile: %s", why.text) : OMR_OK;
}
