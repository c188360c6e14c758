/* SPDX-License-Identifier: MIT */
#include "server/auth/auth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char folder[64];
    struct srv_auth *auth;
    struct srv_auth_credentials client;
    bool is_removed;
};

static bool find(void *context, const char *id, uint8_t hash[SRV_AUTH_HASH_SIZE]) {
    struct fixture *fixture = context;
    if (fixture->is_removed || strcmp(id, fixture->client.id) != 0)
        return false;
    memcpy(hash, fixture->client.hash, SRV_AUTH_HASH_SIZE);
    return true;
}

static struct srv_auth *open_auth(struct fixture *fixture, double lifetime_s) {
    struct srv_auth_settings settings = {fixture->folder, lifetime_s, find, fixture};
    struct srv_auth *auth = NULL;
    assert_int_equal(srv_auth_open(&auth, &settings, NULL), OMR_OK);
    return auth;
}

static int set_up(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->folder, "/tmp/omr-auth-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->auth = open_auth(fixture, 3600);
    assert_int_equal(srv_auth_create(fixture->auth, &fixture->client, NULL), OMR_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    char path[96];
    snprintf(path, sizeof path, "%s/server.key", fixture->folder);
    unlink(path);
    rmdir(fixture->folder);
    srv_auth_close(fixture->auth);
    free(fixture);
    return 0;
}

static char *log_in(struct fixture *fixture, struct srv_auth *auth) {
    struct omr_buffer token = {0};
    assert_int_equal(srv_auth_login(auth, fixture->client.id, fixture->client.secret, &token, NULL),
                     OMR_OK);
    return omr_buffer_detach(&token, NULL);
}

static void a_token_leads_back_to_its_client(void **state) {
    struct fixture *fixture = *state;
    char *token = log_in(fixture, fixture->auth);
    char id[SRV_AUTH_ID_SIZE];
    assert_true(srv_auth_check(fixture->auth, token, id));
    assert_string_equal(id, fixture->client.id);
    free(token);
}

static void a_token_outlives_the_server(void **state) {
    struct fixture *fixture = *state;
    char *token = log_in(fixture, fixture->auth);
    struct srv_auth *again = open_auth(fixture, 3600);
    char id[SRV_AUTH_ID_SIZE];
    assert_true(srv_auth_check(again, token, id));
    srv_auth_close(again);
    free(token);
}

static void a_token_changed_anywhere_is_refused(void **state) {
    struct fixture *fixture = *state;
    char *token = log_in(fixture, fixture->auth);
    char id[SRV_AUTH_ID_SIZE];
    for (size_t i = 0; i < strlen(token); i++) {
        char was = token[i];
        token[i] = was == 'A' ? 'B' : 'A';
        if (srv_auth_check(fixture->auth, token, id))
            fail_msg("accepted with character %zu changed", i);
        token[i] = was;
    }
    assert_true(srv_auth_check(fixture->auth, token, id));
    free(token);
}

static void a_token_cut_anywhere_is_refused(void **state) {
    struct fixture *fixture = *state;
    char *token = log_in(fixture, fixture->auth);
    char id[SRV_AUTH_ID_SIZE];
    for (size_t size = strlen(token); size-- > 0;) {
        token[size] = 0;
        assert_false(srv_auth_check(fixture->auth, token, id));
    }
    free(token);
}

static void a_token_that_names_no_algorithm_is_refused(void **state) {
    struct fixture *fixture = *state;
    char id[SRV_AUTH_ID_SIZE];
    assert_false(
        srv_auth_check(fixture->auth, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZXhwIjo5OTk5fQ.", id));
}

static void a_token_ends_after_its_time(void **state) {
    struct fixture *fixture = *state;
    struct srv_auth *brief = open_auth(fixture, 0);
    char *token = log_in(fixture, brief);
    char id[SRV_AUTH_ID_SIZE];
    assert_false(srv_auth_check(fixture->auth, token, id));
    srv_auth_close(brief);
    free(token);
}

static void a_removed_clients_token_ends_at_once(void **state) {
    struct fixture *fixture = *state;
    char *token = log_in(fixture, fixture->auth);
    fixture->is_removed = true;
    char id[SRV_AUTH_ID_SIZE];
    assert_false(srv_auth_check(fixture->auth, token, id));
    free(token);
}

static void a_wrong_secret_or_id_is_refused_alike(void **state) {
    struct fixture *fixture = *state;
    struct omr_buffer token = {0};
    struct omr_error wrong_secret, wrong_id;
    assert_int_equal(srv_auth_login(fixture->auth, fixture->client.id, "x", &token, &wrong_secret),
                     OMR_ERROR_USAGE);
    assert_int_equal(srv_auth_login(fixture->auth, "x", fixture->client.secret, &token, &wrong_id),
                     OMR_ERROR_USAGE);
    assert_string_equal(wrong_secret.text, wrong_id.text);
    assert_int_equal(token.size, 0);
}

static void another_folders_key_signs_nothing_here(void **state) {
    struct fixture *fixture = *state;
    struct fixture other = {.folder = "/tmp/omr-auth-XXXXXX", .client = fixture->client};
    assert_non_null(mkdtemp(other.folder));
    other.auth = open_auth(&other, 3600);
    struct omr_buffer token = {0};
    assert_int_equal(
        srv_auth_login(other.auth, fixture->client.id, fixture->client.secret, &token, NULL),
        OMR_ERROR_USAGE);
    assert_int_equal(srv_auth_create(other.auth, &other.client, NULL), OMR_OK);
    char *theirs = log_in(&other, other.auth);
    char id[SRV_AUTH_ID_SIZE];
    assert_false(srv_auth_check(fixture->auth, theirs, id));
    free(theirs);
    srv_auth_close(other.auth);
    char path[96];
    snprintf(path, sizeof path, "%s/server.key", other.folder);
    unlink(path);
    rmdir(other.folder);
}

static void the_key_is_for_its_owners_eyes_only(void **state) {
    struct fixture *fixture = *state;
    char path[96];
    struct stat info;
    snprintf(path, sizeof path, "%s/server.key", fixture->folder);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(info.st_size, 32);
}

static void a_damaged_key_is_an_error_and_not_replaced(void **state) {
    struct fixture *fixture = *state;
    char path[96];
    snprintf(path, sizeof path, "%s/server.key", fixture->folder);
    assert_int_equal(truncate(path, 7), 0);
    struct srv_auth_settings settings = {fixture->folder, 1, find, fixture};
    struct srv_auth *auth;
    assert_int_equal(srv_auth_open(&auth, &settings, NULL), OMR_ERROR_IO);
}

static void the_secret_is_not_in_what_is_stored(void **state) {
    struct fixture *fixture = *state;
    assert_int_equal(strlen(fixture->client.secret), 64);
    assert_null(memmem(fixture->client.hash, 32, fixture->client.secret, 8));
    struct srv_auth_credentials second;
    assert_int_equal(srv_auth_create(fixture->auth, &second, NULL), OMR_OK);
    assert_string_not_equal(second.secret, fixture->client.secret);
    assert_string_not_equal(second.id, fixture->client.id);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_token_leads_back_to_its_client),
        CASE(a_token_outlives_the_server),
        CASE(a_token_changed_anywhere_is_refused),
        CASE(a_token_cut_anywhere_is_refused),
        CASE(a_token_that_names_no_algorithm_is_refused),
        CASE(a_token_ends_after_its_time),
        CASE(a_removed_clients_token_ends_at_once),
        CASE(a_wrong_secret_or_id_is_refused_alike),
        CASE(another_folders_key_signs_nothing_here),
        CASE(the_key_is_for_its_owners_eyes_only),
        CASE(a_damaged_key_is_an_error_and_not_replaced),
        CASE(the_secret_is_not_in_what_is_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
