/* SPDX-License-Identifier: MIT
 *
 * The service's answers for tests: a real HTTP server in front of tasks whose fate the test
 * decides, and a client that sends and looks at bytes. */
#ifndef UNIT_API_SERVICE_H
#define UNIT_API_SERVICE_H

#include "fake_tasks.h"
#include "server/api/api.h"

#define BASE "/v5.0/omr/RecognizeTemplate"
#define GET_TASK "GET " BASE "/GetRecognizeTemplate?id=" FAKE_TASK_ID
#define POST_TASK "POST " BASE "/PostRecognizeTemplate"
#define ORDER "{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"]}"

struct service {
    char folder[64];
    struct srv_tasks tasks;
    struct srv_auth *auth;
    struct srv_auth_credentials client;
    struct srv_api *api;
    struct srv_http *http;
    char token[512];
    struct omr_buffer answer; /* of the last request */
};

extern struct service *at; /* of the running test */

/* A server whose only client is logged in, and one task of that client's. */
int service_set_up(void **state);
int service_tear_down(void **state);
#define CASE(name) cmocka_unit_test_setup_teardown(name, service_set_up, service_tear_down)

/* The HTTP server again, with other settings. */
void service_reopen(enum srv_vocabulary vocabulary, double long_poll_s);

/* A connection to it. */
int service_connect(void);

/* Sends a request line with headers (each ended by \r\n) and a body; at->answer holds what came. */
void ask_raw(const char *line, const char *headers, const char *body);

/* The same with our token. */
void ask(const char *line, const char *headers, const char *body);

void expect_status(int status);
void expect_header(const char *line);
const char *body_of_answer(void);
void expect_body(const char *body);

#endif
