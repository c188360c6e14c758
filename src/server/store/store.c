/* SPDX-License-Identifier: MIT
 *
 * Joins rows and files, in the order that makes a crash harmless. */
#include "server/store/store.h"

#include "base/error.h"
#include "server/store/bodies.h"
#include "server/store/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct srv_store {
    struct srv_database *database;
    struct srv_bodies requests, results;
    int lock; /* descriptor of the lock file */
    bool keeps_requests;
};

/* The lock ends with the process that holds it, however that ends. */
static enum omr_status lock_folder(struct srv_store *store, const char *data_folder,
                                   struct omr_error *err) {
    char path[4096];
    snprintf(path, sizeof path, "%s/lock", data_folder);
    store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock < 0)
        return omr_fail(err, OMR_ERROR_IO, "store.lock", "%s: cannot open: %s", path,
                        strerror(errno));
    if (flock(store->lock, LOCK_EX | LOCK_NB) == 0)
        return OMR_OK;
    return omr_fail(err, OMR_ERROR_USAGE, "store.in_use",
                    "%s: another server is using this data folder", data_folder);
}

static void name_result(char name[SRV_BODY_NAME_SIZE], const char *id, int attempt) {
    snprintf(name, SRV_BODY_NAME_SIZE, "%s.%d", id, attempt);
}

/* A request is wanted while its task waits or runs, or as long as there is one. */
static bool is_request_wanted(void *context, const char *name) {
    struct srv_store *store = context;
    struct srv_row row;
    bool is_found = false;
    if (srv_rows_find(store->database, name, &row, &is_found, NULL))
        return true; /* nothing is deleted while the database cannot be asked */
    if (!is_found)
        return false;
    srv_row_clear(&row);
    return store->keeps_requests || row.state == SRV_ROW_WAITING || row.state == SRV_ROW_RUNNING;
}

/* A result is wanted when its task is done by the attempt that wrote it. One whose task still runs
 * was cut off between file and row, unless it is a moment old. */
static bool is_result_wanted(void *context, const char *name) {
    struct srv_store *store = context;
    struct srv_row row;
    char id[SRV_ROW_ID_SIZE], expected[SRV_BODY_NAME_SIZE];
    bool is_found = false;
    snprintf(id, sizeof id, "%s", name);
    if (srv_rows_find(store->database, id, &row, &is_found, NULL))
        return true;
    if (!is_found)
        return false;
    name_result(expected, id, row.attempt);
    srv_row_clear(&row);
    return row.state == SRV_ROW_DONE && strcmp(name, expected) == 0;
}

enum omr_status srv_store_tidy(struct srv_store *store, int64_t age_ms, int *count,
                               struct omr_error *err) {
    *count = 0;
    enum omr_status status =
        srv_bodies_tidy(&store->requests, age_ms, is_request_wanted, store, count, err);
    if (!status)
        status = srv_bodies_tidy(&store->results, age_ms, is_result_wanted, store, count, err);
    return status;
}

enum omr_status srv_store_open(struct srv_store **store, const char *data_folder,
                               bool keeps_requests, struct omr_error *err) {
    struct srv_store *opened = calloc(1, sizeof *opened);
    if (!opened)
        return omr_fail_memory(err);
    int orphans;
    opened->keeps_requests = keeps_requests;
    opened->lock = opened->requests.folder = opened->results.folder = -1;
    enum omr_status status;
    if ((status = srv_database_open(&opened->database, data_folder, err)) ||
        (status = lock_folder(opened, data_folder, err)) ||
        (status = srv_bodies_open(&opened->requests, data_folder, "requests", err)) ||
        (status = srv_bodies_open(&opened->results, data_folder, "results", err)) ||
        (status = srv_store_tidy(opened, 0, &orphans, err)))
        srv_store_close(opened);
    else
        *store = opened;
    return status;
}

void srv_store_close(struct srv_store *store) {
    if (!store)
        return;
    srv_bodies_close(&store->requests);
    srv_bodies_close(&store->results);
    srv_database_close(store->database);
    if (store->lock >= 0)
        close(store->lock);
    free(store);
}

enum omr_status srv_store_add(struct srv_store *store, const struct srv_new_task *task,
                              uint64_t max_waiting, struct omr_error *err) {
    enum omr_status status =
        srv_body_write(&store->requests, task->id, task->pieces, task->piece_count, err);
    if (status)
        return status;
    status = srv_rows_add(store->database, task, max_waiting, err);
    if (status)
        srv_body_remove(&store->requests, task->id);
    return status;
}

enum omr_status srv_store_take(struct srv_store *store, int64_t now_ms, int64_t lease_ms,
                               struct srv_lease *lease, bool *is_taken, struct omr_error *err) {
    return srv_rows_take(store->database, now_ms, lease_ms, lease, is_taken, err);
}

enum omr_status srv_store_open_request(struct srv_store *store, const char *id, int *fd,
                                       size_t *size, struct omr_error *err) {
    return srv_body_open(&store->requests, id, fd, size, err);
}

/* The result's file has the attempt in its name, so a late answer cannot overwrite another. */
enum omr_status srv_store_finish(struct srv_store *store, const struct srv_lease *lease,
                                 const struct srv_outcome *outcome, bool *is_current,
                                 struct omr_error *err) {
    char name[SRV_BODY_NAME_SIZE];
    bool is_written = outcome->result != NULL, was_current = false;
    name_result(name, lease->id, lease->attempt);
    enum omr_status status = OMR_OK;
    if (is_written) {
        union { /* iovec is for both directions and knows no const */
            const void *from;
            void *base;
        } bytes = {.from = outcome->result};
        struct iovec piece = {.iov_base = bytes.base, .iov_len = outcome->result_size};
        status = srv_body_write(&store->results, name, &piece, 1, err);
    }
    if (status)
        return status;
    status = srv_rows_finish(store->database, lease, outcome, &was_current, err);
    if (is_written && !status && !was_current)
        srv_body_remove(&store->results, name);
    if (!status && was_current && !store->keeps_requests)
        srv_body_remove(&store->requests, lease->id);
    if (!status)
        *is_current = was_current;
    return status;
}

enum omr_status srv_store_give_back(struct srv_store *store, const struct srv_lease *lease,
                                    bool is_failure, int64_t available_ms, struct omr_error *err) {
    return srv_rows_give_back(store->database, lease, is_failure, available_ms, err);
}

enum omr_status srv_store_find_expired(struct srv_store *store, int64_t now_ms,
                                       struct srv_lease *lease, bool *is_found,
                                       struct omr_error *err) {
    return srv_rows_find_expired(store->database, now_ms, lease, is_found, err);
}

enum omr_status srv_store_find(struct srv_store *store, const char *id, struct srv_row *row,
                               bool *is_found, struct omr_error *err) {
    return srv_rows_find(store->database, id, row, is_found, err);
}

void srv_row_clear(struct srv_row *row) {
    free(row->messages);
    row->messages = NULL;
}

enum omr_status srv_store_load_result(struct srv_store *store, const char *id, int attempt,
                                      char **bytes, size_t *size, struct omr_error *err) {
    char name[SRV_BODY_NAME_SIZE];
    name_result(name, id, attempt);
    return srv_body_load(&store->results, name, bytes, size, err);
}

static void delete_files(void *context, const char *id, int attempt) {
    struct srv_store *store = context;
    char name[SRV_BODY_NAME_SIZE];
    name_result(name, id, attempt);
    srv_body_remove(&store->requests, id);
    srv_body_remove(&store->results, name);
}

enum omr_status srv_store_remove(struct srv_store *store, const char *id, const char *owner,
                                 const char *kind, struct omr_error *err) {
    return srv_rows_remove(store->database, id, owner, kind, delete_files, store, err);
}

enum omr_status srv_store_sweep(struct srv_store *store, int64_t before_ms, int batch, int *count,
                                struct omr_error *err) {
    return srv_rows_sweep(store->database, before_ms, batch, count, delete_files, store, err);
}

enum omr_status srv_store_count(struct srv_store *store, struct srv_store_counts *counts,
                                struct omr_error *err) {
    return srv_rows_count(store->database, counts, err);
}
