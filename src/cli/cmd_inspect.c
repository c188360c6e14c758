/* SPDX-License-Identifier: MIT
 *
 * omr inspect: what was read, drawn on the picture it was read from. */
#include "base/error.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/reading.h"

#include <omr/overlay.h>
#include <omr/recognize.h>
#include <stdio.h>
#include <stdlib.h>

struct settings {
    const char *output;
    int page;
    struct cli_reading_options reading;
    struct cli_picture_options pictures;
};

static const struct cli_option options[] = {
    {.name = "output",
     .argument = "PNG",
     .help = "the file to write (needed)",
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, output)},
    {.name = "page",
     .argument = "N",
     .help = "the page of IMAGE where it has several, from 1; 1 is the default",
     .kind = CLI_INTEGER,
     .offset = offsetof(struct settings, page),
     .min = 1,
     .max = 10000},
    CLI_READING_OPTIONS(struct settings, reading),
    CLI_PICTURE_OPTIONS(struct settings, pictures),
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

static int complain(enum omr_status status, const char *text) {
    fprintf(stderr, "omr: %s\n", text);
    return status == OMR_ERROR_USAGE ? CLI_USAGE : cli_exit_of(status);
}

static int save_overlay(const char *path, const struct omr_result *result,
                        const struct omr_image *image, const char *error_text) {
    struct omr_error err = {0};
    char *png;
    size_t size;
    enum omr_status status = omr_overlay_draw(result, image, error_text, &png, &size, &err);
    if (status)
        return complain(status, err.text);
    status = omr_file_save(path, png, size, 0, &err);
    free(png);
    if (status)
        complain(status, err.text);
    return status ? CLI_TROUBLE : CLI_OK;
}

/* The picture is drawn whether the page could be read or not. */
static int inspect(const struct settings *settings, const struct omr_form *form,
                   const struct omr_blank *blank, const struct omr_image *image, const char *path) {
    struct omr_recognize_options how;
    struct omr_result *result = NULL;
    struct omr_error err = {0};
    cli_reading_init(&how, &settings->reading);
    how.blank = blank;
    enum omr_status status = omr_recognize(&result, form, image, &how, &err);
    int code = status ? cli_exit_of(status) : result->review_count ? CLI_REVIEW : CLI_OK;
    if (status)
        fprintf(stderr, "omr: %s: %s\n", path, err.text);
    int saved = save_overlay(settings->output, result, image, err.text);
    omr_result_free(result);
    return saved ? saved : code;
}

static int run(int argc, char **argv) {
    struct settings settings = {.page = 1};
    struct omr_form *form = NULL;
    struct omr_blank *blank = NULL;
    struct omr_image *image = NULL;
    int page_count = 1;
    struct omr_error err;
    struct cli_picture_rules rules;
    cli_reading_options_init(&settings.reading);
    cli_picture_options_init(&settings.pictures);
    if (cli_options_parse(options, OPTION_COUNT, &settings, &argc, argv, &err))
        return cli_complain(&cmd_inspect, err.text);
    if (argc != 3)
        return cli_complain(&cmd_inspect, "a pattern and one image are needed");
    if (!settings.output)
        return cli_complain(&cmd_inspect, "--output PNG is needed");
    cli_picture_rules_init(&rules, &settings.pictures);
    enum omr_status status = cli_form_load(&form, argv[1], &err);
    if (!status)
        status = cli_blank_load(&blank, form, &settings.reading.blanks, &rules, &err);
    if (!status)
        status = cli_image_load(&image, argv[2], settings.page, &rules, &page_count, &err);
    if (!status && page_count > 1)
        fprintf(stderr, "omr: %s: page %d of %d\n", argv[2], settings.page, page_count);
    int code =
        status ? complain(status, err.text) : inspect(&settings, form, blank, image, argv[2]);
    omr_image_free(image);
    omr_blank_free(blank);
    omr_form_free(form);
    return code;
}

const struct cli_command cmd_inspect = {
    .name = "inspect",
    .operands = "PATTERN IMAGE",
    .summary = "show on a picture what was read there",
    .details =
        "Reads IMAGE as `omr recognize` does and draws on it what was seen:\n"
        "  green              a marked bubble\n"
        "  thin, blue-grey    an empty one\n"
        "  orange, thick      what a person should look at, with the reason beside it\n"
        "  violet             positioning markers and barcodes\n"
        "  red page edge      doubts that hold for the whole page\n"
        "Of a file with several pages one is shown, the first or that of --page.\n"
        "Each bubble is coloured from below as high as it is filled. Where the form could not be\n"
        "found the picture says why.\n"
        "\n"
        "exit codes:\n"
        "  0  the image was read\n"
        "  1  read, but some fields need a person's look\n"
        "  2  the command line makes no sense\n"
        "  3  the pattern or the image could not be read, or the form was not found\n"
        "  4  trouble here: memory, disk, the system\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run,
};
