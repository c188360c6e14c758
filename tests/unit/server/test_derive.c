/* SPDX-License-Identifier: MIT
 *
 * Tasks that work on what another task was sent. */
#include "folder.h"
#include "room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int open_room(void **state) {
    int failed = room_prepare(state);
    struct room *room = *state;
    room->settings.keeps_requests = true;
    if (!failed)
        room_open(room);
    return failed;
}

static void submit(struct room *room, const char *sleep_ms, char id[SRV_TASK_ID_SIZE]) {
    static const struct srv_part parts[] = {
        {"pattern", "P", 1}, {"image", "one", 3}, {"image", "two", 3}};
    struct srv_job job = {.kind = "sleep", .options = sleep_ms, .parts = parts, .part_count = 3};
    assert_int_equal(srv_tasks_submit(room->tasks, "ann", &job, id, NULL), OMR_OK);
}

static enum omr_status derive(struct room *room, const char *owner, const char *id, int number,
                              char derived[SRV_TASK_ID_SIZE], struct omr_error *err) {
    struct srv_derivation how = {
        .kind = "echo", .options = "page=3", .part = "image", .number = number, .lifetime_s = 600};
    return srv_tasks_derive(room->tasks, owner, "sleep", id, &how, derived, err);
}

static void it_gets_the_part_that_was_asked_for_and_more_options(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE], derived[SRV_TASK_ID_SIZE];
    submit(room, "1", id);
    struct srv_task_view view = room_wait(room, "sleep", id);
    srv_task_view_clear(&view);
    assert_int_equal(derive(room, "ann", id, 2, derived, NULL), OMR_OK);
    assert_string_not_equal(derived, id);
    view = room_wait(room, "echo", derived);
    assert_int_equal(view.state, SRV_TASK_DONE);
    assert_int_equal(view.result_count, 2);
    assert_memory_equal(view.results[0].bytes, "P", 1);
    assert_memory_equal(view.results[1].bytes, "two", 3);
    assert_memory_equal(view.details->bytes, "1 page=3", 8);
    srv_task_view_clear(&view);
    assert_int_equal(room_state(room, "sleep", id), SRV_TASK_DONE);
}

static void assert_refused(struct room *room, const char *owner, const char *id, int number,
                           const char *code) {
    char derived[SRV_TASK_ID_SIZE];
    struct omr_error err;
    assert_int_equal(derive(room, owner, id, number, derived, &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, code);
}

static void what_is_not_there_is_named(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    submit(room, "1", id);
    struct srv_task_view view = room_wait(room, "sleep", id);
    srv_task_view_clear(&view);
    assert_refused(room, "ann", id, 3, "tasks.part");
    assert_refused(room, "bob", id, 1, "tasks.unknown");
    assert_refused(room, "ann", "nonsense", 1, "tasks.unknown");
}

static void a_task_that_is_not_done_is_refused(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    submit(room, "60000", id);
    assert_refused(room, "ann", id, 1, "tasks.pending");
}

static void what_was_not_kept_is_gone(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_close(room, 1);
    room->settings.keeps_requests = false;
    room_open(room);
    submit(room, "1", id);
    struct srv_task_view view = room_wait(room, "sleep", id);
    srv_task_view_clear(&view);
    room_close(room, 1); /* the row is done a moment before its request is deleted */
    room_open(room);
    assert_refused(room, "ann", id, 1, "tasks.gone");
}

static void it_ends_with_its_own_lifetime(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE], derived[SRV_TASK_ID_SIZE];
    submit(room, "1", id);
    struct srv_task_view view = room_wait(room, "sleep", id);
    srv_task_view_clear(&view);
    struct srv_derivation how = {
        .kind = "echo", .options = "", .part = "image", .number = 1, .lifetime_s = 0};
    assert_int_equal(srv_tasks_derive(room->tasks, "ann", "sleep", id, &how, derived, NULL),
                     OMR_OK);
    assert_int_equal(room_state(room, "echo", derived), SRV_TASK_UNKNOWN);
    assert_int_equal(room_state(room, "sleep", id), SRV_TASK_DONE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, open_room, room_clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(it_gets_the_part_that_was_asked_for_and_more_options),
        CASE(what_is_not_there_is_named),
        CASE(a_task_that_is_not_done_is_refused),
        CASE(what_was_not_kept_is_gone),
        CASE(it_ends_with_its_own_lifetime),
    };
    return cmocka_run_group_tests_name("derived tasks", tests, NULL, NULL);
}
