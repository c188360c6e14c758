/* SPDX-License-Identifier: MIT
 *
 * What else is done with a task: cancelling, details, the overlay. */
#include "service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void both_spellings_cancel_as_often_as_one_likes(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_PENDING;
    ask("DELETE " BASE "?id=" FAKE_TASK_ID, "Content-Type: application/json\r\n", "{}");
    expect_status(200);
    expect_header("Content-Length: 0");
    assert_int_equal(at->tasks.state, SRV_TASK_UNKNOWN);
    at->tasks.state = SRV_TASK_PENDING;
    ask("DELETE " BASE "/CancelRecognizeTemplate?id=" FAKE_TASK_ID, "", "");
    expect_status(200);
    assert_int_equal(at->tasks.state, SRV_TASK_UNKNOWN);
    ask("DELETE " BASE "/CancelRecognizeTemplate?id=" FAKE_TASK_ID, "", "");
    expect_status(200);
    assert_int_equal(at->tasks.cancel_count, 3);
}

static void details_are_handed_on(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_DONE;
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_status(200);
    expect_header("Content-Type: application/json; charset=utf-8");
    expect_header("Omr-Review: 2");
    expect_body("{\"schema\":\"omr.details/1\"}");
}

static void details_of_several_pages_have_a_line_each(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_DONE;
    at->tasks.details = "{\"page\":1}\n{\"page\":2}\n";
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_header("Content-Type: application/x-ndjson; charset=utf-8");
    expect_body("{\"page\":1}\n{\"page\":2}\n");
}

static void details_of_what_is_not_done_are_409_or_404(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_PENDING;
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_status(409);
    expect_header("Retry-After: 1");
    at->tasks.state = SRV_TASK_FAILED;
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_status(409);
    assert_non_null(strstr(body_of_answer(), "Could not find positioning markers"));
    ask("GET /api/v1/tasks/nonsense/details", "", "");
    expect_status(404);
}

static void the_overlay_of_a_picture_is_ordered_waited_for_and_forgotten(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_DONE;
    at->tasks.result = "\x89PNG";
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/overlay?page=7&image=2", "", "");
    expect_status(200);
    expect_header("Content-Type: image/png");
    expect_body("\x89PNG");
    assert_string_equal(at->tasks.kind, "overlay");
    assert_string_equal(at->tasks.options, "page=7");
    assert_string_equal(at->tasks.parts, "image:2");
    assert_int_equal(at->tasks.cancel_count, 1);
}

static void the_overlay_of_what_is_not_done_is_409_or_404(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_PENDING;
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/overlay", "", "");
    expect_status(409);
    expect_header("Retry-After: 1");
    ask("GET /api/v1/tasks/00000000-0000-4000-8000-000000000000/overlay", "", "");
    expect_status(404);
    ask("GET /api/v1/tasks/nonsense/overlay", "", "");
    expect_status(404);
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/overlay?page=x", "", "");
    expect_status(400);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(both_spellings_cancel_as_often_as_one_likes),
        CASE(details_are_handed_on),
        CASE(details_of_several_pages_have_a_line_each),
        CASE(details_of_what_is_not_done_are_409_or_404),
        CASE(the_overlay_of_a_picture_is_ordered_waited_for_and_forgotten),
        CASE(the_overlay_of_what_is_not_done_is_409_or_404),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
