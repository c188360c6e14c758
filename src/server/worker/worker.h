/* SPDX-License-Identifier: MIT
 *
 * The worker process: takes requests from its channel, does the work behind a closed sandbox,
 * answers. It keeps nothing between jobs and can reach nothing but its channel. A kind of job is a
 * function; the process is told which kinds there are. */
#ifndef OMR_SERVER_WORKER_WORKER_H
#define OMR_SERVER_WORKER_WORKER_H

#include "server/worker/message.h"
#include "server/worker/readable.h"

#include <omr/error.h>

enum {
    SRV_WORKER_CHANNEL = 3,      /* descriptor on which a worker finds its server */
    SRV_WORKER_WORN_S = 600,     /* of work, after which the server replaces a worker */
    SRV_WORKER_CPU_S = 2 * 3600, /* of processor time, after which the system ends it */
};

/* What a worker says first, when its sandbox is closed; anything else is why it could not be. */
#define SRV_WORKER_HELLO "omr worker 1"
enum { SRV_WORKER_HELLO_MAX = 512 };

/* A job's request, after "kind" and "options". Valid during the job. */
struct srv_work {
    const char *options; /* "format=Csv threshold=30" */
    const struct srv_part *parts;
    int part_count;
    void *context; /* what the kind's prepare() made, or NULL */
    int channel;   /* to the server, for wishes (server/worker/wish.h) */
};

/* A job's answer in the making. */
struct srv_answer {
    struct omr_buffer parts;
    int message_count;
};

/* Adds a part: "result:Csv", "details", "review". */
void srv_answer_add(struct srv_answer *answer, const char *name, const void *bytes, size_t size);

/* Says, for people, why the job failed; may be called several times. */
void srv_answer_fail(struct srv_answer *answer, const char *message);

/* Does one job. It fails when it called srv_answer_fail() or returns an error, whose text becomes
 * the one message; the other parts do not count then. */
typedef enum omr_status srv_worker_job(const struct srv_work *work, struct srv_answer *answer,
                                       struct omr_error *err);

struct srv_worker_kind {
    const char *name;
    srv_worker_job *job;
    /* Called once before the sandbox is closed, where it is not NULL: loads what jobs need, and
     * adds to `files` what they will open. What it fails with, each of its jobs fails with. */
    enum omr_status (*prepare)(void **context, struct srv_readable *files, struct omr_error *err);
};

/* Closes the sandbox, says hello and serves until the channel is closed; returns 0 then and 1 when
 * it could not. */
int srv_worker_run(int channel, const struct srv_worker_kind *kinds, int kind_count);

/* The kinds of jobs that `omr worker` knows. */
extern const struct srv_worker_kind srv_worker_kinds[];
extern const int srv_worker_kind_count;

#endif
