/* SPDX-License-Identifier: MIT
 *
 * What commands are given by name: patterns and pictures. Errors begin with the path. */
#ifndef OMR_CLI_INPUT_H
#define OMR_CLI_INPUT_H

#include "cli/pictures.h"

#include <omr/form.h>
#include <omr/image.h>

enum omr_status cli_form_load(struct omr_form **form, const char *path, struct omr_error *err);
/* Page `page` (from 1) of the file, which has `*page_count`. */
enum omr_status cli_image_load(struct omr_image **image, const char *path, int page,
                               const struct cli_picture_rules *rules, int *page_count,
                               struct omr_error *err);

/* What kind of end a failure is, a cli_exit: of the input or of ours. */
int cli_exit_of(enum omr_status status);

#endif
