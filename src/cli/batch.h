/* SPDX-License-Identifier: MIT
 *
 * Many images of one form, read by several threads and handed on in the order they were given, page
 * by page. */
#ifndef OMR_CLI_BATCH_H
#define OMR_CLI_BATCH_H

#include "cli/pictures.h"

#include <omr/recognize.h>

/* One page of an image and what became of it. */
struct cli_reading {
    const char *path;     /* as given */
    int page, page_count; /* of the file, from 1; a file that cannot be opened has one */
    enum omr_status status;
    struct omr_error err;      /* status is not OMR_OK: why; without the path */
    struct omr_result *result; /* status is OMR_OK; ended by the batch after the call, unless the
                                  call takes it and leaves NULL */
};

/* Called on the thread of cli_batch_run(), once per page, in order. */
typedef void cli_batch_read(void *context, struct cli_reading *reading);

/* Reads the pictures at `paths` with `jobs` threads, which also share the pages of one file. What
 * is wrong with an image is part of its reading. Errors: OMR_ERROR_MEMORY, when not even one thread
 * could start. */
enum omr_status cli_batch_run(const struct omr_form *form, char *const *paths, int count,
                              const struct omr_recognize_options *options,
                              const struct cli_picture_rules *rules, int jobs, cli_batch_read *read,
                              void *context, struct omr_error *err);

#endif
