/* SPDX-License-Identifier: MIT */
#include "server/worker/sandbox.h"

#include "base/error.h"
#include "server/worker/readable.h"
#include "server/worker/worker.h"

#include <errno.h>
#include <linux/landlock.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                         \
    __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

bool srv_sandbox_filters(void) {
    return !IS_SANITIZED;
}

static enum omr_status fail(struct omr_error *err, const char *what, int code) {
    return omr_fail(err, OMR_ERROR_UNSUPPORTED, "worker.sandbox",
                    "the sandbox cannot be closed: %s: %s", what, strerror(code));
}

/* A worker must not outlive its server. When that died before the prctl took hold, the channel
 * tells. */
static enum omr_status die_with_parent(int channel, struct omr_error *err) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return fail(err, "PR_SET_PDEATHSIG", errno);
    struct pollfd wait = {.fd = channel};
    if (poll(&wait, 1, 0) < 0 || (wait.revents & (POLLHUP | POLLERR | POLLNVAL)))
        return fail(err, "the server is gone", EPIPE);
    return OMR_OK;
}

/* Memory suffices for the largest picture that the library agrees to decode, several times. */
static enum omr_status limit_resources(struct omr_error *err) {
    static const struct {
        __rlimit_resource_t resource;
        rlim_t limit;
        const char *name;
        bool is_for_sanitized;
    } limits[] = {
        {RLIMIT_CORE, 0, "RLIMIT_CORE", true},
        {RLIMIT_FSIZE, 0, "RLIMIT_FSIZE", false},
        {RLIMIT_NOFILE, 16, "RLIMIT_NOFILE", true},
        {RLIMIT_CPU, SRV_WORKER_CPU_S, "RLIMIT_CPU", true},
        {RLIMIT_AS, (rlim_t)3 << 30, "RLIMIT_AS", false},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        if (IS_SANITIZED && !limits[i].is_for_sanitized)
            continue;
        struct rlimit current, wanted = {limits[i].limit, limits[i].limit};
        if (getrlimit(limits[i].resource, &current) == 0 && current.rlim_max < wanted.rlim_max)
            wanted.rlim_cur = wanted.rlim_max = current.rlim_max;
        if (setrlimit(limits[i].resource, &wanted) != 0)
            return fail(err, limits[i].name, errno);
    }
    return OMR_OK;
}

/* A second wall, where the kernel has it: no file can be opened, were the filter to fail. */
static void close_file_system(void) {
    struct landlock_ruleset_attr rules = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                             LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                             LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                             LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                             LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                             LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                             LANDLOCK_ACCESS_FS_MAKE_SYM};
    long ruleset = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0U);
    if (ruleset < 0)
        return;
    syscall(SYS_landlock_restrict_self, (int)ruleset, 0U);
    close((int)ruleset);
}

/* What computing needs, whatever the arguments. */
static const int plain_calls[] = {
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(close),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(sched_yield),
    SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo) /* qsort() asks for the memory there is */,
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(rt_sigprocmask),
};

/* What the C library tries and can do without: it is told no and lives on. */
static const int refused_calls[] = {
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(ioctl),     SCMP_SYS(lseek),
    SCMP_SYS(rseq),  SCMP_SYS(prlimit64),  SCMP_SYS(getrlimit), SCMP_SYS(set_robust_list),
};

/* Calls that are allowed with the right argument: descriptors by number, memory never executable.
 */
static int add_narrow_rules(scmp_filter_ctx filter, int channel) {
    const struct {
        int call;
        struct scmp_arg_cmp only;
    } rules[] = {
        {SCMP_SYS(recvmsg), {0, SCMP_CMP_EQ, (scmp_datum_t)channel, 0}},
        {SCMP_SYS(write), {0, SCMP_CMP_EQ, (scmp_datum_t)channel, 0}},
        {SCMP_SYS(write), {0, SCMP_CMP_EQ, STDERR_FILENO, 0}}, /* which leads nowhere */
        {SCMP_SYS(writev), {0, SCMP_CMP_EQ, STDERR_FILENO, 0}},
        {SCMP_SYS(mmap), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0}},
        {SCMP_SYS(mprotect), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0}},
    };
    int failed = 0;
    for (size_t i = 0; !failed && i < sizeof rules / sizeof *rules; i++)
        failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, rules[i].call, 1, &rules[i].only);
    return failed;
}

/* With files to read: what opens them is answered by a signal handler, the descriptors it gives may
 * be asked. Who reads fonts (pango) also starts threads, which are closed in as well; clone3(),
 * whose arguments the filter cannot see, is said not to exist. */
static int add_reading(scmp_filter_ctx filter) {
    static const int trapped[] = {SCMP_SYS(openat), SCMP_SYS(newfstatat), SCMP_SYS(access),
                                  SCMP_SYS(faccessat)};
    static const int allowed[] = {
        SCMP_SYS(dup),   SCMP_SYS(lseek), SCMP_SYS(fstat),          SCMP_SYS(read),
        SCMP_SYS(fcntl), SCMP_SYS(rseq),  SCMP_SYS(set_robust_list)};
    static const int refused[] = {SCMP_SYS(prctl),         SCMP_SYS(readlink),
                                  SCMP_SYS(access),        SCMP_SYS(sched_getattr),
                                  SCMP_SYS(sched_setattr), SCMP_SYS(sched_getaffinity)};
    const struct scmp_arg_cmp threads = {0, SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM,
                                         CLONE_THREAD | CLONE_VM};
    int failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, &threads);
    if (!failed)
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    for (size_t i = 0; !failed && i < sizeof trapped / sizeof *trapped; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_TRAP, trapped[i], 0);
    for (size_t i = 0; !failed && i < sizeof allowed / sizeof *allowed; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    for (size_t i = 0; !failed && i < sizeof refused / sizeof *refused; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
    return failed;
}

static bool is_for_reading(int call) {
    return call == SCMP_SYS(fstat) || call == SCMP_SYS(newfstatat) || call == SCMP_SYS(lseek) ||
           call == SCMP_SYS(rseq) || call == SCMP_SYS(set_robust_list);
}

static int add_refusals(scmp_filter_ctx filter, bool reads_files) {
    int failed = 0;
    for (size_t i = 0; !failed && i < sizeof refused_calls / sizeof *refused_calls; i++)
        if (!reads_files || !is_for_reading(refused_calls[i]))
            failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused_calls[i], 0);
    return failed;
}

static int add_rules(scmp_filter_ctx filter, int channel, bool reads_files) {
    int failed = add_narrow_rules(filter, channel);
    if (!failed && reads_files)
        failed = add_reading(filter);
    for (size_t i = 0; !failed && i < sizeof plain_calls / sizeof *plain_calls; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain_calls[i], 0);
    return failed ? failed : add_refusals(filter, reads_files);
}

static enum omr_status close_system_calls(int channel, bool reads_files, struct omr_error *err) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter)
        return fail(err, "seccomp", ENOMEM);
    /* Threads that there are already must not stay outside. */
    int failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (!failed)
        failed = add_rules(filter, channel, reads_files);
    if (!failed)
        failed = seccomp_load(filter);
    seccomp_release(filter);
    return failed ? fail(err, "seccomp", -failed) : OMR_OK;
}

/* Loads what the C library would fetch from files later. With a time zone that is named, it does
 * not look again whether the system's has changed. */
static void load_early(void) {
    struct tm local;
    time_t now = 0;
    setenv("TZ", "UTC0", 1);
    tzset();
    localtime_r(&now, &local);
}

enum omr_status srv_sandbox_close(int channel, const struct srv_readable *files,
                                  struct omr_error *err) {
    bool reads_files = files && srv_readable_is_possible();
    load_early();
    signal(SIGPIPE, SIG_IGN);
    enum omr_status status = die_with_parent(channel, err);
    if (!status)
        status = limit_resources(err);
    if (!status && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        status = fail(err, "PR_SET_NO_NEW_PRIVS", errno);
    if (status || IS_SANITIZED)
        return status;
    close_file_system();
    if (reads_files && (status = srv_readable_answer(files, err)))
        return status;
    return close_system_calls(channel, reads_files, err);
}
