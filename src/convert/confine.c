/* SPDX-License-Identifier: MIT
 *
 * Unlike the worker's sandbox, which lets through what computing needs, this one takes away what a
 * converter does not need: which calls somebody else's program makes is not ours to know. The
 * filter is written out by hand, since a library that allocates must not run between fork() and
 * exec(). */
#include "convert/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static bool set_limit(__rlimit_resource_t resource, rlim_t most) {
    struct rlimit limit = {most, most}, current;
    if (getrlimit(resource, &current) == 0 && current.rlim_max < most)
        limit.rlim_cur = limit.rlim_max = current.rlim_max;
    return setrlimit(resource, &limit) == 0;
}

static bool set_limits(const struct conv_bounds *bounds) {
    return set_limit(RLIMIT_CORE, 0) && set_limit(RLIMIT_NOFILE, 64) &&
           set_limit(RLIMIT_FSIZE, bounds->max_output) &&
           set_limit(RLIMIT_CPU, bounds->max_cpu_s) && set_limit(RLIMIT_AS, bounds->max_memory);
}

/* A place that may be read. What is not there is passed over. */
static bool allow(int ruleset, const char *path, uint64_t access) {
    int fd = open(path, O_PATH | O_CLOEXEC);
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
    if (fd < 0)
        return errno == ENOENT || errno == EACCES || errno == ENOTDIR;
    long failed = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0U);
    close(fd);
    return !failed;
}

static bool close_files(const char *folder) {
    static const char *const folders[] = {"/usr",
                                          "/lib",
                                          "/lib64",
                                          "/bin",
                                          "/etc/fonts",
                                          "/etc/alternatives",
                                          "/var/cache/fontconfig"};
    static const char *const files[] = {"/etc/ld.so.cache", "/dev/null", "/dev/urandom"};
    enum { READ = LANDLOCK_ACCESS_FS_READ_FILE, WRITE = LANDLOCK_ACCESS_FS_WRITE_FILE };
    const uint64_t read_all = READ | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE;
    /* All rights of the first version of Landlock: each is denied where no rule allows it. */
    struct landlock_ruleset_attr all = {.handled_access_fs =
                                            (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0U);
    if (ruleset < 0)
        return errno == ENOSYS || errno == EOPNOTSUPP;
    bool is_closed = allow(ruleset, folder, read_all);
    for (size_t i = 0; is_closed && i < sizeof folders / sizeof *folders; i++)
        is_closed = allow(ruleset, folders[i], read_all);
    for (size_t i = 0; is_closed && i < sizeof files / sizeof *files; i++)
        is_closed = allow(ruleset, files[i], i ? READ | WRITE : READ);
    is_closed = is_closed && syscall(SYS_landlock_restrict_self, ruleset, 0U) == 0;
    close(ruleset);
    return is_closed;
}

#ifdef OWN_ARCHITECTURE

#define LOAD(member)                                                                               \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, member))
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define REFUSE_CALL(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), REFUSE

/* Refused calls fail as if rights were missing, which programs live with. */
static bool close_system_calls(void) {
    static const struct sock_filter lines[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
        KILL,
        LOAD(nr),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), /* other ways to number the calls */
        KILL,
        REFUSE_CALL(socket),
        REFUSE_CALL(socketpair),
        REFUSE_CALL(connect),
        REFUSE_CALL(kill),
        REFUSE_CALL(tkill),
        REFUSE_CALL(rt_sigqueueinfo),
        REFUSE_CALL(pidfd_open),
        REFUSE_CALL(pidfd_send_signal),
        REFUSE_CALL(pidfd_getfd),
        REFUSE_CALL(ptrace),
        REFUSE_CALL(process_vm_readv),
        REFUSE_CALL(process_vm_writev),
        REFUSE_CALL(prlimit64),
        REFUSE_CALL(setpriority),
        REFUSE_CALL(setpgid),
        REFUSE_CALL(setsid),
        REFUSE_CALL(bpf),
        REFUSE_CALL(perf_event_open),
        REFUSE_CALL(userfaultfd),
        REFUSE_CALL(io_uring_setup),
        REFUSE_CALL(keyctl),
        REFUSE_CALL(add_key),
        REFUSE_CALL(request_key),
        REFUSE_CALL(unshare),
        REFUSE_CALL(setns),
        REFUSE_CALL(mount),
        REFUSE_CALL(umount2),
        REFUSE_CALL(chroot),
        REFUSE_CALL(pivot_root),
        REFUSE_CALL(shmget),
        REFUSE_CALL(msgget),
        REFUSE_CALL(mq_open),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    union { /* the kernel's struct knows no const */
        const struct sock_filter *from;
        struct sock_filter *filter;
    } alias = {.from = lines};
    struct sock_fprog program = {sizeof lines / sizeof *lines, alias.filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#else

/* Elsewhere the other walls must do. */
static bool close_system_calls(void) {
    return true;
}

#endif

bool conv_confine(pid_t parent, const char *folder, const struct conv_bounds *bounds) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        return false;
    /* Own process group: what it starts is killed with it. */
    setpgid(0, 0);
    return close_range(CONV_DESCRIPTORS, ~0U, 0) == 0 && set_limits(bounds) &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && close_files(folder) &&
           close_system_calls();
}
