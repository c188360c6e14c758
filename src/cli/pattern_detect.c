/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "cli/input.h"
#include "cli/pattern.h"
#include "cli/pattern_write.h"

#include <omr/detect.h>
#include <stdio.h>

int cli_pattern_detect(const char *path, const struct cli_pattern_settings *settings) {
    struct cli_picture_rules rules;
    struct omr_image *image = NULL;
    struct omr_form *form = NULL;
    struct omr_remarks remarks = {0};
    struct omr_error err = {0};
    int pages, code = CLI_OK;
    cli_picture_rules_init(&rules, &settings->pictures);
    enum omr_status status = cli_image_load(&image, path, settings->page, &rules, &pages, &err);
    if (status) {
        fprintf(stderr, "omr: %s\n", err.text);
    } else if ((status = omr_form_detect(&form, &remarks, image, &err))) {
        fprintf(stderr, "omr: %s: %s\n", path, err.text);
    } else {
        cli_remarks_print(&remarks);
        code = cli_pattern_write(form, settings->output);
    }
    omr_form_free(form);
    omr_image_free(image);
    return status ? cli_exit_of(status) : code;
}
