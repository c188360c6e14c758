/* SPDX-License-Identifier: MIT
 *
 * Any bytes as what server and worker say to each other: a worker must not be led astray by its
 * server, nor a server by a worker that was taken over. The first byte tells what it is read
 * as. */
#include "server/worker/message.h"
#include "server/tasks/answer.h"
#include "server/worker/options.h"
#include "server/worker/wish.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static size_t touch(const struct srv_part *part) {
    size_t sum = strlen(part->name);
    for (size_t i = 0; i < part->size; i++)
        sum += ((const unsigned char *)part->bytes)[i];
    return sum;
}

/* What was understood, said again, is what was heard. */
static void check_message(const char *bytes, size_t size, struct omr_arena *arena) {
    struct srv_part *parts;
    int count;
    struct omr_buffer again = {0};
    if (srv_message_parse(bytes, size, arena, &parts, &count, NULL))
        return;
    srv_message_begin(&again);
    for (int i = 0; i < count; i++)
        srv_message_add(&again, parts[i].name, parts[i].bytes, parts[i].size);
    if (count > SRV_MESSAGE_MAX_PARTS || again.size != size ||
        memcmp(again.bytes, bytes, size) != 0)
        abort();
    omr_buffer_clear(&again);
}

static void check_answer(const char *bytes, size_t size, struct omr_arena *arena) {
    struct srv_answer_view answer;
    size_t sum = 0;
    if (srv_answer_read(&answer, bytes, size, arena, NULL))
        return;
    for (int i = 0; i < answer.result_count; i++)
        sum += touch(&answer.results[i]);
    if (answer.details)
        sum += touch(answer.details);
    for (const char *c = answer.messages; *c; c++)
        if ((unsigned char)*c < 0x20 && *c != '\n')
            abort();
    if (answer.review_count < 0 || sum == SIZE_MAX)
        abort();
}

static void check_options(const char *bytes, size_t size, struct omr_arena *arena) {
    struct srv_options options;
    const char *line = omr_arena_copy(arena, bytes, size);
    if (line && !srv_options_parse(&options, line, NULL) &&
        (!options.type || strlen(options.unsure_value) >= SRV_UNSURE_SIZE))
        abort();
}

/* A wish has one spelling. */
static void check_wish(const char *bytes, size_t size) {
    struct srv_wish wish;
    struct omr_buffer again = {0};
    if (!srv_wish_read(&wish, bytes, size))
        return;
    srv_wish_write(&again, &wish);
    if (wish.image < 1 || wish.page < 1 || again.size != size ||
        memcmp(again.bytes, bytes, size) != 0)
        abort();
    omr_buffer_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct omr_arena arena = {0};
    const char *text = (const char *)bytes + 1;
    if (size == 0)
        return 0;
    if (bytes[0] == 'o')
        check_options(text, size - 1, &arena);
    else if (bytes[0] == 'a')
        check_answer(text, size - 1, &arena);
    else if (bytes[0] == 'w')
        check_wish(text, size - 1);
    else
        check_message(text, size - 1, &arena);
    omr_arena_clear(&arena);
    return 0;
}
