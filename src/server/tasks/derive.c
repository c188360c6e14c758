/* SPDX-License-Identifier: MIT
 *
 * Tasks made of what another task was asked: its request is mapped, and the parts that are wanted
 * become a request of their own. */
#include "base/error.h"
#include "server/store/clock.h"
#include "server/tasks/room.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Of a request's parts those that the derived job gets; the first two are its kind and options. */
static int choose_parts(struct srv_part *chosen, const struct srv_part *parts, int count,
                        const struct srv_derivation *derivation, bool *is_there) {
    int kept = 0, number = 0;
    *is_there = false;
    for (int i = 2; i < count; i++) {
        bool is_one = strcmp(parts[i].name, derivation->part) == 0;
        if (is_one && ++number != derivation->number)
            continue;
        *is_there |= is_one;
        chosen[kept++] = parts[i];
    }
    return kept;
}

static const char *join_options(struct omr_arena *arena, const struct srv_part *options,
                                const char *more) {
    struct omr_buffer joined = {0};
    omr_buffer_append(&joined, options->bytes, options->size);
    omr_buffer_char(&joined, ' ');
    omr_buffer_text(&joined, more);
    const char *text = joined.has_failed ? NULL : omr_arena_copy(arena, joined.bytes, joined.size);
    omr_buffer_clear(&joined);
    return text;
}

static enum omr_status submit_derived(struct srv_tasks *tasks, const char *owner,
                                      const struct srv_derivation *derivation, const void *bytes,
                                      size_t size, char derived[SRV_TASK_ID_SIZE],
                                      struct omr_error *err) {
    struct omr_arena arena = {0};
    struct srv_part *parts;
    int count;
    bool is_there;
    enum omr_status status = srv_message_parse(bytes, size, &arena, &parts, &count, err);
    struct srv_part *chosen =
        status ? NULL : OMR_ARENA_ARRAY(&arena, struct srv_part, (size_t)count + 1);
    struct srv_job job = {.kind = derivation->kind, .parts = chosen};
    if (!status && (!chosen || count < 2 ||
                    !(job.options = join_options(&arena, &parts[1], derivation->options))))
        status = omr_fail_memory(err);
    if (!status) {
        job.part_count = choose_parts(chosen, parts, count, derivation, &is_there);
        int64_t age_ms = (int64_t)(1000 * (tasks->settings.retention_s - derivation->lifetime_s));
        if (!is_there)
            status = omr_fail(err, OMR_ERROR_USAGE, "tasks.part", "the task has no %s %d",
                              derivation->part, derivation->number);
        else
            status = srv_tasks_submit_at(tasks, owner, &job,
                                         srv_now_ms() - (age_ms > 0 ? age_ms : 0), derived, err);
    }
    omr_arena_clear(&arena);
    return status;
}

static enum omr_status check_row(struct srv_tasks *tasks, const char *owner, const char *kind,
                                 const char *id, struct omr_error *err) {
    struct srv_row row;
    bool is_found;
    enum omr_status status = srv_tasks_find_row(tasks, owner, kind, id, &row, &is_found, err);
    if (status)
        return status;
    if (!is_found)
        return omr_fail(err, OMR_ERROR_USAGE, "tasks.unknown", "Task not found");
    srv_row_clear(&row);
    if (row.state == SRV_ROW_WAITING || row.state == SRV_ROW_RUNNING)
        return omr_fail(err, OMR_ERROR_USAGE, "tasks.pending", "the task is not finished yet");
    return OMR_OK;
}

enum omr_status srv_tasks_derive(struct srv_tasks *tasks, const char *owner, const char *kind,
                                 const char *id, const struct srv_derivation *derivation,
                                 char derived[SRV_TASK_ID_SIZE], struct omr_error *err) {
    int request = -1;
    size_t size = 0;
    enum omr_status status = check_row(tasks, owner, kind, id, err);
    if (!status)
        status = srv_store_open_request(tasks->store, id, &request, &size, err);
    if (status)
        return status;
    if (request < 0)
        return omr_fail(err, OMR_ERROR_USAGE, "tasks.gone", "what was sent is no longer kept");
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, request, 0);
    close(request);
    if (bytes == MAP_FAILED)
        return omr_fail_memory(err);
    status = submit_derived(tasks, owner, derivation, bytes, size, derived, err);
    munmap(bytes, size);
    return status;
}
