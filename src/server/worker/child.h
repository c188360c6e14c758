/* SPDX-License-Identifier: MIT
 *
 * The server's side of a worker: a child process that reads foreign bytes in its place.
 *
 *     struct srv_child child;
 *     srv_child_start(&child, "/usr/bin/omr", 10000, &err);
 *     srv_child_ask(&child, request_fd, size, 60000, &answer, &err);   as often as wanted
 *     srv_child_stop(&child);
 *
 * Started, asked and stopped by one thread, which must live as long as the child does (the child
 * dies with it); srv_child_kill() may come from another. */
#ifndef OMR_SERVER_WORKER_CHILD_H
#define OMR_SERVER_WORKER_CHILD_H

#include "base/buffer.h"
#include "server/worker/wish.h"

#include <omr/error.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct srv_child {
    pthread_mutex_t lock; /* around pid, so that nobody kills a pid that is no longer ours */
    pid_t pid;            /* 0 while there is no process */
    int channel;
    int jobs;        /* done since it was started */
    int64_t busy_ms; /* spent on them */
};

void srv_child_init(struct srv_child *child);
void srv_child_clear(struct srv_child *child); /* stops it too */

/* Starts `command worker` and waits until it says that its sandbox is closed. It gets nothing of
 * this process but one end of a socket: no descriptors, no environment, nowhere to write to.
 * Errors: OMR_ERROR_IO with the reason. */
enum omr_status srv_child_start(struct srv_child *child, const char *command, int64_t patience_ms,
                                struct omr_error *err);

/* Whether the process lives; reaps it when it has died. For the thread that started it. */
bool srv_child_is_alive(struct srv_child *child);

/* Whether there is a process, which may have died unnoticed. From any thread. */
bool srv_child_is_started(struct srv_child *child);

/* What is done for a worker that wishes something: gives a request in a file, which belongs to the
 * caller. */
typedef enum omr_status srv_child_help(void *context, const struct srv_wish *wish, int *fd,
                                       size_t *size, struct omr_error *err);

/* Sends the request in the file `fd` and waits for the answer. Wishes are carried out by `help`
 * (NULL: there are none), whose time is not the worker's. On any failure the process is stopped.
 * Errors: OMR_ERROR_LIMIT with code "worker.timeout", OMR_ERROR_INTERNAL with code
 * "worker.died" and how. */
enum omr_status srv_child_ask(struct srv_child *child, int fd, size_t size, int64_t timeout_ms,
                              srv_child_help *help, void *context, struct omr_buffer *answer,
                              struct omr_error *err);

/* Whether it has worked enough to be replaced: what a library leaks does not add up. */
bool srv_child_is_worn(const struct srv_child *child);

/* Kills the process at once, from any thread; a running srv_child_ask() then fails. */
void srv_child_kill(struct srv_child *child);

/* Ends the process and waits for it. */
void srv_child_stop(struct srv_child *child);

#endif
