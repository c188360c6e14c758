/* SPDX-License-Identifier: MIT */
#include "fake_tasks.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_visible(const struct srv_tasks *tasks, const char *owner, const char *kind,
                       const char *id) {
    return strcmp(id, FAKE_TASK_ID) == 0 && strcmp(owner, tasks->owner) == 0 &&
           strcmp(kind, tasks->kind) == 0;
}

enum omr_status srv_tasks_submit(struct srv_tasks *tasks, const char *owner,
                                 const struct srv_job *job, char id[SRV_TASK_ID_SIZE],
                                 struct omr_error *err) {
    if (tasks->is_full)
        return omr_fail(err, OMR_ERROR_LIMIT, "tasks.full", "too many");
    snprintf(tasks->owner, sizeof tasks->owner, "%s", owner);
    snprintf(tasks->kind, sizeof tasks->kind, "%s", job->kind);
    snprintf(tasks->options, sizeof tasks->options, "%s", job->options);
    tasks->parts[0] = 0;
    for (int i = 0; i < job->part_count; i++) {
        size_t used = strlen(tasks->parts);
        snprintf(tasks->parts + used, sizeof tasks->parts - used, "%s:%zu ", job->parts[i].name,
                 job->parts[i].size);
    }
    tasks->state = SRV_TASK_PENDING;
    strcpy(id, FAKE_TASK_ID);
    return OMR_OK;
}

enum omr_status srv_tasks_derive(struct srv_tasks *tasks, const char *owner, const char *kind,
                                 const char *id, const struct srv_derivation *derivation,
                                 char derived[SRV_TASK_ID_SIZE], struct omr_error *err) {
    if (!is_visible(tasks, owner, kind, id))
        return omr_fail(err, OMR_ERROR_USAGE, "tasks.unknown", "Task not found");
    if (tasks->state == SRV_TASK_PENDING)
        return omr_fail(err, OMR_ERROR_USAGE, "tasks.pending", "the task is not finished yet");
    snprintf(tasks->kind, sizeof tasks->kind, "%s", derivation->kind);
    snprintf(tasks->options, sizeof tasks->options, "%s", derivation->options);
    snprintf(tasks->parts, sizeof tasks->parts, "%s:%d", derivation->part, derivation->number);
    strcpy(derived, FAKE_TASK_ID);
    return OMR_OK;
}

static void add_results(const struct srv_tasks *tasks, struct srv_task_view *view) {
    struct srv_part *parts = calloc((size_t)tasks->result_count + 1, sizeof *parts);
    for (int i = 0; i < tasks->result_count; i++)
        parts[i] = (struct srv_part){"Csv", tasks->result, strlen(tasks->result)};
    struct srv_part *details = &parts[tasks->result_count];
    *details = (struct srv_part){"details", tasks->details, strlen(tasks->details)};
    view->results = parts;
    view->result_count = tasks->result_count;
    view->details = details;
}

enum omr_status srv_tasks_find(struct srv_tasks *tasks, const char *owner, const char *kind,
                               const char *id, struct srv_task_view *view, struct omr_error *err) {
    (void)err;
    *view = (struct srv_task_view){.state = SRV_TASK_UNKNOWN};
    if (!is_visible(tasks, owner, kind, id))
        return OMR_OK;
    view->state = tasks->state;
    view->review_count = tasks->review_count;
    view->unread_count = tasks->unread_count;
    if (tasks->state == SRV_TASK_DONE)
        add_results(tasks, view);
    if (tasks->state == SRV_TASK_FAILED) {
        view->messages = &tasks->message;
        view->message_count = 1;
    }
    return OMR_OK;
}

void srv_task_view_clear(struct srv_task_view *view) {
    free((void *)view->results);
    *view = (struct srv_task_view){.state = SRV_TASK_UNKNOWN};
}

enum omr_status srv_tasks_cancel(struct srv_tasks *tasks, const char *owner, const char *kind,
                                 const char *id, struct omr_error *err) {
    (void)err;
    if (is_visible(tasks, owner, kind, id))
        tasks->state = SRV_TASK_UNKNOWN;
    tasks->cancel_count++;
    return OMR_OK;
}

void srv_tasks_count(struct srv_tasks *tasks, struct srv_tasks_counts *counts) {
    *counts = (struct srv_tasks_counts){
        .waiting = 3, .running = 2, .workers_alive = tasks->workers_alive};
}
