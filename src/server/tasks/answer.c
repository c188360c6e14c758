/* SPDX-License-Identifier: MIT */
#include "server/tasks/answer.h"

#include "base/error.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_MESSAGE = 1000, MAX_COUNT = 100000000 };

static bool is_result(const struct srv_part *part) {
    return strncmp(part->name, SRV_PART_RESULT, strlen(SRV_PART_RESULT)) == 0;
}

/* Appends a message as one line of clean UTF-8. */
static void append_message(struct omr_buffer *lines, const struct srv_part *message) {
    const char *text = message->bytes;
    size_t size = message->size < MAX_MESSAGE ? message->size : MAX_MESSAGE;
    if (lines->size)
        omr_buffer_char(lines, '\n');
    for (size_t at = 0; at < size;) {
        size_t length = omr_utf8_length(text + at, size - at);
        bool is_plain =
            length > 1 || (length == 1 && (unsigned char)text[at] >= 0x20 && text[at] != 0x7f);
        omr_buffer_append(lines, is_plain ? text + at : " ", is_plain ? length : 1);
        at += length ? length : 1;
    }
}

static enum omr_status collect_messages(struct srv_answer_view *answer,
                                        const struct srv_part *parts, int count,
                                        struct omr_arena *arena, struct omr_error *err) {
    struct omr_buffer lines = {0};
    int found = 0;
    for (int i = 0; i < count && found < SRV_ANSWER_MAX_MESSAGES; i++)
        if (strcmp(parts[i].name, SRV_PART_MESSAGE) == 0 && parts[i].size) {
            append_message(&lines, &parts[i]);
            found++;
        }
    if (!found)
        omr_buffer_text(&lines, "The picture could not be processed");
    answer->messages = lines.has_failed ? NULL : omr_arena_copy(arena, lines.bytes, lines.size);
    omr_buffer_clear(&lines);
    return answer->messages ? OMR_OK : omr_fail_memory(err);
}

static enum omr_status collect_results(struct srv_answer_view *answer, const struct srv_part *parts,
                                       int count, struct omr_arena *arena, struct omr_error *err) {
    answer->results = OMR_ARENA_ARRAY(arena, struct srv_part, (size_t)count);
    if (!answer->results)
        return omr_fail_memory(err);
    for (int i = 0; i < count; i++)
        if (is_result(&parts[i])) {
            answer->results[answer->result_count] = parts[i];
            answer->results[answer->result_count++].name += strlen(SRV_PART_RESULT);
        }
    if (!answer->result_count)
        return omr_fail(err, OMR_ERROR_INPUT, "answer.empty", "done without a result");
    answer->details = srv_message_find(parts, count, SRV_PART_DETAILS);
    return OMR_OK;
}

/* A part that holds a decimal number; 0 where there is none. */
static enum omr_status read_count(int *count, const char *name, const struct srv_part *parts,
                                  int part_count, struct omr_error *err) {
    const struct srv_part *part = srv_message_find(parts, part_count, name);
    const char *digits = part ? part->bytes : "";
    *count = 0;
    for (size_t i = 0; part && i < part->size; i++) {
        if (digits[i] < '0' || digits[i] > '9' || *count > MAX_COUNT / 10)
            return omr_fail(err, OMR_ERROR_INPUT, "answer.count", "no number of %.32s", name);
        *count = *count * 10 + (digits[i] - '0');
    }
    return OMR_OK;
}

static bool is_text(const struct srv_part *part, const char *text) {
    return part->size == strlen(text) && memcmp(part->bytes, text, part->size) == 0;
}

enum omr_status srv_answer_read(struct srv_answer_view *answer, const void *bytes, size_t size,
                                struct omr_arena *arena, struct omr_error *err) {
    struct srv_part *parts;
    int count;
    struct srv_answer_view read = {.messages = ""};
    enum omr_status status = srv_message_parse(bytes, size, arena, &parts, &count, err);
    if (status)
        return status;
    const struct srv_part *state = count ? &parts[count - 1] : NULL;
    if (!state || strcmp(state->name, SRV_PART_STATE) != 0)
        return omr_fail(err, OMR_ERROR_INPUT, "answer.state", "an answer without its end");
    read.is_done = is_text(state, "done");
    if (!read.is_done && !is_text(state, "failed"))
        return omr_fail(err, OMR_ERROR_INPUT, "answer.state", "an answer of no known state");
    if (!read.is_done)
        status = collect_messages(&read, parts, count, arena, err);
    else
        (void)((status = collect_results(&read, parts, count, arena, err)) ||
               (status = read_count(&read.review_count, SRV_PART_REVIEW, parts, count, err)) ||
               (status = read_count(&read.unread_count, SRV_PART_UNREAD, parts, count, err)));
    if (!status)
        *answer = read;
    return status;
}
