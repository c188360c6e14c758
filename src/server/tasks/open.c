/* SPDX-License-Identifier: MIT
 *
 * Opening and closing: the store, the runners, the keeper. */
#include "base/error.h"
#include "server/store/clock.h"
#include "server/tasks/room.h"
#include "server/worker/channel.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_RUNNERS = 256 };

static struct srv_tasks_settings with_defaults(const struct srv_tasks_settings *given) {
    struct srv_tasks_settings settings = *given;
    if (settings.retention_s <= 0)
        settings.retention_s = 24 * 3600;
    if (settings.job_timeout_s <= 0)
        settings.job_timeout_s = 60;
    if (settings.max_attempts <= 0)
        settings.max_attempts = 3;
    if (settings.converters.timeout_ms == 0)
        conv_settings_init(&settings.converters);
    if (settings.convert_timeout_s <= 0)
        settings.convert_timeout_s = 300;
    if (settings.max_waiting == 0)
        settings.max_waiting = 10000;
    return settings;
}

static int runner_count(const struct srv_tasks_settings *settings) {
    long count = settings->worker_count;
    if (count <= 0)
        count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > MAX_RUNNERS ? MAX_RUNNERS : (int)count;
}

/* Signals are the business of the program's own threads. */
static int start_thread(pthread_t *thread, void *(*run)(void *), void *argument) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(thread, NULL, run, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

/* Nothing is reported before the runners start: the caller cannot expect it yet. */
static enum omr_status start_runners(struct srv_tasks *tasks, srv_task_ended *ended,
                                     struct omr_error *err) {
    tasks->ended = ended;
    int count = runner_count(&tasks->settings);
    tasks->runners = calloc((size_t)count, sizeof *tasks->runners);
    if (!tasks->runners)
        return omr_fail_memory(err);
    for (int i = 0; i < count; i++) {
        struct srv_runner *runner = &tasks->runners[i];
        runner->tasks = tasks;
        srv_child_init(&runner->child);
        if (start_thread(&runner->thread, srv_runner_run, runner)) {
            srv_child_clear(&runner->child);
            return omr_fail(err, OMR_ERROR_IO, "tasks.thread", "a thread cannot be started");
        }
        tasks->runner_count++;
    }
    return OMR_OK;
}

/* Ready with the first worker; an error when every first start has failed. */
static enum omr_status wait_for_worker(struct srv_tasks *tasks, struct omr_error *err) {
    enum omr_status status = OMR_OK;
    pthread_mutex_lock(&tasks->lock);
    while (tasks->ready == 0 && tasks->refused < tasks->runner_count)
        pthread_cond_wait(&tasks->changed, &tasks->lock);
    if (tasks->ready == 0)
        status = omr_fail(err, tasks->start_error.status, tasks->start_error.code, "%s",
                          tasks->start_error.text);
    pthread_mutex_unlock(&tasks->lock);
    return status;
}

static enum omr_status start_keeper(struct srv_tasks *tasks, struct omr_error *err) {
    if (start_thread(&tasks->keeper, srv_keeper_run, tasks))
        return omr_fail(err, OMR_ERROR_IO, "tasks.thread", "a thread cannot be started");
    tasks->has_keeper = true;
    return OMR_OK;
}

static void init_lock(struct srv_tasks *tasks) {
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&tasks->changed, &clock);
    pthread_condattr_destroy(&clock);
    pthread_mutex_init(&tasks->lock, NULL);
}

enum omr_status srv_tasks_open(struct srv_tasks **tasks, const struct srv_tasks_settings *settings,
                               srv_task_ended *ended, void *context, struct omr_error *err) {
    struct srv_tasks *opened = calloc(1, sizeof *opened);
    if (!opened)
        return omr_fail_memory(err);
    opened->settings = with_defaults(settings);
    opened->context = context;
    init_lock(opened);
    opened->worker_command = strdup(settings->worker_command);
    enum omr_status status = opened->worker_command ? OMR_OK : omr_fail_memory(err);
    if (status ||
        (status = srv_store_open(&opened->store, settings->data_folder, settings->keeps_requests,
                                 err)) ||
        (status = srv_tasks_take_back(opened, INT64_MAX, false, err)) ||
        (status = start_runners(opened, ended, err)) || (status = wait_for_worker(opened, err)) ||
        (status = start_keeper(opened, err)))
        srv_tasks_close(opened, 0);
    else
        *tasks = opened;
    return status;
}

static void stop_taking(struct srv_tasks *tasks) {
    pthread_mutex_lock(&tasks->lock);
    tasks->is_stopping = true;
    pthread_cond_broadcast(&tasks->changed);
    pthread_mutex_unlock(&tasks->lock);
}

/* Gives running jobs their time; what then still runs loses its worker and waits again. */
static void wait_for_runners(struct srv_tasks *tasks, double patience_s) {
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += (time_t)patience_s;
    pthread_mutex_lock(&tasks->lock);
    while (tasks->running > 0)
        if (pthread_cond_timedwait(&tasks->changed, &tasks->lock, &end))
            break;
    tasks->is_out_of_patience = true;
    pthread_mutex_unlock(&tasks->lock);
    for (int i = 0; i < tasks->runner_count; i++)
        srv_child_kill(&tasks->runners[i].child);
}

void srv_tasks_close(struct srv_tasks *tasks, double patience_s) {
    if (!tasks)
        return;
    stop_taking(tasks);
    wait_for_runners(tasks, patience_s);
    for (int i = 0; i < tasks->runner_count; i++) {
        pthread_join(tasks->runners[i].thread, NULL);
        srv_child_clear(&tasks->runners[i].child);
    }
    if (tasks->has_keeper)
        pthread_join(tasks->keeper, NULL);
    srv_store_close(tasks->store);
    pthread_cond_destroy(&tasks->changed);
    pthread_mutex_destroy(&tasks->lock);
    free(tasks->runners);
    free(tasks->worker_command);
    free(tasks);
}
