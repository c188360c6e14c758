/* SPDX-License-Identifier: MIT
 *
 * What a worker may and may not do: a job that tries something forbidden never comes back, and the
 * server lives. */
#include "room.h"
#include "server/worker/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_deadly(struct room *room, const char *what) {
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "break", what, "x", id);
    struct srv_task_view view = room_wait(room, "break", id);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    srv_task_view_clear(&view);
    assert_int_equal(room->complaints, 1);
    room_submit(room, "echo", "", "x", id);
    view = room_wait(room, "echo", id);
    assert_int_equal(view.state, SRV_TASK_DONE);
    srv_task_view_clear(&view);
}

static void opening_a_file_is_deadly(void **state) {
    assert_deadly(*state, "open");
}

static void making_a_file_is_deadly(void **state) {
    assert_deadly(*state, "create");
    assert_int_equal(access("/tmp/omr-test-breakout", F_OK), -1);
}

static void opening_a_socket_is_deadly(void **state) {
    assert_deadly(*state, "socket");
}

static void starting_a_process_is_deadly(void **state) {
    assert_deadly(*state, "fork");
}

static void running_a_program_is_deadly(void **state) {
    assert_deadly(*state, "exec");
}

static void making_code_is_deadly(void **state) {
    assert_deadly(*state, "code");
}

static void signalling_another_process_is_deadly(void **state) {
    assert_deadly(*state, "kill");
}

static void writing_elsewhere_is_deadly(void **state) {
    assert_deadly(*state, "write");
}

/* The control: what breaks nothing comes back, or the cases above would prove nothing. */
static void doing_nothing_forbidden_is_not_deadly(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "break", "nothing", "x", id);
    struct srv_task_view view = room_wait(room, "break", id);
    assert_int_equal(view.state, SRV_TASK_DONE);
    srv_task_view_clear(&view);
}

static void memory_and_time_and_messages_are_allowed(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "toil", "", "x", id);
    struct srv_task_view view = room_wait(room, "toil", id);
    assert_int_equal(view.state, SRV_TASK_DONE);
    srv_task_view_clear(&view);
    assert_int_equal(room->complaints, 0);
}

static void files_that_were_named_before_can_be_opened(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "read", "", "x", id);
    struct srv_task_view view = room_wait(room, "read", id);
    assert_int_equal(view.state, SRV_TASK_DONE);
    srv_task_view_clear(&view);
    assert_int_equal(room->complaints, 0);
}

static void what_could_not_be_prepared_is_told_by_its_jobs_only(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "unready", "", "x", id);
    struct srv_task_view view = room_wait(room, "unready", id);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    srv_task_view_clear(&view);
    room_submit(room, "echo", "", "x", id);
    view = room_wait(room, "echo", id);
    assert_int_equal(view.state, SRV_TASK_DONE);
    srv_task_view_clear(&view);
}

static int prepare_single_attempt(void **state) {
    int failed = room_prepare(state);
    struct room *room = *state;
    room->settings.max_attempts = 1;
    if (!failed)
        room_open(room);
    return failed;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, prepare_single_attempt, room_clear)

/* A build with a sanitizer has no filter to be tried. */
int main(void) {
    const struct CMUnitTest filtered[] = {
        CASE(opening_a_file_is_deadly),
        CASE(making_a_file_is_deadly),
        CASE(opening_a_socket_is_deadly),
        CASE(starting_a_process_is_deadly),
        CASE(running_a_program_is_deadly),
        CASE(making_code_is_deadly),
        CASE(signalling_another_process_is_deadly),
        CASE(writing_elsewhere_is_deadly),
        CASE(doing_nothing_forbidden_is_not_deadly),
        CASE(memory_and_time_and_messages_are_allowed),
        CASE(files_that_were_named_before_can_be_opened),
        CASE(what_could_not_be_prepared_is_told_by_its_jobs_only),
    };
    const struct CMUnitTest unfiltered[] = {
        CASE(doing_nothing_forbidden_is_not_deadly),
        CASE(memory_and_time_and_messages_are_allowed),
        CASE(files_that_were_named_before_can_be_opened),
        CASE(what_could_not_be_prepared_is_told_by_its_jobs_only),
    };
    if (srv_sandbox_filters())
        return cmocka_run_group_tests_name("sandbox", filtered, NULL, NULL);
    return cmocka_run_group_tests_name("sandbox without its filter", unfiltered, NULL, NULL);
}
