/* SPDX-License-Identifier: MIT */
#include "cli/input.h"

#include "base/error.h"
#include "base/file.h"
#include "cli/command.h"

#include <stdlib.h>

enum { MAX_PATTERN_BYTES = 20 << 20 };

static enum omr_status name_path(enum omr_status status, const char *path,
                                 const struct omr_error *problem, struct omr_error *err) {
    return status ? omr_fail(err, status, problem->code, "%s: %s", path, problem->text) : OMR_OK;
}

enum omr_status cli_form_load(struct omr_form **form, const char *path, struct omr_error *err) {
    char *text;
    size_t size;
    struct omr_error problem = {0};
    enum omr_status status = omr_file_load(path, MAX_PATTERN_BYTES, &text, &size, err);
    if (status)
        return status;
    status = omr_form_parse(form, text, size, &problem);
    free(text);
    return name_path(status, path, &problem, err);
}

enum omr_status cli_image_load(struct omr_image **image, const char *path, int page,
                               const struct cli_picture_rules *rules, int *page_count,
                               struct omr_error *err) {
    struct omr_error problem = {0};
    struct cli_pictures file = {0};
    enum omr_status status = cli_pictures_open(&file, path, rules, &problem);
    if (!status)
        status = cli_pictures_decode(&file, page - 1, image, &problem);
    if (!status)
        *page_count = omr_document_page_count(file.document);
    cli_pictures_close(&file);
    return name_path(status, path, &problem, err);
}

int cli_exit_of(enum omr_status status) {
    if (status == OMR_OK)
        return CLI_OK;
    return status == OMR_ERROR_MEMORY || status == OMR_ERROR_INTERNAL ? CLI_TROUBLE : CLI_INPUT;
}
