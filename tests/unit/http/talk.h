/* SPDX-License-Identifier: MIT
 *
 * A small server that says what it was asked, and raw bytes sent to it. */
#ifndef TESTS_HTTP_TALK_H
#define TESTS_HTTP_TALK_H

#include "base/buffer.h"
#include "server/http/http.h"

#include <stdatomic.h>

/* Counts what reaches the handlers. The answer is "METHOD PATH BODYSIZE\n"; paths that begin with
 *   /refuse   are answered with 403 in `begin`
 *   /small    take 10 bytes
 *   /wait     wait up to 2 s for the key "bell", then say "late" or "bell" */
struct talk {
    struct srv_http *http;
    atomic_int heads, requests;
};

/* Opens it on a free port of 127.0.0.1; `settings` (may be NULL) overrides sizes and times. */
void talk_open(struct talk *talk, const struct srv_http_settings *settings);
void talk_close(struct talk *talk);

/* Connects; reads wait at most 5 s. */
int talk_connect(const struct talk *talk);
void talk_send(int socket, const void *bytes, size_t size);

/* Sends `request`, takes all that comes until the server closes (or, when `until` is given, until
 * that text came). */
void talk_exchange(const struct talk *talk, const void *request, size_t size, const char *until,
                   struct omr_buffer *answer);

/* Reads on an open socket until the text came, the end, or 5 s; true when it ended. */
bool talk_read(int socket, const char *until, struct omr_buffer *answer);

/* How many answers (status lines) the bytes hold. */
int talk_count_answers(const struct omr_buffer *answer);

#endif
