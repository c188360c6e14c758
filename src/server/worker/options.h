/* SPDX-License-Identifier: MIT
 *
 * The options of a recognition job: one line, "format=Csv threshold=30". */
#ifndef OMR_SERVER_WORKER_OPTIONS_H
#define OMR_SERVER_WORKER_OPTIONS_H

#include "convert/program.h"

#include <omr/error.h>
#include <omr/image.h>
#include <omr/recognize.h>
#include <stdbool.h>

enum { SRV_UNSURE_SIZE = 65 };

struct srv_options {
    struct omr_write_options write; /* its `unsure_value` is set by srv_options_show() */
    bool replaces_unsure;           /* by: */
    char unsure_value[SRV_UNSURE_SIZE];
    const char *type; /* what a result of this format is called; a constant */
    int page;         /* of the picture, from 1: for what shows one */
    struct omr_recognize_options recognize;
    struct omr_image_limits limits;
    bool knows_converters;     /* or a picture that needs one is refused without advice */
    const char *converters[8]; /* ids of those that the server has; NULL after the last */
};

/* Reads the line: format=Csv|Json|Xml, threshold=0..100, shape=elements|results|both, unsure= and a
 * text in hexadecimal, guard=0|1, order=name|form, changed=ask|darkest|cancel, page=1 and up,
 * bytes=, pixels=, side=, pages=, scans= and memory= and a number (the limits of pictures),
 * convert= and the ids of converters, divided by commas. What it does not name keeps its default
 * (Csv, automatic threshold). Errors: OMR_ERROR_USAGE naming an option that is unknown or makes no
 * sense.
 */
enum omr_status srv_options_parse(struct srv_options *options, const char *line,
                                  struct omr_error *err);

/* Whether the server has this converter. */
bool srv_options_have(const struct srv_options *options, const struct conv_program *program);

/* How documents are written; what is returned points into `options`. */
struct omr_write_options srv_options_show(const struct srv_options *options);

#endif
