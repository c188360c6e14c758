/* SPDX-License-Identifier: MIT
 *
 * Files that a worker may go on to open behind its sandbox: fonts. They are opened before, and what
 * asks for one of them later is given a copy of that descriptor, by a handler of the signal that
 * the system call filter sends for open(). Asking for any other file ends the process, as ever.
 *
 *     srv_readable_open(&files, &err);
 *     srv_readable_add(files, "/usr/share/fonts/a.ttf");    for each
 *     srv_sandbox_close(channel, files, &err); */
#ifndef OMR_SERVER_WORKER_READABLE_H
#define OMR_SERVER_WORKER_READABLE_H

#include <omr/error.h>
#include <stdbool.h>

struct srv_readable;
enum omr_status srv_readable_open(struct srv_readable **files, struct omr_error *err);
void srv_readable_close(struct srv_readable *files);

/* Opens a regular file; one that cannot be opened is passed over, and then cannot be opened later.
 * Descriptors below SRV_READABLE_FIRST stay free. Errors: OMR_ERROR_MEMORY. */
enum { SRV_READABLE_FIRST = 32, SRV_READABLE_MAX = 4000 };
enum omr_status srv_readable_add(struct srv_readable *files, const char *path,
                                 struct omr_error *err);

/* How many are open. */
int srv_readable_count(const struct srv_readable *files);

/* Whether this machine's registers are known, so that calls can be answered. */
bool srv_readable_is_possible(void);

/* Answers from now on what the filter traps: openat() of these files for reading, access() to them,
 * and fstat() in its newer form. The files must outlive the process's last call. */
enum omr_status srv_readable_answer(const struct srv_readable *files, struct omr_error *err);

#endif
