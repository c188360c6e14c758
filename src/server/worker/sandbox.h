/* SPDX-License-Identifier: MIT
 *
 * Closes this process in: what it reads comes from strangers and may take it over.
 *
 * Afterwards it can compute, ask for memory (up to a limit), take files over `channel`, map them
 * and write to `channel` and stderr. It cannot open, stat or make files, cannot start processes or
 * threads, cannot reach the network, cannot signal anyone, cannot make memory executable; a system
 * call beyond that ends it (SIGSYS). It leaves no core file, gains no rights by exec and dies with
 * the thread that started it. Needs no privileges and works as root.
 *
 * Built with a sanitizer there is no system call filter (their runtimes need files and threads at
 * odd moments) and no limit of memory and files; the rest holds. */
#ifndef OMR_SERVER_WORKER_SANDBOX_H
#define OMR_SERVER_WORKER_SANDBOX_H

#include <omr/error.h>
#include <stdbool.h>

/* `files` may be opened for reading all the same, and threads started, which are closed in too
 * (fonts need both: readable.h); NULL: none. Errors: OMR_ERROR_UNSUPPORTED, naming
 * what the system refuses; the caller must then not read anything foreign. */
struct srv_readable;
enum omr_status srv_sandbox_close(int channel, const struct srv_readable *files,
                                  struct omr_error *err);

/* Whether this build filters system calls. */
bool srv_sandbox_filters(void);

#endif
