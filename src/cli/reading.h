/* SPDX-License-Identifier: MIT
 *
 * What commands that read filled forms have in common: how marks are judged, and the form's blank.
 */
#ifndef OMR_CLI_READING_H
#define OMR_CLI_READING_H

#include "cli/pictures.h"

#include <omr/recognize.h>

/* What the options say. */
struct cli_reading_options {
    int threshold, changed;
    struct cli_list blanks;
};
void cli_reading_options_init(struct cli_reading_options *options);

/* In the order of enum omr_changed. */
extern const char *const cli_changed_words[];

/* The lines of a command's table for the member `member` of its settings. */
#define CLI_READING_OPTIONS(type, member)                                                          \
    {.name = "threshold",                                                                          \
     .argument = "N",                                                                              \
     .help = "fill from 0 to 100 above which a bubble is marked;\n"                                \
             "without it this is decided by kind of bubble and by page",                           \
     .kind = CLI_INTEGER,                                                                          \
     .offset = offsetof(type, member.threshold),                                                   \
     .min = 0,                                                                                     \
     .max = 100},                                                                                  \
        {.name = "changed",                                                                        \
         .argument = "WHAT",                                                                       \
         .help =                                                                                   \
             "of a changed answer, in which a mark looks erased, crossed out or clearly weaker:\n" \
             "ask (the default: it is for review), darkest (the darkest counts that is not\n"      \
             "crossed out), or cancel (erased and crossed-out marks do not count)",                \
         .kind = CLI_WORD,                                                                         \
         .offset = offsetof(type, member.changed),                                                 \
         .words = cli_changed_words},                                                              \
    {                                                                                              \
        .name = "blank", .argument = "FILE",                                                       \
        .help =                                                                                    \
            "the blank page, as it was printed or scanned, as an aid to finding the form and\n"    \
            "reading faint marks; of a form of several pages a file with several, or once for\n"   \
            "each page",                                                                           \
        .kind = CLI_LIST, .offset = offsetof(type, member.blanks)                                  \
    }

/* Sets `how` by the options, without the blank. */
void cli_reading_init(struct omr_recognize_options *how, const struct cli_reading_options *options);

/* Learns the blanks; `*blank` is NULL where none is given, and else ended by the caller with
 * omr_blank_free(). As many pictures as the form has pages are its pages in order; of fewer it is
 * found out which they are. Errors: those of cli_pictures_open(), cli_pictures_decode() and
 * omr_blank_learn(), beginning with the path; "cli.blanks". */
enum omr_status cli_blank_load(struct omr_blank **blank, const struct omr_form *form,
                               const struct cli_list *paths, const struct cli_picture_rules *rules,
                               struct omr_error *err);

#endif
