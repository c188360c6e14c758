/* SPDX-License-Identifier: MIT */
#include "server/http/parser.h"

#include "base/buffer.h"

#include <llhttp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct srv_parser {
    llhttp_t llhttp;
    llhttp_settings_t callbacks;
    struct srv_parser_events events;
    struct srv_head *head;
    struct omr_arena *arena;
    struct omr_buffer token; /* the text being collected: target, name or value */
    size_t head_size;        /* bytes taken for this head so far */
    uint64_t coded_size;     /* bytes taken for this body, with what chunks add */
    uint64_t body_size;      /* bytes of this body */
    const char *target;
    bool is_in_line, has_lines, is_past_lines; /* where the search for odd lines is */
    char last;                                 /* the byte before */
    bool is_head_done;
    bool is_stopped; /* by an event */
    int status;      /* to answer with, when refused */
    const char *why;
};

static int refuse(struct srv_parser *parser, int status, const char *why) {
    parser->status = status;
    parser->why = why;
    return HPE_USER;
}

static struct srv_parser *parser_of(llhttp_t *llhttp) {
    return llhttp->data;
}

/* --- collecting the head --- */

static int collect(struct srv_parser *parser, const char *bytes, size_t size) {
    if (parser->token.size + size > SRV_HEAD_MAX)
        return refuse(parser, 431, "the head of the request is too large");
    omr_buffer_append(&parser->token, bytes, size);
    return parser->token.has_failed ? refuse(parser, 503, "out of memory") : 0;
}

/* What was collected, blanks around it removed; NULL when memory ran out. */
static const char *take_token(struct srv_parser *parser) {
    const char *text = parser->token.bytes ? parser->token.bytes : "";
    size_t size = parser->token.size;
    for (; size && (*text == ' ' || *text == '\t'); size--)
        text++;
    while (size && (text[size - 1] == ' ' || text[size - 1] == '\t'))
        size--;
    parser->token.size = 0;
    const char *copy = omr_arena_copy(parser->arena, text, size);
    if (!copy)
        refuse(parser, 503, "out of memory");
    return copy;
}

static int on_url(llhttp_t *llhttp, const char *bytes, size_t size) {
    struct srv_parser *parser = parser_of(llhttp);
    if (parser->token.size + size > SRV_TARGET_MAX)
        return refuse(parser, 414, "the request target is too long");
    return collect(parser, bytes, size);
}

static int on_url_complete(llhttp_t *llhttp) {
    struct srv_parser *parser = parser_of(llhttp);
    parser->target = take_token(parser);
    return parser->target ? 0 : HPE_USER;
}

static int on_field(llhttp_t *llhttp, const char *bytes, size_t size) {
    struct srv_parser *parser = parser_of(llhttp);
    return parser->is_head_done ? 0 : collect(parser, bytes, size); /* trailers are not kept */
}

static int on_field_complete(llhttp_t *llhttp) {
    struct srv_parser *parser = parser_of(llhttp);
    if (parser->is_head_done)
        return 0;
    if (parser->head->field_count == SRV_FIELDS_MAX)
        return refuse(parser, 431, "the request has too many headers");
    const char *name = take_token(parser);
    if (!name)
        return HPE_USER;
    parser->head->fields[parser->head->field_count++] = (struct srv_field){name, ""};
    return 0;
}

static int on_value(llhttp_t *llhttp, const char *bytes, size_t size) {
    struct srv_parser *parser = parser_of(llhttp);
    return parser->is_head_done ? 0 : collect(parser, bytes, size);
}

static int on_value_complete(llhttp_t *llhttp) {
    struct srv_parser *parser = parser_of(llhttp);
    if (parser->is_head_done)
        return 0;
    const char *value = take_token(parser);
    if (!value)
        return HPE_USER;
    parser->head->fields[parser->head->field_count - 1].value = value;
    return 0;
}

/* --- judging the head --- */

static int count_fields(const struct srv_head *head, const char *name, const char **value) {
    int count = 0;
    for (int i = head->field_count - 1; i >= 0; i--)
        if (strcasecmp(head->fields[i].name, name) == 0) {
            *value = head->fields[i].value;
            count++;
        }
    return count;
}

/* Said twice, these would mean one thing to one program and another to the next. */
static int check_repeats(struct srv_parser *parser) {
    static const char *const once[] = {
        "Host", "Authorization", "Content-Type", "Transfer-Encoding", "Content-Encoding", "Expect"};
    for (size_t i = 0; i < sizeof once / sizeof *once; i++) {
        const char *value;
        if (count_fields(parser->head, once[i], &value) > 1)
            return refuse(parser, 400, "a header that may be sent once was sent twice");
    }
    return 0;
}

static bool is_host(const char *host) {
    return host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             "-._~%!$&'()*+;=:[]")] == 0;
}

static int check_host(struct srv_parser *parser) {
    const char *host;
    bool is_1_0 = parser->llhttp.http_minor == 0;
    if (!count_fields(parser->head, "Host", &host))
        return is_1_0 ? 0 : refuse(parser, 400, "the Host header is missing");
    return is_host(host) ? 0 : refuse(parser, 400, "the Host header is malformed");
}

static int check_framing(struct srv_parser *parser) {
    const char *coding;
    if (!count_fields(parser->head, "Transfer-Encoding", &coding))
        return 0;
    if (strcasecmp(coding, "chunked") != 0)
        return refuse(parser, 501, "only the transfer coding \"chunked\" is known");
    if (parser->llhttp.http_minor == 0)
        return refuse(parser, 400, "HTTP/1.0 has no chunked bodies");
    parser->head->is_chunked = true;
    return 0;
}

/* Proxies may send the whole address: http://host/path. */
static const char *drop_authority(const char *target) {
    size_t scheme = strncasecmp(target, "http://", 7) == 0    ? 7
                    : strncasecmp(target, "https://", 8) == 0 ? 8
                                                              : 0;
    if (!scheme)
        return target;
    const char *path = target + scheme + strcspn(target + scheme, "/?#");
    return *path ? path : "/";
}

static int split_target(struct srv_parser *parser) {
    const char *path = drop_authority(parser->target);
    if (*path != '/' && *path != '?' && strcmp(path, "*") != 0)
        return refuse(parser, 400, "the request target is not a path");
    size_t path_size = strcspn(path, "?#");
    const char *query = path + path_size;
    size_t query_size = *query == '?' ? strcspn(query + 1, "#") : 0;
    parser->head->path = omr_arena_copy(parser->arena, path, path_size);
    parser->head->query = omr_arena_copy(parser->arena, query_size ? query + 1 : "", query_size);
    if (!parser->head->path || !parser->head->query)
        return refuse(parser, 503, "out of memory");
    return 0;
}

static int note_expectation(struct srv_parser *parser) {
    const char *value;
    if (!count_fields(parser->head, "Expect", &value) || parser->llhttp.http_minor == 0)
        return 0;
    if (strcasecmp(value, "100-continue") != 0)
        return refuse(parser, 417, "only the expectation \"100-continue\" is known");
    parser->head->expects_continue = true;
    return 0;
}

static int on_head(llhttp_t *llhttp) {
    struct srv_parser *parser = parser_of(llhttp);
    struct srv_head *head = parser->head;
    parser->is_head_done = true;
    llhttp->upgrade = 0; /* another protocol may be offered; it is not taken */
    if (llhttp->http_major != 1 || llhttp->http_minor > 1)
        return refuse(parser, 505, "only HTTP/1.0 and 1.1 are spoken");
    head->method = llhttp_method_name((llhttp_method_t)llhttp->method);
    if (llhttp->method == HTTP_CONNECT)
        return refuse(parser, 501, "this is no proxy");
    int failure;
    if ((failure = check_repeats(parser)) || (failure = check_host(parser)) ||
        (failure = check_framing(parser)) || (failure = split_target(parser)) ||
        (failure = note_expectation(parser)))
        return failure;
    head->content_length = llhttp->content_length;
    head->is_keep_alive = llhttp_should_keep_alive(llhttp) != 0;
    if (parser->events.head(parser->events.context))
        return 0;
    parser->is_stopped = true;
    return HPE_USER;
}

static int on_body(llhttp_t *llhttp, const char *bytes, size_t size) {
    struct srv_parser *parser = parser_of(llhttp);
    parser->body_size += size;
    if (parser->events.body(parser->events.context, bytes, size))
        return 0;
    parser->is_stopped = true;
    return HPE_USER;
}

static int on_complete(llhttp_t *llhttp) {
    (void)llhttp;
    return HPE_PAUSED;
}

/* --- life --- */

struct srv_parser *srv_parser_new(const struct srv_parser_events *events) {
    struct srv_parser *parser = calloc(1, sizeof *parser);
    if (!parser)
        return NULL;
    parser->events = *events;
    llhttp_settings_init(&parser->callbacks);
    parser->callbacks.on_url = on_url;
    parser->callbacks.on_url_complete = on_url_complete;
    parser->callbacks.on_header_field = on_field;
    parser->callbacks.on_header_field_complete = on_field_complete;
    parser->callbacks.on_header_value = on_value;
    parser->callbacks.on_header_value_complete = on_value_complete;
    parser->callbacks.on_headers_complete = on_head;
    parser->callbacks.on_body = on_body;
    parser->callbacks.on_message_complete = on_complete;
    llhttp_init(&parser->llhttp, HTTP_REQUEST, &parser->callbacks);
    parser->llhttp.data = parser;
    return parser;
}

void srv_parser_free(struct srv_parser *parser) {
    if (!parser)
        return;
    omr_buffer_clear(&parser->token);
    free(parser);
}

void srv_parser_begin(struct srv_parser *parser, struct srv_head *head, struct omr_arena *arena) {
    *head = (struct srv_head){.method = "", .path = "", .query = ""};
    parser->head = head;
    parser->arena = arena;
    parser->target = "";
    parser->token.size = 0;
    parser->head_size = 0;
    parser->coded_size = parser->body_size = 0;
    parser->is_head_done = parser->is_stopped = false;
    parser->is_in_line = parser->has_lines = parser->is_past_lines = false;
    parser->last = 0;
    parser->status = 0;
    parser->why = NULL;
    if (llhttp_get_errno(&parser->llhttp) == HPE_PAUSED)
        llhttp_resume(&parser->llhttp);
}

static enum srv_parse judge(struct srv_parser *parser, llhttp_errno_t code) {
    if (parser->is_stopped)
        return SRV_PARSE_STOPPED;
    if (code == HPE_OK && !parser->is_head_done && parser->head_size > SRV_HEAD_MAX) {
        refuse(parser, 431, "the head of the request is too large");
        return SRV_PARSE_REFUSED;
    }
    /* A chunk of one byte takes six; beyond that only extensions and trailers are padded. */
    if (code == HPE_OK && parser->coded_size > SRV_HEAD_MAX + 8 * parser->body_size) {
        refuse(parser, 400, "the chunks of the body hold hardly anything");
        return SRV_PARSE_REFUSED;
    }
    if (code == HPE_OK)
        return SRV_PARSE_MORE;
    if (code == HPE_PAUSED)
        return SRV_PARSE_COMPLETE;
    if (code == HPE_INVALID_VERSION)
        refuse(parser, 505, "only HTTP/1.0 and 1.1 are spoken");
    else if (!parser->status)
        refuse(parser, 400, llhttp_get_error_reason(&parser->llhttp));
    return SRV_PARSE_REFUSED;
}

/* What llhttp takes and others read differently: a header that goes on in the next line, and lines
 * ended by a line feed alone. Looks at the lines of the head until the empty one. */
static bool has_odd_line(struct srv_parser *parser, const char *bytes, size_t size) {
    for (size_t i = 0; i < size && !parser->is_past_lines; i++) {
        char c = bytes[i];
        if (c == '\n' && parser->last != '\r')
            return true;
        if (c == '\n') {
            /* Empty lines before the request line do not count. */
            parser->is_past_lines = !parser->is_in_line && parser->has_lines;
            parser->is_in_line = false;
        } else if (c != '\r') {
            if (!parser->is_in_line && (c == ' ' || c == '\t'))
                return true;
            parser->is_in_line = parser->has_lines = true;
        }
        parser->last = c;
    }
    return false;
}

enum srv_parse srv_parser_feed(struct srv_parser *parser, const char *bytes, size_t size,
                               size_t *taken) {
    bool was_in_head = !parser->is_head_done;
    if (was_in_head && has_odd_line(parser, bytes, size)) {
        refuse(parser, 400,
               "a line of the head begins with a blank or ends without a carriage return");
        *taken = size;
        return SRV_PARSE_REFUSED;
    }
    llhttp_errno_t code = llhttp_execute(&parser->llhttp, bytes, size);
    *taken = code == HPE_PAUSED ? (size_t)(llhttp_get_error_pos(&parser->llhttp) - bytes) : size;
    if (parser->is_head_done)
        parser->coded_size += was_in_head ? 0 : *taken;
    else
        parser->head_size += *taken;
    return judge(parser, code);
}

int srv_parser_refusal(const struct srv_parser *parser, const char **why) {
    *why = parser->why ? parser->why : "the request is malformed";
    return parser->status ? parser->status : 400;
}
