/* SPDX-License-Identifier: MIT
 *
 * What `omr pattern` does besides showing: patterns made from what others have. */
#ifndef OMR_CLI_PATTERN_H
#define OMR_CLI_PATTERN_H

#include "cli/pictures.h"

struct cli_pattern_settings {
    const char *picture; /* show: the file to draw into */
    const char *marker;  /* import: the picture of the marker; NULL none */
    const char *sample;  /* import: a picture of a page to measure the bubbles on; NULL none */
    const char *output;  /* import, detect: the pattern to write; NULL standard output */
    int page;            /* show, detect: from 1 */
    struct cli_picture_options pictures;
};

/* omr pattern import omrchecker TEMPLATE: a cli_exit. */
int cli_pattern_import(const char *kind, const char *path,
                       const struct cli_pattern_settings *settings);

/* omr pattern detect BLANK: a cli_exit. */
int cli_pattern_detect(const char *path, const struct cli_pattern_settings *settings);

#endif
