/* SPDX-License-Identifier: MIT
 *
 * The job "overlay": parts "pattern" and "image" in, with the options of a recognition and page=N;
 * a part "result:Png" out, that page with what is read on it. Where the form is not found the
 * picture says why; the job fails where there is no picture to draw on. */
#ifndef OMR_SERVER_WORKER_OVERLAY_H
#define OMR_SERVER_WORKER_OVERLAY_H

#include "server/worker/worker.h"

srv_worker_job srv_overlay_job;

#endif
