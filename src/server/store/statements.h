/* SPDX-License-Identifier: MIT
 *
 * All the SQL there is: the schema and every statement. Times are milliseconds since 1970 (UTC).
 *
 * tasks.state: 0 waiting, 1 running, 2 done, 3 failed (enum srv_row_state). `attempt` counts how
 * often a task was taken and never falls, so an answer can be told from a later attempt's;
 * `failures` counts the attempts that ended because of the task. Partial indexes keep the queue
 * small however many ended tasks are kept. */
#ifndef OMR_SERVER_STORE_STATEMENTS_H
#define OMR_SERVER_STORE_STATEMENTS_H

enum { SRV_SCHEMA_VERSION = 1 };

#define SRV_SCHEMA                                                                                 \
    "CREATE TABLE tasks ("                                                                         \
    " sequence INTEGER PRIMARY KEY AUTOINCREMENT,"                                                 \
    " id TEXT NOT NULL UNIQUE,"                                                                    \
    " owner TEXT NOT NULL,"                                                                        \
    " kind TEXT NOT NULL,"                                                                         \
    " state INTEGER NOT NULL DEFAULT 0,"                                                           \
    " attempt INTEGER NOT NULL DEFAULT 0,"                                                         \
    " failures INTEGER NOT NULL DEFAULT 0,"                                                        \
    " available_at INTEGER NOT NULL DEFAULT 0,"                                                    \
    " lease_until INTEGER NOT NULL DEFAULT 0,"                                                     \
    " submitted_at INTEGER NOT NULL,"                                                              \
    " ended_at INTEGER NOT NULL DEFAULT 0,"                                                        \
    " review_count INTEGER NOT NULL DEFAULT 0,"                                                    \
    " messages TEXT NOT NULL DEFAULT '');"                                                         \
    "CREATE INDEX tasks_waiting ON tasks(sequence) WHERE state = 0;"                               \
    "CREATE INDEX tasks_running ON tasks(lease_until) WHERE state = 1;"                            \
    "CREATE INDEX tasks_submitted ON tasks(submitted_at);"                                         \
    "CREATE TABLE clients ("                                                                       \
    " id TEXT PRIMARY KEY,"                                                                        \
    " name TEXT NOT NULL UNIQUE,"                                                                  \
    " secret_hash BLOB NOT NULL,"                                                                  \
    " added_at INTEGER NOT NULL) WITHOUT ROWID;"

/* name, text */
#define SRV_STATEMENTS(X)                                                                          \
    /* ?1 id, ?2 owner, ?3 kind, ?4 now, ?5 most that may wait */                                  \
    X(TASK_ADD, "INSERT INTO tasks (id, owner, kind, submitted_at)"                                \
                " SELECT ?1, ?2, ?3, ?4"                                                           \
                " WHERE (SELECT count(*) FROM tasks WHERE state = 0) < ?5")                        \
    /* ?1 now, ?2 end of the lease */                                                              \
    X(TASK_TAKE,                                                                                   \
      "UPDATE tasks SET state = 1, attempt = attempt + 1, lease_until = ?2"                        \
      " WHERE sequence = (SELECT sequence FROM tasks WHERE state = 0 AND available_at <= ?1"       \
      "  ORDER BY sequence LIMIT 1)"                                                               \
      " RETURNING id, kind, attempt, failures")                                                    \
    /* ?1 id, ?2 attempt, ?3 state, ?4 now, ?5 fields to review, ?6 messages */                    \
    X(TASK_FINISH, "UPDATE tasks SET state = ?3, ended_at = ?4, review_count = ?5, messages = ?6"  \
                   " WHERE id = ?1 AND attempt = ?2 AND state = 1")                                \
    /* ?1 id, ?2 attempt, ?3 failures to add, ?4 when it may be taken again */                     \
    X(TASK_GIVE_BACK, "UPDATE tasks SET state = 0, failures = failures + ?3, available_at = ?4"    \
                      " WHERE id = ?1 AND attempt = ?2 AND state = 1")                             \
    /* ?1 end of lease up to which */                                                              \
    X(TASK_EXPIRED, "SELECT id, kind, attempt, failures FROM tasks"                                \
                    " WHERE state = 1 AND lease_until <= ?1 ORDER BY lease_until LIMIT 1")         \
    X(TASK_FIND, "SELECT owner, kind, state, attempt, failures, submitted_at, review_count,"       \
                 " messages FROM tasks WHERE id = ?1")                                             \
    /* ?1 id, ?2 owner, ?3 kind */                                                                 \
    X(TASK_REMOVE, "DELETE FROM tasks WHERE id = ?1 AND owner = ?2 AND kind = ?3"                  \
                   " RETURNING id, attempt")                                                       \
    /* ?1 submitted up to which, ?2 most at once */                                                \
    X(TASK_SWEEP, "DELETE FROM tasks WHERE sequence IN (SELECT sequence FROM tasks"                \
                  "  WHERE submitted_at <= ?1 ORDER BY submitted_at LIMIT ?2)"                     \
                  " RETURNING id, attempt")                                                        \
    X(TASK_COUNT, "SELECT (SELECT count(*) FROM tasks WHERE state = 0),"                           \
                  " (SELECT count(*) FROM tasks WHERE state = 1)")                                 \
    /* ?1 id, ?2 name, ?3 hash, ?4 now */                                                          \
    X(CLIENT_ADD, "INSERT INTO clients (id, name, secret_hash, added_at)"                          \
                  " VALUES (?1, ?2, ?3, ?4)")                                                      \
    X(CLIENT_REMOVE, "DELETE FROM clients WHERE id = ?1 OR name = ?1")                             \
    X(CLIENT_FIND, "SELECT id, name, secret_hash, added_at FROM clients WHERE id = ?1")            \
    X(CLIENT_LIST, "SELECT id, name, secret_hash, added_at FROM clients ORDER BY name")

#define SRV_STATEMENT_NAME(name, text) SRV_SQL_##name,
enum srv_statement { SRV_STATEMENTS(SRV_STATEMENT_NAME) SRV_SQL_COUNT };
#undef SRV_STATEMENT_NAME

#endif
