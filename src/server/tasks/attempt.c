/* SPDX-License-Identifier: MIT
 *
 * What follows when an attempt did not lead to an answer. */
#include "base/error.h"
#include "server/store/clock.h"
#include "server/tasks/room.h"

#include <stdio.h>

/* The second retry waits a little: what stopped two workers in a row may pass. */
enum { RETRY_DELAY_MS = 1000 };

static const char *count_word(int count) {
    static const char *const words[] = {"",           "once",       "twice",    "three times",
                                        "four times", "five times", "six times"};
    return count > 0 && count < (int)(sizeof words / sizeof *words) ? words[count] : "many times";
}

enum omr_status srv_tasks_end(struct srv_tasks *tasks, const struct srv_lease *lease,
                              const struct srv_outcome *outcome) {
    struct omr_error err;
    bool is_current = false;
    enum omr_status status = srv_store_finish(tasks->store, lease, outcome, &is_current, &err);
    if (status)
        srv_tasks_log(tasks, "task %s: %s", lease->id, err.text);
    else if (is_current && tasks->ended)
        tasks->ended(tasks->context, lease->id);
    return status;
}

static enum omr_status fail_for_good(struct srv_tasks *tasks, const struct srv_lease *lease,
                                     bool is_timeout, int failures) {
    char text[160];
    snprintf(text, sizeof text, "The picture could not be processed: the recognizer %s %s",
             is_timeout ? "took too long" : "stopped unexpectedly", count_word(failures));
    struct srv_outcome outcome = {
        .state = SRV_ROW_FAILED, .ended_ms = srv_now_ms(), .messages = text};
    return srv_tasks_end(tasks, lease, &outcome);
}

static enum omr_status give_back(struct srv_tasks *tasks, const struct srv_lease *lease,
                                 bool is_failure, int64_t delay_ms) {
    struct omr_error err;
    enum omr_status status =
        srv_store_give_back(tasks->store, lease, is_failure, srv_now_ms() + delay_ms, &err);
    if (status)
        srv_tasks_log(tasks, "task %s: %s", lease->id, err.text);
    srv_tasks_wake(tasks);
    return status;
}

enum omr_status srv_tasks_retry(struct srv_tasks *tasks, const struct srv_lease *lease,
                                bool is_timeout) {
    int failures = lease->failures + 1;
    if (failures >= tasks->settings.max_attempts)
        return fail_for_good(tasks, lease, is_timeout, failures);
    return give_back(tasks, lease, true, failures == 1 ? 0 : RETRY_DELAY_MS);
}

enum omr_status srv_tasks_return(struct srv_tasks *tasks, const struct srv_lease *lease,
                                 int64_t delay_ms) {
    if (lease->attempt >= SRV_TASK_MAX_TAKEN)
        return fail_for_good(tasks, lease, false, lease->attempt);
    return give_back(tasks, lease, false, delay_ms);
}

enum omr_status srv_tasks_take_back(struct srv_tasks *tasks, int64_t now_ms, bool is_failure,
                                    struct omr_error *err) {
    for (;;) {
        struct srv_lease lease;
        bool is_found = false;
        enum omr_status status =
            srv_store_find_expired(tasks->store, now_ms, &lease, &is_found, err);
        if (status || !is_found)
            return status;
        status =
            is_failure ? srv_tasks_retry(tasks, &lease, true) : srv_tasks_return(tasks, &lease, 0);
        if (status)
            return omr_fail(err, status, "tasks.take_back", "a task cannot be taken back");
    }
}
