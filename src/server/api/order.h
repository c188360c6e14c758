/* SPDX-License-Identifier: MIT
 *
 * What the calls that queue a task share: a body of JSON whose members become parts of a job. What
 * is wrong is gathered, so that a client is told all of it at once. */
#ifndef OMR_SERVER_API_ORDER_H
#define OMR_SERVER_API_ORDER_H

#include "server/api/call.h"

#include "base/json.h"

struct srv_order {
    struct srv_part *parts; /* in the call's arena; what they hold is the order's */
    int part_count;
    struct omr_buffer options; /* of the job */
    struct omr_buffer errors;  /* members of the `errors` object */
    int error_count;
};

/* Reads the members of the body that the order needs; `parts` is still to be made. Returns
 * OMR_ERROR_MEMORY or OMR_OK: what is wrong with them is told by srv_order_error(). */
typedef enum omr_status srv_order_reader(struct srv_call *call, struct srv_order *order,
                                         const struct omr_json *root);

/* The whole operation: parses the body, reads the order, queues a task of this kind, answers its id
 * or what is wrong. */
void srv_order_carry_out(struct srv_call *call, const char *kind, srv_order_reader *read);

/* Notes that a member is wrong. */
void srv_order_error(struct srv_order *order, const char *member, const char *text);

/* Takes a member that must be Base64 as a part of this name, which must live as long. */
void srv_order_file(struct srv_order *order, const struct omr_json *value, const char *member,
                    const char *part_name);

/* Adds a part from memory that comes from malloc(), which the order takes over. */
void srv_order_add(struct srv_order *order, const char *part_name, char *bytes, size_t size);

/* Whether a member is missing or null. */
bool srv_order_is_absent(const struct omr_json *value);

#endif
