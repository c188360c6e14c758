/* SPDX-License-Identifier: MIT */
#include "server/store/database.h"

#include "base/error.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BUSY_TIMEOUT_MS = 15000 };

struct srv_database {
    sqlite3 *connection;
    sqlite3_stmt *statements[SRV_SQL_COUNT];
    pthread_mutex_t lock;
    bool is_light; /* commits do not wait for the disk */
};

enum omr_status srv_database_fail(struct srv_database *database, struct omr_error *err) {
    int code = sqlite3_extended_errcode(database->connection);
    return omr_fail(err, OMR_ERROR_IO, "store.database", "database: %s (%d)",
                    sqlite3_errmsg(database->connection), code);
}

static enum omr_status execute(struct srv_database *database, const char *sql,
                               struct omr_error *err) {
    if (sqlite3_exec(database->connection, sql, NULL, NULL, NULL) == SQLITE_OK)
        return OMR_OK;
    return srv_database_fail(database, err);
}

static enum omr_status read_version(struct srv_database *database, int *version,
                                    struct omr_error *err) {
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(database->connection, "PRAGMA user_version", -1, &statement, 0);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    enum omr_status status = OMR_OK;
    if (code == SQLITE_ROW)
        *version = sqlite3_column_int(statement, 0);
    else
        status = srv_database_fail(database, err);
    sqlite3_finalize(statement);
    return status;
}

/* Within a write transaction, so that of two programs that open a new folder one makes the schema
 * and the other sees it. */
static enum omr_status bring_up_to_date(struct srv_database *database, struct omr_error *err) {
    int version = 0;
    char stamp[64];
    enum omr_status status = execute(database, "BEGIN IMMEDIATE", err);
    if (!status)
        status = read_version(database, &version, err);
    if (!status && version > SRV_SCHEMA_VERSION)
        status = omr_fail(err, OMR_ERROR_UNSUPPORTED, "store.newer",
                          "the data folder was written by a newer omr (schema %d, known up to %d)",
                          version, SRV_SCHEMA_VERSION);
    if (!status && version == 0) {
        snprintf(stamp, sizeof stamp, "PRAGMA user_version = %d", SRV_SCHEMA_VERSION);
        status = execute(database, SRV_SCHEMA, err);
        if (!status)
            status = execute(database, stamp, err);
    }
    if (!status)
        return execute(database, "COMMIT", err);
    execute(database, "ROLLBACK", NULL);
    return status;
}

static enum omr_status prepare_statements(struct srv_database *database, struct omr_error *err) {
#define STATEMENT_TEXT(name, text) text,
    static const char *const texts[] = {SRV_STATEMENTS(STATEMENT_TEXT)};
#undef STATEMENT_TEXT
    for (int i = 0; i < SRV_SQL_COUNT; i++)
        if (sqlite3_prepare_v3(database->connection, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &database->statements[i], NULL) != SQLITE_OK)
            return srv_database_fail(database, err);
    return OMR_OK;
}

static enum omr_status make_folder(const char *path, struct omr_error *err) {
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return OMR_OK;
    return omr_fail(err, OMR_ERROR_IO, "store.folder", "%s: cannot make the folder: %s", path,
                    strerror(errno));
}

static enum omr_status connect_to(struct srv_database *database, const char *path,
                                  struct omr_error *err) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &database->connection, flags, NULL) != SQLITE_OK)
        return omr_fail(err, OMR_ERROR_IO, "store.database", "%s: cannot open: %s", path,
                        database->connection ? sqlite3_errmsg(database->connection) : "no memory");
    /* Before anything is stored: what clients send is nobody else's business on this machine. */
    if (chmod(path, 0600) != 0)
        return omr_fail(err, OMR_ERROR_IO, "store.database", "%s: cannot keep others out: %s", path,
                        strerror(errno));
    sqlite3_busy_timeout(database->connection, BUSY_TIMEOUT_MS);
    return execute(database,
                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                   "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
                   err);
}

enum omr_status srv_database_open(struct srv_database **database, const char *data_folder,
                                  struct omr_error *err) {
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/omr.db", data_folder);
    if (length < 0 || (size_t)length >= sizeof path)
        return omr_fail(err, OMR_ERROR_USAGE, "store.folder", "the data folder's path is too long");
    struct srv_database *opened = calloc(1, sizeof *opened);
    if (!opened)
        return omr_fail_memory(err);
    pthread_mutex_init(&opened->lock, NULL);
    enum omr_status status;
    if ((status = make_folder(data_folder, err)) || (status = connect_to(opened, path, err)) ||
        (status = bring_up_to_date(opened, err)) || (status = prepare_statements(opened, err)))
        srv_database_close(opened);
    else
        *database = opened;
    return status;
}

void srv_database_close(struct srv_database *database) {
    if (!database)
        return;
    for (int i = 0; i < SRV_SQL_COUNT; i++)
        sqlite3_finalize(database->statements[i]);
    sqlite3_close(database->connection);
    pthread_mutex_destroy(&database->lock);
    free(database);
}

sqlite3_stmt *srv_database_begin(struct srv_database *database, enum srv_statement which) {
    pthread_mutex_lock(&database->lock);
    return database->statements[which];
}

sqlite3_stmt *srv_database_begin_light(struct srv_database *database, enum srv_statement which) {
    sqlite3_stmt *statement = srv_database_begin(database, which);
    database->is_light = !execute(database, "PRAGMA synchronous = NORMAL", NULL);
    return statement;
}

void srv_database_end(struct srv_database *database, sqlite3_stmt *statement) {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (database->is_light)
        database->is_light = execute(database, "PRAGMA synchronous = FULL", NULL) != OMR_OK;
    pthread_mutex_unlock(&database->lock);
}

enum omr_status srv_database_run(struct srv_database *database, sqlite3_stmt *statement,
                                 struct omr_error *err) {
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        ;
    return code == SQLITE_DONE ? OMR_OK : srv_database_fail(database, err);
}

int srv_database_changes(struct srv_database *database) {
    return sqlite3_changes(database->connection);
}

void srv_database_text(sqlite3_stmt *statement, int column, char *text, int size) {
    const unsigned char *value = sqlite3_column_text(statement, column);
    snprintf(text, (size_t)size, "%s", value ? (const char *)value : "");
}
