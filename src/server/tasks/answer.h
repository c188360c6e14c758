/* SPDX-License-Identifier: MIT
 *
 * A worker's answer, taken apart. */
#ifndef OMR_SERVER_TASKS_ANSWER_H
#define OMR_SERVER_TASKS_ANSWER_H

#include "base/arena.h"
#include "server/worker/message.h"

#include <omr/error.h>
#include <stdbool.h>

struct srv_answer_view {
    bool is_done;
    struct srv_part *results; /* named by their types, in order */
    int result_count;
    const struct srv_part *details; /* or NULL */
    int review_count, unread_count;
    const char *messages; /* one a line; "" when it is done */
};

/* Reads and checks an answer; what is not as it must be is OMR_ERROR_INPUT. The view points into
 * `bytes` and the arena. Messages are cut to a sensible length and their control characters become
 * blanks. */
enum omr_status srv_answer_read(struct srv_answer_view *answer, const void *bytes, size_t size,
                                struct omr_arena *arena, struct omr_error *err);

#endif
