/* SPDX-License-Identifier: MIT
 *
 * What the files of this folder share: the open tasks and their threads. One runner per worker
 * takes tasks and has them done; one keeper sweeps. The store is the queue. */
#ifndef OMR_SERVER_TASKS_ROOM_H
#define OMR_SERVER_TASKS_ROOM_H

#include "server/store/store.h"
#include "server/tasks/tasks.h"
#include "server/worker/child.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct srv_runner {
    struct srv_tasks *tasks;
    pthread_t thread;
    struct srv_child child;
};

struct srv_tasks {
    struct srv_tasks_settings settings;
    char *worker_command; /* the settings' text, kept */
    struct srv_store *store;
    srv_task_ended *ended;
    void *context;

    pthread_mutex_t lock;    /* around all that follows */
    pthread_cond_t changed;  /* something to do, or to stop */
    uint64_t arrivals;       /* rises whenever a task may have become ready to be taken */
    bool is_stopping;        /* take no more */
    bool is_out_of_patience; /* what still runs is given back */
    int running;             /* runners that have a task or are taking one */
    int ready, refused;      /* runners whose first worker has started, or could not */
    struct omr_error start_error;

    struct srv_runner *runners;
    int runner_count; /* threads that exist */
    pthread_t keeper;
    bool has_keeper;
};

/* The threads' functions; `argument` is the runner, or the tasks for the keeper. */
void *srv_runner_run(void *argument);
void *srv_keeper_run(void *argument);

/* srv_tasks_submit() with a time of submission. */
enum omr_status srv_tasks_submit_at(struct srv_tasks *tasks, const char *owner,
                                    const struct srv_job *job, int64_t submitted_ms,
                                    char id[SRV_TASK_ID_SIZE], struct omr_error *err);

/* The row of a task that this owner may see; SRV_TASK_UNKNOWN ones are not found. Ended with
 * srv_row_clear() when found. */
enum omr_status srv_tasks_find_row(struct srv_tasks *tasks, const char *owner, const char *kind,
                                   const char *id, struct srv_row *row, bool *is_found,
                                   struct omr_error *err);

/* Wakes the runners: a task may be ready. */
void srv_tasks_wake(struct srv_tasks *tasks);

/* Waits at most `wait_ms` for a task to become ready, or until it is time to stop. */
void srv_tasks_wait(struct srv_tasks *tasks, uint64_t arrivals_seen, int64_t wait_ms);

/* Waits `wait_ms`; false when it is time to stop. */
bool srv_tasks_pause(struct srv_tasks *tasks, int64_t wait_ms);

/* Begins a runner's turn, in which it may take a task; false when it is time to stop. `*arrivals`
 * is how many tasks had become ready by then. */
bool srv_tasks_begin_turn(struct srv_tasks *tasks, uint64_t *arrivals);
void srv_tasks_end_turn(struct srv_tasks *tasks);

/* A line to the log. */
void srv_tasks_log(struct srv_tasks *tasks, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Ends a task and reports that it has ended. When the outcome cannot be stored, the task still runs
 * for the store. */
enum omr_status srv_tasks_end(struct srv_tasks *tasks, const struct srv_lease *lease,
                              const struct srv_outcome *outcome);

/* An attempt ended because of the task: its worker died or took too long. Another one follows, or
 * this was the last and the task has failed. */
enum omr_status srv_tasks_retry(struct srv_tasks *tasks, const struct srv_lease *lease,
                                bool is_timeout);

/* An attempt ended and the task is not to blame: it waits again, `delay_ms` at least. */
enum omr_status srv_tasks_return(struct srv_tasks *tasks, const struct srv_lease *lease,
                                 int64_t delay_ms);

/* Takes back all tasks whose lease ended before `now_ms` (INT64_MAX: all). `is_failure`: it was the
 * task that let the lease end, not the death of the server. */
enum omr_status srv_tasks_take_back(struct srv_tasks *tasks, int64_t now_ms, bool is_failure,
                                    struct omr_error *err);

#endif
