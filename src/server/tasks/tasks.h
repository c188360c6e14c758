/* SPDX-License-Identifier: MIT
 *
 * Tasks: what was asked for, survives crashes, is done once and kept for a day. Knows nothing of
 * HTTP or of forms: a job is named parts in, an outcome is named parts out.
 *
 * A task is durable before srv_tasks_submit() returns. It is taken under a lease with an attempt
 * number; when its worker dies or takes too long, it is taken again, three attempts at most, then
 * it ends as an error. The death of the whole server says nothing about the tasks that ran, for it
 * never looks into them: they are taken again, and given up only after many (SRV_TASK_MAX_TAKEN). A
 * late answer of an older attempt changes nothing. */
#ifndef OMR_SERVER_TASKS_H
#define OMR_SERVER_TASKS_H

#include "convert/run.h"
#include "server/worker/message.h" /* struct srv_part: a name and bytes */

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct srv_tasks;

enum {
    SRV_TASK_ID_SIZE = 37, /* 8-4-4-4-12 lower case hex (UUID version 4) and a zero */
    SRV_TASK_MAX_TAKEN = 20
};

/* What a worker is asked to do. */
struct srv_job {
    const char *kind; /* "recognize", later "generate" */
    const char
        *options; /* one line of key=value pairs separated by blanks: "format=Csv threshold=30" */
    const struct srv_part *parts; /* "pattern", "image", "image", ... */
    int part_count;
};

enum srv_task_state { SRV_TASK_UNKNOWN, SRV_TASK_PENDING, SRV_TASK_DONE, SRV_TASK_FAILED };

/* What became of a task. Strings and parts belong to the view. */
struct srv_task_view {
    enum srv_task_state state;
    const char *kind;
    const struct srv_part *results; /* done: name is the result's type ("Csv"), in order */
    int result_count;
    const struct srv_part *details; /* done: omr.details/1, a line for each page; or NULL */
    int review_count;               /* done: fields that a person should look at */
    int unread_count;               /* done: pages without answers */
    const char *const *messages;    /* failed: why, for people */
    int message_count;
    void *memory; /* the view's own */
};

/* Zero means the default, which is named first. */
struct srv_tasks_settings {
    const char *data_folder;    /* the database and the bodies live below it */
    const char *worker_command; /* path of the program whose `worker` command is started */
    int worker_count;           /* processes; one per core */
    double retention_s;         /* 24 h from submission; then task and files are deleted */
    double job_timeout_s; /* 60 s; a worker that takes longer is killed, that was an attempt */
    int max_attempts;     /* 3 */
    uint64_t max_waiting; /* 10,000 tasks at once; more are refused with OMR_ERROR_LIMIT */
    bool keeps_requests;  /* parts of jobs stay as long as their tasks, for srv_tasks_derive(); else
                             until these have ended */
    struct conv_settings converters; /* for a page; the usual where its timeout_ms is 0 */
    double convert_timeout_s;        /* 5 min; of all pages of one attempt */
    /* What happens to workers and disk, one line for the operator, from any thread; never anything
     * of a task's content. May be NULL. */
    void (*log)(void *context, const char *line);
};

/* Called from a thread of the tasks when a task has ended (not when it is cancelled or its time is
 * over); must return at once and may call srv_tasks_find(). */
typedef void srv_task_ended(void *context, const char *id);

/* Opens the store, takes back what a dead server left behind, starts the workers and waits until
 * one of them is ready. `context` is passed to `ended` (may be NULL) and to the log. Errors:
 * OMR_ERROR_USAGE with code "store.in_use" (another server has the folder), OMR_ERROR_UNSUPPORTED
 * (written by a newer version), OMR_ERROR_IO ("worker.start": no worker can be started). */
enum omr_status srv_tasks_open(struct srv_tasks **tasks, const struct srv_tasks_settings *settings,
                               srv_task_ended *ended, void *context, struct omr_error *err);

/* Lets running jobs finish (at most `patience_s`), keeps what waits, ends the workers, closes. */
void srv_tasks_close(struct srv_tasks *tasks, double patience_s);

/* Makes a task durable and gives its id. `owner` is the client's id. Errors: OMR_ERROR_LIMIT
 * ("tasks.full"), OMR_ERROR_IO (the disk). */
enum omr_status srv_tasks_submit(struct srv_tasks *tasks, const char *owner,
                                 const struct srv_job *job, char id[SRV_TASK_ID_SIZE],
                                 struct omr_error *err);

/* A job that works on the parts of another task's. */
struct srv_derivation {
    const char *kind;
    const char *options; /* added to those of the other task */
    const char *part;    /* of the parts of this name... */
    int number;          /* ...only this one, from 1, is taken over */
    double lifetime_s;   /* from now, then it is deleted */
};

/* Makes a task of the parts of task `id`, which must be the owner's, of that kind and ended.
 * Errors: OMR_ERROR_USAGE with code "tasks.unknown" (no such task), "tasks.pending", "tasks.gone"
 * (its parts were not kept) or "tasks.part" (it has fewer of that name); and as srv_tasks_submit().
 */
enum omr_status srv_tasks_derive(struct srv_tasks *tasks, const char *owner, const char *kind,
                                 const char *id, const struct srv_derivation *derivation,
                                 char derived[SRV_TASK_ID_SIZE], struct omr_error *err);

/* What became of task `id`; SRV_TASK_UNKNOWN also for another owner's task, one of another kind
 * than `kind` and one whose time is over. Ended with srv_task_view_clear(). */
enum omr_status srv_tasks_find(struct srv_tasks *tasks, const char *owner, const char *kind,
                               const char *id, struct srv_task_view *view, struct omr_error *err);
void srv_task_view_clear(struct srv_task_view *view);

/* Forgets a task: a waiting one is never done, a running one's answer is dropped, files are
 * deleted. Unknown ids are no error. */
enum omr_status srv_tasks_cancel(struct srv_tasks *tasks, const char *owner, const char *kind,
                                 const char *id, struct omr_error *err);

struct srv_tasks_counts {
    uint64_t waiting, running;
    int workers_alive;
};
void srv_tasks_count(struct srv_tasks *tasks, struct srv_tasks_counts *counts);

#endif
