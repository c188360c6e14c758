/* SPDX-License-Identifier: MIT */
#include "room.h"

#include "folder.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000, STEP_MS = 5 };

static void note_end(void *context, const char *id) {
    struct room *room = context;
    (void)id;
    __atomic_add_fetch(&room->ended, 1, __ATOMIC_SEQ_CST);
}

static void note_line(void *context, const char *line) {
    struct room *room = context;
    print_message("# %s\n", line);
    __atomic_add_fetch(&room->complaints, 1, __ATOMIC_SEQ_CST);
}

int room_prepare(void **state) {
    static struct room room;
    room = (struct room){.settings = {.worker_count = 1}};
    folder_make(room.folder);
    room.settings.data_folder = room.folder;
    room.settings.worker_command = getenv("OMR_TEST_WORKER");
    room.settings.log = note_line;
    *state = &room;
    return room.settings.worker_command ? 0 : -1;
}

int room_prepare_and_open(void **state) {
    int failed = room_prepare(state);
    if (!failed)
        room_open(*state);
    return failed;
}

int room_clear(void **state) {
    struct room *room = *state;
    room_close(room, 0);
    folder_delete(room->folder);
    return 0;
}

void room_open(struct room *room) {
    struct omr_error err = {0};
    if (srv_tasks_open(&room->tasks, &room->settings, note_end, room, &err))
        fail_msg("open: %s", err.text);
}

void room_close(struct room *room, double patience_s) {
    srv_tasks_close(room->tasks, patience_s);
    room->tasks = NULL;
}

void room_submit(struct room *room, const char *kind, const char *options, const char *in,
                 char id[SRV_TASK_ID_SIZE]) {
    struct omr_error err = {0};
    struct srv_part part = {"in", in, strlen(in)};
    struct srv_job job = {.kind = kind, .options = options, .parts = &part, .part_count = 1};
    if (srv_tasks_submit(room->tasks, "ann", &job, id, &err))
        fail_msg("submit: %s", err.text);
}

struct srv_task_view room_find(struct room *room, const char *kind, const char *id) {
    struct omr_error err = {0};
    struct srv_task_view view;
    if (srv_tasks_find(room->tasks, "ann", kind, id, &view, &err))
        fail_msg("find: %s", err.text);
    return view;
}

enum srv_task_state room_state(struct room *room, const char *kind, const char *id) {
    struct srv_task_view view = room_find(room, kind, id);
    enum srv_task_state state = view.state;
    srv_task_view_clear(&view);
    return state;
}

struct srv_task_view room_wait(struct room *room, const char *kind, const char *id) {
    for (int waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
        struct srv_task_view view = room_find(room, kind, id);
        if (view.state != SRV_TASK_PENDING)
            return view;
        srv_task_view_clear(&view);
        room_sleep_ms(STEP_MS);
    }
    fail_msg("%s", "the task did not end");
    return (struct srv_task_view){.state = SRV_TASK_UNKNOWN};
}

void room_wait_running(struct room *room, unsigned running) {
    struct srv_tasks_counts counts;
    for (int waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
        srv_tasks_count(room->tasks, &counts);
        if (counts.running == running)
            return;
        room_sleep_ms(STEP_MS);
    }
    fail_msg("%s", "the tasks did not start to run");
}

/* The parent's pid stands behind the name in brackets and the state. */
static long parent_of(const char *pid) {
    char path[300], line[512] = "";
    long parent = 0;
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *file = fopen(path, "r");
    if (file && fgets(line, sizeof line, file)) {
        char *behind = strrchr(line, ')');
        if (behind && behind[1] && behind[2] && behind[2] != 'Z')
            parent = strtol(behind + 3, NULL, 10);
    }
    if (file)
        fclose(file);
    return parent;
}

pid_t room_worker(void) {
    long found = 0;
    DIR *processes = opendir("/proc");
    assert_non_null(processes);
    for (struct dirent *entry; !found && (entry = readdir(processes));)
        if (entry->d_name[0] > '0' && entry->d_name[0] <= '9' &&
            parent_of(entry->d_name) == (long)getpid())
            found = strtol(entry->d_name, NULL, 10);
    closedir(processes);
    return (pid_t)found;
}

pid_t room_hold(void) {
    pid_t worker = room_worker();
    assert_true(worker > 0);
    assert_int_equal(kill(worker, SIGSTOP), 0);
    return worker;
}

void room_release(pid_t worker) {
    assert_int_equal(kill(worker, SIGCONT), 0);
}

void room_sleep_ms(long ms) {
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}
