/* SPDX-License-Identifier: MIT
 *
 * The rows of the tasks table, without their files; store.h says what the calls mean. */
#ifndef OMR_SERVER_STORE_ROWS_H
#define OMR_SERVER_STORE_ROWS_H

#include "server/store/database.h"
#include "server/store/store.h"

enum omr_status srv_rows_add(struct srv_database *database, const struct srv_new_task *task,
                             uint64_t max_waiting, struct omr_error *err);
enum omr_status srv_rows_take(struct srv_database *database, int64_t now_ms, int64_t lease_ms,
                              struct srv_lease *lease, bool *is_taken, struct omr_error *err);
enum omr_status srv_rows_finish(struct srv_database *database, const struct srv_lease *lease,
                                const struct srv_outcome *outcome, bool *is_current,
                                struct omr_error *err);
enum omr_status srv_rows_give_back(struct srv_database *database, const struct srv_lease *lease,
                                   bool is_failure, int64_t available_ms, struct omr_error *err);
enum omr_status srv_rows_find_expired(struct srv_database *database, int64_t now_ms,
                                      struct srv_lease *lease, bool *is_found,
                                      struct omr_error *err);
enum omr_status srv_rows_find(struct srv_database *database, const char *id, struct srv_row *row,
                              bool *is_found, struct omr_error *err);

/* Called after the commit for each row that is gone. */
typedef void srv_row_removed(void *context, const char *id, int attempt);
enum omr_status srv_rows_remove(struct srv_database *database, const char *id, const char *owner,
                                const char *kind, srv_row_removed *removed, void *context,
                                struct omr_error *err);
enum omr_status srv_rows_sweep(struct srv_database *database, int64_t before_ms, int batch,
                               int *count, srv_row_removed *removed, void *context,
                               struct omr_error *err);
enum omr_status srv_rows_count(struct srv_database *database, struct srv_store_counts *counts,
                               struct omr_error *err);

#endif
