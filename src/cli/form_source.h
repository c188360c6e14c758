/* SPDX-License-Identifier: MIT
 *
 * A form's source that a command is given by name, with its settings, records and pictures. */
#ifndef OMR_CLI_FORM_SOURCE_H
#define OMR_CLI_FORM_SOURCE_H

#include "cli/options.h"

#include <omr/generate.h>

/* What a command's options say of a source. */
struct cli_source_options {
    const char *settings_file, *records_file;
    struct cli_list images;             /* NAME=FILE */
    const char *settings[OMR_SETTINGS]; /* one for each of the table; NULL: not given */
};

/* The lines of a command's table for the member `member` of its settings. */
#define CLI_SOURCE_OPTIONS(type, member)                                                           \
    {.name = "settings",                                                                           \
     .argument = "FILE",                                                                           \
     .kind = CLI_TEXT,                                                                             \
     .offset = offsetof(type, member.settings_file),                                               \
     .help = "settings as JSON: {\"PaperSize\": \"Letter\"}; options go before them"},             \
        {.name = "image",                                                                          \
         .argument = "NAME=FILE",                                                                  \
         .kind = CLI_LIST,                                                                         \
         .offset = offsetof(type, member.images),                                                  \
         .help = "a picture that the source names; others are looked for beside it"},              \
    {                                                                                              \
        .name = "records", .argument = "FILE", .kind = CLI_TEXT,                                   \
        .offset = offsetof(type, member.records_file),                                             \
        .help = "CSV or JSON: a copy for each record, with its fields for ${name}"                 \
    }
#define CLI_SETTING_OPTION(type, member, constant, option, value, absent, text)                    \
    {.name = option,                                                                               \
     .argument = value,                                                                            \
     .kind = CLI_TEXT,                                                                             \
     .offset = offsetof(type, member.settings) + (constant) * sizeof(const char *),                \
     .help = text "; " absent},

/* An open source. Zero-initialise, open, hand `request` to omr_generate(), close. */
struct cli_source {
    const char *path;
    const struct cli_source_options *options;
    char *bytes, *name, *folder;
    struct omr_settings *settings;
    struct omr_records *records;
    struct omr_generate_request request;
};

/* Loads all files but the pictures, which are loaded when they are asked for. Errors begin with the
 * name of the file or the option. */
enum omr_status cli_source_open(struct cli_source *source, const char *path,
                                const struct cli_source_options *options, struct omr_error *err);
void cli_source_close(struct cli_source *source);

/* One line for each notice, "file:line:column: text". */
void cli_source_print(const struct cli_source *source, const struct omr_notices *notices, FILE *to);

#endif
