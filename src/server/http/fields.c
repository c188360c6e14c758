/* SPDX-License-Identifier: MIT */
#include "server/http/fields.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct srv_text srv_percent_decode(struct omr_arena *arena, const char *text, size_t size,
                                   bool is_form) {
    struct srv_text decoded = {omr_arena_copy(arena, text, size), 0};
    if (!decoded.bytes)
        return decoded;
    for (size_t i = 0; i < size; i++) {
        int high = text[i] == '%' && size - i > 2 ? hex_digit(text[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        char c = is_form && text[i] == '+' ? ' ' : text[i];
        if (low >= 0) {
            c = (char)(high * 16 + low);
            i += 2;
        }
        decoded.bytes[decoded.size++] = c;
    }
    decoded.bytes[decoded.size] = 0;
    return decoded;
}

/* --- forms --- */

static bool add_field(struct srv_form *form, const char *name, struct srv_text value) {
    if (!name || !value.bytes)
        return false;
    if (form->count < SRV_FORM_FIELDS_MAX)
        form->fields[form->count++] = (struct srv_form_field){name, value};
    return true;
}

static bool add_pair(struct srv_form *form, struct omr_arena *arena, const char *pair,
                     size_t size) {
    const char *equals = memchr(pair, '=', size);
    size_t name_size = equals ? (size_t)(equals - pair) : size;
    const char *value = equals ? equals + 1 : pair + size;
    struct srv_text name = srv_percent_decode(arena, pair, name_size, true);
    return add_field(form, name.bytes,
                     srv_percent_decode(arena, value, (size_t)(pair + size - value), true));
}

bool srv_form_parse(struct srv_form *form, struct omr_arena *arena, const char *text, size_t size) {
    form->count = 0;
    const char *end = text + size;
    while (text < end) {
        const char *stop = memchr(text, '&', (size_t)(end - text));
        size_t length = (size_t)((stop ? stop : end) - text);
        if (length && !add_pair(form, arena, text, length))
            return false;
        text += length + 1;
    }
    return true;
}

const struct srv_form_field *srv_form_find(const struct srv_form *form, const char *name,
                                           int *count) {
    const struct srv_form_field *found = NULL;
    int matches = 0;
    for (int i = form->count - 1; i >= 0; i--)
        if (strcasecmp(form->fields[i].name, name) == 0) {
            found = &form->fields[i];
            matches++;
        }
    if (count)
        *count = matches;
    return found;
}

/* --- multipart --- */

/* The value of `name="..."` or `name=...` among the parameters of a header; NULL when absent. */
static char *find_parameter(struct omr_arena *arena, const char *header, const char *name) {
    size_t name_size = strlen(name);
    for (const char *at = strchr(header, ';'); at; at = strchr(at, ';')) {
        at += 1 + strspn(at + 1, " \t");
        if (strncasecmp(at, name, name_size) != 0 || at[name_size] != '=')
            continue;
        const char *value = at + name_size + 1;
        if (*value != '"')
            return omr_arena_copy(arena, value, strcspn(value, "; \t\r\n"));
        return omr_arena_copy(arena, value + 1, strcspn(value + 1, "\""));
    }
    return NULL;
}

/* The name of the part whose head goes from `head` to `end`; NULL when it has none. */
static const char *part_name(struct omr_arena *arena, const char *head, const char *end) {
    static const char wanted[] = "Content-Disposition:";
    while (head < end) {
        const char *stop = memmem(head, (size_t)(end - head), "\r\n", 2);
        size_t size = (size_t)((stop ? stop : end) - head);
        if (size >= sizeof wanted - 1 && strncasecmp(head, wanted, sizeof wanted - 1) == 0) {
            const char *line = omr_arena_copy(arena, head, size);
            return line ? find_parameter(arena, line, "name") : NULL;
        }
        head += size + 2;
    }
    return NULL;
}

static bool add_part(struct srv_form *form, struct omr_arena *arena, const char *part,
                     const char *end) {
    const char *blank = memmem(part, (size_t)(end - part), "\r\n\r\n", 4);
    const char *name = blank ? part_name(arena, part, blank) : NULL;
    if (!name)
        return false;
    size_t size = (size_t)(end - blank - 4);
    return add_field(form, name, (struct srv_text){omr_arena_copy(arena, blank + 4, size), size});
}

static const char *after_mark(const char *text, const char *end, const char *mark) {
    const char *found = memmem(text, (size_t)(end - text), mark, strlen(mark));
    return found ? found + strlen(mark) : NULL;
}

bool srv_form_parse_multipart(struct srv_form *form, struct omr_arena *arena,
                              const char *content_type, const char *text, size_t size) {
    form->count = 0;
    char *boundary = find_parameter(arena, content_type, "boundary");
    if (!boundary || !*boundary || strlen(boundary) > 70)
        return false;
    char mark[80] = "\r\n--";
    strcat(mark, boundary);
    size_t mark_size = strlen(mark);
    const char *end = text + size;
    /* The first mark may stand at the very beginning, without its line break. */
    bool is_at_start = size >= mark_size - 2 && memcmp(text, mark + 2, mark_size - 2) == 0;
    const char *at = is_at_start ? text + mark_size - 2 : after_mark(text, end, mark);
    while (at && !(end - at >= 2 && memcmp(at, "--", 2) == 0)) {
        at += strspn(at, " \t");
        if (end - at < 4 || memcmp(at, "\r\n", 2) != 0)
            return false;
        const char *next = after_mark(at + 2, end, mark);
        if (!next || !add_part(form, arena, at + 2, next - mark_size))
            return false;
        at = next;
    }
    return at != NULL;
}

/* --- media types --- */

static bool is_type(const char *text, size_t size, const char *type) {
    while (size && (*text == ' ' || *text == '\t'))
        text++, size--;
    size_t length = strlen(type);
    if (size < length || strncasecmp(text, type, length) != 0)
        return false;
    return size == length || strchr("; \t", text[length]) != NULL;
}

bool srv_media_is(const char *content_type, const char *type) {
    return is_type(content_type, strlen(content_type), type);
}

static bool is_refused(struct omr_arena *arena, const char *range) {
    const char *quality = find_parameter(arena, range, "q");
    return quality && strtod(quality, NULL) <= 0;
}

bool srv_accept_names(const char *accept, const char *type) {
    struct omr_arena arena = {0};
    bool is_named = false;
    for (const char *at = accept; *at && !is_named;) {
        size_t size = strcspn(at, ",");
        const char *range = omr_arena_copy(&arena, at, size);
        is_named = range && is_type(at, size, type) && !is_refused(&arena, range);
        at += size + (at[size] == ',');
    }
    omr_arena_clear(&arena);
    return is_named;
}
