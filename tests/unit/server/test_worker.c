/* SPDX-License-Identifier: MIT
 *
 * A worker whose jobs do what the tests need: answer, sleep, crash, break out. Started by the tests
 * as `test-worker worker`, like the program. */
#include "base/error.h"
#include "server/worker/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Gives each part back as a result, and the options as details. */
static enum omr_status echo(const struct srv_work *work, struct srv_answer *answer,
                            struct omr_error *err) {
    (void)err;
    for (int i = 0; i < work->part_count; i++)
        srv_answer_add(answer, "result:Echo", work->parts[i].bytes, work->parts[i].size);
    srv_answer_add(answer, SRV_PART_DETAILS, work->options, strlen(work->options));
    srv_answer_add(answer, SRV_PART_REVIEW, "7", 1);
    return OMR_OK;
}

/* Sleeps as many milliseconds as the options say, then echoes. */
static enum omr_status sleep_first(const struct srv_work *work, struct srv_answer *answer,
                                   struct omr_error *err) {
    long ms = strtol(work->options, NULL, 10);
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
    return echo(work, answer, err);
}

static enum omr_status crash(const struct srv_work *work, struct srv_answer *answer,
                             struct omr_error *err) {
    (void)work, (void)answer, (void)err;
    raise(SIGKILL); /* refused by the sandbox, which is as deadly */
    _exit(9);
}

static enum omr_status refuse(const struct srv_work *work, struct srv_answer *answer,
                              struct omr_error *err) {
    (void)err;
    srv_answer_add(answer, "result:Echo", "half", 4);
    srv_answer_fail(answer, "image 1: first\nreason");
    srv_answer_fail(answer, work->options);
    return OMR_OK;
}

static enum omr_status complain(const struct srv_work *work, struct srv_answer *answer,
                                struct omr_error *err) {
    (void)answer;
    return omr_fail(err, OMR_ERROR_INPUT, "test.complain", "cannot %s", work->options);
}

/* Answers without a result, which no honest worker does. */
static enum omr_status lie(const struct srv_work *work, struct srv_answer *answer,
                           struct omr_error *err) {
    (void)work, (void)answer, (void)err;
    return OMR_OK;
}

static void open_file(void) {
    open("/etc/passwd", O_RDONLY);
}

static void make_file(void) {
    open("/tmp/omr-test-breakout", O_WRONLY | O_CREAT, 0600);
}

static void open_socket(void) {
    socket(AF_INET, SOCK_STREAM, 0);
}

static void start_process(void) {
    if (fork() == 0)
        _exit(0);
}

static void run_program(void) {
    execl("/bin/true", "true", (char *)NULL);
}

static void make_code(void) {
    mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void signal_parent(void) {
    kill(getppid(), 0);
}

static void write_elsewhere(void) {
    if (write(STDOUT_FILENO, "x", 1) < 0)
        return;
}

/* Tries what the options name; a sandbox worth its name lets it not come back. */
static enum omr_status break_out(const struct srv_work *work, struct srv_answer *answer,
                                 struct omr_error *err) {
    static const struct {
        const char *name;
        void (*attempt)(void);
    } attempts[] = {
        {"open", open_file},     {"create", make_file},      {"socket", open_socket},
        {"fork", start_process}, {"exec", run_program},      {"code", make_code},
        {"kill", signal_parent}, {"write", write_elsewhere},
    };
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
        if (strcmp(work->options, attempts[i].name) == 0)
            attempts[i].attempt();
    return echo(work, answer, err);
}

static int compare_longs(const void *a, const void *b) {
    const long *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Above a kilobyte the C library asks the system before it sorts. */
static bool sort_many(void) {
    long numbers[4096];
    size_t count = sizeof numbers / sizeof *numbers;
    for (size_t i = 0; i < count; i++)
        numbers[i] = (long)(i * 7919 % count);
    qsort(numbers, count, sizeof *numbers, compare_longs);
    return numbers[0] == 0 && numbers[count - 1] == (long)count - 1;
}

/* Does what recognition does to the system: memory, sorting, time, messages. */
static enum omr_status toil(const struct srv_work *work, struct srv_answer *answer,
                            struct omr_error *err) {
    for (size_t size = 1; size < (size_t)1 << 28; size *= 4) {
        char *bytes = malloc(size);
        if (!bytes)
            return omr_fail_memory(err);
        memset(bytes, 1, size);
        char *more = realloc(bytes, size * 2);
        free(more ? more : bytes);
    }
    if (!sort_many())
        return omr_fail(err, OMR_ERROR_INTERNAL, "test.sort", "not sorted");
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    fputs("the test worker writes this where nobody reads it\n", stderr);
    return echo(work, answer, err);
}

static const char readable[] = "/etc/os-release";

static enum omr_status allow_reading(void **context, struct srv_readable *files,
                                     struct omr_error *err) {
    *context = (void *)(uintptr_t)readable;
    return srv_readable_add(files, readable, err);
}

/* Opens the file that was named before the sandbox was closed, as libraries do: asks for its size,
 * maps it. Twice, since each open() must give a descriptor that is its own. */
static enum omr_status read_file(const struct srv_work *work, struct srv_answer *answer,
                                 struct omr_error *err) {
    for (int i = 0; i < 2; i++) {
        struct stat about;
        int fd = open(work->context, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &about) != 0 || about.st_size < 10)
            return omr_fail(err, OMR_ERROR_IO, "test.open", "not opened");
        void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        char first = 0;
        if (bytes == MAP_FAILED || read(fd, &first, 1) != 1 || first != *(char *)bytes)
            return omr_fail(err, OMR_ERROR_IO, "test.read", "not read");
        munmap(bytes, (size_t)about.st_size);
        close(fd);
    }
    return echo(work, answer, err);
}

static enum omr_status fail_to_prepare(void **context, struct srv_readable *files,
                                       struct omr_error *err) {
    (void)context;
    (void)files;
    return omr_fail(err, OMR_ERROR_IO, "test.prepare", "no fonts are installed");
}

#define KIND(kind, function)                                                                       \
    { .name = kind, .job = function }

static const struct srv_worker_kind kinds[] = {
    KIND("echo", echo),
    KIND("sleep", sleep_first),
    KIND("crash", crash),
    KIND("refuse", refuse),
    KIND("complain", complain),
    KIND("break", break_out),
    KIND("lie", lie),
    KIND("toil", toil),
    {.name = "read", .job = read_file, .prepare = allow_reading},
    {.name = "unready", .job = echo, .prepare = fail_to_prepare},
};

int main(int argc, char **argv) {
    if (argc != 2 || strcmp(argv[1], "worker") != 0)
        return 2;
    return srv_worker_run(SRV_WORKER_CHANNEL, kinds, sizeof kinds / sizeof *kinds);
}
