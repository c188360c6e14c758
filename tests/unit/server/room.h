/* SPDX-License-Identifier: MIT
 *
 * Open tasks with the test worker, in a folder of their own. */
#ifndef OMR_TEST_ROOM_H
#define OMR_TEST_ROOM_H

#include "server/tasks/tasks.h"

#include <sys/types.h>

struct room {
    char folder[64];
    struct srv_tasks_settings settings; /* changed before room_open() */
    struct srv_tasks *tasks;
    int ended;      /* how often the tasks reported an end */
    int complaints; /* lines of the log */
};

/* cmocka's setup and teardown: a folder, settings with one worker; the tasks open or not. */
int room_prepare(void **state);
int room_prepare_and_open(void **state);
int room_clear(void **state);

void room_open(struct room *room);
void room_close(struct room *room, double patience_s);

/* Submits a job with one part, "in", of owner "ann". */
void room_submit(struct room *room, const char *kind, const char *options, const char *in,
                 char id[SRV_TASK_ID_SIZE]);

/* The task as it stands; ended with srv_task_view_clear(). */
struct srv_task_view room_find(struct room *room, const char *kind, const char *id);
enum srv_task_state room_state(struct room *room, const char *kind, const char *id);

/* Waits until the task is not pending, 20 seconds at most. */
struct srv_task_view room_wait(struct room *room, const char *kind, const char *id);

/* Waits until `running` tasks run. */
void room_wait_running(struct room *room, unsigned running);

/* A process that this one started, 0 when there is none. */
pid_t room_worker(void);

/* Stops the idle worker: what it is given stays running until room_release(), however long the test
 * takes under load. Gives the worker's pid. */
pid_t room_hold(void);
void room_release(pid_t worker);

void room_sleep_ms(long ms);

#endif
