/* SPDX-License-Identifier: MIT
 *
 * One call of an operation, and what the operations share. */
#ifndef OMR_SERVER_API_CALL_H
#define OMR_SERVER_API_CALL_H

#include "server/api/api.h"
#include "server/http/fields.h"

#include <stdbool.h>

struct srv_api {
    struct srv_api_settings settings;
    char job_options[512];
};

struct srv_route;

/* Lives in the exchange's arena from `begin` to the answer. */
struct srv_call {
    const struct srv_api *api;
    struct srv_http_exchange *exchange;
    struct omr_arena *arena;
    const struct srv_route *route;
    const char *path_id;              /* of /tasks/{id}/...; "" elsewhere */
    char derived[SRV_TASK_ID_SIZE];   /* the task that this call waits for, "" none */
    char client_id[SRV_AUTH_ID_SIZE]; /* whose token it was; "" where none is needed */
};

typedef void srv_operation(struct srv_call *call);

/* --- the operations, one file each --- */

srv_operation srv_op_token;              /* op_token.c */
srv_operation srv_op_health;             /* op_health.c */
srv_operation srv_op_post_recognition;   /* op_post_recognition.c */
srv_operation srv_op_fetch_recognition;  /* op_fetch.c */
srv_operation srv_op_cancel_recognition; /* op_cancel.c */
srv_operation srv_op_post_generation;    /* op_post_generation.c */
srv_operation srv_op_fetch_generation;   /* op_fetch.c */
srv_operation srv_op_cancel_generation;  /* op_cancel.c */
srv_operation srv_op_details;            /* op_details.c */
srv_operation srv_op_overlay;            /* op_overlay.c */

/* --- ids: ids.c --- */

/* A task id as it was sent in the query (decoded; what is echoed) and as it is looked up: trimmed,
 * without quotes and without the b'...' of a Python that printed bytes, in lower case. */
struct srv_sent_id {
    struct srv_text as_sent;
    char id[SRV_TASK_ID_SIZE]; /* "" when it cannot be the id of a task */
};

/* Reads `id` of the query; a missing one is "". */
struct srv_sent_id srv_read_id(struct srv_call *call);

/* Normalises any text; writes "" when it cannot be an id. */
void srv_normalise_id(const char *text, size_t size, char id[SRV_TASK_ID_SIZE]);

/* --- negotiation: negotiate.c --- */

/* Whether the client is one of the libraries: its Accept names application/json and neither
 * text/plain nor anything at all. */
bool srv_accepts_json_only(const struct srv_call *call);

/* --- counts: counts.c --- */

/* The headers of a finished task: Omr-Review, fields that a person should look at, and Omr-Unread,
 * pages without answers. */
void srv_set_counts(struct srv_call *call, const struct srv_task_view *view);

/* --- failures: failures.c --- */

/* Answers what the tasks could not do: 503 with Retry-After for a full queue or no memory, else
 * 500. The text is not shown to the client. */
void srv_answer_failure(struct srv_call *call, enum omr_status status);

#endif
