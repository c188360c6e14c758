/* SPDX-License-Identifier: MIT
 *
 * Closes in a process that is about to become a program of others, fed with bytes of strangers. */
#ifndef OMR_CONVERT_CONFINE_H
#define OMR_CONVERT_CONFINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { CONV_DESCRIPTORS = 5 };

struct conv_bounds {
    uint64_t max_memory; /* address space, in bytes */
    uint64_t max_output; /* of a file, in bytes */
    unsigned max_cpu_s;
};

/* For the child of a fork() in a program with threads, before exec: makes system calls only.
 * Afterwards the process dies with `parent`, gains no rights, leaves no core file, keeps to the
 * bounds, keeps no descriptors from CONV_DESCRIPTORS on; it has no network, traces, signals and
 * inspects nobody, and, where the kernel has Landlock, opens no file but those that belong to the
 * system's programs and those in `folder`, where the program itself lies, and writes none. False
 * when it cannot be confined and must not go on. */
bool conv_confine(pid_t parent, const char *folder, const struct conv_bounds *bounds);

#endif
