/* SPDX-License-Identifier: MIT
 *
 * What a command of the program is. Each lives in a file of its own, cmd_<name>.c, which defines
 * one constant `const struct cli_command cmd_<name>`; the table in main.c lists them. */
#ifndef OMR_CLI_COMMAND_H
#define OMR_CLI_COMMAND_H

#include "cli/options.h"

#include <stdbool.h>

/* What the program's end means to a shell. */
enum cli_exit {
    CLI_OK = 0,
    CLI_REVIEW = 1,  /* all read, some fields need a person */
    CLI_USAGE = 2,   /* the command line makes no sense */
    CLI_INPUT = 3,   /* an input could not be read */
    CLI_TROUBLE = 4, /* trouble here: memory, disk, the system */
};

struct cli_command {
    const char *name;
    const char *operands; /* as the usage line shows them: "PATTERN IMAGE..." */
    const char *summary;  /* one line, for the list of commands */
    const char *details;  /* paragraphs for `omr help NAME`, each line ended; may be NULL */
    const struct cli_option *options;
    int option_count;
    bool is_hidden; /* not for people: not listed */
    /* Does the work and returns a cli_exit. argv[0] is the command's name; options not yet read. */
    int (*run)(int argc, char **argv);
};

extern const struct cli_command cmd_recognize;
extern const struct cli_command cmd_inspect;
extern const struct cli_command cmd_pattern;
extern const struct cli_command cmd_generate;
extern const struct cli_command cmd_lint;
extern const struct cli_command cmd_serve;
extern const struct cli_command cmd_client;
extern const struct cli_command cmd_worker;

/* Has memory given back kept for the next picture instead of returned to the system; for commands
 * that read many. */
void cli_keep_memory(void);

/* Prints "omr NAME: ..." and where help is, on stderr; returns CLI_USAGE. */
int cli_complain(const struct cli_command *command, const char *text);

#endif
