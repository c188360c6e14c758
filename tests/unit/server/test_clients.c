/* SPDX-License-Identifier: MIT */
#include "folder.h"
#include "server/store/clock.h"
#include "server/store/store_clients.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

struct fixture {
    char folder[64];
    struct srv_clients *clients;
};

static const uint8_t hash[SRV_SECRET_HASH_SIZE] = {1, 2, 3, [31] = 9};

static int open_table(void **state) {
    static struct fixture fixture;
    folder_make(fixture.folder);
    *state = &fixture;
    return srv_clients_open(&fixture.clients, fixture.folder, NULL) != OMR_OK;
}

static int close_table(void **state) {
    struct fixture *fixture = *state;
    srv_clients_close(fixture->clients);
    folder_delete(fixture->folder);
    return 0;
}

static void a_client_is_found_by_its_id_as_it_was_added(void **state) {
    struct fixture *fixture = *state;
    struct srv_client client;
    bool is_found = false;
    assert_int_equal(srv_clients_add(fixture->clients, "school", "id-1", hash, NULL), OMR_OK);
    assert_int_equal(srv_clients_find(fixture->clients, "id-1", &client, &is_found, NULL), OMR_OK);
    assert_true(is_found);
    assert_string_equal(client.name, "school");
    assert_string_equal(client.id, "id-1");
    assert_memory_equal(client.secret_hash, hash, sizeof hash);
    assert_true(srv_now_ms() - client.added_ms < 60000);
}

static void an_unknown_id_is_not_found(void **state) {
    struct fixture *fixture = *state;
    struct srv_client client;
    bool is_found = true;
    assert_int_equal(srv_clients_find(fixture->clients, "nobody", &client, &is_found, NULL), 0);
    assert_false(is_found);
}

static void a_name_is_taken_once(void **state) {
    struct fixture *fixture = *state;
    struct omr_error err;
    assert_int_equal(srv_clients_add(fixture->clients, "school", "id-1", hash, NULL), OMR_OK);
    assert_int_equal(srv_clients_add(fixture->clients, "school", "id-2", hash, &err),
                     OMR_ERROR_USAGE);
    assert_string_equal(err.code, "client.exists");
}

static void an_empty_name_is_refused(void **state) {
    struct fixture *fixture = *state;
    struct omr_error err;
    assert_int_equal(srv_clients_add(fixture->clients, "", "id-1", hash, &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, "client.name");
}

static void a_client_is_removed_by_name_or_id(void **state) {
    struct fixture *fixture = *state;
    struct srv_client client;
    bool is_removed = false, is_found = true;
    srv_clients_add(fixture->clients, "school", "id-1", hash, NULL);
    srv_clients_add(fixture->clients, "office", "id-2", hash, NULL);
    assert_int_equal(srv_clients_remove(fixture->clients, "school", &is_removed, NULL), OMR_OK);
    assert_true(is_removed);
    assert_int_equal(srv_clients_remove(fixture->clients, "id-2", &is_removed, NULL), OMR_OK);
    assert_true(is_removed);
    assert_int_equal(srv_clients_remove(fixture->clients, "id-2", &is_removed, NULL), OMR_OK);
    assert_false(is_removed);
    srv_clients_find(fixture->clients, "id-1", &client, &is_found, NULL);
    assert_false(is_found);
}

static void note_name(void *context, const struct srv_client *client) {
    char *names = context;
    strcat(strcat(names, client->name), " ");
}

static void the_list_is_ordered_by_name(void **state) {
    struct fixture *fixture = *state;
    char names[64] = "";
    srv_clients_add(fixture->clients, "school", "a", hash, NULL);
    srv_clients_add(fixture->clients, "office", "b", hash, NULL);
    assert_int_equal(srv_clients_list(fixture->clients, note_name, names, NULL), OMR_OK);
    assert_string_equal(names, "office school ");
}

static void what_one_program_adds_another_sees_at_once(void **state) {
    struct fixture *fixture = *state;
    struct srv_clients *other;
    struct srv_client client;
    bool is_found = false;
    assert_int_equal(srv_clients_open(&other, fixture->folder, NULL), OMR_OK);
    srv_clients_add(other, "school", "id-1", hash, NULL);
    srv_clients_find(fixture->clients, "id-1", &client, &is_found, NULL);
    assert_true(is_found);
    srv_clients_close(other);
}

static void the_database_is_nobody_elses_to_read(void **state) {
    struct fixture *fixture = *state;
    char path[128];
    struct stat info;
    snprintf(path, sizeof path, "%s/omr.db", fixture->folder);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void a_folder_of_a_newer_version_is_refused(void **state) {
    struct fixture *fixture = *state;
    char path[128];
    sqlite3 *raw;
    struct srv_clients *other;
    struct omr_error err;
    snprintf(path, sizeof path, "%s/omr.db", fixture->folder);
    assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
    assert_int_equal(sqlite3_exec(raw, "PRAGMA user_version = 1000", 0, 0, 0), SQLITE_OK);
    sqlite3_close(raw);
    assert_int_equal(srv_clients_open(&other, fixture->folder, &err), OMR_ERROR_UNSUPPORTED);
    assert_string_equal(err.code, "store.newer");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_table, close_table)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_client_is_found_by_its_id_as_it_was_added),
        CASE(an_unknown_id_is_not_found),
        CASE(a_name_is_taken_once),
        CASE(an_empty_name_is_refused),
        CASE(a_client_is_removed_by_name_or_id),
        CASE(the_list_is_ordered_by_name),
        CASE(what_one_program_adds_another_sees_at_once),
        CASE(the_database_is_nobody_elses_to_read),
        CASE(a_folder_of_a_newer_version_is_refused),
    };
    return cmocka_run_group_tests_name("clients", tests, NULL, NULL);
}
