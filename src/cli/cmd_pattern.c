/* SPDX-License-Identifier: MIT
 *
 * omr pattern: what a recognition pattern holds, in words and as a picture; and patterns made from
 * what others have (pattern.h). */
#include "base/error.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/pattern.h"

#include <math.h>
#include <omr/form.h>
#include <omr/overlay.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {.name = "picture",
     .argument = "PNG",
     .help = "show: also draw a page into this file",
     .kind = CLI_TEXT,
     .offset = offsetof(struct cli_pattern_settings, picture)},
    {.name = "page",
     .argument = "N",
     .help = "show, detect: the page, from 1; 1 is the default",
     .kind = CLI_INTEGER,
     .offset = offsetof(struct cli_pattern_settings, page),
     .min = 1,
     .max = 100},
    {.name = "output",
     .argument = "FILE",
     .help = "import, detect: the pattern to write; standard output is the default",
     .kind = CLI_TEXT,
     .offset = offsetof(struct cli_pattern_settings, output)},
    {.name = "sample",
     .argument = "PICTURE",
     .help = "import: a page of the form, blank or filled, to measure its bubbles on",
     .kind = CLI_TEXT,
     .offset = offsetof(struct cli_pattern_settings, sample)},
    {.name = "marker",
     .argument = "PICTURE",
     .help = "import: the picture of the marker that the template names",
     .kind = CLI_TEXT,
     .offset = offsetof(struct cli_pattern_settings, marker)},
    CLI_PICTURE_OPTIONS(struct cli_pattern_settings, pictures),
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

/* Text from a file, without what could move a terminal's cursor. */
static void print_text(const char *text) {
    for (; *text; text++)
        putchar((unsigned char)*text < ' ' || *text == 127 ? '?' : *text);
}

static void print_size(const struct omr_page_info *page) {
    const double mm = 25.4 / 300;
    printf("%g x %g px, %.0f x %.0f mm at 300 dpi", page->width, page->height, page->width * mm,
           page->height * mm);
}

static void print_markers(const struct omr_form *form, int page, int count) {
    struct omr_marker_info marker;
    if (!count)
        puts("  no positioning markers");
    for (int i = 0; i < count && omr_form_find_marker(form, page, i, &marker); i++)
        printf("  %-15s at %g,%g  %g x %g px\n",
               marker.is_rotation ? "rotation marker" : "corner marker", marker.left, marker.top,
               marker.width, marker.height);
}

/* The values of the first position: the others of a grid have the same, as a rule. A value that
 * repeats, as in the row of a table, is told once. */
static void print_values(const struct omr_form *form, int page,
                         const struct omr_element_info *element) {
    enum { VALUES_MOST = 10 };
    struct omr_bubble_info bubble;
    const char *last = NULL;
    int told = 0;
    for (int i = 0; i < element->bubble_count; i++) {
        if (!omr_form_find_bubble(form, page, element->first_bubble + i, &bubble) ||
            bubble.position > 0)
            return;
        if (last && strcmp(last, bubble.value) == 0)
            continue;
        if (told++ == VALUES_MOST) {
            fputs(",...", stdout);
            return;
        }
        fputs(last ? "," : "", stdout);
        print_text(bubble.value);
        last = bubble.value;
    }
}

static void print_bubbles(const struct omr_form *form, int page,
                          const struct omr_element_info *element) {
    struct omr_bubble_info bubble;
    if (!omr_form_find_bubble(form, page, element->first_bubble, &bubble))
        return;
    printf(", %d bubble%s", element->bubble_count, element->bubble_count == 1 ? "" : "s");
    if (element->position_count > 1)
        printf(" in %d positions", element->position_count);
    printf(", %s %g x %g px, at %g,%g: ", bubble.is_square ? "squares" : "ellipses", bubble.width,
           bubble.height, bubble.x, bubble.y);
    print_values(form, page, element);
}

static void print_element(const struct omr_form *form, int page,
                          const struct omr_element_info *element) {
    printf("  %-15s ", element->kind);
    print_text(*element->name ? element->name : "(no name)");
    if (element->bubble_count)
        print_bubbles(form, page, element);
    else
        printf(", at %g,%g  %g x %g px", element->left, element->top, element->width,
               element->height);
    if (*element->barcode) {
        fputs(", ", stdout);
        print_text(element->barcode);
    }
    if (*element->target) {
        fputs(" -> ", stdout);
        print_text(element->target);
        fputs(" = ", stdout);
        print_text(element->value);
    }
    if (element->threshold >= 0)
        printf(", threshold %d", element->threshold);
    puts(element->is_single_mark ? ", one mark only" : "");
}

static void print_page(const struct omr_form *form, int page) {
    struct omr_page_info info;
    struct omr_element_info element;
    if (!omr_form_find_page(form, page, &info))
        return;
    printf("page %d: ", page + 1);
    print_size(&info);
    printf("; %d elements, %d bubbles\n", info.element_count, info.bubble_count);
    print_markers(form, page, info.marker_count);
    for (int i = 0; i < info.element_count && omr_form_find_element(form, page, i, &element); i++)
        print_element(form, page, &element);
}

static int complain(enum omr_status status, const char *text) {
    fprintf(stderr, "omr: %s\n", text);
    return status == OMR_ERROR_USAGE ? CLI_USAGE : cli_exit_of(status);
}

static int save_picture(const struct omr_form *form, const struct cli_pattern_settings *settings) {
    struct omr_error err = {0};
    char *png;
    size_t size;
    enum omr_status status = omr_form_draw(form, settings->page - 1, &png, &size, &err);
    if (status)
        return complain(status, err.text);
    status = omr_file_save(settings->picture, png, size, 0, &err);
    free(png);
    if (status)
        complain(status, err.text);
    return status ? CLI_TROUBLE : CLI_OK;
}

static int show(const char *path, const struct cli_pattern_settings *settings) {
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    enum omr_status status = cli_form_load(&form, path, &err);
    if (status)
        return complain(status, err.text);
    int pages = omr_form_page_count(form);
    fputs("form ", stdout);
    print_text(*omr_form_name(form) ? omr_form_name(form) : "(no name)");
    printf(", %d page%s\n", pages, pages == 1 ? "" : "s");
    for (int page = 0; page < pages; page++)
        print_page(form, page);
    int code = settings->picture ? save_picture(form, settings) : CLI_OK;
    omr_form_free(form);
    return code;
}

static int run(int argc, char **argv) {
    struct cli_pattern_settings settings = {.page = 1};
    struct omr_error err;
    cli_picture_options_init(&settings.pictures);
    if (cli_options_parse(options, OPTION_COUNT, &settings, &argc, argv, &err))
        return cli_complain(&cmd_pattern, err.text);
    if (argc == 3 && strcmp(argv[1], "show") == 0)
        return show(argv[2], &settings);
    if (argc == 4 && strcmp(argv[1], "import") == 0)
        return cli_pattern_import(argv[2], argv[3], &settings);
    if (argc == 3 && strcmp(argv[1], "detect") == 0)
        return cli_pattern_detect(argv[2], &settings);
    return cli_complain(&cmd_pattern,
                        "say show PATTERN, detect BLANK or import omrchecker TEMPLATE");
}

const struct cli_command cmd_pattern = {
    .name = "pattern",
    .operands = "show PATTERN | detect BLANK | import omrchecker TEMPLATE",
    .summary = "show what a recognition pattern holds, or make one for a form from elsewhere",
    .details =
        "show prints pages, positioning markers and elements with their bubbles; places are\n"
        "pixels of the printed page at 300 dpi, from its top left. With --picture a page\n"
        "is drawn: kinds by colour, names, what the bubbles mean, and a thread through\n"
        "those that belong together.\n\n"
        "import reads a template.json of OMRChecker and writes it as a pattern. What it\n"
        "could not take over it says on stderr; detect says there what it guessed.\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run,
};
