/* SPDX-License-Identifier: MIT
 *
 * Any bytes on a connection: the same requests, or the same refusal, however they are cut. */
#include "server/http/parser.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What was understood, as one number. */
struct reading {
    struct srv_head head;
    uint64_t digest;
    int requests, status;
};

static void add(struct reading *reading, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        reading->digest = (reading->digest ^ (unsigned char)bytes[i]) * 0x100000001b3u;
}

static bool on_head(void *context) {
    struct reading *reading = context;
    const struct srv_head *head = &reading->head;
    add(reading, head->method, strlen(head->method));
    add(reading, head->path, strlen(head->path) + 1);
    add(reading, head->query, strlen(head->query) + 1);
    for (int i = 0; i < head->field_count; i++) {
        add(reading, head->fields[i].name, strlen(head->fields[i].name) + 1);
        add(reading, head->fields[i].value, strlen(head->fields[i].value) + 1);
        if (strpbrk(head->fields[i].value, "\r\n") || strpbrk(head->fields[i].name, " \t:\r\n"))
            abort();
    }
    return true;
}

static bool on_body(void *context, const char *bytes, size_t size) {
    add(context, bytes, size);
    return true;
}

/* False when nothing more can be read. */
static bool feed(struct srv_parser *parser, struct reading *reading, struct omr_arena *arena,
                 const char *bytes, size_t size) {
    const char *why;
    while (size) {
        size_t taken;
        enum srv_parse step = srv_parser_feed(parser, bytes, size, &taken);
        if (taken > size || step == SRV_PARSE_STOPPED)
            abort();
        if (step == SRV_PARSE_REFUSED)
            reading->status = srv_parser_refusal(parser, &why);
        if (step != SRV_PARSE_COMPLETE)
            return step == SRV_PARSE_MORE;
        reading->requests++;
        if (!reading->head.is_keep_alive)
            return false;
        omr_arena_clear(arena);
        srv_parser_begin(parser, &reading->head, arena);
        bytes += taken;
        size -= taken;
    }
    return true;
}

static struct reading read_in_two(const char *bytes, size_t size, size_t cut) {
    struct reading reading = {.digest = 0xcbf29ce484222325u};
    struct omr_arena arena = {0};
    struct srv_parser *parser =
        srv_parser_new(&(struct srv_parser_events){on_head, on_body, &reading});
    if (!parser)
        abort();
    srv_parser_begin(parser, &reading.head, &arena);
    if (feed(parser, &reading, &arena, bytes, cut))
        feed(parser, &reading, &arena, bytes + cut, size - cut);
    srv_parser_free(parser);
    omr_arena_clear(&arena);
    return reading;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size < 2 || size > 4096)
        return 0;
    size_t cut = (size_t)(bytes[0] << 8 | bytes[1]) % (size - 1);
    const char *text = (const char *)bytes + 2;
    struct reading whole = read_in_two(text, size - 2, 0);
    struct reading pieces = read_in_two(text, size - 2, cut);
    /* Of several faults one piece may show one first, another the other. */
    if (!whole.status != !pieces.status || whole.requests != pieces.requests ||
        (!whole.status && whole.digest != pieces.digest))
        abort();
    return 0;
}
