/* SPDX-License-Identifier: MIT
 *
 * omr recognize: pictures in, answers out. */
#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/batch.h"
#include "cli/command.h"
#include "cli/images.h"
#include "cli/input.h"
#include "cli/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the order of `formats`; the first three are those of the library. */
enum { FORMAT_TABLE = OMR_FORMAT_XML + 1, FORMAT_DETAILS };
static const char *const formats[] = {"csv", "json", "xml", "table", "details", NULL};
static const char *const endings[] = {".csv", ".json", ".xml", ".csv", ".details.json"};

struct settings {
    int format;
    int threshold;
    const char *output;
    int jobs;
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
    {.name = "threshold",
     .argument = "N",
     .help = "fill from 0 to 100 above which a bubble is marked;\n"
             "without it this is decided by kind of bubble and by page",
     .kind = CLI_INTEGER,
     .offset = offsetof(struct settings, threshold),
     .min = 0,
     .max = 100},
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
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

struct run {
    const struct settings *settings;
    char *const *images;
    int image_count;
    struct cli_table table;
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

/* Where the document of an image goes: its file name without the ending, the page where the file
 * has several (else 0), and the format's ending. */
static char *output_path(const struct settings *settings, const char *image, int page) {
    const char *slash = strrchr(image, '/'), *name = slash ? slash + 1 : image;
    const char *dot = strrchr(name, '.');
    int length = (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name));
    struct omr_buffer path = {0};
    omr_buffer_format(&path, "%s/%.*s", settings->output, length, name);
    if (page)
        omr_buffer_format(&path, "-p%d", page);
    omr_buffer_text(&path, endings[settings->format]);
    return omr_buffer_detach(&path, NULL);
}

/* A program that reads gets the document byte by byte; a person also a fresh line after it. */
static void print_document(const char *text, size_t size) {
    fwrite(text, 1, size, stdout);
    if (size && text[size - 1] != '\n' && isatty(STDOUT_FILENO))
        putchar('\n');
    fflush(stdout);
}

/* Whether a page's document would take the place of that of a whole image: how many pages an image
 * has is not known before. */
static bool is_taken(const struct run *run, const char *path) {
    bool found = false;
    for (int i = 0; i < run->image_count && !found; i++) {
        char *other = output_path(run->settings, run->images[i], 0);
        found = other && strcmp(other, path) == 0;
        free(other);
    }
    return found;
}

static void save_document(struct run *run, const char *image, int page, const char *text,
                          size_t size) {
    struct omr_error err = {0};
    char *path = output_path(run->settings, image, page);
    if (!path)
        complain(run, CLI_TROUBLE, "out of memory");
    else if (page && is_taken(run, path)) {
        fprintf(stderr, "omr: %s: page %d: not written: %s belongs to another image\n", image, page,
                path);
        worsen(run, CLI_USAGE);
    } else if (omr_file_save(path, text, size, 0, &err))
        complain(run, CLI_TROUBLE, err.text);
    free(path);
}

/* The page's number where there are several, else 0. */
static int page_of(const struct cli_reading *reading) {
    return reading->page_count > 1 ? reading->page : 0;
}

static void refuse_pages(struct run *run, const struct cli_reading *reading) {
    if (reading->page == 1)
        fprintf(stderr,
                "omr: %s: has %d pages: several pages need --output DIR, --format table or "
                "--format details\n",
                reading->path, reading->page_count);
    worsen(run, CLI_USAGE);
}

static void write_document(struct run *run, const struct cli_reading *reading) {
    struct omr_error err = {0};
    char *text;
    size_t size;
    if (omr_result_write(reading->result, (enum omr_format)run->settings->format, &text, &size,
                         &err)) {
        complain(run, CLI_TROUBLE, err.text);
        return;
    }
    if (run->settings->output)
        save_document(run, reading->path, page_of(reading), text, size);
    else
        print_document(text, size);
    free(text);
}

static void write_details(struct run *run, const struct cli_reading *reading) {
    struct omr_error err = {0};
    char *text;
    size_t size;
    int page = reading->result && !page_of(reading) ? reading->result->page : reading->page;
    if (omr_details_write(reading->result, reading->path, page,
                          reading->status ? reading->err.text : NULL, &text, &size, &err)) {
        complain(run, CLI_TROUBLE, err.text);
        return;
    }
    text[size] = '\n'; /* in place of the closing zero */
    if (run->settings->output)
        save_document(run, reading->path, page_of(reading), text, size + 1);
    else
        print_document(text, size + 1);
    free(text);
}

static void name_failure(const struct cli_reading *reading) {
    fprintf(stderr, "omr: %s: ", reading->path);
    if (page_of(reading))
        fprintf(stderr, "page %d: ", reading->page);
    fprintf(stderr, "%s\n", reading->err.text);
}

/* One page of an image was read, or could not be. */
static void take_reading(void *context, const struct cli_reading *reading) {
    struct run *run = context;
    struct omr_error err = {0};
    if (reading->status) {
        name_failure(reading);
        worsen(run, cli_exit_of(reading->status));
    } else if (reading->result->review_count)
        worsen(run, CLI_REVIEW);
    if (run->settings->format == FORMAT_DETAILS)
        write_details(run, reading);
    else if (run->settings->format != FORMAT_TABLE && page_of(reading) && !run->settings->output)
        refuse_pages(run, reading);
    else if (run->settings->format != FORMAT_TABLE && !reading->status)
        write_document(run, reading);
    else if (run->settings->format == FORMAT_TABLE &&
             cli_table_add(&run->table, reading->path, page_of(reading), reading->result, &err))
        complain(run, CLI_TROUBLE, err.text);
}

static void write_table(struct run *run) {
    struct omr_buffer text = {0};
    cli_table_write(&run->table, &text);
    if (text.has_failed)
        complain(run, CLI_TROUBLE, "out of memory");
    else if (run->settings->output)
        save_document(run, "table", 0, text.bytes, text.size);
    else
        print_document(text.bytes, text.size);
    omr_buffer_clear(&text);
}

static int compare_paths(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Whether two images would be written to the same document; says so. */
static bool do_documents_clash(const struct settings *settings, char *const *images, int count) {
    char **paths = calloc((size_t)count, sizeof *paths);
    bool found = false;
    for (int i = 0; paths && i < count; i++)
        paths[i] = output_path(settings, images[i], 0);
    if (paths)
        qsort(paths, (size_t)count, sizeof *paths, compare_paths);
    for (int i = 1; paths && i < count && !found; i++)
        if (paths[i - 1] && paths[i] && strcmp(paths[i - 1], paths[i]) == 0) {
            fprintf(stderr, "omr recognize: two images would be written to %s\n", paths[i]);
            found = true;
        }
    for (int i = 0; paths && i < count; i++)
        free(paths[i]);
    free(paths);
    return found;
}

/* Everything about the command line that can be found wrong before work begins. */
static int check(const struct settings *settings, char *const *images, int count) {
    bool is_per_image = settings->format != FORMAT_TABLE;
    if (count < 1)
        return cli_complain(&cmd_recognize, "a pattern and at least one image are needed");
    if (count > 1 && !settings->output && is_per_image && settings->format != FORMAT_DETAILS)
        return cli_complain(&cmd_recognize,
                            "several images need --output DIR, --format table or --format details");
    if (!settings->output)
        return CLI_OK;
    if (is_per_image && do_documents_clash(settings, images, count))
        return CLI_USAGE;
    if (mkdir(settings->output, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "omr: %s: cannot create: %s\n", settings->output, strerror(errno));
        return CLI_TROUBLE;
    }
    return CLI_OK;
}

static int recognize(const struct settings *settings, const char *pattern, char *const *images,
                     int count) {
    struct run run = {.settings = settings, .images = images, .image_count = count};
    struct omr_recognize_options how;
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    omr_recognize_options_init(&how);
    how.threshold = settings->threshold;
    enum omr_status status = cli_form_load(&form, pattern, &err);
    if (!status)
        status = cli_batch_run(form, images, count, &how, settings->jobs, take_reading, &run, &err);
    if (status)
        complain(&run, cli_exit_of(status), err.text);
    else if (settings->format == FORMAT_TABLE)
        write_table(&run);
    cli_table_clear(&run.table);
    omr_form_free(form);
    return run.code;
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
        .threshold = OMR_THRESHOLD_AUTOMATIC,
        .jobs = processors < 1     ? 1
                : processors > 256 ? 256
                                   : (int)processors,
    };
    struct omr_error err;
    if (cli_options_parse(options, OPTION_COUNT, &settings, &argc, argv, &err))
        return cli_complain(&cmd_recognize, err.text);
    struct cli_images images = {0};
    int code = find_images(&images, argv + 2, argc - 2);
    if (!code)
        code = check(&settings, cli_images_paths(&images), cli_images_count(&images));
    if (!code)
        code = recognize(&settings, argv[1], cli_images_paths(&images), cli_images_count(&images));
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
