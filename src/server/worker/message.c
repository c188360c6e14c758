/* SPDX-License-Identifier: MIT */
#include "server/worker/message.h"

#include "base/error.h"

#include <stdint.h>
#include <string.h>

static const char magic[8] = {'O', 'M', 'R', 'P', 'A', 'R', 'T', 'S'};

enum { HEAD_SIZE = 4 + 8 };

static void put_number(unsigned char *to, uint64_t value, int bytes) {
    for (int i = 0; i < bytes; i++)
        to[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t take_number(const unsigned char *from, int bytes) {
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

void srv_message_begin(struct omr_buffer *message) {
    omr_buffer_append(message, magic, sizeof magic);
}

void srv_message_add(struct omr_buffer *message, const char *name, const void *bytes, size_t size) {
    unsigned char head[HEAD_SIZE];
    size_t name_size = strlen(name);
    put_number(head, name_size, 4);
    put_number(head + 4, size, 8);
    omr_buffer_append(message, head, sizeof head);
    omr_buffer_append(message, name, name_size + 1);
    omr_buffer_append(message, bytes, size);
}

static struct iovec piece_of(const void *bytes, size_t size) {
    union { /* iovec is for both directions and knows no const */
        const void *from;
        void *base;
    } alias = {.from = bytes};
    return (struct iovec){.iov_base = alias.base, .iov_len = size};
}

/* Two pieces a part, its head and its content; the magic goes before the first. */
enum omr_status srv_message_pieces(const struct srv_part *parts, int part_count,
                                   struct omr_arena *arena, struct iovec **pieces, int *piece_count,
                                   struct omr_error *err) {
    if (part_count > SRV_MESSAGE_MAX_PARTS)
        return omr_fail(err, OMR_ERROR_LIMIT, "message.parts", "more than %d parts",
                        SRV_MESSAGE_MAX_PARTS);
    int count = 0;
    struct iovec *list = OMR_ARENA_ARRAY(arena, struct iovec, 1 + 2 * (size_t)part_count);
    if (!list)
        return omr_fail_memory(err);
    list[count++] = piece_of(magic, sizeof magic);
    for (int i = 0; i < part_count; i++) {
        size_t name_size = strlen(parts[i].name);
        if (name_size > SRV_PART_NAME_MAX)
            return omr_fail(err, OMR_ERROR_LIMIT, "message.name", "a part's name is too long");
        unsigned char *head = omr_arena_take(arena, HEAD_SIZE + name_size + 1, 1);
        if (!head)
            return omr_fail_memory(err);
        put_number(head, name_size, 4);
        put_number(head + 4, parts[i].size, 8);
        memcpy(head + HEAD_SIZE, parts[i].name, name_size + 1);
        list[count++] = piece_of(head, HEAD_SIZE + name_size + 1);
        list[count++] = piece_of(parts[i].bytes, parts[i].size);
    }
    *pieces = list;
    *piece_count = count;
    return OMR_OK;
}

/* The part at `*at`; moves on behind it. False when it is not whole. */
static int take_part(const unsigned char *bytes, size_t size, size_t *at, struct srv_part *part) {
    size_t left = size - *at;
    if (left < HEAD_SIZE)
        return 0;
    const unsigned char *head = bytes + *at;
    uint64_t name_size = take_number(head, 4), content = take_number(head + 4, 8);
    left -= HEAD_SIZE;
    if (name_size > SRV_PART_NAME_MAX || left < name_size + 1)
        return 0;
    left -= (size_t)name_size + 1;
    const char *name = (const char *)head + HEAD_SIZE;
    if (strnlen(name, (size_t)name_size + 1) != name_size || left < content)
        return 0;
    *part = (struct srv_part){.name = name, .bytes = name + name_size + 1, .size = (size_t)content};
    *at += HEAD_SIZE + (size_t)name_size + 1 + (size_t)content;
    return 1;
}

enum omr_status srv_message_parse(const void *bytes, size_t size, struct omr_arena *arena,
                                  struct srv_part **parts, int *part_count, struct omr_error *err) {
    if (size < sizeof magic || memcmp(bytes, magic, sizeof magic) != 0)
        return omr_fail(err, OMR_ERROR_INPUT, "message.magic", "this is not a message");
    int count = 0;
    struct srv_part part;
    for (size_t at = sizeof magic; at < size; count++)
        if (!take_part(bytes, size, &at, &part))
            return omr_fail(err, OMR_ERROR_INPUT, "message.part", "part %d is not whole", count);
        else if (count >= SRV_MESSAGE_MAX_PARTS)
            return omr_fail(err, OMR_ERROR_LIMIT, "message.parts", "more than %d parts",
                            SRV_MESSAGE_MAX_PARTS);
    struct srv_part *list = OMR_ARENA_ARRAY(arena, struct srv_part, (size_t)count + 1);
    if (!list)
        return omr_fail_memory(err);
    size_t at = sizeof magic;
    for (int i = 0; i < count; i++)
        take_part(bytes, size, &at, &list[i]);
    *parts = list;
    *part_count = count;
    return OMR_OK;
}

const struct srv_part *srv_message_find(const struct srv_part *parts, int part_count,
                                        const char *name) {
    for (int i = 0; i < part_count; i++)
        if (strcmp(parts[i].name, name) == 0)
            return &parts[i];
    return NULL;
}
