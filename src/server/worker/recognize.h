/* SPDX-License-Identifier: MIT
 *
 * The job "recognize": parts "pattern" and one or more "image" in; for each image, in order, a part
 * "result:Csv" (or Json, Xml) and a line of "details" out.
 *
 * A task answers with results or with an error, never with both, so one picture that cannot be read
 * fails the job: each such picture is named ("image 2: ...") and nothing is lost silently. With a
 * single picture the message stands alone. */
#ifndef OMR_SERVER_WORKER_RECOGNIZE_H
#define OMR_SERVER_WORKER_RECOGNIZE_H

#include "server/worker/worker.h"

srv_worker_job srv_recognize_job;

#endif
