/* SPDX-License-Identifier: MIT
 *
 * Runs a converter: a file's bytes in, a picture's bytes out. It works on files in memory, so that
 * nobody's form is left on a disk, as a process that can reach nothing else (convert/confine.h). */
#ifndef OMR_CONVERT_RUN_H
#define OMR_CONVERT_RUN_H

#include "convert/program.h"

#include <stddef.h>
#include <stdint.h>

struct conv_settings {
    const char *folders; /* where converters are, divided by colons; NULL: those of PATH */
    bool is_off;         /* nothing is converted, and what would be is not told */
    int64_t timeout_ms;
    uint64_t max_output, max_memory; /* bytes */
    /* Asked several times a second; true ends the run. May be NULL. */
    bool (*is_given_up)(void *context);
    void *context;
};

/* The usual settings: programs of PATH, 60 s, 256 MiB, 2 GiB. */
void conv_settings_init(struct conv_settings *settings);

/* Makes a picture of page `page` (from 1) of the file; the picture is the caller's to free().
 * Several threads may do so at once; a converter dies with the thread that waits for it. Errors:
 * OMR_ERROR_UNSUPPORTED "convert.missing" (nowhere found) and "convert.failed" (it could not do
 * it), OMR_ERROR_LIMIT "convert.timeout" and "convert.too_large", OMR_ERROR_IO "convert.start",
 * OMR_ERROR_MEMORY. */
enum omr_status conv_run(const struct conv_program *program, const struct conv_settings *settings,
                         const void *bytes, size_t size, int page, char **picture,
                         size_t *picture_size, struct omr_error *err);

#endif
