/* SPDX-License-Identifier: MIT */
#include "server/worker/worker.h"

#include "base/error.h"
#include "server/worker/channel.h"
#include "server/worker/sandbox.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { KINDS_MAX = 16 };

/* A kind of job, made ready before the sandbox was closed. */
struct ready_kind {
    const struct srv_worker_kind *kind;
    void *context;
    struct omr_error why; /* it could not be */
};

struct trade {
    struct ready_kind kind[KINDS_MAX];
    int count;
};

static const struct ready_kind *find_kind(const struct trade *trade, const char *name) {
    for (int i = 0; i < trade->count; i++)
        if (strcmp(trade->kind[i].kind->name, name) == 0)
            return &trade->kind[i];
    return NULL;
}

/* A part's content as a string in the arena. */
static const char *text_of(const struct srv_part *part, struct omr_arena *arena) {
    const char *text = part ? omr_arena_copy(arena, part->bytes, part->size) : NULL;
    return text ? text : "";
}

static enum omr_status do_job(int channel, const void *bytes, size_t size,
                              const struct trade *trade, struct omr_arena *arena,
                              struct srv_answer *answer, struct omr_error *err) {
    struct srv_part *parts;
    int count;
    enum omr_status status = srv_message_parse(bytes, size, arena, &parts, &count, err);
    if (status)
        return status;
    if (count < 2 || strcmp(parts[0].name, "kind") != 0 || strcmp(parts[1].name, "options") != 0)
        return omr_fail(err, OMR_ERROR_INTERNAL, "worker.request", "the request is incomplete");
    const char *kind_name = text_of(&parts[0], arena);
    const struct ready_kind *ready = find_kind(trade, kind_name);
    if (!ready)
        return omr_fail(err, OMR_ERROR_INTERNAL, "worker.kind", "there are no jobs of kind `%s`",
                        kind_name);
    if (ready->why.status) {
        if (err)
            *err = ready->why;
        return ready->why.status;
    }
    struct srv_work work = {.options = text_of(&parts[1], arena),
                            .parts = parts + 2,
                            .part_count = count - 2,
                            .context = ready->context,
                            .channel = channel};
    return ready->kind->job(&work, answer, err);
}

void srv_answer_add(struct srv_answer *answer, const char *name, const void *bytes, size_t size) {
    srv_message_add(&answer->parts, name, bytes, size);
}

void srv_answer_fail(struct srv_answer *answer, const char *message) {
    if (answer->message_count++ < SRV_ANSWER_MAX_MESSAGES)
        srv_answer_add(answer, SRV_PART_MESSAGE, message, strlen(message));
}

/* The state comes last, when it is known. */
static void end_answer(struct srv_answer *answer) {
    const char *state = answer->message_count ? "failed" : "done";
    srv_answer_add(answer, SRV_PART_STATE, state, strlen(state));
}

static enum omr_status answer_request(int channel, const void *bytes, size_t size,
                                      const struct trade *trade, struct omr_error *err) {
    struct omr_arena arena = {0};
    struct srv_answer answer = {0};
    struct omr_error why = {0};
    srv_message_begin(&answer.parts);
    if (do_job(channel, bytes, size, trade, &arena, &answer, &why))
        srv_answer_fail(&answer, why.text);
    end_answer(&answer);
    enum omr_status status =
        answer.parts.has_failed
            ? omr_fail_memory(err)
            : srv_channel_send_answer(channel, answer.parts.bytes, answer.parts.size, err);
    omr_buffer_clear(&answer.parts);
    omr_arena_clear(&arena);
    return status;
}

static enum omr_status serve_one(int channel, int fd, size_t size, const struct trade *trade,
                                 struct omr_error *err) {
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return omr_fail(err, OMR_ERROR_IO, "worker.request", "the request cannot be mapped");
    enum omr_status status = answer_request(channel, bytes, size, trade, err);
    munmap(bytes, size);
    return status;
}

static enum omr_status serve(int channel, const struct trade *trade, struct omr_error *err) {
    enum omr_status status = OMR_OK;
    while (!status) {
        int fd;
        size_t size;
        status = srv_channel_take_request(channel, &fd, &size, err);
        if (status || fd < 0)
            return status;
        status = serve_one(channel, fd, size, trade, err);
    }
    return status;
}

static void make_ready(struct trade *trade, const struct srv_worker_kind *kinds, int count,
                       struct srv_readable *files) {
    for (int i = 0; i < count && i < KINDS_MAX; i++) {
        struct ready_kind *ready = &trade->kind[trade->count++];
        ready->kind = &kinds[i];
        if (kinds[i].prepare)
            kinds[i].prepare(&ready->context, files, &ready->why);
    }
}

/* The files and what was prepared live as long as the process. */
int srv_worker_run(int channel, const struct srv_worker_kind *kinds, int kind_count) {
    struct omr_error err = {0};
    struct trade trade = {.count = 0};
    struct srv_readable *files = NULL;
    enum omr_status status = srv_readable_open(&files, &err);
    if (!status) {
        make_ready(&trade, kinds, kind_count, files);
        status = srv_sandbox_close(channel, srv_readable_count(files) ? files : NULL, &err);
    }
    const char *hello = status ? err.text : SRV_WORKER_HELLO;
    enum omr_status sent = srv_channel_send_answer(channel, hello, strlen(hello), &err);
    if (!status && !sent)
        status = serve(channel, &trade, &err);
    return status || sent;
}
