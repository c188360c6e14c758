/* SPDX-License-Identifier: MIT
 *
 * The converter finds its files by name in a folder of its own. The names are links to two of its
 * descriptors, which are files in memory. So a run that is killed leaves two links behind and
 * nobody's picture. What it says on its standard output and error goes nowhere. */
#include "convert/run.h"

#include "base/clock.h"
#include "base/error.h"
#include "convert/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 200, NOT_CONFINED = 125, NOT_STARTED = 126, ENVIRONMENT_SIZE = 4 };

struct run {
    const struct conv_program *program;
    const struct conv_settings *settings;
    char path[PATH_MAX];   /* of the program... */
    char home[PATH_MAX];   /* ...and of the folder it lies in */
    char folder[PATH_MAX]; /* where it finds its files; "" while there is none */
    int input, output;     /* -1, or files in memory */
    char page[16];
    char *arguments[CONV_ARGUMENTS_MAX + 2];
    pid_t parent;
};

void conv_settings_init(struct conv_settings *settings) {
    *settings = (struct conv_settings){
        .timeout_ms = 60000, .max_output = UINT64_C(256) << 20, .max_memory = UINT64_C(2) << 30};
}

static enum omr_status fail_system(const struct run *run, const char *what, struct omr_error *err) {
    return omr_fail(err, OMR_ERROR_IO, "convert.start", "%s cannot be started: %s: %s",
                    run->program->name, what, strerror(errno));
}

static bool write_all(int fd, const char *bytes, size_t size) {
    while (size) {
        ssize_t step = write(fd, bytes, size);
        if (step < 0 && errno == EINTR)
            continue;
        if (step <= 0)
            return false;
        bytes += step;
        size -= (size_t)step;
    }
    return true;
}

static enum omr_status make_files(struct run *run, const void *bytes, size_t size,
                                  struct omr_error *err) {
    run->input = memfd_create("omr-convert-in", MFD_CLOEXEC);
    run->output = memfd_create("omr-convert-out", MFD_CLOEXEC);
    if (run->input < 0 || run->output < 0 || !write_all(run->input, bytes, size) ||
        lseek(run->input, 0, SEEK_SET) != 0)
        return fail_system(run, "a file in memory", err);
    return OMR_OK;
}

static bool link_file(const struct run *run, const char *name, const char *target) {
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/%s", run->folder, name);
    return symlink(target, path) == 0;
}

static enum omr_status make_folder(struct run *run, struct omr_error *err) {
    const char *where = getenv("TMPDIR");
    if (!where || where[0] != '/' || strlen(where) > PATH_MAX - 64)
        where = "/tmp";
    snprintf(run->folder, sizeof run->folder, "%s/omr-convert-XXXXXX", where);
    if (!mkdtemp(run->folder)) {
        run->folder[0] = 0;
        return fail_system(run, where, err);
    }
    if (!link_file(run, run->program->input, "/proc/self/fd/3") ||
        !link_file(run, run->program->output, "/proc/self/fd/4"))
        return fail_system(run, run->folder, err);
    return OMR_OK;
}

static void remove_folder(const struct run *run) {
    const char *names[] = {run->program->input, run->program->output};
    char path[PATH_MAX + 32];
    for (size_t i = 0; run->folder[0] && i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", run->folder, names[i]);
        unlink(path);
    }
    if (run->folder[0])
        rmdir(run->folder);
}

/* exec() knows no const; the table's words are not written to. */
static char *word(const char *text) {
    union {
        const char *from;
        char *to;
    } alias = {.from = text};
    return alias.to;
}

static void make_arguments(struct run *run, int page) {
    int count = 0;
    snprintf(run->page, sizeof run->page, "%d", page);
    run->arguments[count++] = run->path;
    for (const char *const *at = run->program->arguments; *at; at++)
        run->arguments[count++] = strcmp(*at, "%d") == 0 ? run->page : word(*at);
    run->arguments[count] = NULL;
}

/* In the child: system calls only, since other threads of the parent may have held any lock. */
static _Noreturn void become(const struct run *run, const struct conv_bounds *bounds) {
    char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", language[] = "LC_ALL=C.UTF-8",
         home[] = "HOME=/nonexistent";
    char *environment[ENVIRONMENT_SIZE] = {path, language, home, NULL};
    int null = open("/dev/null", O_RDWR);
    /* Beyond the numbers they are to have, so that none is overwritten too early. */
    int input = fcntl(run->input, F_DUPFD, CONV_DESCRIPTORS);
    int output = fcntl(run->output, F_DUPFD, CONV_DESCRIPTORS);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    if (dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0 || dup2(input, 3) < 0 ||
        dup2(output, 4) < 0 || chdir(run->folder) != 0 ||
        !conv_confine(run->parent, run->home, bounds))
        _exit(NOT_CONFINED);
    execve(run->path, run->arguments, environment);
    _exit(NOT_STARTED);
}

static enum omr_status start(struct run *run, pid_t *child, struct omr_error *err) {
    const struct conv_bounds bounds = {
        .max_memory = run->settings->max_memory,
        .max_output = run->settings->max_output,
        .max_cpu_s = (unsigned)(run->settings->timeout_ms / 1000) + 1,
    };
    run->parent = getpid();
    *child = fork();
    if (*child == 0)
        become(run, &bounds);
    return *child < 0 ? fail_system(run, "fork", err) : OMR_OK;
}

/* Waits for the end of the process, as long as there is time; true when it has ended. It is still
 * to be reaped: its number is its group's and must not be given to others yet. */
static bool wait_for(const struct run *run, pid_t child) {
    double until_ms = omr_clock_ms() + (double)run->settings->timeout_ms;
    int end = (int)syscall(SYS_pidfd_open, child, 0U);
    bool has_ended = false, is_over = false;
    while (!has_ended && !is_over) {
        /* Without a descriptor that tells of its end, it is looked for more often. */
        struct pollfd wait = {.fd = end, .events = POLLIN};
        poll(&wait, 1, end < 0 ? LOOK_MS / 20 : LOOK_MS);
        siginfo_t info = {0};
        has_ended = waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                    info.si_pid == child;
        is_over = omr_clock_ms() > until_ms || (run->settings->is_given_up &&
                                                run->settings->is_given_up(run->settings->context));
    }
    if (end >= 0)
        close(end);
    return has_ended;
}

/* Ends the process, if it still runs, and all that it started. */
static int end_process(pid_t child) {
    int ending = 0;
    kill(-child, SIGKILL);
    kill(child, SIGKILL); /* were it too young for a group of its own */
    while (waitpid(child, &ending, 0) < 0 && errno == EINTR)
        ;
    return ending;
}

static enum omr_status judge(const struct run *run, int ending, struct omr_error *err) {
    const char *name = run->program->name;
    struct stat info;
    if (fstat(run->output, &info) == 0 && (uint64_t)info.st_size >= run->settings->max_output)
        return omr_fail(err, OMR_ERROR_LIMIT, "convert.too_large",
                        "%s made a picture of more than %" PRIu64 " bytes", name,
                        run->settings->max_output);
    if (WIFSIGNALED(ending))
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "convert.failed",
                        "%s could not make a picture of it (signal %d)", name, WTERMSIG(ending));
    if (WEXITSTATUS(ending) == NOT_CONFINED || WEXITSTATUS(ending) == NOT_STARTED)
        return omr_fail(err, OMR_ERROR_IO, "convert.start", "%s cannot be started: %s: %s", name,
                        run->path,
                        WEXITSTATUS(ending) == NOT_STARTED ? "the system refuses to run it"
                                                           : "its sandbox cannot be closed");
    if (WEXITSTATUS(ending) != 0)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "convert.failed",
                        "%s could not make a picture of it (exit status %d)", name,
                        WEXITSTATUS(ending));
    return OMR_OK;
}

static enum omr_status take_output(const struct run *run, char **picture, size_t *picture_size,
                                   struct omr_error *err) {
    struct stat info;
    if (fstat(run->output, &info) != 0 || info.st_size == 0)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "convert.failed",
                        "%s could not make a picture of it (it wrote nothing)", run->program->name);
    size_t size = (size_t)info.st_size, at = 0;
    char *bytes = malloc(size);
    if (!bytes)
        return omr_fail_memory(err);
    for (ssize_t step; at < size; at += (size_t)step)
        if ((step = pread(run->output, bytes + at, size - at, (off_t)at)) <= 0)
            break;
    if (at < size) {
        free(bytes);
        return fail_system(run, "its output", err);
    }
    *picture = bytes;
    *picture_size = size;
    return OMR_OK;
}

static enum omr_status carry_out(struct run *run, struct omr_error *err) {
    pid_t child;
    enum omr_status status = start(run, &child, err);
    if (status)
        return status;
    bool has_ended = wait_for(run, child);
    int ending = end_process(child);
    if (has_ended)
        return judge(run, ending, err);
    return omr_fail(err, OMR_ERROR_LIMIT, "convert.timeout",
                    "%s made no picture of it within %" PRId64 " s", run->program->name,
                    run->settings->timeout_ms / 1000);
}

/* The folder that the program lies in may be read by it. */
static bool find_home(struct run *run) {
    char *slash = realpath(run->path, run->home) ? strrchr(run->home, '/') : NULL;
    if (slash && slash > run->home)
        *slash = 0;
    return slash;
}

enum omr_status conv_run(const struct conv_program *program, const struct conv_settings *settings,
                         const void *bytes, size_t size, int page, char **picture,
                         size_t *picture_size, struct omr_error *err) {
    struct run *run = calloc(1, sizeof *run);
    enum omr_status status;
    if (!run)
        return omr_fail_memory(err);
    *run = (struct run){.program = program, .settings = settings, .input = -1, .output = -1};
    if (!conv_locate(program, settings->folders, run->path) || !find_home(run)) {
        status = omr_fail(err, OMR_ERROR_UNSUPPORTED, "convert.missing",
                          "%s is not installed (apt install %s)", program->name, program->package);
        goto done;
    }
    make_arguments(run, page);
    if ((status = make_files(run, bytes, size, err)) || (status = make_folder(run, err)) ||
        (status = carry_out(run, err)))
        goto done;
    status = take_output(run, picture, picture_size, err);
done:
    remove_folder(run);
    if (run->input >= 0)
        close(run->input);
    if (run->output >= 0)
        close(run->output);
    free(run);
    return status;
}
