/* SPDX-License-Identifier: MIT */
#include "server/worker/overlay.h"

#include "base/error.h"
#include "server/worker/options.h"
#include "server/worker/pattern.h"
#include "server/worker/picture.h"

#include <omr/overlay.h>
#include <omr/recognize.h>
#include <stdlib.h>

static enum omr_status decode_page(const struct srv_work *work, const struct srv_options *options,
                                   const struct srv_part *part, struct omr_image **image,
                                   struct omr_error *err) {
    struct srv_picture picture;
    enum omr_status status = srv_picture_open(&picture, work, options, part, 1, err);
    if (status)
        return status;
    status = srv_picture_decode(&picture, options->page, image, err);
    srv_picture_close(&picture);
    return status;
}

/* Read again rather than remembered: the same bytes give the same result. */
static enum omr_status draw(const struct srv_options *options, const struct omr_form *form,
                            const struct omr_image *image, struct srv_answer *answer,
                            struct omr_error *err) {
    struct omr_result *result = NULL;
    struct omr_error why = {0};
    char *png;
    size_t size;
    if (omr_recognize(&result, form, image, &options->recognize, &why))
        result = NULL;
    enum omr_status status = omr_overlay_draw(result, image, why.text, &png, &size, err);
    omr_result_free(result);
    if (status)
        return status;
    srv_answer_add(answer, SRV_PART_RESULT "Png", png, size);
    free(png);
    return OMR_OK;
}

enum omr_status srv_overlay_job(const struct srv_work *work, struct srv_answer *answer,
                                struct omr_error *err) {
    const struct srv_part *picture = srv_message_find(work->parts, work->part_count, "image");
    struct srv_options options;
    struct omr_form *form = NULL;
    struct omr_image *image = NULL;
    if (!picture)
        return omr_fail(err, OMR_ERROR_USAGE, "worker.request",
                        "a recognition pattern and at least one image are needed");
    enum omr_status status = srv_options_parse(&options, work->options, err);
    if (!status)
        status = srv_pattern_read(work, &form, err);
    if (!status)
        status = decode_page(work, &options, picture, &image, err);
    if (!status)
        status = draw(&options, form, image, answer, err);
    omr_image_free(image);
    omr_form_free(form);
    return status;
}
