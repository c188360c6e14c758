/* SPDX-License-Identifier: MIT
 *
 * The options of a recognition job: one line, "format=Csv threshold=30". */
#ifndef OMR_SERVER_WORKER_OPTIONS_H
#define OMR_SERVER_WORKER_OPTIONS_H

#include <omr/error.h>
#include <omr/recognize.h>

struct srv_options {
    enum omr_format format;
    const char *type; /* what a result of this format is called; a constant */
    struct omr_recognize_options recognize;
};

/* Reads the line; what it does not name keeps its default (Csv, automatic threshold). Errors:
 * OMR_ERROR_USAGE naming an option that is unknown or makes no sense. */
enum omr_status srv_options_parse(struct srv_options *options, const char *line,
                                  struct omr_error *err);

#endif
