/* SPDX-License-Identifier: MIT
 *
 * Memory that runs out while a task is stored or an answer is read: an error each time, nothing
 * half done, and with memory back everything works. */
#include "../unit/server/folder.h"
#include "server/store/store.h"
#include "server/tasks/answer.h"
#include "support/failing_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_REQUESTS = 2000 };

static bool is_lack(enum omr_status status) {
    /* SQLite says of a lack of memory that its call failed. */
    return status == OMR_ERROR_MEMORY || status == OMR_ERROR_IO;
}

static struct omr_buffer some_answer(void) {
    struct omr_buffer message = {0};
    srv_message_begin(&message);
    srv_message_add(&message, "message", "one", 3);
    srv_message_add(&message, "message", "two", 3);
    srv_message_add(&message, "state", "failed", 6);
    return message;
}

static void an_answer_is_read_whole_or_not_at_all(void **state) {
    (void)state;
    struct omr_buffer message = some_answer();
    bool has_failed = true;
    for (long n = 1; has_failed && n < MOST_REQUESTS; n++) {
        struct omr_arena arena = {0};
        struct srv_answer_view answer;
        struct omr_error err;
        failing_memory_begin(n);
        enum omr_status status =
            srv_answer_read(&answer, message.bytes, message.size, &arena, &err);
        bool is_whole = !status && strcmp(answer.messages, "one\ntwo") == 0;
        omr_arena_clear(&arena);
        long held = failing_memory_end(&has_failed);
        assert_int_equal(held, 0);
        assert_true(has_failed ? status == OMR_ERROR_MEMORY : is_whole);
    }
    assert_false(has_failed);
    omr_buffer_clear(&message);
}

static enum omr_status add(struct srv_store *store, int number) {
    char id[SRV_ROW_ID_SIZE], body[] = "body";
    struct iovec piece = {body, sizeof body - 1};
    struct omr_error err;
    snprintf(id, sizeof id, "00000000-0000-4000-8000-%012d", number);
    struct srv_new_task task = {
        .id = id, .owner = "ann", .kind = "k", .pieces = &piece, .piece_count = 1};
    return srv_store_add(store, &task, 100000, &err);
}

static void a_task_is_stored_or_leaves_no_file(void **state) {
    (void)state;
    char folder[64];
    struct srv_store *store;
    bool has_failed = true;
    int stored = 0, refused = 0;
    folder_make(folder);
    assert_int_equal(srv_store_open(&store, folder, false, NULL), OMR_OK);
    for (long n = 1; has_failed && n < MOST_REQUESTS; n++) {
        failing_memory_begin(n);
        enum omr_status status = add(store, (int)n);
        failing_memory_end(&has_failed);
        assert_true(status == OMR_OK || is_lack(status));
        stored += !status;
        refused += status != OMR_OK;
    }
    assert_false(has_failed);
    assert_true(refused > 0);
    struct srv_store_counts counts;
    assert_int_equal(srv_store_count(store, &counts, NULL), OMR_OK);
    assert_int_equal(counts.waiting, stored);
    assert_int_equal(folder_count(folder, "requests"), stored);
    srv_store_close(store);
    folder_delete(folder);
}

static void a_store_opens_or_says_why_not(void **state) {
    (void)state;
    char folder[64];
    bool has_failed = true;
    int refused = 0;
    folder_make(folder);
    for (long n = 1; has_failed && n < MOST_REQUESTS; n++) {
        struct srv_store *store = NULL;
        struct omr_error err;
        failing_memory_begin(n);
        enum omr_status status = srv_store_open(&store, folder, false, &err);
        failing_memory_end(&has_failed);
        assert_true(status == OMR_OK || is_lack(status));
        refused += status != OMR_OK;
        if (!status)
            srv_store_close(store);
    }
    assert_false(has_failed);
    assert_true(refused > 0);
    folder_delete(folder);
}

int main(void) {
    if (!failing_memory_works()) {
        puts("skipped: the address sanitizer has taken malloc's place");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_read_whole_or_not_at_all),
        cmocka_unit_test(a_task_is_stored_or_leaves_no_file),
        cmocka_unit_test(a_store_opens_or_says_why_not),
    };
    return cmocka_run_group_tests_name("server without memory", tests, NULL, NULL);
}
