/* SPDX-License-Identifier: MIT */
#include "folder.h"
#include "room.h"
#include "server/store/clock.h"
#include "server/store/store.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_echo(struct srv_task_view *view, const char *in) {
    assert_int_equal(view->state, SRV_TASK_DONE);
    assert_int_equal(view->result_count, 1);
    assert_string_equal(view->results[0].name, "Echo");
    assert_int_equal(view->results[0].size, strlen(in));
    assert_memory_equal(view->results[0].bytes, in, strlen(in));
    srv_task_view_clear(view);
}

static void a_task_is_done_and_reported_once(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "echo", "a=1 b=2", "hello", id);
    struct srv_task_view view = room_wait(room, "echo", id);
    assert_string_equal(view.kind, "echo");
    assert_int_equal(view.review_count, 7);
    assert_int_equal(view.details->size, 7);
    assert_memory_equal(view.details->bytes, "a=1 b=2", 7);
    assert_echo(&view, "hello");
    room_close(room, 1);
    assert_int_equal(room->ended, 1);
}

static void ids_are_random_uuids_of_version_4(void **state) {
    struct room *room = *state;
    char first[SRV_TASK_ID_SIZE], second[SRV_TASK_ID_SIZE];
    room_submit(room, "echo", "", "x", first);
    room_submit(room, "echo", "", "x", second);
    assert_string_not_equal(first, second);
    assert_int_equal(strlen(first), 36);
    assert_int_equal(first[14], '4');
    assert_non_null(strchr("89ab", first[19]));
    assert_int_equal(strspn(first, "0123456789abcdef-"), 36);
}

static void a_result_can_be_fetched_again_and_again(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "echo", "", "hello", id);
    for (int i = 0; i < 3; i++) {
        struct srv_task_view view = room_wait(room, "echo", id);
        assert_echo(&view, "hello");
    }
}

static void megabytes_go_through(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    size_t size = (size_t)20 << 20;
    char *bytes = malloc(size + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)('a' + i * 7 % 26);
    bytes[size] = 0;
    room_submit(room, "echo", "", bytes, id);
    struct srv_task_view view = room_wait(room, "echo", id);
    assert_echo(&view, bytes);
    free(bytes);
}

static void nobody_elses_task_is_seen(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    struct srv_task_view view;
    room_submit(room, "echo", "", "hello", id);
    assert_int_equal(srv_tasks_find(room->tasks, "bob", "echo", id, &view, NULL), OMR_OK);
    assert_int_equal(view.state, SRV_TASK_UNKNOWN);
    assert_int_equal(room_state(room, "sleep", id), SRV_TASK_UNKNOWN);
}

static void what_is_no_id_is_unknown(void **state) {
    struct room *room = *state;
    assert_int_equal(room_state(room, "echo", ""), SRV_TASK_UNKNOWN);
    assert_int_equal(room_state(room, "echo", "../../../../../../../etc/passwd______"),
                     SRV_TASK_UNKNOWN);
    assert_int_equal(room_state(room, "echo", "00000000-0000-4000-8000-000000000000"),
                     SRV_TASK_UNKNOWN);
    assert_int_equal(srv_tasks_cancel(room->tasks, "ann", "echo", "nonsense", NULL), OMR_OK);
}

static void a_failed_job_says_why(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "refuse", "second reason", "x", id);
    struct srv_task_view view = room_wait(room, "refuse", id);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_int_equal(view.result_count, 0);
    assert_int_equal(view.message_count, 2);
    assert_string_equal(view.messages[0], "image 1: first reason");
    assert_string_equal(view.messages[1], "second reason");
    srv_task_view_clear(&view);
}

static void an_error_of_the_job_becomes_its_message(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "complain", "do that", "x", id);
    struct srv_task_view view = room_wait(room, "complain", id);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_string_equal(view.messages[0], "cannot do that");
    srv_task_view_clear(&view);
}

static void a_job_that_kills_its_workers_fails_after_three(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE], after[SRV_TASK_ID_SIZE];
    room_submit(room, "crash", "", "x", id);
    struct srv_task_view view = room_wait(room, "crash", id);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_int_equal(view.message_count, 1);
    assert_string_equal(view.messages[0], "The picture could not be processed: the recognizer "
                                          "stopped unexpectedly three times");
    srv_task_view_clear(&view);
    assert_int_equal(room->complaints, 3);
    room_submit(room, "echo", "", "still here", after);
    view = room_wait(room, "echo", after);
    assert_echo(&view, "still here");
}

static void a_worker_that_answers_nonsense_counts_as_dead(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "lie", "", "x", id);
    struct srv_task_view view = room_wait(room, "lie", id);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    srv_task_view_clear(&view);
    assert_int_equal(room->complaints, 3);
}

static void a_job_is_done_again_when_its_worker_is_killed(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "sleep", "1500", "hello", id);
    room_wait_running(room, 1);
    room_sleep_ms(50);
    pid_t worker = room_worker();
    assert_true(worker > 0);
    assert_int_equal(kill(worker, SIGKILL), 0);
    struct srv_task_view view = room_wait(room, "sleep", id);
    assert_echo(&view, "hello");
    room_close(room, 1);
    assert_int_equal(room->complaints, 1);
    assert_int_equal(room->ended, 1);
}

static void an_idle_workers_death_costs_no_attempt(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    for (int i = 0; i < 3; i++) {
        pid_t worker = room_worker();
        assert_true(worker > 0);
        kill(worker, SIGKILL);
        room_sleep_ms(20);
        room_submit(room, "echo", "", "hello", id);
        struct srv_task_view view = room_wait(room, "echo", id);
        assert_echo(&view, "hello");
    }
}

static void a_job_that_takes_too_long_is_stopped(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room->settings.job_timeout_s = 0.1;
    room->settings.max_attempts = 2;
    room_open(room);
    room_submit(room, "sleep", "60000", "x", id);
    struct srv_task_view view = room_wait(room, "sleep", id);
    assert_int_equal(view.state, SRV_TASK_FAILED);
    assert_string_equal(view.messages[0],
                        "The picture could not be processed: the recognizer took too long twice");
    srv_task_view_clear(&view);
}

static void a_cancelled_waiting_task_is_never_done(void **state) {
    struct room *room = *state;
    char first[SRV_TASK_ID_SIZE], second[SRV_TASK_ID_SIZE], third[SRV_TASK_ID_SIZE];
    pid_t worker = room_hold();
    room_submit(room, "echo", "", "x", first);
    room_submit(room, "echo", "", "x", second);
    room_submit(room, "echo", "", "x", third);
    assert_int_equal(srv_tasks_cancel(room->tasks, "ann", "echo", second, NULL), OMR_OK);
    assert_int_equal(room_state(room, "echo", second), SRV_TASK_UNKNOWN);
    room_release(worker);
    struct srv_task_view view = room_wait(room, "echo", third);
    assert_echo(&view, "x");
    room_close(room, 1);
    assert_int_equal(room->ended, 2);
}

static void a_cancelled_running_tasks_answer_is_dropped(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE], after[SRV_TASK_ID_SIZE];
    pid_t worker = room_hold();
    room_submit(room, "sleep", "1", "x", id);
    room_wait_running(room, 1);
    assert_int_equal(srv_tasks_cancel(room->tasks, "ann", "sleep", id, NULL), OMR_OK);
    room_release(worker);
    room_submit(room, "echo", "", "x", after);
    struct srv_task_view view = room_wait(room, "echo", after);
    assert_echo(&view, "x");
    assert_int_equal(room_state(room, "sleep", id), SRV_TASK_UNKNOWN);
    room_close(room, 10);
    assert_int_equal(folder_count(room->folder, "results"), 1);
    assert_int_equal(folder_count(room->folder, "requests"), 0);
}

static void only_so_many_tasks_may_wait(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    struct omr_error err;
    struct srv_job job = {.kind = "echo", .options = ""};
    room->settings.max_waiting = 1;
    room_open(room);
    pid_t worker = room_hold();
    room_submit(room, "echo", "", "x", id);
    room_wait_running(room, 1);
    room_submit(room, "echo", "", "x", id);
    assert_int_equal(srv_tasks_submit(room->tasks, "ann", &job, id, &err), OMR_ERROR_LIMIT);
    assert_string_equal(err.code, "tasks.full");
    room_release(worker);
}

static void after_the_retention_a_task_and_its_files_are_gone(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room->settings.retention_s = 2;
    room_open(room);
    room_submit(room, "echo", "", "x", id);
    struct srv_task_view view = room_wait(room, "echo", id);
    assert_echo(&view, "x");
    assert_int_equal(folder_count(room->folder, "results"), 1);
    room_sleep_ms(2000);
    assert_int_equal(room_state(room, "echo", id), SRV_TASK_UNKNOWN);
    for (int i = 0; i < 100 && folder_count(room->folder, "results"); i++)
        room_sleep_ms(20);
    assert_int_equal(folder_count(room->folder, "results"), 0);
}

static void closing_lets_running_jobs_finish_and_keeps_what_waits(void **state) {
    struct room *room = *state;
    char running[SRV_TASK_ID_SIZE], waiting[SRV_TASK_ID_SIZE];
    pid_t worker = room_hold();
    room_submit(room, "sleep", "800", "ran", running);
    room_submit(room, "sleep", "1", "waited", waiting);
    room_wait_running(room, 1);
    room_release(worker);
    room_close(room, 10);
    assert_int_equal(room->ended, 1);
    room_open(room);
    struct srv_task_view view = room_find(room, "sleep", running);
    assert_echo(&view, "ran");
    view = room_wait(room, "sleep", waiting);
    assert_echo(&view, "waited");
}

static void out_of_patience_a_running_job_waits_again(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE];
    room_submit(room, "sleep", "3000", "hello", id);
    room_wait_running(room, 1);
    int64_t began = srv_now_ms();
    room_close(room, 0);
    assert_true(srv_now_ms() - began < 2500);
    assert_int_equal(room->ended, 0);
    room_open(room);
    struct srv_task_view view = room_wait(room, "sleep", id);
    assert_echo(&view, "hello");
}

static void a_worker_that_cannot_start_is_an_error_of_opening(void **state) {
    struct room *room = *state;
    struct omr_error err = {0};
    room->settings.worker_command = "/bin/false";
    assert_int_equal(srv_tasks_open(&room->tasks, &room->settings, NULL, room, &err), OMR_ERROR_IO);
    assert_string_equal(err.code, "worker.start");
    room->settings.worker_command = "/no/such/program";
    assert_int_equal(srv_tasks_open(&room->tasks, &room->settings, NULL, room, &err), OMR_ERROR_IO);
    assert_non_null(strstr(err.text, "/no/such/program"));
}

static void a_full_disk_is_an_error_that_leaves_nothing(void **state) {
    struct room *room = *state;
    char id[SRV_TASK_ID_SIZE], path[128];
    struct omr_error err;
    struct srv_job job = {.kind = "echo", .options = ""};
    /* A folder that is no folder any more stands for a disk that takes nothing. */
    snprintf(path, sizeof path, "%s/requests", room->folder);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(srv_tasks_submit(room->tasks, "ann", &job, id, &err), OMR_ERROR_IO);
    struct srv_tasks_counts counts;
    srv_tasks_count(room->tasks, &counts);
    assert_int_equal(counts.waiting + counts.running, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, room_prepare_and_open, room_clear)
#define CLOSED_CASE(name) cmocka_unit_test_setup_teardown(name, room_prepare, room_clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_task_is_done_and_reported_once),
        CASE(ids_are_random_uuids_of_version_4),
        CASE(a_result_can_be_fetched_again_and_again),
        CASE(megabytes_go_through),
        CASE(nobody_elses_task_is_seen),
        CASE(what_is_no_id_is_unknown),
        CASE(a_failed_job_says_why),
        CASE(an_error_of_the_job_becomes_its_message),
        CASE(a_job_that_kills_its_workers_fails_after_three),
        CASE(a_worker_that_answers_nonsense_counts_as_dead),
        CASE(a_job_is_done_again_when_its_worker_is_killed),
        CASE(an_idle_workers_death_costs_no_attempt),
        CLOSED_CASE(a_job_that_takes_too_long_is_stopped),
        CASE(a_cancelled_waiting_task_is_never_done),
        CASE(a_cancelled_running_tasks_answer_is_dropped),
        CLOSED_CASE(only_so_many_tasks_may_wait),
        CLOSED_CASE(after_the_retention_a_task_and_its_files_are_gone),
        CASE(closing_lets_running_jobs_finish_and_keeps_what_waits),
        CASE(out_of_patience_a_running_job_waits_again),
        CLOSED_CASE(a_worker_that_cannot_start_is_an_error_of_opening),
        CASE(a_full_disk_is_an_error_that_leaves_nothing),
    };
    return cmocka_run_group_tests_name("tasks", tests, NULL, NULL);
}
