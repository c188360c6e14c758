/* SPDX-License-Identifier: MIT */
#include "server/worker/child.h"

#include "base/error.h"
#include "server/worker/channel.h"
#include "server/worker/sandbox.h"
#include "server/worker/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_JOBS = 250, MAX_ANSWER = 256 * 1024 * 1024 };

void srv_child_init(struct srv_child *child) {
    *child = (struct srv_child){.channel = -1};
    pthread_mutex_init(&child->lock, NULL);
}

void srv_child_clear(struct srv_child *child) {
    srv_child_stop(child);
    pthread_mutex_destroy(&child->lock);
}

/* The worker sees nothing of the server's environment, where secrets may be, beyond what tools for
 * finding faults need. `kept` has room for all of it. */
static void choose_environment(char *kept[]) {
    static const char *const wanted[] = {
        "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "LSAN_OPTIONS=", "LLVM_PROFILE_FILE="};
    size_t count = 0, wanted_count = sizeof wanted / sizeof *wanted;
    for (char **variable = environ; *variable && count < wanted_count; variable++)
        for (size_t i = 0; i < wanted_count; i++)
            if (strncmp(*variable, wanted[i], strlen(wanted[i])) == 0 && count < wanted_count)
                kept[count++] = *variable;
    kept[count] = NULL;
}

/* Own process group: an interrupt from the terminal is for the server, which lets jobs finish. */
static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int failed = posix_spawnattr_setsigmask(attributes, &none);
    failed |= posix_spawnattr_setsigdefault(attributes, &all);
    failed |= posix_spawnattr_setpgroup(attributes, 0);
    failed |= posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                       POSIX_SPAWN_SETPGROUP);
    return failed;
}

/* What a worker writes to stderr is a stranger's word and has no place in the server's log, except
 * for the reports of a sanitizer. */
static int set_descriptors(posix_spawn_file_actions_t *actions, int channel) {
    int failed = posix_spawn_file_actions_adddup2(actions, channel, SRV_WORKER_CHANNEL);
    failed |= posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    failed |= posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
    if (srv_sandbox_filters())
        failed |= posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0);
    failed |= posix_spawn_file_actions_addclosefrom_np(actions, SRV_WORKER_CHANNEL + 1);
    return failed;
}

static int spawn(pid_t *pid, const char *command, int channel) {
    char worker[] = "worker", *path = strdup(command), *environment[8];
    if (!path)
        return ENOMEM;
    char *arguments[] = {path, worker, NULL};
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    choose_environment(environment);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_init(&actions);
    int failed = set_attributes(&attributes);
    if (!failed)
        failed = set_descriptors(&actions, channel);
    if (!failed)
        failed = posix_spawn(pid, command, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    free(path);
    return failed;
}

static enum omr_status launch(struct srv_child *child, const char *command, struct omr_error *err) {
    int ends[2];
    pid_t pid;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return omr_fail(err, OMR_ERROR_IO, "worker.start", "socketpair: %s", strerror(errno));
    /* Were the child's end 3 already, dup2 would leave close-on-exec set. */
    int far = fcntl(ends[1], F_DUPFD_CLOEXEC, SRV_WORKER_CHANNEL + 1);
    int failed = far < 0 ? errno : spawn(&pid, command, far);
    close(ends[1]);
    if (far >= 0)
        close(far);
    if (failed) {
        close(ends[0]);
        return omr_fail(err, OMR_ERROR_IO, "worker.start", "%s: cannot be started: %s", command,
                        strerror(failed));
    }
    pthread_mutex_lock(&child->lock);
    child->pid = pid;
    pthread_mutex_unlock(&child->lock);
    child->channel = ends[0];
    child->jobs = 0;
    child->busy_ms = 0;
    return OMR_OK;
}

/* Forgets a process that has been reaped. */
static void forget(struct srv_child *child) {
    pthread_mutex_lock(&child->lock);
    child->pid = 0;
    pthread_mutex_unlock(&child->lock);
    if (child->channel >= 0)
        close(child->channel);
    child->channel = -1;
}

/* Waits for the process to end and says how it did. */
static void bury(struct srv_child *child, char *how, size_t how_size) {
    int ending = 0;
    pid_t gone = 0;
    while (child->pid && (gone = waitpid(child->pid, &ending, 0)) < 0 && errno == EINTR)
        ;
    forget(child);
    if (gone > 0 && WIFSIGNALED(ending))
        snprintf(how, how_size, "signal %d", WTERMSIG(ending));
    else
        snprintf(how, how_size, "exit status %d", gone > 0 ? WEXITSTATUS(ending) : -1);
}

bool srv_child_is_alive(struct srv_child *child) {
    int ending;
    if (child->pid && waitpid(child->pid, &ending, WNOHANG) != 0)
        forget(child);
    return child->pid != 0;
}

/* A worker says hello or, in as many words, why it cannot work. */
static bool hear_hello(struct srv_child *child, int64_t patience_ms, char *said, size_t said_size) {
    struct omr_buffer hello = {0};
    struct omr_error err = {0};
    if (srv_channel_take_answer(child->channel, srv_channel_clock_ms() + patience_ms,
                                SRV_WORKER_HELLO_MAX, &hello, &err))
        snprintf(said, said_size, "%s", err.text);
    else
        snprintf(said, said_size, "%.*s", (int)hello.size, hello.bytes);
    omr_buffer_clear(&hello);
    return strcmp(said, SRV_WORKER_HELLO) == 0;
}

enum omr_status srv_child_start(struct srv_child *child, const char *command, int64_t patience_ms,
                                struct omr_error *err) {
    char how[64], said[SRV_WORKER_HELLO_MAX + 1];
    enum omr_status status = launch(child, command, err);
    if (status || hear_hello(child, patience_ms, said, sizeof said))
        return status;
    srv_child_kill(child);
    bury(child, how, sizeof how);
    return omr_fail(err, OMR_ERROR_IO, "worker.start", "%.128s worker: %.256s (%s)", command, said,
                    how);
}

bool srv_child_is_started(struct srv_child *child) {
    pthread_mutex_lock(&child->lock);
    bool is_started = child->pid != 0;
    pthread_mutex_unlock(&child->lock);
    return is_started;
}

/* Carries out what the worker wishes and sends it. */
static enum omr_status fulfil(struct srv_child *child, const struct srv_wish *wish,
                              srv_child_help *help, void *context, struct omr_error *err) {
    int fd;
    size_t size;
    enum omr_status status = help(context, wish, &fd, &size, err);
    if (status)
        return status;
    status = srv_channel_send_request(child->channel, fd, size, err);
    close(fd);
    return status;
}

/* Takes what the worker says until it is no wish. */
static enum omr_status hear_out(struct srv_child *child, int64_t deadline_ms, srv_child_help *help,
                                void *context, struct omr_buffer *answer, struct omr_error *err) {
    for (;;) {
        struct srv_wish wish;
        omr_buffer_clear(answer);
        enum omr_status status =
            srv_channel_take_answer(child->channel, deadline_ms, MAX_ANSWER, answer, err);
        if (status || !help || !srv_wish_read(&wish, answer->bytes, answer->size))
            return status;
        int64_t began = srv_channel_clock_ms();
        if ((status = fulfil(child, &wish, help, context, err)))
            return status;
        deadline_ms += srv_channel_clock_ms() - began;
    }
}

enum omr_status srv_child_ask(struct srv_child *child, int fd, size_t size, int64_t timeout_ms,
                              srv_child_help *help, void *context, struct omr_buffer *answer,
                              struct omr_error *err) {
    struct omr_error reason = {0};
    char how[64];
    int64_t began = srv_channel_clock_ms();
    enum omr_status status = srv_channel_send_request(child->channel, fd, size, &reason);
    if (!status)
        status = hear_out(child, began + timeout_ms, help, context, answer, &reason);
    child->jobs++;
    child->busy_ms += srv_channel_clock_ms() - began;
    if (!status)
        return OMR_OK;
    srv_child_kill(child);
    bury(child, how, sizeof how);
    if (strcmp(reason.code, "channel.timeout") == 0)
        return omr_fail(err, OMR_ERROR_LIMIT, "worker.timeout", "no answer within %lld ms",
                        (long long)timeout_ms);
    return omr_fail(err, OMR_ERROR_INTERNAL, "worker.died", "%s (%s)", how, reason.text);
}

bool srv_child_is_worn(const struct srv_child *child) {
    return child->jobs >= MAX_JOBS || child->busy_ms >= SRV_WORKER_WORN_S * 1000;
}

void srv_child_kill(struct srv_child *child) {
    pthread_mutex_lock(&child->lock);
    if (child->pid)
        kill(child->pid, SIGKILL);
    pthread_mutex_unlock(&child->lock);
}

/* Between jobs the worker ends when its channel closes; killing it as well loses nothing and cannot
 * hang. */
void srv_child_stop(struct srv_child *child) {
    char how[64];
    srv_child_kill(child);
    bury(child, how, sizeof how);
}
