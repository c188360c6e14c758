/* SPDX-License-Identifier: MIT
 *
 * `omr worker`: the process in which `omr serve` has pictures read. Started by it, never by hand.
 */
#include "cli/command.h"
#include "server/worker/worker.h"

#include <fcntl.h>
#include <stdio.h>

static int run(int argc, char **argv) {
    (void)argv;
    if (argc > 1)
        return cli_complain(&cmd_worker, "takes no arguments");
    if (fcntl(SRV_WORKER_CHANNEL, F_GETFD) < 0)
        return cli_complain(&cmd_worker, "is started by omr serve, not by hand");
    cli_keep_memory();
    return srv_worker_run(SRV_WORKER_CHANNEL, srv_worker_kinds, srv_worker_kind_count) ? CLI_TROUBLE
                                                                                       : CLI_OK;
}

const struct cli_command cmd_worker = {
    .name = "worker",
    .operands = "",
    .summary = "reads pictures for omr serve, in a sandbox",
    .is_hidden = true,
    .run = run,
};
