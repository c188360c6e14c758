/* SPDX-License-Identifier: MIT */
#include "server/worker/readable.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

struct file {
    char *path;
    int fd;
};

struct srv_readable {
    struct file *item; /* sorted by path once they are answered from */
    int count;
};

/* A signal handler is given nothing: the one variable of the process that this folder keeps. */
static const struct srv_readable *answered;

enum omr_status srv_readable_open(struct srv_readable **files, struct omr_error *err) {
    struct srv_readable *made = calloc(1, sizeof *made);
    struct rlimit limit;
    if (made)
        made->item = calloc(SRV_READABLE_MAX, sizeof *made->item);
    if (!made || !made->item) {
        free(made);
        return omr_fail_memory(err);
    }
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    *files = made;
    return OMR_OK;
}

void srv_readable_close(struct srv_readable *files) {
    if (!files)
        return;
    for (int i = 0; i < files->count; i++) {
        close(files->item[i].fd);
        free(files->item[i].path);
    }
    free(files->item);
    free(files);
}

int srv_readable_count(const struct srv_readable *files) {
    return files->count;
}

/* The lowest descriptors stay free for what is opened later. */
static int open_high(const char *path) {
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int high = fstat(fd, &about) == 0 && S_ISREG(about.st_mode)
                   ? fcntl(fd, F_DUPFD_CLOEXEC, SRV_READABLE_FIRST)
                   : -1;
    close(fd);
    return high;
}

enum omr_status srv_readable_add(struct srv_readable *files, const char *path,
                                 struct omr_error *err) {
    if (files->count == SRV_READABLE_MAX)
        return OMR_OK;
    int fd = open_high(path);
    if (fd < 0)
        return OMR_OK;
    char *kept = strdup(path);
    if (!kept) {
        close(fd);
        return omr_fail_memory(err);
    }
    files->item[files->count++] = (struct file){kept, fd};
    return OMR_OK;
}

#if defined(__x86_64__)
static long long argument(const ucontext_t *context, int number) {
    static const int where[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10};
    return context->uc_mcontext.gregs[where[number]];
}
static void give_back(ucontext_t *context, long result) {
    context->uc_mcontext.gregs[REG_RAX] = result;
}
#define KNOWS_REGISTERS 1
#elif defined(__aarch64__)
static long long argument(const ucontext_t *context, int number) {
    return (long long)context->uc_mcontext.regs[number];
}
static void give_back(ucontext_t *context, long result) {
    context->uc_mcontext.regs[0] = (unsigned long long)result;
}
#define KNOWS_REGISTERS 1
#else
static long long argument(const ucontext_t *context, int number) {
    (void)context;
    return number;
}
static void give_back(ucontext_t *context, long result) {
    (void)context;
    (void)result;
}
#define KNOWS_REGISTERS 0
#endif

bool srv_readable_is_possible(void) {
    return KNOWS_REGISTERS;
}

static int compare(const void *a, const void *b) {
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static const struct file *find(const char *path) {
    const struct file wanted = {.path = (char *)(uintptr_t)path};
    return bsearch(&wanted, answered->item, (size_t)answered->count, sizeof wanted, compare);
}

/* As if the filter had ended it: by this signal. */
static _Noreturn void die(void) {
    syscall(SYS_exit_group, 128 + SIGSYS);
    for (;;)
        ;
}

static long answer_open(const char *path, long long flags) {
    const struct file *file =
        (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) == O_RDONLY ? find(path) : NULL;
    if (!file)
        die();
    long fd = syscall(SYS_dup, file->fd);
    if (fd >= 0)
        syscall(SYS_lseek, fd, 0L, SEEK_SET);
    return fd >= 0 ? fd : -EMFILE;
}

static long answer_stat(int fd, const char *path, void *about) {
    if (*path)
        return -EPERM;
    return syscall(SYS_fstat, fd, about) == 0 ? 0 : -EBADF;
}

static long answer_access(const char *path, long long mode) {
    return find(path) && (mode & ~R_OK) == 0 ? 0 : -EACCES;
}

static void answer(int signal, siginfo_t *info, void *given) {
    ucontext_t *context = given;
    const char *path = (const char *)(uintptr_t)argument(context, 1);
    (void)signal;
    if (info->si_syscall == SYS_openat)
        give_back(context, answer_open(path, argument(context, 2)));
    else if (info->si_syscall == SYS_newfstatat)
        give_back(context, answer_stat((int)argument(context, 0), path,
                                       (void *)(uintptr_t)argument(context, 2)));
#ifdef SYS_access
    else if (info->si_syscall == SYS_access)
        give_back(context, answer_access((const char *)(uintptr_t)argument(context, 0),
                                         argument(context, 1)));
#endif
    else if (info->si_syscall == SYS_faccessat)
        give_back(context, answer_access(path, argument(context, 2)));
    else
        die();
}

enum omr_status srv_readable_answer(const struct srv_readable *files, struct omr_error *err) {
    struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO};
    qsort(files->item, (size_t)files->count, sizeof *files->item, compare);
    answered = files;
    if (sigaction(SIGSYS, &action, NULL) != 0)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "worker.sandbox",
                        "the sandbox cannot be closed: %s: %s", "SIGSYS", strerror(errno));
    return OMR_OK;
}
