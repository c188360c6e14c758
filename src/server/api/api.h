/* SPDX-License-Identifier: MIT
 *
 * What the service can be asked: routes, checks, and one file per operation (op_*.c). Bodies are
 * parsed here as JSON and Base64 and nothing more: pictures and patterns go on as bytes to the
 * workers.
 *
 *     srv_api_open(&api, &settings, &err);
 *     http_settings.begin = srv_api_begin;      called with the head of a request
 *     http_settings.answer = srv_api_answer;    called with the whole request
 *     http_settings.context = api; */
#ifndef OMR_SERVER_API_API_H
#define OMR_SERVER_API_API_H

#include "server/auth/auth.h"
#include "server/http/http.h"
#include "server/tasks/tasks.h"

#include <omr/error.h>

/* Which words a GET uses for the state of a task. */
enum srv_vocabulary {
    SRV_WORDS_BY_ACCEPT, /* those of client libraries where Accept names JSON only */
    SRV_WORDS_TUTORIAL,  /* Processing, NotFound */
    SRV_WORDS_LIBRARY    /* NotReady, TaskNotFound */
};

struct srv_api_settings {
    struct srv_auth *auth;
    struct srv_tasks *tasks;
    double long_poll_s; /* how long a GET may wait for a pending task; 0: not at all */
    enum srv_vocabulary vocabulary;
    const char *job_options; /* more options for each job, copied; NULL or "" for none */
    int max_images;          /* of one request */
};

struct srv_api;

enum omr_status srv_api_open(struct srv_api **api, const struct srv_api_settings *settings,
                             struct omr_error *err);
void srv_api_close(struct srv_api *api);

/* The handlers; `context` is the struct srv_api. */
void srv_api_begin(void *context, struct srv_http_exchange *exchange);
void srv_api_answer(void *context, struct srv_http_exchange *exchange);

#endif
