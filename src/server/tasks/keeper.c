/* SPDX-License-Identifier: MIT
 *
 * The keeper: one thread that forgets tasks whose time is over, takes back leases that ran out and
 * now and then looks for files that nothing speaks of. */
#include "server/store/clock.h"
#include "server/tasks/room.h"

enum {
    SWEEP_BATCH = 200,
    LONGEST_PAUSE_MS = 30000,
    SHORTEST_PAUSE_MS = 200,
    TIDY_EVERY_MS = 3600 * 1000,
    TIDY_AGE_MS = 3600 * 1000 /* a file may be older than its row, but not by this much */
};

/* Often enough that a short retention is kept to within a quarter of it. */
static int64_t pause_ms(const struct srv_tasks *tasks) {
    int64_t quarter = (int64_t)(tasks->settings.retention_s * 1000 / 4);
    if (quarter > LONGEST_PAUSE_MS)
        return LONGEST_PAUSE_MS;
    return quarter < SHORTEST_PAUSE_MS ? SHORTEST_PAUSE_MS : quarter;
}

static void sweep(struct srv_tasks *tasks) {
    struct omr_error err;
    int64_t before = srv_now_ms() - (int64_t)(tasks->settings.retention_s * 1000);
    int count = SWEEP_BATCH;
    while (count == SWEEP_BATCH && srv_tasks_pause(tasks, 0))
        if (srv_store_sweep(tasks->store, before, SWEEP_BATCH, &count, &err)) {
            srv_tasks_log(tasks, "sweeping: %s", err.text);
            return;
        }
}

static void tidy(struct srv_tasks *tasks, int64_t *next_ms) {
    struct omr_error err;
    int count;
    if (srv_now_ms() < *next_ms)
        return;
    *next_ms = srv_now_ms() + TIDY_EVERY_MS;
    if (srv_store_tidy(tasks->store, TIDY_AGE_MS, &count, &err))
        srv_tasks_log(tasks, "tidying: %s", err.text);
}

void *srv_keeper_run(void *argument) {
    struct srv_tasks *tasks = argument;
    struct omr_error err;
    int64_t next_tidy_ms = srv_now_ms() + TIDY_EVERY_MS;
    while (srv_tasks_pause(tasks, pause_ms(tasks))) {
        sweep(tasks);
        if (srv_tasks_take_back(tasks, srv_now_ms(), true, &err))
            srv_tasks_log(tasks, "leases: %s", err.text);
        tidy(tasks, &next_tidy_ms);
    }
    return NULL;
}
