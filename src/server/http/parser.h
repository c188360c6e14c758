/* SPDX-License-Identifier: MIT
 *
 * Bytes of a connection into requests, strictly: what two programs could understand in two ways is
 * refused. The only door to llhttp, which reads the grammar; what it is lenient about (Host,
 * Transfer-Encoding, folded lines, sizes) is checked here.
 *
 * Feed bytes as they come; the events are called from within. */
#ifndef OMR_SERVER_HTTP_PARSER_H
#define OMR_SERVER_HTTP_PARSER_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SRV_FIELDS_MAX = 100, SRV_TARGET_MAX = 8192, SRV_HEAD_MAX = 32768 };

struct srv_field {
    const char *name, *value;
};

/* A request without its body. Texts live in the arena that srv_parser_begin() was given. */
struct srv_head {
    const char *method;
    const char *path;  /* of the target, as sent */
    const char *query; /* after the "?", or "" */
    struct srv_field fields[SRV_FIELDS_MAX];
    int field_count;
    bool is_chunked;
    uint64_t content_length;
    bool is_keep_alive;
    bool expects_continue;
};

/* `head` and `body` return false to stop reading: srv_parser_feed() then returns SRV_PARSE_STOPPED
 * and the parser is of no further use. */
struct srv_parser_events {
    bool (*head)(void *context);
    bool (*body)(void *context, const char *bytes, size_t size);
    void *context;
};

enum srv_parse {
    SRV_PARSE_MORE,     /* all was taken, the request goes on */
    SRV_PARSE_COMPLETE, /* a request has ended; call srv_parser_begin() before feeding the rest */
    SRV_PARSE_STOPPED,  /* an event said so */
    SRV_PARSE_REFUSED   /* malformed: see srv_parser_refusal() */
};

struct srv_parser;

/* NULL when memory ran out. The events are copied. */
struct srv_parser *srv_parser_new(const struct srv_parser_events *events);
void srv_parser_free(struct srv_parser *parser);

/* Makes ready for the next request: its head is written to `head`, its texts to `arena`. */
void srv_parser_begin(struct srv_parser *parser, struct srv_head *head, struct omr_arena *arena);

/* Takes up to `size` bytes; `*taken` says how many. */
enum srv_parse srv_parser_feed(struct srv_parser *parser, const char *bytes, size_t size,
                               size_t *taken);

/* The status to answer a refused request with, and why. */
int srv_parser_refusal(const struct srv_parser *parser, const char **why);

#endif
