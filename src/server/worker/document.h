/* SPDX-License-Identifier: MIT
 *
 * The document of one page as the operator of the service wants it. */
#ifndef OMR_SERVER_WORKER_DOCUMENT_H
#define OMR_SERVER_WORKER_DOCUMENT_H

#include "server/worker/options.h"

#include <omr/result.h>

/* Like omr_result_write(), with the format, the JSON shape, the value of doubtful fields and the
 * guard against formulas that the options say. Ended with free(). */
enum omr_status srv_document_write(const struct omr_result *result,
                                   const struct srv_options *options, char **text, size_t *size,
                                   struct omr_error *err);

#endif
