/* SPDX-License-Identifier: MIT
 *
 * A runner: one thread, one worker process. Takes a task, has it done, keeps what came of it. */
#include "base/error.h"
#include "server/store/clock.h"
#include "server/tasks/answer.h"
#include "server/tasks/help.h"
#include "server/tasks/room.h"

#include <string.h>
#include <unistd.h>

enum {
    IDLE_MS = 1000, /* how often an idle runner looks without being woken */
    START_PATIENCE_MS = 15000,
    LEASE_MARGIN_MS = 60000, /* beyond the job's time: starting a worker, writing the result */
    TROUBLE_DELAY_MS = 2000  /* before a task is tried again when the fault is ours */
};

static int64_t job_timeout_ms(const struct srv_tasks *tasks) {
    return (int64_t)(tasks->settings.job_timeout_s * 1000);
}

static bool is_out_of_patience(struct srv_tasks *tasks) {
    pthread_mutex_lock(&tasks->lock);
    bool is_out = tasks->is_out_of_patience;
    pthread_mutex_unlock(&tasks->lock);
    return is_out;
}

static bool make_ready(struct srv_runner *runner, struct omr_error *err) {
    if (srv_child_is_alive(&runner->child) && srv_child_is_worn(&runner->child))
        srv_child_stop(&runner->child);
    if (srv_child_is_alive(&runner->child))
        return true;
    if (!srv_child_start(&runner->child, runner->tasks->worker_command, START_PATIENCE_MS, err))
        return true;
    if (!is_out_of_patience(runner->tasks)) /* then the closing has killed it */
        srv_tasks_log(runner->tasks, "%s", err->text);
    return false;
}

/* The worker's answer is a stranger's: it is taken apart and checked before anything is kept. */
static void keep_answer(struct srv_runner *runner, const struct srv_lease *lease,
                        const struct omr_buffer *bytes) {
    struct omr_arena arena = {0};
    struct srv_answer_view answer;
    struct omr_error err;
    if (srv_answer_read(&answer, bytes->bytes, bytes->size, &arena, &err)) {
        srv_tasks_log(runner->tasks, "task %s: the worker's answer: %s", lease->id, err.text);
        srv_child_stop(&runner->child);
        srv_tasks_retry(runner->tasks, lease, false);
    } else {
        struct srv_outcome outcome = {.state = answer.is_done ? SRV_ROW_DONE : SRV_ROW_FAILED,
                                      .ended_ms = srv_now_ms(),
                                      .review_count = answer.review_count,
                                      .messages = answer.messages,
                                      .result = answer.is_done ? bytes->bytes : NULL,
                                      .result_size = bytes->size};
        if (srv_tasks_end(runner->tasks, lease, &outcome))
            srv_tasks_return(runner->tasks, lease, TROUBLE_DELAY_MS);
    }
    omr_arena_clear(&arena);
}

static void take_loss(struct srv_runner *runner, const struct srv_lease *lease,
                      const struct omr_error *why) {
    bool is_timeout = strcmp(why->code, "worker.timeout") == 0;
    if (is_out_of_patience(runner->tasks)) {
        srv_tasks_return(runner->tasks, lease, 0);
        return;
    }
    srv_tasks_log(runner->tasks, "task %s, attempt %d: worker: %s", lease->id, lease->attempt,
                  why->text);
    srv_tasks_retry(runner->tasks, lease, is_timeout);
}

static void ask_worker(struct srv_runner *runner, const struct srv_lease *lease, int request,
                       size_t size) {
    struct omr_buffer answer = {0};
    struct omr_error err = {0};
    struct srv_help help;
    srv_help_begin(&help, runner->tasks, request, size);
    enum omr_status status =
        srv_child_ask(&runner->child, request, size, job_timeout_ms(runner->tasks),
                      srv_help_convert, &help, &answer, &err);
    srv_help_end(&help);
    if (status)
        take_loss(runner, lease, &err);
    else
        keep_answer(runner, lease, &answer);
    omr_buffer_clear(&answer);
}

/* Without its file a task cannot be done any more. Mostly it has just been cancelled, then this
 * changes nothing. */
static void fail_lost(struct srv_tasks *tasks, const struct srv_lease *lease) {
    struct srv_outcome outcome = {.state = SRV_ROW_FAILED,
                                  .ended_ms = srv_now_ms(),
                                  .messages = "The uploaded data was lost"};
    srv_tasks_end(tasks, lease, &outcome);
}

static void work_on(struct srv_runner *runner, const struct srv_lease *lease) {
    struct srv_tasks *tasks = runner->tasks;
    struct omr_error err = {0};
    int request = -1;
    size_t size = 0;
    if (srv_store_open_request(tasks->store, lease->id, &request, &size, &err)) {
        srv_tasks_log(tasks, "task %s: %s", lease->id, err.text);
        srv_tasks_return(tasks, lease, TROUBLE_DELAY_MS);
    } else if (request < 0) {
        fail_lost(tasks, lease);
    } else if (!make_ready(runner, &err) || is_out_of_patience(tasks)) {
        srv_tasks_return(tasks, lease, TROUBLE_DELAY_MS);
    } else {
        ask_worker(runner, lease, request, size);
    }
    if (request >= 0)
        close(request);
}

static bool take(struct srv_runner *runner, struct srv_lease *lease) {
    struct srv_tasks *tasks = runner->tasks;
    struct omr_error err;
    bool is_taken = false;
    int64_t lease_ms = job_timeout_ms(tasks) + LEASE_MARGIN_MS +
                       (int64_t)(tasks->settings.convert_timeout_s * 1000);
    if (srv_store_take(tasks->store, srv_now_ms(), lease_ms, lease, &is_taken, &err))
        srv_tasks_log(tasks, "%s", err.text);
    return is_taken;
}

/* Opening waits for the first starts, so that a worker that cannot start is found out then. */
static bool start_first(struct srv_runner *runner) {
    struct omr_error err = {0};
    struct srv_tasks *tasks = runner->tasks;
    bool is_ready = make_ready(runner, &err);
    pthread_mutex_lock(&tasks->lock);
    if (is_ready)
        tasks->ready++;
    else {
        tasks->refused++;
        tasks->start_error = err;
    }
    pthread_cond_broadcast(&tasks->changed);
    pthread_mutex_unlock(&tasks->lock);
    return is_ready;
}

/* One look at the queue; false when it was empty. */
static bool take_turn(struct srv_runner *runner) {
    struct srv_lease lease;
    bool is_taken = take(runner, &lease);
    if (is_taken)
        work_on(runner, &lease);
    srv_tasks_end_turn(runner->tasks);
    return is_taken;
}

/* Without a worker nothing is taken. */
void *srv_runner_run(void *argument) {
    struct srv_runner *runner = argument;
    struct omr_error err;
    uint64_t arrivals;
    bool is_ready = start_first(runner);
    while (is_ready || srv_tasks_pause(runner->tasks, TROUBLE_DELAY_MS)) {
        if (is_ready && !srv_tasks_begin_turn(runner->tasks, &arrivals))
            break;
        if (is_ready && !take_turn(runner))
            srv_tasks_wait(runner->tasks, arrivals, IDLE_MS);
        is_ready = make_ready(runner, &err);
    }
    srv_child_stop(&runner->child);
    return NULL;
}
