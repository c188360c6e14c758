/* SPDX-License-Identifier: MIT
 *
 * Settings of a command: one table gives flags, bounds and help.
 *
 *     struct settings { int threshold; bool is_verbose; };
 *     static const struct cli_option options[] = {
 *         {.name = "threshold", .argument = "N", .kind = CLI_INTEGER, .min = 0, .max = 100,
 *          .offset = offsetof(struct settings, threshold), .help = "..."},
 *         {.name = "verbose", .kind = CLI_FLAG, .offset = offsetof(struct settings, is_verbose),
 *          .help = "..."}};
 *
 * Both `--threshold 30` and `--threshold=30` are understood; `--` ends the options; options and
 * operands may be mixed. */
#ifndef OMR_CLI_OPTIONS_H
#define OMR_CLI_OPTIONS_H

#include <omr/error.h>
#include <stddef.h>
#include <stdio.h>

/* The kind of a setting and the type of its member in the settings struct. */
enum cli_kind {
    CLI_FLAG,     /* bool, true when given */
    CLI_INTEGER,  /* int, min..max */
    CLI_TEXT,     /* const char *, points into argv */
    CLI_LIST,     /* struct cli_list: given again it adds another text */
    CLI_WORD,     /* int, index into words */
    CLI_DURATION, /* double, seconds: "90", "90s", "15m", "24h", "7d"; min..max in seconds */
};

enum { CLI_LIST_MOST = 200 };
struct cli_list {
    const char *items[CLI_LIST_MOST];
    int count;
};

struct cli_option {
    const char *name;     /* without the dashes */
    const char *argument; /* how help calls its value; NULL for a flag */
    const char *help;     /* one sentence without a dot; lines after the first are indented */
    enum cli_kind kind;
    size_t offset;            /* offsetof() its member */
    double min, max;          /* bounds, both included */
    const char *const *words; /* CLI_WORD: the choices, NULL at the end */
};

/* Reads the options out of argv[1..*argc-1] into `settings`, which holds the defaults already, and
 * leaves the operands in argv[1..*argc-1]. Errors: OMR_ERROR_USAGE with a text for people. */
enum omr_status cli_options_parse(const struct cli_option *options, int option_count,
                                  void *settings, int *argc, char **argv, struct omr_error *err);

/* One line for each option: flag and help. */
void cli_options_print(const struct cli_option *options, int option_count, FILE *to);

#endif
