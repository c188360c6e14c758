/* SPDX-License-Identifier: MIT */
#include "server/tasks/tasks.h"

#include "base/error.h"
#include "server/store/clock.h"
#include "server/tasks/answer.h"
#include "server/tasks/room.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

void srv_tasks_log(struct srv_tasks *tasks, const char *format, ...) {
    char line[640];
    va_list arguments;
    if (!tasks->settings.log)
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    tasks->settings.log(tasks->context, line);
}

void srv_tasks_wake(struct srv_tasks *tasks) {
    pthread_mutex_lock(&tasks->lock);
    tasks->arrivals++;
    pthread_cond_broadcast(&tasks->changed);
    pthread_mutex_unlock(&tasks->lock);
}

bool srv_tasks_begin_turn(struct srv_tasks *tasks, uint64_t *arrivals) {
    pthread_mutex_lock(&tasks->lock);
    *arrivals = tasks->arrivals;
    bool goes_on = !tasks->is_stopping;
    tasks->running += goes_on;
    pthread_mutex_unlock(&tasks->lock);
    return goes_on;
}

void srv_tasks_end_turn(struct srv_tasks *tasks) {
    pthread_mutex_lock(&tasks->lock);
    tasks->running--;
    pthread_cond_broadcast(&tasks->changed);
    pthread_mutex_unlock(&tasks->lock);
}

/* The condition variables run on the clock that is never set. */
static struct timespec after_ms(int64_t wait_ms) {
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += wait_ms / 1000;
    end.tv_nsec += wait_ms % 1000 * 1000000;
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    return end;
}

void srv_tasks_wait(struct srv_tasks *tasks, uint64_t arrivals_seen, int64_t wait_ms) {
    struct timespec end = after_ms(wait_ms);
    pthread_mutex_lock(&tasks->lock);
    while (!tasks->is_stopping && tasks->arrivals == arrivals_seen)
        if (pthread_cond_timedwait(&tasks->changed, &tasks->lock, &end))
            break;
    pthread_mutex_unlock(&tasks->lock);
}

bool srv_tasks_pause(struct srv_tasks *tasks, int64_t wait_ms) {
    struct timespec end = after_ms(wait_ms);
    pthread_mutex_lock(&tasks->lock);
    while (!tasks->is_stopping)
        if (pthread_cond_timedwait(&tasks->changed, &tasks->lock, &end))
            break;
    bool goes_on = !tasks->is_stopping;
    pthread_mutex_unlock(&tasks->lock);
    return goes_on;
}

/* RFC 9562, version 4: 122 random bits, which nobody guesses. */
static enum omr_status make_id(char id[SRV_TASK_ID_SIZE], struct omr_error *err) {
    unsigned char r[16];
    if (getrandom(r, sizeof r, 0) != sizeof r)
        return omr_fail(err, OMR_ERROR_IO, "tasks.random", "no random numbers: %s",
                        strerror(errno));
    r[6] = (unsigned char)((r[6] & 0x0f) | 0x40);
    r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
    snprintf(id, SRV_TASK_ID_SIZE,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", r[0], r[1],
             r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13], r[14],
             r[15]);
    return OMR_OK;
}

/* Ids name files, so nothing else may ever be taken for one. */
static bool is_id(const char *id) {
    if (strlen(id) != SRV_TASK_ID_SIZE - 1)
        return false;
    for (int i = 0; id[i]; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? id[i] != '-' : !strchr("0123456789abcdef", id[i]))
            return false;
    }
    return true;
}

static enum omr_status lay_out(const struct srv_job *job, struct omr_arena *arena,
                               struct srv_new_task *task, struct omr_error *err) {
    struct iovec *pieces;
    size_t count = 2 + (size_t)job->part_count;
    struct srv_part *parts = OMR_ARENA_ARRAY(arena, struct srv_part, count);
    if (!parts)
        return omr_fail_memory(err);
    const char *options = job->options ? job->options : "";
    parts[0] = (struct srv_part){"kind", job->kind, strlen(job->kind)};
    parts[1] = (struct srv_part){"options", options, strlen(options)};
    for (int i = 0; i < job->part_count; i++)
        parts[2 + i] = job->parts[i];
    enum omr_status status =
        srv_message_pieces(parts, (int)count, arena, &pieces, &task->piece_count, err);
    if (!status)
        task->pieces = pieces;
    return status;
}

enum omr_status srv_tasks_submit(struct srv_tasks *tasks, const char *owner,
                                 const struct srv_job *job, char id[SRV_TASK_ID_SIZE],
                                 struct omr_error *err) {
    return srv_tasks_submit_at(tasks, owner, job, srv_now_ms(), id, err);
}

enum omr_status srv_tasks_submit_at(struct srv_tasks *tasks, const char *owner,
                                    const struct srv_job *job, int64_t submitted_ms,
                                    char id[SRV_TASK_ID_SIZE], struct omr_error *err) {
    char made[SRV_TASK_ID_SIZE];
    struct omr_arena arena = {0};
    struct srv_new_task task = {
        .id = made, .owner = owner, .kind = job->kind, .submitted_ms = submitted_ms};
    if (strlen(job->kind) >= SRV_ROW_KIND_SIZE)
        return omr_fail(err, OMR_ERROR_USAGE, "tasks.kind", "the kind's name is too long");
    enum omr_status status = make_id(made, err);
    if (!status)
        status = lay_out(job, &arena, &task, err);
    if (!status)
        status = srv_store_add(tasks->store, &task, tasks->settings.max_waiting, err);
    omr_arena_clear(&arena);
    if (status)
        return status;
    memcpy(id, made, SRV_TASK_ID_SIZE);
    srv_tasks_wake(tasks);
    return OMR_OK;
}

enum omr_status srv_tasks_cancel(struct srv_tasks *tasks, const char *owner, const char *kind,
                                 const char *id, struct omr_error *err) {
    return is_id(id) ? srv_store_remove(tasks->store, id, owner, kind, err) : OMR_OK;
}

void srv_tasks_count(struct srv_tasks *tasks, struct srv_tasks_counts *counts) {
    struct srv_store_counts stored = {0};
    *counts = (struct srv_tasks_counts){0};
    if (!srv_store_count(tasks->store, &stored, NULL)) {
        counts->waiting = stored.waiting;
        counts->running = stored.running;
    }
    for (int i = 0; i < tasks->runner_count; i++)
        counts->workers_alive += srv_child_is_started(&tasks->runners[i].child);
}

/* What a view's strings and parts lie in. */
struct view_memory {
    struct omr_arena arena;
    char *result;
};

static enum omr_status show_messages(struct srv_task_view *view, struct view_memory *memory,
                                     const struct srv_row *row, struct omr_error *err) {
    int count = 1;
    char *lines = omr_arena_copy(&memory->arena, row->messages, strlen(row->messages));
    for (const char *c = row->messages; *c; c++)
        count += *c == '\n';
    const char **messages = OMR_ARENA_ARRAY(&memory->arena, const char *, (size_t)count);
    if (!lines || !messages)
        return omr_fail_memory(err);
    for (int i = 0; i < count; i++)
        messages[i] = strsep(&lines, "\n");
    view->messages = messages;
    view->message_count = count;
    return OMR_OK;
}

static enum omr_status show_results(struct srv_tasks *tasks, const char *id,
                                    const struct srv_row *row, struct srv_task_view *view,
                                    struct view_memory *memory, struct omr_error *err) {
    size_t size;
    struct srv_answer_view answer;
    enum omr_status status =
        srv_store_load_result(tasks->store, id, row->attempt, &memory->result, &size, err);
    if (!status && !memory->result) /* cancelled at this moment */
        view->state = SRV_TASK_UNKNOWN;
    if (status || !memory->result)
        return status;
    status = srv_answer_read(&answer, memory->result, size, &memory->arena, err);
    if (status)
        return status;
    view->results = answer.results;
    view->result_count = answer.result_count;
    view->details = answer.details;
    view->unread_count = answer.unread_count;
    return OMR_OK;
}

static enum omr_status show(struct srv_tasks *tasks, const char *id, const struct srv_row *row,
                            struct srv_task_view *view, struct view_memory *memory,
                            struct omr_error *err) {
    view->kind = omr_arena_copy(&memory->arena, row->kind, strlen(row->kind));
    if (!view->kind)
        return omr_fail_memory(err);
    view->review_count = row->review_count;
    if (row->state == SRV_ROW_DONE) {
        view->state = SRV_TASK_DONE;
        return show_results(tasks, id, row, view, memory, err);
    }
    if (row->state == SRV_ROW_FAILED) {
        view->state = SRV_TASK_FAILED;
        return show_messages(view, memory, row, err);
    }
    view->state = SRV_TASK_PENDING;
    return OMR_OK;
}

/* A task of somebody else, of another kind or past its time is no task. */
static bool is_visible(const struct srv_tasks *tasks, const struct srv_row *row, const char *owner,
                       const char *kind) {
    return strcmp(row->owner, owner) == 0 && strcmp(row->kind, kind) == 0 &&
           (double)(srv_now_ms() - row->submitted_ms) < tasks->settings.retention_s * 1000;
}

enum omr_status srv_tasks_find_row(struct srv_tasks *tasks, const char *owner, const char *kind,
                                   const char *id, struct srv_row *row, bool *is_found,
                                   struct omr_error *err) {
    bool is_there = false;
    *is_found = false;
    enum omr_status status =
        is_id(id) ? srv_store_find(tasks->store, id, row, &is_there, err) : OMR_OK;
    if (status || !is_there)
        return status;
    *is_found = is_visible(tasks, row, owner, kind);
    if (!*is_found)
        srv_row_clear(row);
    return OMR_OK;
}

enum omr_status srv_tasks_find(struct srv_tasks *tasks, const char *owner, const char *kind,
                               const char *id, struct srv_task_view *view, struct omr_error *err) {
    struct srv_row row;
    struct srv_task_view found = {.state = SRV_TASK_UNKNOWN};
    bool is_found = false;
    enum omr_status status = srv_tasks_find_row(tasks, owner, kind, id, &row, &is_found, err);
    if (is_found) {
        found.memory = calloc(1, sizeof(struct view_memory));
        status =
            found.memory ? show(tasks, id, &row, &found, found.memory, err) : omr_fail_memory(err);
    }
    if (is_found)
        srv_row_clear(&row);
    if (status)
        srv_task_view_clear(&found);
    else
        *view = found;
    return status;
}

void srv_task_view_clear(struct srv_task_view *view) {
    struct view_memory *memory = view->memory;
    if (memory) {
        omr_arena_clear(&memory->arena);
        free(memory->result);
        free(memory);
    }
    *view = (struct srv_task_view){.state = SRV_TASK_UNKNOWN};
}
