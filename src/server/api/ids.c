/* SPDX-License-Identifier: MIT */
#include "server/api/call.h"

#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void trim(const char **text, size_t *size) {
    while (*size && is_blank(**text)) {
        ++*text;
        --*size;
    }
    while (*size && is_blank((*text)[*size - 1]))
        --*size;
}

/* Takes away one pair of `quote`, with `prefix` before it when that is not 0. */
static void unwrap(const char **text, size_t *size, char prefix, char quote) {
    size_t skip = prefix ? 2 : 1;
    if (*size < skip + 1 || (prefix && **text != prefix) || (*text)[skip - 1] != quote ||
        (*text)[*size - 1] != quote)
        return;
    *text += skip;
    *size -= skip + 1;
}

static bool is_id(const char *id) {
    for (int i = 0; i < SRV_TASK_ID_SIZE - 1; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? id[i] != '-' : !strchr("0123456789abcdef", id[i]))
            return false;
    }
    return true;
}

void srv_normalise_id(const char *text, size_t size, char id[SRV_TASK_ID_SIZE]) {
    id[0] = 0;
    trim(&text, &size);
    unwrap(&text, &size, 'b', '\'');
    unwrap(&text, &size, 'b', '"');
    unwrap(&text, &size, 0, '"');
    unwrap(&text, &size, 0, '\'');
    trim(&text, &size);
    if (size != SRV_TASK_ID_SIZE - 1 || memchr(text, 0, size))
        return;
    for (size_t i = 0; i < size; i++)
        id[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
    id[size] = 0;
    if (!is_id(id))
        id[0] = 0;
}

struct srv_sent_id srv_read_id(struct srv_call *call) {
    struct srv_sent_id sent = {.as_sent = {"", 0}};
    const char *query = srv_http_query(call->exchange);
    struct srv_form form;
    if (!srv_form_parse(&form, call->arena, query, strlen(query)))
        return sent;
    const struct srv_form_field *field = srv_form_find(&form, "id", NULL);
    if (field)
        sent.as_sent = field->value;
    srv_normalise_id(sent.as_sent.bytes, sent.as_sent.size, sent.id);
    return sent;
}
