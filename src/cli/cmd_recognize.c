/* SPDX-License-Identifier: MIT
 *
 * omr recognize: pictures in, answers out. */
#include "base/buffer.h"
#include "base/error.h"
#include "cli/batch.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/images.h"
#include "cli/input.h"
#include "cli/reading.h"
#include "cli/table.h"

#include <omr/collate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In the order of `formats`; the first three are those of the library. */
enum { FORMAT_TABLE = OMR_FORMAT_XML + 1, FORMAT_DETAILS };
static const char *const formats[] = {"csv", "json", "xml", "table", "details", NULL};
static const char *const endings[] = {".csv", ".json", ".xml", ".csv", ".details.json"};
/* In the order of enum omr_order. */
static const char *const orders[] = {"name", "form", NULL};
/* In the order of enum omr_json_shape. */
static const char *const json_shapes[] = {"elements", "results", "both", NULL};

struct settings {
    int format;
    int order;
    int json_shape;
    const char *unsure_value;
    bool guards_formulas;
    const char *output;
    int jobs;
    struct cli_reading_options reading;
    struct cli_picture_options pictures;
};

static const struct cli_option options[] = {
    {.name = "format",
     .argument = "FORMAT",
     .help = "csv (the default), json or xml: a document per image;\n"
             "table: one CSV, a row per image;\n"
             "details: a line of JSON per page, with confidences and places",
     .kind = CLI_WORD,
     .offset = offsetof(struct settings, format),
     .words = formats},
    CLI_READING_OPTIONS(struct settings, reading),
    {.name = "order",
     .argument = "WHICH",
     .help = "of the answers: name (the default; Question9 before Question10), or form, as the\n"
             "pattern has them",
     .kind = CLI_WORD,
     .offset = offsetof(struct settings, order),
     .words = orders},
    {.name = "json-shape",
     .argument = "WHICH",
     .help = "JSON as Elements with Name (elements, the default), as RecognitionResults with\n"
             "ElementName (results), or both",
     .kind = CLI_WORD,
     .offset = offsetof(struct settings, json_shape),
     .words = json_shapes},
    {.name = "unsure-value",
     .argument = "TEXT",
     .help = "what answers show that a person should look at, instead of their best reading;\n"
             "details keep that",
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, unsure_value)},
    {.name = "formula-guard",
     .help = "put a ' before CSV values that a spreadsheet would calculate",
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, guards_formulas)},
    {.name = "output",
     .argument = "DIR",
     .help = "write into this folder instead of the standard output",
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, output)},
    {.name = "jobs",
     .argument = "N",
     .help = "images read at a time; without it one per processor",
     .kind = CLI_INTEGER,
     .offset = offsetof(struct settings, jobs),
     .min = 1,
     .max = 256},
    CLI_PICTURE_OPTIONS(struct settings, pictures),
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

struct run {
    const struct settings *settings;
    struct cli_documents documents;
    bool has_form_pages; /* the form has several */
    struct omr_collator *collator;
    struct cli_table table;
    struct omr_buffer respondents; /* their lines of details, where these go to files */
    char *held;                    /* the document that may yet turn out not to be the only one */
    size_t held_size;
    int respondent_count;
    int code; /* the worst so far */
};

static void worsen(struct run *run, int code) {
    if (code > run->code)
        run->code = code;
}

static void complain(struct run *run, int code, const char *text) {
    fprintf(stderr, "omr: %s\n", text);
    worsen(run, code);
}

static bool is_document(const struct run *run) {
    return run->settings->format < FORMAT_TABLE;
}

/* The page's number where there are several, else 0. */
static int page_of(const struct cli_reading *reading) {
    return reading->page_count > 1 ? reading->page : 0;
}

static void name_page(const char *image, int page) {
    fprintf(stderr, "omr: %s: ", image);
    if (page)
        fprintf(stderr, "page %d: ", page);
}

/* --- pages --- */

static void refuse_pages(struct run *run, const struct cli_reading *reading) {
    if (reading->page == 1)
        fprintf(stderr,
                "omr: %s: has %d pages: several pages need --output DIR, --format table or "
                "--format details\n",
                reading->path, reading->page_count);
    worsen(run, CLI_USAGE);
}

static void write_details(struct run *run, const struct cli_reading *reading) {
    struct omr_error err = {0};
    char *text;
    size_t size;
    if (omr_details_write(reading->result, reading->path, reading->page,
                          reading->status ? reading->err.text : NULL, &text, &size, &err)) {
        complain(run, CLI_TROUBLE, err.text);
        return;
    }
    text[size] = '\n'; /* in place of the closing zero */
    worsen(run,
           cli_document_write(&run->documents, reading->path, page_of(reading), text, size + 1));
    free(text);
}

static void name_failure(struct run *run, const struct cli_reading *reading) {
    name_page(reading->path, page_of(reading));
    fprintf(stderr, "%s\n", reading->err.text);
    worsen(run, cli_exit_of(reading->status));
}

/* --- respondents --- */

/* Several documents do not fit on the standard output, and whether there are several is known only
 * when the second comes: the first waits. */
static void hold_document(struct run *run, char *text, size_t size) {
    free(run->held);
    run->held = run->respondent_count == 1 ? text : NULL;
    run->held_size = size;
    if (run->respondent_count == 1)
        return;
    free(text);
    if (run->respondent_count == 2)
        complain(run, CLI_USAGE,
                 "the pages are those of several respondents, which need --output DIR, --format "
                 "table or --format details");
}

static void write_document(struct run *run, const struct omr_respondent *respondent) {
    const struct omr_respondent_page *first = &respondent->pages[0];
    struct omr_error err = {0};
    struct omr_write_options how = {.format = (enum omr_format)run->settings->format,
                                    .json_shape = (enum omr_json_shape)run->settings->json_shape,
                                    .unsure_value = run->settings->unsure_value,
                                    .guards_formulas = run->settings->guards_formulas};
    char *text;
    size_t size;
    if (omr_result_write_as(respondent->result, &how, &text, &size, &err)) {
        complain(run, CLI_TROUBLE, err.text);
        return;
    }
    if (!run->settings->output && run->has_form_pages) {
        hold_document(run, text, size);
        return;
    }
    worsen(run, cli_document_write(&run->documents, first->image, first->image_page, text, size));
    free(text);
}

/* A line behind the details of all its pages. */
static void write_respondent(struct run *run, const struct omr_respondent *respondent) {
    struct omr_error err = {0};
    char *text;
    size_t size;
    if (omr_respondent_write(respondent, &text, &size, &err)) {
        complain(run, CLI_TROUBLE, err.text);
        return;
    }
    text[size] = '\n';
    if (run->settings->output)
        omr_buffer_append(&run->respondents, text, size + 1);
    else
        cli_document_print(text, size + 1);
    free(text);
}

/* What the pages show together is said at once; what a single page shows stands in the details. */
static void name_findings(struct run *run, const struct omr_respondent *respondent) {
    static const char *const told[] = {"missing_page", "duplicate_page", "page_by_print"};
    const struct omr_result *result = respondent->result;
    for (int i = 0; i < result->finding_count; i++)
        for (size_t t = 0; t < sizeof told / sizeof *told; t++)
            if (strcmp(result->findings[i].code, told[t]) == 0) {
                name_page(respondent->pages[0].image, respondent->pages[0].image_page);
                fprintf(stderr, "%s\n", result->findings[i].text);
                worsen(run, CLI_REVIEW);
            }
}

static void take_respondent(struct run *run, const struct omr_respondent *respondent) {
    const struct omr_respondent_page *first = &respondent->pages[0];
    struct omr_error err = {0};
    run->respondent_count++;
    if (run->has_form_pages)
        name_findings(run, respondent);
    if (run->settings->format == FORMAT_TABLE) {
        if (cli_table_add(&run->table, first->image, first->image_page, respondent->copy,
                          respondent->result, &err))
            complain(run, CLI_TROUBLE, err.text);
    } else if (run->settings->format == FORMAT_DETAILS) {
        if (run->has_form_pages)
            write_respondent(run, respondent);
    } else if (respondent->result) {
        write_document(run, respondent);
    }
}

static void take_respondents(struct run *run) {
    struct omr_respondent *respondent = NULL;
    struct omr_error err = {0};
    do {
        if (omr_collator_take(run->collator, &respondent, &err)) {
            complain(run, CLI_TROUBLE, err.text);
            return;
        }
        if (respondent)
            take_respondent(run, respondent);
        omr_respondent_free(respondent);
    } while (respondent);
}

/* --- the batch --- */

/* One page of an image was read, or could not be. */
static void take_reading(void *context, struct cli_reading *reading) {
    struct run *run = context;
    struct omr_error err = {0};
    if (reading->status)
        name_failure(run, reading);
    else if (reading->result->review_count)
        worsen(run, CLI_REVIEW);
    if (run->settings->format == FORMAT_DETAILS)
        write_details(run, reading);
    if (is_document(run) && page_of(reading) && !run->settings->output && !run->has_form_pages) {
        refuse_pages(run, reading);
        return;
    }
    if (reading->status && run->has_form_pages && run->settings->format == FORMAT_TABLE &&
        cli_table_add(&run->table, reading->path, page_of(reading), "", NULL, &err))
        complain(run, CLI_TROUBLE, err.text);
    struct omr_result *result = reading->result;
    reading->result = NULL;
    if (omr_collator_add(run->collator, result, &reading->err, reading->path, page_of(reading),
                         &err))
        complain(run, CLI_TROUBLE, err.text);
    else
        take_respondents(run);
}

/* A document that is written when all others are, if there is anything in it. */
static void write_rest(struct run *run, const char *name, const struct omr_buffer *text) {
    if (text->has_failed)
        complain(run, CLI_TROUBLE, "out of memory");
    else if (text->size)
        worsen(run, cli_document_write(&run->documents, name, 0, text->bytes, text->size));
}

static void finish(struct run *run) {
    struct omr_buffer table = {0};
    omr_collator_end(run->collator);
    take_respondents(run);
    if (run->held)
        cli_document_print(run->held, run->held_size);
    if (run->settings->format == FORMAT_TABLE)
        cli_table_write(&run->table, &table);
    write_rest(run, "table", &table);
    write_rest(run, "respondents", &run->respondents);
    omr_buffer_clear(&table);
}

/* Everything about the command line that can be found wrong before work begins. */
static int check(const struct run *run, int count) {
    bool is_per_image = run->settings->format != FORMAT_TABLE;
    if (count > 1 && !run->settings->output && is_document(run) && !run->has_form_pages)
        return cli_complain(&cmd_recognize,
                            "several images need --output DIR, --format table or --format details");
    return cli_documents_open(&run->documents, cmd_recognize.name, is_per_image);
}

static void clear(struct run *run) {
    free(run->held);
    cli_table_clear(&run->table);
    omr_buffer_clear(&run->respondents);
    omr_collator_free(run->collator);
}

static int recognize(const struct settings *settings, const struct omr_form *form,
                     char *const *images, int count) {
    struct run run = {.settings = settings,
                      .table = {.unsure_value = settings->unsure_value,
                                .guards_formulas = settings->guards_formulas},
                      .documents = {settings->output, endings[settings->format], images, count},
                      .has_form_pages = omr_form_page_count(form) > 1};
    struct omr_recognize_options how;
    struct omr_blank *blank = NULL;
    struct cli_picture_rules rules;
    struct omr_error err = {0};
    cli_reading_init(&how, &settings->reading);
    cli_picture_rules_init(&rules, &settings->pictures);
    how.order = (enum omr_order)settings->order;
    run.code = check(&run, count);
    if (run.code)
        return run.code;
    enum omr_status status = cli_blank_load(&blank, form, &settings->reading.blanks, &rules, &err);
    how.blank = blank;
    if (!status)
        status = omr_collator_new(&run.collator, form, &err);
    if (!status)
        status = cli_batch_run(form, images, count, &how, &rules, settings->jobs, take_reading,
                               &run, &err);
    if (status)
        complain(&run, cli_exit_of(status), err.text);
    else
        finish(&run);
    clear(&run);
    omr_blank_free(blank);
    return run.code;
}

static int load_and_recognize(const struct settings *settings, const char *pattern,
                              char *const *images, int count) {
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    if (count < 1)
        return cli_complain(&cmd_recognize, "a pattern and at least one image are needed");
    enum omr_status status = cli_form_load(&form, pattern, &err);
    if (status) {
        fprintf(stderr, "omr: %s\n", err.text);
        return cli_exit_of(status);
    }
    int code = recognize(settings, form, images, count);
    omr_form_free(form);
    return code;
}

/* Folders become the pictures in them. */
static int find_images(struct cli_images *images, char *const *paths, int count) {
    struct omr_error err = {0};
    for (int i = 0; i < count; i++)
        if (cli_images_add(images, paths[i], &err)) {
            fprintf(stderr, "omr: %s\n", err.text);
            return cli_exit_of(err.status);
        }
    return images->empty_count && cli_images_count(images) == 0 ? CLI_INPUT : CLI_OK;
}

static int run_recognize(int argc, char **argv) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct settings settings = {
        .jobs = processors < 1     ? 1
                : processors > 256 ? 256
                                   : (int)processors,
    };
    struct omr_error err;
    cli_reading_options_init(&settings.reading);
    cli_picture_options_init(&settings.pictures);
    if (cli_options_parse(options, OPTION_COUNT, &settings, &argc, argv, &err))
        return cli_complain(&cmd_recognize, err.text);
    cli_keep_memory();
    struct cli_images images = {0};
    int code = find_images(&images, argv + 2, argc - 2);
    if (!code)
        code = load_and_recognize(&settings, argv[1], cli_images_paths(&images),
                                  cli_images_count(&images));
    if (code < CLI_INPUT && code != CLI_USAGE && images.empty_count)
        code = CLI_INPUT;
    cli_images_clear(&images);
    return code;
}

const struct cli_command cmd_recognize = {
    .name = "recognize",
    .operands = "PATTERN IMAGE...",
    .summary = "read pictures of filled-in forms",
    .details =
        "Reads each IMAGE (JPEG, PNG, TIFF, PDF, BMP, GIF, WebP) of a page that PATTERN\n"
        "(.omr) describes; of a folder all pictures in it, of a TIFF or PDF file all pages.\n"
        "The document of a single image goes to the standard output; several images or pages\n"
        "need --output, where page 2 of scan.tif becomes scan-p2.csv, or one of the formats\n"
        "table and details. An image that cannot be read is named on the standard error and\n"
        "stops no other.\n"
        "Of a form of several pages, pages that belong together make one document or row, named\n"
        "after the first of them.\n"
        "\n"
        "exit codes:\n"
        "  0  every image was read\n"
        "  1  read, but some fields need a person's look (see --format details)\n"
        "  2  the command line makes no sense\n"
        "  3  a pattern or an image could not be read\n"
        "  4  trouble here: memory, disk, the system\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_recognize,
};
