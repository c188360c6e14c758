/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/pattern.h"
#include "cli/pattern_write.h"

#include <omr/import.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEMPLATE_BYTES_MOST = 4 << 20 };

/* A picture that may be given; NULL where it is not. */
static enum omr_status load_if(struct omr_image **image, const char *path,
                               const struct cli_pattern_settings *settings, struct omr_error *err) {
    struct cli_picture_rules rules;
    int pages;
    if (!path)
        return OMR_OK;
    cli_picture_rules_init(&rules, &settings->pictures);
    return cli_image_load(image, path, 1, &rules, &pages, err);
}

static enum omr_status fit_if(struct omr_form *form, struct omr_remarks *remarks,
                              const struct omr_image *sample, struct omr_error *err) {
    return sample ? omr_form_fit(form, remarks, sample, err) : OMR_OK;
}

int cli_pattern_import(const char *kind, const char *path,
                       const struct cli_pattern_settings *settings) {
    char *text = NULL;
    size_t size;
    struct omr_image *marker = NULL, *sample = NULL;
    struct omr_form *form = NULL;
    struct omr_remarks remarks = {0};
    struct omr_error err = {0};
    enum omr_status status;
    int code = CLI_OK;
    if (strcmp(kind, "omrchecker") != 0)
        return cli_complain(&cmd_pattern, "import understands the templates of omrchecker");
    if ((status = omr_file_load(path, TEMPLATE_BYTES_MOST, &text, &size, &err)) ||
        (status = load_if(&marker, settings->marker, settings, &err)) ||
        (status = load_if(&sample, settings->sample, settings, &err))) {
        fprintf(stderr, "omr: %s\n", err.text);
    } else if ((status = omr_form_import_omrchecker(&form, &remarks, text, size, marker, &err))) {
        fprintf(stderr, "omr: %s: %s\n", path, err.text);
    } else if ((status = fit_if(form, &remarks, sample, &err))) {
        fprintf(stderr, "omr: %s: %s\n", settings->sample, err.text);
    } else {
        cli_remarks_print(&remarks);
        code = cli_pattern_write(form, settings->output);
    }
    omr_form_free(form);
    omr_image_free(marker);
    omr_image_free(sample);
    free(text);
    return status ? cli_exit_of(status) : code;
}
