/* SPDX-License-Identifier: MIT
 *
 * Tasks whose fate a test decides, behind the functions of server/tasks/tasks.h. There is one task
 * at most; its id is FAKE_TASK_ID. */
#ifndef TESTS_API_FAKE_TASKS_H
#define TESTS_API_FAKE_TASKS_H

#include "server/tasks/tasks.h"

#define FAKE_TASK_ID "0b5d2f6e-6c1a-4e9b-8f37-5a0d3c2b1a09"

struct srv_tasks {
    _Atomic enum srv_task_state state; /* UNKNOWN: there is none */
    char owner[65];
    char kind[16];
    char options[128];
    char parts[256];    /* "pattern:3 image:5 " */
    const char *result; /* text of each result */
    int result_count;
    const char *details;
    int review_count, unread_count;
    const char *message;
    bool is_full; /* submitting is refused */
    int workers_alive, cancel_count;
};

#endif
