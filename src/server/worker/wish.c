/* SPDX-License-Identifier: MIT */
#include "server/worker/wish.h"

#include "base/arena.h"
#include "base/error.h"
#include "server/worker/channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WISH_MAX_SIZE = 256, WORD_SIZE = 64, PAGE_MAX = 1000000 };

static const char part_name[] = "convert", state_text[] = "asks";

void srv_wish_write(struct omr_buffer *message, const struct srv_wish *wish) {
    char words[WORD_SIZE];
    int length =
        snprintf(words, sizeof words, "%s %d %d", wish->program->id, wish->image, wish->page);
    srv_message_begin(message);
    srv_message_add(message, part_name, words, (size_t)length);
    srv_message_add(message, SRV_PART_STATE, state_text, strlen(state_text));
}

static bool read_number(char **rest, int *number) {
    char *word = strsep(rest, " "), *end;
    long value = word ? strtol(word, &end, 10) : 0;
    *number = (int)value;
    return word && *word >= '1' && *word <= '9' && !*end && value <= PAGE_MAX;
}

static bool read_words(struct srv_wish *wish, const struct srv_part *part) {
    char words[WORD_SIZE] = {0}, *rest = words;
    if (part->size >= sizeof words || memchr(part->bytes, 0, part->size))
        return false;
    memcpy(words, part->bytes, part->size);
    wish->program = conv_of(strsep(&rest, " "));
    return wish->program && read_number(&rest, &wish->image) && read_number(&rest, &wish->page) &&
           !rest;
}

bool srv_wish_read(struct srv_wish *wish, const void *bytes, size_t size) {
    struct omr_arena arena = {0};
    struct srv_part *parts;
    int count;
    if (size > WISH_MAX_SIZE)
        return false;
    bool is_wish =
        !srv_message_parse(bytes, size, &arena, &parts, &count, NULL) && count == 2 &&
        strcmp(parts[0].name, part_name) == 0 && strcmp(parts[1].name, SRV_PART_STATE) == 0 &&
        parts[1].size == strlen(state_text) &&
        memcmp(parts[1].bytes, state_text, parts[1].size) == 0 && read_words(wish, &parts[0]);
    omr_arena_clear(&arena);
    return is_wish;
}

static enum omr_status take_gift(int channel, struct srv_gift *gift, struct omr_error *err) {
    int fd;
    enum omr_status status = srv_channel_take_request(channel, &fd, &gift->size, err);
    if (status)
        return status;
    if (fd < 0)
        return omr_fail(err, OMR_ERROR_IO, "worker.request", "the server is gone");
    void *bytes = mmap(NULL, gift->size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return omr_fail(err, OMR_ERROR_IO, "worker.request", "the request cannot be mapped");
    gift->bytes = bytes;
    return OMR_OK;
}

static void copy_text(char *to, size_t size, const struct srv_part *part) {
    snprintf(to, size, "%.*s", part ? (int)part->size : 0, part ? (const char *)part->bytes : "");
}

static enum omr_status unwrap(struct srv_gift *gift, struct omr_error *err) {
    struct omr_arena arena = {0};
    struct srv_part *parts;
    int count;
    char code[sizeof err->code], text[sizeof err->text];
    enum omr_status status =
        srv_message_parse(gift->bytes, gift->size, &arena, &parts, &count, err);
    if (status)
        return status;
    const struct srv_part *picture = srv_message_find(parts, count, "picture");
    if (picture) {
        gift->picture = picture->bytes;
        gift->picture_size = picture->size;
    } else {
        copy_text(code, sizeof code, srv_message_find(parts, count, "code"));
        copy_text(text, sizeof text, srv_message_find(parts, count, "text"));
        status = omr_fail(err, OMR_ERROR_UNSUPPORTED, code, "%s", text);
    }
    omr_arena_clear(&arena);
    return status;
}

enum omr_status srv_wish_ask(int channel, const struct srv_wish *wish, struct srv_gift *gift,
                             struct omr_error *err) {
    struct omr_buffer message = {0};
    *gift = (struct srv_gift){0};
    srv_wish_write(&message, wish);
    enum omr_status status =
        message.has_failed ? omr_fail_memory(err)
                           : srv_channel_send_answer(channel, message.bytes, message.size, err);
    omr_buffer_clear(&message);
    if (!status && !(status = take_gift(channel, gift, err)))
        status = unwrap(gift, err);
    if (status)
        srv_gift_clear(gift);
    return status;
}

void srv_gift_clear(struct srv_gift *gift) {
    if (gift->bytes)
        munmap(gift->bytes, gift->size);
    *gift = (struct srv_gift){0};
}
