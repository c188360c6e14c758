/* SPDX-License-Identifier: MIT
 *
 * The files that a form becomes, in a folder: NAME.png, or NAMEPage1.png, NAMEPage2.png where it
 * has several pages; NAME-0001.png and so on for the copies of a batch; NAME.pdf; NAME.omr. Each
 * appears when it is whole. */
#ifndef OMR_CLI_FORM_FILES_H
#define OMR_CLI_FORM_FILES_H

#include <omr/generate.h>
#include <stdio.h>

struct cli_form_files {
    const char *folder, *name;
    bool is_batch;
    FILE *file;
    char path[4096], part[4104]; /* of the file at hand; what is not whole yet is PATH.part */
    struct omr_error err;        /* why a function of the sink returned false */
};

/* The sink that writes them; `files` must live as long. */
struct omr_generate_sink cli_form_files_sink(struct cli_form_files *files);

/* Takes away what is not whole. */
void cli_form_files_end(struct cli_form_files *files);

#endif
