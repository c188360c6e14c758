/* SPDX-License-Identifier: MIT
 *
 * What `omr worker` can be asked to do. */
#include "server/worker/generate.h"
#include "server/worker/overlay.h"
#include "server/worker/recognize.h"

const struct srv_worker_kind srv_worker_kinds[] = {
    {.name = "recognize", .job = srv_recognize_job},
    {.name = "overlay", .job = srv_overlay_job},
    {.name = "generate", .job = srv_generate_job, .prepare = srv_generate_prepare},
};
const int srv_worker_kind_count = sizeof srv_worker_kinds / sizeof *srv_worker_kinds;
