/* SPDX-License-Identifier: MIT
 *
 * The job "generate": parts "source", "settings" (lines "name=value", as the service counts) and
 * any number of "picture:NAME" in. Out, in order, a part "result:Png" (or Jpg, Tiff) for each page
 * or one "result:Pdf", then "result:Omr"; and "details", one JSON object with what the author of
 * the source should know. */
#ifndef OMR_SERVER_WORKER_GENERATE_H
#define OMR_SERVER_WORKER_GENERATE_H

#include "server/worker/worker.h"

srv_worker_job srv_generate_job;

/* Opens the fonts before the sandbox is closed. */
enum omr_status srv_generate_prepare(void **context, struct srv_readable *files,
                                     struct omr_error *err);

#endif
