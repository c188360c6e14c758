/* SPDX-License-Identifier: MIT
 *
 * The small languages inside HTTP: percent-coding, queries, forms, media types. */
#ifndef OMR_SERVER_HTTP_FIELDS_H
#define OMR_SERVER_HTTP_FIELDS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* A text that may hold zero bytes; a closing zero follows. */
struct srv_text {
    char *bytes;
    size_t size;
};

/* Decodes %41 (and "+" as a blank when `is_form`) into the arena. What is no code stays as it is.
 * NULL bytes when memory ran out. */
struct srv_text srv_percent_decode(struct omr_arena *arena, const char *text, size_t size,
                                   bool is_form);

struct srv_form_field {
    const char *name;
    struct srv_text value;
};

enum { SRV_FORM_FIELDS_MAX = 32 };

struct srv_form {
    struct srv_form_field fields[SRV_FORM_FIELDS_MAX];
    int count;
};

/* Reads `a=b&c=d` (a query, or application/x-www-form-urlencoded). Empty pieces are left out, and
 * so is what goes beyond the table. False when memory ran out. */
bool srv_form_parse(struct srv_form *form, struct omr_arena *arena, const char *text, size_t size);

/* Reads multipart/form-data; `content_type` names the boundary. False when it is malformed or
 * memory ran out. */
bool srv_form_parse_multipart(struct srv_form *form, struct omr_arena *arena,
                              const char *content_type, const char *text, size_t size);

/* The first field of that name (case does not matter), or NULL; `*count` (may be NULL) says how
 * many there are. */
const struct srv_form_field *srv_form_find(const struct srv_form *form, const char *name,
                                           int *count);

/* Whether the media type of a Content-Type ("application/json; charset=utf-8") is `type`. */
bool srv_media_is(const char *content_type, const char *type);

/* Whether an Accept header names `type` itself (wildcards do not count); q=0 is no naming. */
bool srv_accept_names(const char *accept, const char *type);

#endif
