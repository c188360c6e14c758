/* SPDX-License-Identifier: MIT */
#ifndef OMR_SERVER_WORKER_PATTERN_H
#define OMR_SERVER_WORKER_PATTERN_H

#include "server/worker/worker.h"

#include <omr/form.h>

/* Reads the part "pattern" of a job. A message about it names the member of the order that holds
 * it. Errors: as omr_form_parse(), OMR_ERROR_USAGE "worker.request" (there is none). */
enum omr_status srv_pattern_read(const struct srv_work *work, struct omr_form **form,
                                 struct omr_error *err);

#endif
