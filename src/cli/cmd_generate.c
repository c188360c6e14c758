/* SPDX-License-Identifier: MIT
 *
 * omr generate: from a source to pages for the printer and their pattern. */
#include "base/clock.h"
#include "cli/command.h"
#include "cli/form_files.h"
#include "cli/form_source.h"
#include "cli/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct settings {
    struct cli_source_options source;
    const char *output;
};

#define SETTING(constant, name, option, argument, absent, help)                                    \
    CLI_SETTING_OPTION(struct settings, source, constant, option, argument, absent, help)
static const struct cli_option options[] = {{.name = "output",
                                             .argument = "FOLDER",
                                             .help = "where the files go; made where it is missing",
                                             .kind = CLI_TEXT,
                                             .offset = offsetof(struct settings, output)},
                                            CLI_SOURCE_OPTIONS(struct settings, source),
                                            OMR_SETTING_TABLE(SETTING)};
enum { OPTION_COUNT = sizeof options / sizeof *options };

/* Tells how far a batch is, once a second; on a terminal in one line. */
struct progress {
    double told_ms;
    bool is_terminal, has_told;
};

static bool show_progress(void *context, int done, int count) {
    struct progress *progress = context;
    double now = omr_clock_ms();
    if (count < 2 || (now - progress->told_ms < 1000 && done < count))
        return true;
    if (!progress->has_told && done == count)
        return true;
    progress->told_ms = now;
    progress->has_told = true;
    fprintf(stderr, "%s%d of %d copies%s", progress->is_terminal ? "\r" : "", done, count,
            progress->is_terminal && done < count ? "" : "\n");
    return true;
}

static int complain(enum omr_status status, const char *text) {
    fprintf(stderr, "omr: %s\n", text);
    return status == OMR_ERROR_USAGE ? CLI_USAGE : cli_exit_of(status);
}

static int make(struct cli_source *source, const struct settings *settings) {
    struct omr_error err = {0};
    struct omr_notices *notices = NULL;
    struct progress progress = {omr_clock_ms(), isatty(STDERR_FILENO) == 1, false};
    struct cli_form_files files = {
        .folder = settings->output, .name = source->name, .is_batch = source->records != NULL};
    struct omr_generate_sink sink = cli_form_files_sink(&files);
    source->request.progress = show_progress;
    source->request.progress_context = &progress;
    enum omr_status status = omr_generate(&source->request, &sink, &notices, &err);
    cli_form_files_end(&files);
    cli_source_print(source, notices, stderr);
    omr_notices_free(notices);
    if (!status)
        return CLI_OK;
    if (files.err.status)
        return complain(files.err.status, files.err.text);
    fprintf(stderr, "omr: %s: %s\n", source->path, err.text);
    return cli_exit_of(status);
}

static int generate(const char *path, const struct settings *settings) {
    struct omr_error err = {0};
    struct cli_source source = {0};
    enum omr_status status = cli_source_open(&source, path, &settings->source, &err);
    int code = CLI_OK;
    if (status)
        code = complain(status, err.text);
    else if (mkdir(settings->output, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "omr: %s: %s\n", settings->output, strerror(errno));
        code = CLI_TROUBLE;
    } else {
        code = make(&source, settings);
    }
    cli_source_close(&source);
    return code;
}

static int run(int argc, char **argv) {
    struct settings settings = {0};
    struct omr_error err;
    if (cli_options_parse(options, OPTION_COUNT, &settings, &argc, argv, &err))
        return cli_complain(&cmd_generate, err.text);
    if (argc != 2)
        return cli_complain(&cmd_generate, "name one source");
    if (!settings.output)
        return cli_complain(&cmd_generate, "--output FOLDER is missing");
    return generate(argv[1], &settings);
}

const struct cli_command cmd_generate = {
    .name = "generate",
    .operands = "SOURCE",
    .summary = "make pages to print and their pattern from a form's source",
    .details = "SOURCE is text or JSON, as docs/form-language.md describes it. It becomes\n"
               "NAME.png, or NAMEPage1.png and so on, or NAME.pdf, and NAME.omr, which reads\n"
               "them. What could be better in the source is told on standard error; the form\n"
               "is made all the same. With --records every record makes a copy: NAME-0001.png\n"
               "and so on, or all in NAME.pdf; the field \"id\" stands in the code of each page.\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run,
};
