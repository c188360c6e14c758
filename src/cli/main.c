/* SPDX-License-Identifier: MIT
 *
 * The one program. A command is a file; this is the table of them. */
#include "cli/command.h"

#include <omr/version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order in which help lists them. */
static const struct cli_command *const commands[] = {
    &cmd_recognize, &cmd_inspect, &cmd_pattern, &cmd_generate, &cmd_lint,
#if OMR_HAS_SERVER
    &cmd_serve,     &cmd_client,  &cmd_worker,
#endif
    NULL, /* the end */
};

static const struct cli_command *find_command(const char *name) {
    for (int i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static int print_overview(FILE *to) {
    fputs("usage: omr COMMAND [ARGUMENT...]\n\n"
          "Makes forms from text and reads them filled in: bubbles, check boxes and barcodes on\n"
          "scans and photos.\n\n"
          "commands:\n",
          to);
    for (int i = 0; commands[i]; i++)
        if (!commands[i]->is_hidden)
            fprintf(to, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    fputs("  help         show this text or, with the name of a command, what it does\n\n"
          "omr --version prints the version.\n",
          to);
    return CLI_OK;
}

static int print_command(const struct cli_command *command) {
    printf("usage: omr %s%s%s%s\n\n%s\n", command->name,
           command->option_count ? " [OPTION...]" : "", *command->operands ? " " : "",
           command->operands, command->summary);
    if (command->option_count) {
        puts("\noptions:");
        cli_options_print(command->options, command->option_count, stdout);
    }
    if (command->details)
        printf("\n%s", command->details);
    return CLI_OK;
}

static int fail_unknown(const char *name) {
    fprintf(stderr, "omr: there is no command \"%s\"; see omr help\n", name);
    return CLI_USAGE;
}

static int print_help(int argc, char **argv) {
    if (argc < 2)
        return print_overview(stdout);
    const struct cli_command *command = find_command(argv[1]);
    return command ? print_command(command) : fail_unknown(argv[1]);
}

int cli_complain(const struct cli_command *command, const char *text) {
    fprintf(stderr, "omr %s: %s; see omr help %s\n", command->name, text, command->name);
    return CLI_USAGE;
}

static bool asks_for_help(int argc, char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0)
            return true;
    return false;
}

static int run(int argc, char **argv) {
    if (argc < 2) {
        print_overview(stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0)
        return printf("omr %s\n", omr_version()) < 0 ? CLI_TROUBLE : CLI_OK;
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_overview(stdout);
    if (strcmp(argv[1], "help") == 0)
        return print_help(argc - 1, argv + 1);
    const struct cli_command *command = find_command(argv[1]);
    if (!command)
        return fail_unknown(argv[1]);
    if (asks_for_help(argc - 1, argv + 1))
        return print_command(command);
    return command->run(argc - 1, argv + 1);
}

int main(int argc, char **argv) {
    int code = run(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("omr: cannot write the output");
        return CLI_TROUBLE;
    }
    return code;
}
