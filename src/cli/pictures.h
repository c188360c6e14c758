/* SPDX-License-Identifier: MIT
 *
 * A file of pictures that a command is given by name: what the library reads, and what a converter
 * makes readable where one is installed. */
#ifndef OMR_CLI_PICTURES_H
#define OMR_CLI_PICTURES_H

#include "cli/options.h"
#include "convert/run.h"

#include <omr/image.h>

/* What a command's options say of pictures; the defaults are those of the library. */
struct cli_picture_options {
    const char *converters;
    int max_file_mb, max_megapixels, max_side_px, max_pages, max_scans, max_memory_mb;
};
void cli_picture_options_init(struct cli_picture_options *options);

/* The lines of a command's table for the member `member` of its settings. */
#define CLI_PICTURE_OPTIONS(type, member)                                                          \
    {.name = "converters",                                                                         \
     .argument = "FOLDERS",                                                                        \
     .kind = CLI_TEXT,                                                                             \
     .offset = offsetof(type, member.converters),                                                  \
     .help = "where to find pdftoppm, heif-convert and opj_decompress, which read drawn\n"         \
             "PDF pages, HEIC and JPEG 2000; those of PATH, none: do without"},                    \
        CLI_PICTURE_LIMIT(type, member, "max-file", "MB", max_file_mb, 4095,                       \
                          "the largest file of pictures; 64"),                                     \
        CLI_PICTURE_LIMIT(type, member, "max-pixels", "MILLIONS", max_megapixels, 1000,            \
                          "the most pixels of a page; 100"),                                       \
        CLI_PICTURE_LIMIT(type, member, "max-side", "PX", max_side_px, 60000,                      \
                          "the longest side of a page; 30000"),                                    \
        CLI_PICTURE_LIMIT(type, member, "max-pages", "N", max_pages, 100000,                       \
                          "the most pages of a file; 500"),                                        \
        CLI_PICTURE_LIMIT(type, member, "max-scans", "N", max_scans, 10000,                        \
                          "the most passes over a progressive JPEG; 100"),                         \
        CLI_PICTURE_LIMIT(type, member, "max-memory", "MB", max_memory_mb, 65536,                  \
                          "what decoding a page may take; 1024")

#define CLI_PICTURE_LIMIT(type, member, option, unit, field, most, text)                           \
    {                                                                                              \
        .name = option, .argument = unit, .kind = CLI_INTEGER, .min = 1, .max = most,              \
        .offset = offsetof(type, member.field), .help = text                                       \
    }

/* What the options mean. */
struct cli_picture_rules {
    struct omr_image_limits limits;
    struct conv_settings converters;
};
void cli_picture_rules_init(struct cli_picture_rules *rules,
                            const struct cli_picture_options *options);

/* An open file; all zeroes is none. */
struct cli_pictures {
    const struct cli_picture_rules *rules;
    char *bytes;
    size_t size;
    struct omr_document *document;
};

/* Opens the file at `path`. The rules must outlive it. Errors: those of omr_file_load(),
 * omr_document_open() and conv_run(); the path is not named. */
enum omr_status cli_pictures_open(struct cli_pictures *file, const char *path,
                                  const struct cli_picture_rules *rules, struct omr_error *err);
void cli_pictures_close(struct cli_pictures *file);

/* Decodes page `page` (from 0). Several threads may do so at once. Errors: those of
 * omr_document_decode() and conv_run(). */
enum omr_status cli_pictures_decode(const struct cli_pictures *file, int page,
                                    struct omr_image **image, struct omr_error *err);

#endif
