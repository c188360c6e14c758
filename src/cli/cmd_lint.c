/* SPDX-License-Identifier: MIT
 *
 * omr lint: what could be better in a form's source, for people and their editors. */
#include "cli/command.h"
#include "cli/form_source.h"
#include "cli/input.h"

#include <stdio.h>
#include <string.h>

#define SETTING(constant, name, option, argument, absent, help)                                    \
    CLI_SETTING_OPTION(struct cli_lint_settings, source, constant, option, argument, absent, help)
struct cli_lint_settings {
    struct cli_source_options source;
};
static const struct cli_option options[] = {CLI_SOURCE_OPTIONS(struct cli_lint_settings, source),
                                            OMR_SETTING_TABLE(SETTING)};
enum { OPTION_COUNT = sizeof options / sizeof *options };

/* Errors begin with their place, "line 3, column 5: ...", where they have one; editors want it in
 * front. */
static void print_error(const char *path, const char *text) {
    int line = 1, column = 1, used = 0;
    if (sscanf(text, "line %d, column %d: %n", &line, &column, &used) < 2 || !used)
        if (column = 1, sscanf(text, "line %d: %n", &line, &used) < 1 || !used)
            line = 1, used = 0;
    printf("%s:%d:%d: %s\n", path, line, column, text + used);
}

static int lint(struct cli_source *source) {
    struct omr_error err = {0};
    struct omr_notices *notices = NULL;
    enum omr_status status = omr_generate(&source->request, NULL, &notices, &err);
    cli_source_print(source, notices, stdout);
    int found = notices ? omr_notices_count(notices) : 0;
    omr_notices_free(notices);
    if (status && cli_exit_of(status) != CLI_INPUT) {
        fprintf(stderr, "omr: %s\n", err.text);
        return cli_exit_of(status);
    }
    if (status)
        print_error(source->path, err.text);
    return status ? CLI_INPUT : found ? CLI_REVIEW : CLI_OK;
}

static int run(int argc, char **argv) {
    struct cli_lint_settings settings = {0};
    struct cli_source source = {0};
    struct omr_error err;
    if (cli_options_parse(options, OPTION_COUNT, &settings, &argc, argv, &err))
        return cli_complain(&cmd_lint, err.text);
    if (argc != 2)
        return cli_complain(&cmd_lint, "name one source");
    int code = CLI_OK;
    enum omr_status status = cli_source_open(&source, argv[1], &settings.source, &err);
    if (status) {
        fprintf(stderr, "omr: %s\n", err.text);
        code = status == OMR_ERROR_USAGE ? CLI_USAGE : cli_exit_of(status);
    } else {
        code = lint(&source);
    }
    cli_source_close(&source);
    return code;
}

const struct cli_command cmd_lint = {
    .name = "lint",
    .operands = "SOURCE",
    .summary = "check a form's source",
    .details = "Prints what could be better, one finding a line: FILE:LINE:COLUMN: TEXT. Nothing\n"
               "is made. It ends with 0 where nothing was found, with 1 where a form can be made\n"
               "all the same, with 3 where it cannot.\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run,
};
