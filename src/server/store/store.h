/* SPDX-License-Identifier: MIT
 *
 * Durable tasks: a row each in a database, and beside it one file for what was asked and one for
 * what came out. Knows nothing of what is in the files.
 *
 * The order of writing makes a crash at any moment harmless: a file is on the disk before the row
 * that speaks of it, and a row is gone before its files are deleted. What a crash leaves is a file
 * without a row, which the next srv_store_open() or srv_store_tidy() removes.
 *
 *     srv_store_open(&store, "data", &err);
 *     srv_store_add(store, &task, 10000, &err);                   waiting
 *     srv_store_take(store, now, 60000, &lease, &is_taken, &err); running, under a lease
 *     srv_store_finish(store, &lease, &outcome, &is_current, &err);
 *     srv_store_find(store, id, &row, &is_found, &err);           done
 *     srv_store_sweep(store, now - day, 200, &count, &err);       gone
 *     srv_store_close(store);
 *
 * All calls may be made from any thread. Times are milliseconds since 1970. Failures of disk and
 * database are OMR_ERROR_IO. These functions are what a store on another database would offer. */
#ifndef OMR_SERVER_STORE_STORE_H
#define OMR_SERVER_STORE_STORE_H

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct srv_store;

enum { SRV_ROW_ID_SIZE = 37, SRV_ROW_KIND_SIZE = 32 };

enum srv_row_state { SRV_ROW_WAITING, SRV_ROW_RUNNING, SRV_ROW_DONE, SRV_ROW_FAILED };

/* Opens the store of a folder, making both where they do not exist; one program at a time may have
 * it open. `keeps_requests`: bodies of requests stay as long as their tasks, otherwise until these
 * have ended. Errors: OMR_ERROR_USAGE with code "store.in_use", OMR_ERROR_UNSUPPORTED (written by a
 * newer version), OMR_ERROR_IO. */
enum omr_status srv_store_open(struct srv_store **store, const char *data_folder,
                               bool keeps_requests, struct omr_error *err);
void srv_store_close(struct srv_store *store);

struct srv_new_task {
    const char *id; /* 8-4-4-4-12 lower case hex; names the files */
    const char *owner;
    const char *kind;
    int64_t submitted_ms;
    const struct iovec *pieces; /* together the request's body */
    int piece_count;
};

/* Keeps a task; durable on return. Errors: OMR_ERROR_LIMIT when `max_waiting` tasks wait already.
 */
enum omr_status srv_store_add(struct srv_store *store, const struct srv_new_task *task,
                              uint64_t max_waiting, struct omr_error *err);

/* The right to work on a task until the lease is over. */
struct srv_lease {
    char id[SRV_ROW_ID_SIZE];
    char kind[SRV_ROW_KIND_SIZE];
    int attempt;  /* from 1; a later lease of the same task has a higher one */
    int failures; /* earlier attempts that ended because of the task itself */
};

/* Takes the task that has waited longest, if any waits. */
enum omr_status srv_store_take(struct srv_store *store, int64_t now_ms, int64_t lease_ms,
                               struct srv_lease *lease, bool *is_taken, struct omr_error *err);

/* Opens the request's body for reading. `*fd` is -1 when the task has been removed meanwhile. */
enum omr_status srv_store_open_request(struct srv_store *store, const char *id, int *fd,
                                       size_t *size, struct omr_error *err);

struct srv_outcome {
    enum srv_row_state state; /* SRV_ROW_DONE or SRV_ROW_FAILED */
    int64_t ended_ms;
    int review_count;
    const char *messages; /* one a line */
    const void *result;   /* NULL for a failed task */
    size_t result_size;
};

/* Ends a task; durable on return. `*is_current` is false when the task was removed or taken by a
 * later attempt: then nothing has changed. The request's body is deleted unless it is to be kept.
 */
enum omr_status srv_store_finish(struct srv_store *store, const struct srv_lease *lease,
                                 const struct srv_outcome *outcome, bool *is_current,
                                 struct omr_error *err);

/* Lets a task wait again, until `available_ms` at least. `is_failure`: the attempt ended because of
 * the task, so it counts. A lease that is no longer current changes nothing. */
enum omr_status srv_store_give_back(struct srv_store *store, const struct srv_lease *lease,
                                    bool is_failure, int64_t available_ms, struct omr_error *err);

/* The running task whose lease ended longest before `now_ms` (INT64_MAX: any), if there is one.
 * The caller finishes it or gives it back. */
enum omr_status srv_store_find_expired(struct srv_store *store, int64_t now_ms,
                                       struct srv_lease *lease, bool *is_found,
                                       struct omr_error *err);

/* What is known of a task. */
struct srv_row {
    char owner[65];
    char kind[SRV_ROW_KIND_SIZE];
    enum srv_row_state state;
    int attempt, failures;
    int64_t submitted_ms;
    int review_count;
    char *messages; /* one a line; the row's own */
};

/* Looks a task up; `*row` is written only when `*is_found` and ended with srv_row_clear(). */
enum omr_status srv_store_find(struct srv_store *store, const char *id, struct srv_row *row,
                               bool *is_found, struct omr_error *err);
void srv_row_clear(struct srv_row *row);

/* Loads the result of a task that is done. `*bytes` belongs to the caller, who ends it with free();
 * it is NULL when the task has been removed meanwhile. */
enum omr_status srv_store_load_result(struct srv_store *store, const char *id, int attempt,
                                      char **bytes, size_t *size, struct omr_error *err);

/* Forgets a task and deletes its files, if it is of this owner and kind. */
enum omr_status srv_store_remove(struct srv_store *store, const char *id, const char *owner,
                                 const char *kind, struct omr_error *err);

/* Forgets at most `batch` tasks submitted up to `before_ms`, the oldest first, and deletes their
 * files. `*count` of them; call again while it equals `batch`. Batches of a few hundred keep the
 * one writer of the database free for others. */
enum omr_status srv_store_sweep(struct srv_store *store, int64_t before_ms, int batch, int *count,
                                struct omr_error *err);

/* Deletes files that no row speaks of and that are older than `age_ms`. */
enum omr_status srv_store_tidy(struct srv_store *store, int64_t age_ms, int *count,
                               struct omr_error *err);

struct srv_store_counts {
    uint64_t waiting, running;
};
enum omr_status srv_store_count(struct srv_store *store, struct srv_store_counts *counts,
                                struct omr_error *err);

#endif
