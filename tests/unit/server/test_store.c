/* SPDX-License-Identifier: MIT */
#include "folder.h"
#include "server/store/clock.h"
#include "server/store/store.h"

#include <pthread.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char folder[64];
    struct srv_store *store;
};

static int open_store(void **state) {
    static struct fixture fixture;
    folder_make(fixture.folder);
    *state = &fixture;
    return srv_store_open(&fixture.store, fixture.folder, false, NULL) != OMR_OK;
}

static int close_store(void **state) {
    struct fixture *fixture = *state;
    srv_store_close(fixture->store);
    folder_delete(fixture->folder);
    return 0;
}

static void reopen(struct fixture *fixture) {
    srv_store_close(fixture->store);
    assert_int_equal(srv_store_open(&fixture->store, fixture->folder, false, NULL), OMR_OK);
}

/* An id that ends in `number`. */
static const char *id_of(int number) {
    static char ids[4][SRV_ROW_ID_SIZE];
    static int next;
    char *id = ids[next++ % 4];
    snprintf(id, SRV_ROW_ID_SIZE, "00000000-0000-4000-8000-%012d", number);
    return id;
}

static enum omr_status add(struct fixture *fixture, int number, int64_t submitted_ms,
                           uint64_t max_waiting) {
    char body[] = "first second";
    struct iovec pieces[] = {{body, 6}, {body + 6, 6}};
    struct srv_new_task task = {.id = id_of(number),
                                .owner = "ann",
                                .kind = "recognize",
                                .submitted_ms = submitted_ms,
                                .pieces = pieces,
                                .piece_count = 2};
    return srv_store_add(fixture->store, &task, max_waiting, NULL);
}

static bool take(struct fixture *fixture, int64_t now_ms, struct srv_lease *lease) {
    bool is_taken = false;
    assert_int_equal(srv_store_take(fixture->store, now_ms, 1000, lease, &is_taken, NULL), OMR_OK);
    return is_taken;
}

static bool finish(struct fixture *fixture, const struct srv_lease *lease, const char *result) {
    bool is_current = false;
    struct srv_outcome outcome = {.state = SRV_ROW_DONE,
                                  .ended_ms = 5,
                                  .review_count = 3,
                                  .messages = "",
                                  .result = result,
                                  .result_size = strlen(result)};
    assert_int_equal(srv_store_finish(fixture->store, lease, &outcome, &is_current, NULL), OMR_OK);
    return is_current;
}

static bool find(struct fixture *fixture, int number, struct srv_row *row) {
    bool is_found = false;
    assert_int_equal(srv_store_find(fixture->store, id_of(number), row, &is_found, NULL), OMR_OK);
    return is_found;
}

static enum srv_row_state state_of(struct fixture *fixture, int number) {
    struct srv_row row;
    assert_true(find(fixture, number, &row));
    srv_row_clear(&row);
    return row.state;
}

static void an_added_task_waits_and_its_body_is_whole(void **state) {
    struct fixture *fixture = *state;
    int fd;
    size_t size;
    char body[32] = "";
    assert_int_equal(add(fixture, 1, 1, 10), OMR_OK);
    assert_int_equal(state_of(fixture, 1), SRV_ROW_WAITING);
    assert_int_equal(srv_store_open_request(fixture->store, id_of(1), &fd, &size, NULL), OMR_OK);
    assert_int_equal(size, 12);
    assert_int_equal(read(fd, body, sizeof body), 12);
    assert_string_equal(body, "first second");
    close(fd);
}

static void the_oldest_task_is_taken_first_and_each_once(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    add(fixture, 2, 1, 10);
    add(fixture, 1, 2, 10);
    assert_true(take(fixture, 5, &lease));
    assert_string_equal(lease.id, id_of(2));
    assert_int_equal(lease.attempt, 1);
    assert_string_equal(lease.kind, "recognize");
    assert_true(take(fixture, 5, &lease));
    assert_string_equal(lease.id, id_of(1));
    assert_false(take(fixture, 5, &lease));
}

static void a_finished_task_has_its_result_and_no_request_any_more(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    struct srv_row row;
    char *bytes;
    size_t size;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease);
    assert_true(finish(fixture, &lease, "answer"));
    assert_true(find(fixture, 1, &row));
    assert_int_equal(row.state, SRV_ROW_DONE);
    assert_int_equal(row.review_count, 3);
    srv_row_clear(&row);
    assert_int_equal(
        srv_store_load_result(fixture->store, lease.id, lease.attempt, &bytes, &size, NULL),
        OMR_OK);
    assert_int_equal(size, 6);
    assert_string_equal(bytes, "answer");
    free(bytes);
    assert_int_equal(folder_count(fixture->folder, "requests"), 0);
}

/* Closed and opened again, with requests kept or not. */
static void reopen_keeping(struct fixture *fixture, bool keeps_requests) {
    srv_store_close(fixture->store);
    assert_int_equal(srv_store_open(&fixture->store, fixture->folder, keeps_requests, NULL),
                     OMR_OK);
}

static void requests_may_be_kept_as_long_as_their_tasks(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    reopen_keeping(fixture, true);
    add(fixture, 1, 1, 10);
    add(fixture, 2, 2, 10);
    take(fixture, 5, &lease);
    assert_true(finish(fixture, &lease, "answer"));
    reopen_keeping(fixture, true);
    assert_int_equal(folder_count(fixture->folder, "requests"), 2);
    assert_int_equal(srv_store_remove(fixture->store, id_of(1), "ann", "recognize", NULL), OMR_OK);
    assert_int_equal(folder_count(fixture->folder, "requests"), 1);
}

static void kept_requests_go_when_they_are_no_longer_to_be_kept(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    reopen_keeping(fixture, true);
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease);
    assert_true(finish(fixture, &lease, "answer"));
    reopen_keeping(fixture, false);
    assert_int_equal(folder_count(fixture->folder, "requests"), 0);
}

static void an_older_attempts_answer_changes_nothing(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease older, newer;
    char *bytes;
    size_t size;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &older);
    srv_store_give_back(fixture->store, &older, true, 0, NULL);
    assert_true(take(fixture, 5, &newer));
    assert_int_equal(newer.attempt, 2);
    assert_int_equal(newer.failures, 1);
    assert_false(finish(fixture, &older, "late"));
    assert_int_equal(state_of(fixture, 1), SRV_ROW_RUNNING);
    assert_true(finish(fixture, &newer, "right"));
    assert_false(finish(fixture, &older, "later"));
    srv_store_load_result(fixture->store, newer.id, 2, &bytes, &size, NULL);
    assert_string_equal(bytes, "right");
    free(bytes);
    assert_int_equal(folder_count(fixture->folder, "results"), 1);
}

static void a_task_is_finished_once(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease);
    assert_true(finish(fixture, &lease, "first"));
    struct srv_outcome failed = {.state = SRV_ROW_FAILED, .messages = "no"};
    bool is_current = true;
    srv_store_finish(fixture->store, &lease, &failed, &is_current, NULL);
    assert_false(is_current);
    assert_int_equal(state_of(fixture, 1), SRV_ROW_DONE);
}

static void a_task_given_back_waits_until_its_time(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease);
    srv_store_give_back(fixture->store, &lease, false, 100, NULL);
    assert_false(take(fixture, 99, &lease));
    assert_true(take(fixture, 100, &lease));
    assert_int_equal(lease.failures, 0);
    assert_int_equal(lease.attempt, 2);
}

static void a_lease_is_found_when_it_is_over_and_not_before(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease, expired;
    bool is_found = true;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease); /* until 1005 */
    srv_store_find_expired(fixture->store, 1004, &expired, &is_found, NULL);
    assert_false(is_found);
    srv_store_find_expired(fixture->store, 1005, &expired, &is_found, NULL);
    assert_true(is_found);
    assert_string_equal(expired.id, lease.id);
    assert_int_equal(expired.attempt, 1);
}

static void no_more_wait_than_may(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    assert_int_equal(add(fixture, 1, 1, 2), OMR_OK);
    assert_int_equal(add(fixture, 2, 1, 2), OMR_OK);
    assert_int_equal(add(fixture, 3, 1, 2), OMR_ERROR_LIMIT);
    assert_int_equal(folder_count(fixture->folder, "requests"), 2);
    take(fixture, 5, &lease);
    assert_int_equal(add(fixture, 3, 1, 2), OMR_OK);
}

static void a_removed_task_is_gone_with_its_files(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    struct srv_row row;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease);
    finish(fixture, &lease, "answer");
    add(fixture, 2, 1, 10);
    assert_int_equal(srv_store_remove(fixture->store, id_of(1), "ann", "recognize", NULL), OMR_OK);
    assert_int_equal(srv_store_remove(fixture->store, id_of(2), "ann", "recognize", NULL), OMR_OK);
    assert_false(find(fixture, 1, &row));
    assert_false(find(fixture, 2, &row));
    assert_int_equal(folder_count(fixture->folder, "requests"), 0);
    assert_int_equal(folder_count(fixture->folder, "results"), 0);
}

static void only_its_owner_removes_a_task(void **state) {
    struct fixture *fixture = *state;
    struct srv_row row;
    add(fixture, 1, 1, 10);
    assert_int_equal(srv_store_remove(fixture->store, id_of(1), "bob", "recognize", NULL), OMR_OK);
    assert_int_equal(srv_store_remove(fixture->store, id_of(1), "ann", "generate", NULL), OMR_OK);
    assert_true(find(fixture, 1, &row));
    srv_row_clear(&row);
}

static void a_removed_running_tasks_answer_is_dropped(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease);
    srv_store_remove(fixture->store, id_of(1), "ann", "recognize", NULL);
    assert_false(finish(fixture, &lease, "answer"));
    assert_int_equal(folder_count(fixture->folder, "results"), 0);
}

static void everything_is_there_after_opening_again(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease);
    finish(fixture, &lease, "answer");
    add(fixture, 2, 1, 10);
    add(fixture, 3, 1, 10);
    take(fixture, 5, &lease);
    reopen(fixture);
    assert_int_equal(state_of(fixture, 1), SRV_ROW_DONE);
    assert_int_equal(state_of(fixture, 2), SRV_ROW_RUNNING);
    assert_int_equal(state_of(fixture, 3), SRV_ROW_WAITING);
    assert_int_equal(folder_count(fixture->folder, "requests"), 2);
    assert_int_equal(folder_count(fixture->folder, "results"), 1);
}

static void litter(struct fixture *fixture, const char *name) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static void files_without_a_row_are_removed_on_opening(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease);
    finish(fixture, &lease, "answer");
    add(fixture, 2, 1, 10);
    litter(fixture, "requests/00000000-0000-4000-8000-000000000099");
    litter(fixture, "requests/00000000-0000-4000-8000-000000000001");
    litter(fixture, "results/00000000-0000-4000-8000-000000000099.1");
    litter(fixture, "results/00000000-0000-4000-8000-000000000001.2");
    reopen(fixture);
    assert_int_equal(folder_count(fixture->folder, "requests"), 1);
    assert_int_equal(folder_count(fixture->folder, "results"), 1);
}

/* Killed between the result's file and its row, a task is done again; the first file must go. */
static void a_result_that_was_never_recorded_is_removed_on_opening(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    add(fixture, 1, 1, 10);
    take(fixture, 5, &lease);
    litter(fixture, "results/00000000-0000-4000-8000-000000000001.1");
    reopen(fixture);
    assert_int_equal(folder_count(fixture->folder, "results"), 0);
    assert_int_equal(folder_count(fixture->folder, "requests"), 1);
}

static void young_files_are_left_alone_by_tidying(void **state) {
    struct fixture *fixture = *state;
    int count = -1;
    litter(fixture, "requests/00000000-0000-4000-8000-000000000099");
    assert_int_equal(srv_store_tidy(fixture->store, 60000, &count, NULL), OMR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(srv_store_tidy(fixture->store, 0, &count, NULL), OMR_OK);
    assert_int_equal(count, 1);
}

static void a_folder_is_served_once(void **state) {
    struct fixture *fixture = *state;
    struct srv_store *second;
    struct omr_error err;
    assert_int_equal(srv_store_open(&second, fixture->folder, false, &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, "store.in_use");
}

static void the_sweep_takes_the_oldest_up_to_its_batch(void **state) {
    struct fixture *fixture = *state;
    struct srv_row row;
    int count;
    for (int i = 1; i <= 5; i++)
        add(fixture, i, i * 10, 10);
    assert_int_equal(srv_store_sweep(fixture->store, 30, 2, &count, NULL), OMR_OK);
    assert_int_equal(count, 2);
    assert_false(find(fixture, 1, &row));
    assert_false(find(fixture, 2, &row));
    srv_store_sweep(fixture->store, 30, 2, &count, NULL);
    assert_int_equal(count, 1);
    srv_store_sweep(fixture->store, 30, 2, &count, NULL);
    assert_int_equal(count, 0);
    assert_int_equal(state_of(fixture, 4), SRV_ROW_WAITING);
    assert_int_equal(folder_count(fixture->folder, "requests"), 2);
}

/* Ten thousand tasks of the distant past, without files. */
static void add_many_rows(struct fixture *fixture) {
    char path[128];
    sqlite3 *raw;
    snprintf(path, sizeof path, "%s/omr.db", fixture->folder);
    assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(raw,
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000)"
                     "INSERT INTO tasks (id, owner, kind, submitted_at)"
                     " SELECT printf('10000000-0000-4000-8000-%012d', i), 'ann', 'recognize', 1"
                     " FROM n",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(raw);
}

struct bystander {
    struct fixture *fixture;
    bool is_over;
    int added;
};

static void *add_meanwhile(void *argument) {
    struct bystander *bystander = argument;
    while (!__atomic_load_n(&bystander->is_over, __ATOMIC_SEQ_CST))
        if (add(bystander->fixture, 1000 + bystander->added, srv_now_ms(), 100000) == OMR_OK)
            bystander->added++;
    return NULL;
}

static void others_get_their_turn_while_ten_thousand_are_swept(void **state) {
    struct fixture *fixture = *state;
    struct bystander bystander = {.fixture = fixture};
    pthread_t thread;
    int count = 200, swept = 0, batches = 0;
    add_many_rows(fixture);
    assert_int_equal(pthread_create(&thread, NULL, add_meanwhile, &bystander), 0);
    for (; count == 200; batches++) {
        assert_int_equal(srv_store_sweep(fixture->store, 1000, 200, &count, NULL), OMR_OK);
        swept += count;
    }
    __atomic_store_n(&bystander.is_over, true, __ATOMIC_SEQ_CST);
    pthread_join(thread, NULL);
    assert_int_equal(swept, 10000);
    assert_int_equal(batches, 51);
    assert_true(bystander.added >= 3);
    struct srv_store_counts counts;
    srv_store_count(fixture->store, &counts, NULL);
    assert_int_equal(counts.waiting, bystander.added);
}

static void counts_are_of_what_waits_and_runs(void **state) {
    struct fixture *fixture = *state;
    struct srv_lease lease;
    struct srv_store_counts counts;
    for (int i = 1; i <= 4; i++)
        add(fixture, i, 1, 10);
    take(fixture, 5, &lease);
    finish(fixture, &lease, "answer");
    take(fixture, 5, &lease);
    assert_int_equal(srv_store_count(fixture->store, &counts, NULL), OMR_OK);
    assert_int_equal(counts.waiting, 2);
    assert_int_equal(counts.running, 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(an_added_task_waits_and_its_body_is_whole),
        CASE(the_oldest_task_is_taken_first_and_each_once),
        CASE(a_finished_task_has_its_result_and_no_request_any_more),
        CASE(requests_may_be_kept_as_long_as_their_tasks),
        CASE(kept_requests_go_when_they_are_no_longer_to_be_kept),
        CASE(an_older_attempts_answer_changes_nothing),
        CASE(a_task_is_finished_once),
        CASE(a_task_given_back_waits_until_its_time),
        CASE(a_lease_is_found_when_it_is_over_and_not_before),
        CASE(no_more_wait_than_may),
        CASE(a_removed_task_is_gone_with_its_files),
        CASE(only_its_owner_removes_a_task),
        CASE(a_removed_running_tasks_answer_is_dropped),
        CASE(everything_is_there_after_opening_again),
        CASE(files_without_a_row_are_removed_on_opening),
        CASE(a_result_that_was_never_recorded_is_removed_on_opening),
        CASE(young_files_are_left_alone_by_tidying),
        CASE(a_folder_is_served_once),
        CASE(the_sweep_takes_the_oldest_up_to_its_batch),
        CASE(others_get_their_turn_while_ten_thousand_are_swept),
        CASE(counts_are_of_what_waits_and_runs),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
