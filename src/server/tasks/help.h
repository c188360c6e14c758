/* SPDX-License-Identifier: MIT
 *
 * What a runner does for its worker in the midst of a job: pages are turned into pictures by
 * converters, which the worker, in its sandbox, cannot start. The server moves bytes here and looks
 * at none. */
#ifndef OMR_SERVER_TASKS_HELP_H
#define OMR_SERVER_TASKS_HELP_H

#include "base/arena.h"
#include "server/tasks/room.h"
#include "server/worker/wish.h"

/* During one attempt. */
struct srv_help {
    struct srv_tasks *tasks;
    int request; /* the file of the request, and its size */
    size_t request_size;
    struct omr_arena arena;
    struct srv_part *parts; /* of the request; NULL before the first wish */
    int part_count;
    void *mapped;
    double spent_ms;
};

void srv_help_begin(struct srv_help *help, struct srv_tasks *tasks, int request, size_t size);
void srv_help_end(struct srv_help *help);

/* A srv_child_help: carries a wish out. `context` is the struct srv_help. */
enum omr_status srv_help_convert(void *context, const struct srv_wish *wish, int *fd, size_t *size,
                                 struct omr_error *err);

#endif
