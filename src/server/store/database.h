/* SPDX-License-Identifier: MIT
 *
 * One SQLite connection to `omr.db` of a data folder, its schema and its prepared statements. The
 * only folder that sees SQLite is this one. A connection is used under its lock:
 *
 *     sqlite3_stmt *statement = srv_database_begin(database, SRV_SQL_TASK_FIND);
 *     sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
 *     ... sqlite3_step(statement) ...
 *     srv_database_end(database, statement);   */
#ifndef OMR_SERVER_STORE_DATABASE_H
#define OMR_SERVER_STORE_DATABASE_H

#include "server/store/statements.h"

#include <omr/error.h>
#include <sqlite3.h>
#include <stdint.h>

struct srv_database;

/* Makes the folder (mode 0700), opens or creates the database, brings an empty one to the current
 * schema. A commit is on the disk when it returns (WAL, synchronous=FULL).
 * Errors: OMR_ERROR_IO, OMR_ERROR_UNSUPPORTED when a newer version wrote it. */
enum omr_status srv_database_open(struct srv_database **database, const char *data_folder,
                                  struct omr_error *err);
void srv_database_close(struct srv_database *database);

/* Locks the connection and gives a statement that is ready to be bound; unlocks with _end(). */
sqlite3_stmt *srv_database_begin(struct srv_database *database, enum srv_statement which);
void srv_database_end(struct srv_database *database, sqlite3_stmt *statement);

/* The same for a change that a power cut may take back (no crash can): its commit does not wait for
 * the disk. */
sqlite3_stmt *srv_database_begin_light(struct srv_database *database, enum srv_statement which);

/* Steps a statement that returns no rows (or whose rows do not matter) to its end. */
enum omr_status srv_database_run(struct srv_database *database, sqlite3_stmt *statement,
                                 struct omr_error *err);

/* Rows that the last statement changed; under the lock. */
int srv_database_changes(struct srv_database *database);

/* Reports what SQLite says of its last failure, under the lock. */
enum omr_status srv_database_fail(struct srv_database *database, struct omr_error *err);

/* Copies column `column` of the current row, cut to `size`. */
void srv_database_text(sqlite3_stmt *statement, int column, char *text, int size);

#endif
