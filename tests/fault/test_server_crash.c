/* SPDX-License-Identifier: MIT
 *
 * The process that holds the tasks is killed (SIGKILL) at many moments; another one opens the same
 * folder and every task whose id was given out ends with its own answer, once. */
#include "../unit/server/folder.h"
#include "../unit/server/room.h"
#include "server/store/store.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROUNDS = 12, MOST_IDS = 4000 };

struct given {
    char ids[MOST_IDS][SRV_TASK_ID_SIZE];
    int count;
};

/* Submits tasks, each with its number as content, and says each id as soon as it has it. */
static void submit_until_killed(struct room *room, int first, int to) {
    room_open(room);
    for (int number = first;; number++) {
        char line[SRV_TASK_ID_SIZE + 1], in[16];
        snprintf(in, sizeof in, "%d", number);
        room_submit(room, "sleep", "2", in, line);
        line[SRV_TASK_ID_SIZE - 1] = '\n';
        if (write(to, line, SRV_TASK_ID_SIZE) != SRV_TASK_ID_SIZE)
            _exit(1);
    }
}

/* Reads whole lines; a line cut off by the kill was not given to anybody. */
static void collect_ids(int from, struct given *given) {
    char line[SRV_TASK_ID_SIZE];
    for (;;) {
        size_t at = 0;
        ssize_t got = 0;
        while (at < sizeof line && (got = read(from, line + at, sizeof line - at)) > 0)
            at += (size_t)got;
        if (at < sizeof line || given->count == MOST_IDS)
            return;
        line[SRV_TASK_ID_SIZE - 1] = 0;
        memcpy(given->ids[given->count++], line, sizeof line);
    }
}

static void run_and_kill(struct room *room, struct given *given, long after_ms) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t holder = fork();
    if (holder == 0) {
        close(ends[0]);
        submit_until_killed(room, given->count, ends[1]);
    }
    close(ends[1]);
    room_sleep_ms(after_ms);
    kill(holder, SIGKILL);
    collect_ids(ends[0], given);
    close(ends[0]);
    waitpid(holder, NULL, 0);
}

static void assert_answer(struct room *room, const char *id, int number) {
    char expected[16];
    struct srv_task_view view = room_wait(room, "sleep", id);
    int length = snprintf(expected, sizeof expected, "%d", number);
    assert_int_equal(view.state, SRV_TASK_DONE);
    assert_int_equal(view.result_count, 1);
    assert_int_equal(view.results[0].size, length);
    assert_memory_equal(view.results[0].bytes, expected, (size_t)length);
    srv_task_view_clear(&view);
}

static void every_id_given_out_ends_with_its_own_answer(void **state) {
    struct room *room = *state;
    static struct given given;
    given.count = 0;
    for (int round = 0; round < ROUNDS; round++)
        run_and_kill(room, &given, 30 + round * 17);
    assert_true(given.count > ROUNDS);
    room_open(room);
    for (int i = 0; i < given.count; i++)
        assert_answer(room, given.ids[i], i);
    print_message("# %d tasks, %d kills\n", given.count, ROUNDS);
}

static void nothing_is_left_over_but_the_answers(void **state) {
    struct room *room = *state;
    static struct given given;
    given.count = 0;
    for (int round = 0; round < 4; round++)
        run_and_kill(room, &given, 60 + round * 25);
    room_open(room);
    struct srv_tasks_counts counts = {.waiting = 1};
    while (counts.waiting + counts.running) {
        srv_tasks_count(room->tasks, &counts);
        room_sleep_ms(5);
    }
    room_close(room, 5);
    /* A task whose id was on its way out when the kill came has an answer, too. */
    assert_int_equal(folder_count(room->folder, "requests"), 0);
    assert_in_range(folder_count(room->folder, "results"), given.count, given.count + 4);
}

static void a_killed_servers_workers_die_with_it(void **state) {
    struct room *room = *state;
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    pid_t holder = fork();
    if (holder == 0) {
        char id[SRV_TASK_ID_SIZE];
        room_open(room);
        room_submit(room, "sleep", "60000", "x", id);
        room_wait_running(room, 1);
        room_sleep_ms(100);
        pid_t worker = room_worker();
        if (write(ends[1], &worker, sizeof worker) != sizeof worker)
            _exit(1);
        pause();
    }
    pid_t worker = 0;
    assert_int_equal(read(ends[0], &worker, sizeof worker), sizeof worker);
    assert_true(worker > 0);
    assert_int_equal(kill(worker, 0), 0);
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
    for (int waited = 0; waited < 200 && kill(worker, 0) == 0; waited++)
        room_sleep_ms(10);
    assert_int_equal(kill(worker, 0), -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, room_prepare, room_clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(every_id_given_out_ends_with_its_own_answer),
        CASE(nothing_is_left_over_but_the_answers),
        CASE(a_killed_servers_workers_die_with_it),
    };
    return cmocka_run_group_tests_name("server crash", tests, NULL, NULL);
}
