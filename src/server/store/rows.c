/* SPDX-License-Identifier: MIT */
#include "server/store/rows.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static void bind_text(sqlite3_stmt *statement, int place, const char *text) {
    sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC);
}

enum omr_status srv_rows_add(struct srv_database *database, const struct srv_new_task *task,
                             uint64_t max_waiting, struct omr_error *err) {
    sqlite3_stmt *add = srv_database_begin(database, SRV_SQL_TASK_ADD);
    bind_text(add, 1, task->id);
    bind_text(add, 2, task->owner);
    bind_text(add, 3, task->kind);
    sqlite3_bind_int64(add, 4, task->submitted_ms);
    sqlite3_bind_int64(add, 5, max_waiting > INT64_MAX ? INT64_MAX : (int64_t)max_waiting);
    enum omr_status status = srv_database_run(database, add, err);
    if (!status && srv_database_changes(database) == 0)
        status = omr_fail(err, OMR_ERROR_LIMIT, "tasks.full", "%llu tasks are waiting already",
                          (unsigned long long)max_waiting);
    srv_database_end(database, add);
    return status;
}

/* Columns id, kind, attempt, failures. */
static void read_lease(sqlite3_stmt *row, struct srv_lease *lease) {
    srv_database_text(row, 0, lease->id, sizeof lease->id);
    srv_database_text(row, 1, lease->kind, sizeof lease->kind);
    lease->attempt = sqlite3_column_int(row, 2);
    lease->failures = sqlite3_column_int(row, 3);
}

/* Runs a statement that gives one lease or none. An update commits only when it is stepped to its
 * end, so the lease counts only then. */
static enum omr_status run_for_lease(struct srv_database *database, sqlite3_stmt *statement,
                                     struct srv_lease *lease, bool *is_found,
                                     struct omr_error *err) {
    struct srv_lease found;
    int code = sqlite3_step(statement);
    bool has_row = code == SQLITE_ROW;
    if (has_row)
        read_lease(statement, &found);
    enum omr_status status = OMR_OK;
    if (has_row || code != SQLITE_DONE)
        status =
            has_row ? srv_database_run(database, statement, err) : srv_database_fail(database, err);
    if (!status && has_row)
        *lease = found;
    if (!status)
        *is_found = has_row;
    srv_database_end(database, statement);
    return status;
}

enum omr_status srv_rows_take(struct srv_database *database, int64_t now_ms, int64_t lease_ms,
                              struct srv_lease *lease, bool *is_taken, struct omr_error *err) {
    /* After a power cut nobody works on it any more: that it waits again is right. */
    sqlite3_stmt *take = srv_database_begin_light(database, SRV_SQL_TASK_TAKE);
    sqlite3_bind_int64(take, 1, now_ms);
    sqlite3_bind_int64(take, 2, now_ms + lease_ms);
    return run_for_lease(database, take, lease, is_taken, err);
}

enum omr_status srv_rows_find_expired(struct srv_database *database, int64_t now_ms,
                                      struct srv_lease *lease, bool *is_found,
                                      struct omr_error *err) {
    sqlite3_stmt *expired = srv_database_begin(database, SRV_SQL_TASK_EXPIRED);
    sqlite3_bind_int64(expired, 1, now_ms);
    return run_for_lease(database, expired, lease, is_found, err);
}

enum omr_status srv_rows_finish(struct srv_database *database, const struct srv_lease *lease,
                                const struct srv_outcome *outcome, bool *is_current,
                                struct omr_error *err) {
    sqlite3_stmt *finish = srv_database_begin(database, SRV_SQL_TASK_FINISH);
    bind_text(finish, 1, lease->id);
    sqlite3_bind_int(finish, 2, lease->attempt);
    sqlite3_bind_int(finish, 3, (int)outcome->state);
    sqlite3_bind_int64(finish, 4, outcome->ended_ms);
    sqlite3_bind_int(finish, 5, outcome->review_count);
    bind_text(finish, 6, outcome->messages ? outcome->messages : "");
    enum omr_status status = srv_database_run(database, finish, err);
    if (!status)
        *is_current = srv_database_changes(database) == 1;
    srv_database_end(database, finish);
    return status;
}

enum omr_status srv_rows_give_back(struct srv_database *database, const struct srv_lease *lease,
                                   bool is_failure, int64_t available_ms, struct omr_error *err) {
    sqlite3_stmt *give = srv_database_begin(database, SRV_SQL_TASK_GIVE_BACK);
    bind_text(give, 1, lease->id);
    sqlite3_bind_int(give, 2, lease->attempt);
    sqlite3_bind_int(give, 3, is_failure);
    sqlite3_bind_int64(give, 4, available_ms);
    enum omr_status status = srv_database_run(database, give, err);
    srv_database_end(database, give);
    return status;
}

static enum omr_status read_row(sqlite3_stmt *found, struct srv_row *row, struct omr_error *err) {
    const unsigned char *messages = sqlite3_column_text(found, 7);
    char *copy = strdup(messages ? (const char *)messages : "");
    if (!copy)
        return omr_fail_memory(err);
    srv_database_text(found, 0, row->owner, sizeof row->owner);
    srv_database_text(found, 1, row->kind, sizeof row->kind);
    row->state = (enum srv_row_state)sqlite3_column_int(found, 2);
    row->attempt = sqlite3_column_int(found, 3);
    row->failures = sqlite3_column_int(found, 4);
    row->submitted_ms = sqlite3_column_int64(found, 5);
    row->review_count = sqlite3_column_int(found, 6);
    row->messages = copy;
    return OMR_OK;
}

enum omr_status srv_rows_find(struct srv_database *database, const char *id, struct srv_row *row,
                              bool *is_found, struct omr_error *err) {
    sqlite3_stmt *find = srv_database_begin(database, SRV_SQL_TASK_FIND);
    bind_text(find, 1, id);
    int code = sqlite3_step(find);
    enum omr_status status = OMR_OK;
    if (code == SQLITE_ROW)
        status = read_row(find, row, err);
    else if (code != SQLITE_DONE)
        status = srv_database_fail(database, err);
    if (!status)
        *is_found = code == SQLITE_ROW;
    srv_database_end(database, find);
    return status;
}

/* A row that a statement deletes; kept until the commit. */
struct gone {
    char id[SRV_ROW_ID_SIZE];
    int attempt;
};

enum { MAX_BATCH = 1000 };

/* Runs a deletion that returns id and attempt of at most `most` rows and reports them when it is
 * committed: files must not go before their row. */
static enum omr_status delete_rows(struct srv_database *database, sqlite3_stmt *statement, int most,
                                   int *count, srv_row_removed *removed, void *context,
                                   struct omr_error *err) {
    struct gone *gone = calloc((size_t)most, sizeof *gone);
    enum omr_status status = gone ? OMR_OK : omr_fail_memory(err);
    int code = SQLITE_DONE, found = 0;
    while (!status && (code = sqlite3_step(statement)) == SQLITE_ROW && found < most) {
        srv_database_text(statement, 0, gone[found].id, sizeof gone->id);
        gone[found++].attempt = sqlite3_column_int(statement, 1);
    }
    if (!status && code != SQLITE_DONE)
        status = srv_database_fail(database, err);
    srv_database_end(database, statement);
    for (int i = 0; !status && i < found; i++)
        removed(context, gone[i].id, gone[i].attempt);
    if (!status)
        *count = found;
    free(gone);
    return status;
}

enum omr_status srv_rows_remove(struct srv_database *database, const char *id, const char *owner,
                                const char *kind, srv_row_removed *removed, void *context,
                                struct omr_error *err) {
    int count;
    sqlite3_stmt *drop = srv_database_begin(database, SRV_SQL_TASK_REMOVE);
    bind_text(drop, 1, id);
    bind_text(drop, 2, owner);
    bind_text(drop, 3, kind);
    return delete_rows(database, drop, 1, &count, removed, context, err);
}

enum omr_status srv_rows_sweep(struct srv_database *database, int64_t before_ms, int batch,
                               int *count, srv_row_removed *removed, void *context,
                               struct omr_error *err) {
    int most = batch < MAX_BATCH ? batch : MAX_BATCH;
    sqlite3_stmt *sweep = srv_database_begin(database, SRV_SQL_TASK_SWEEP);
    sqlite3_bind_int64(sweep, 1, before_ms);
    sqlite3_bind_int(sweep, 2, most);
    return delete_rows(database, sweep, most, count, removed, context, err);
}

enum omr_status srv_rows_count(struct srv_database *database, struct srv_store_counts *counts,
                               struct omr_error *err) {
    sqlite3_stmt *count = srv_database_begin(database, SRV_SQL_TASK_COUNT);
    enum omr_status status = OMR_OK;
    if (sqlite3_step(count) == SQLITE_ROW) {
        counts->waiting = (uint64_t)sqlite3_column_int64(count, 0);
        counts->running = (uint64_t)sqlite3_column_int64(count, 1);
    } else {
        status = srv_database_fail(database, err);
    }
    srv_database_end(database, count);
    return status;
}
