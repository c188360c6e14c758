/* SPDX-License-Identifier: MIT
 *
 * Reads a form's source, text or JSON, into a tree.
 *
 * Lenient: what can be understood is taken, the rest becomes a warning and stops nothing that can
 * be drawn. The tree is the same for the same form in either syntax:
 *  - the root is a TEMPLATE whose children are PAGEs; where the source has none, one is put round
 *    all (JSON: with a warning), and where it has some, what stands outside them is left out with a
 *    warning;
 *  - a question ("#..." or choicebox) is a CHOICE_BOX with its text and one OPTION for each answer
 *    with text, BUBBLE_VALUE ("A", "B", ... given where none was written; "Yes" as "Y") and
 *    ROW_INDEX (from 1); what was written under a line of answers stands in each of its options;
 *  - an empty line of text markup is an EMPTY_LINE without height;
 *  - what JSON writes for "not set" (-1, 0, null where that means nothing) is not there. */
#ifndef OMR_GENERATION_MARKUP_MARKUP_H
#define OMR_GENERATION_MARKUP_MARKUP_H

#include "base/arena.h"
#include "generation/markup/node.h"

#include <omr/error.h>
#include <stddef.h>

enum {
    OMR_MARKUP_BYTES_MOST = 4 << 20,
    OMR_MARKUP_DEPTH_MOST = 64,
    OMR_MARKUP_NODES_MOST = 100000
};

/* Something the author should know. Stable code and text as in docs/errors.md. */
struct omr_warning {
    const char *code;
    const char *text;
    struct omr_place place;
};

struct omr_warnings {
    struct omr_warning *item;
    int count, capacity;
    int dropped; /* beyond the limit of 1,000 */
};

/* A source and all that was read from it. Zero-initialise; omr_markup_clear() ends it. */
struct omr_markup {
    struct omr_arena arena; /* layout adds to it too */
    struct omr_node *root;
    struct omr_warnings warnings;
};

/* Reads `size` bytes: JSON where the first character that is not blank is "{", else text; UTF-8
 * with or without byte order mark, else Windows-1252. Limits before anything is built: 4 MB, 64
 * levels, 100,000 elements. Errors: OMR_ERROR_INPUT (place and what would be right),
 * OMR_ERROR_LIMIT, OMR_ERROR_MEMORY. The markup must be cleared after an error too: its warnings
 * stay. */
enum omr_status omr_markup_parse(struct omr_markup *markup, const char *source, size_t size,
                                 struct omr_error *err);

/* One copy's fields: what stands for ${name} in texts, names and attributes of the source. */
struct omr_record {
    const char *const *names;
    const char *const *values; /* UTF-8; `count` of each */
    int count;
};

/* The same for one copy of many. A field that the record has not is OMR_ERROR_INPUT. Values are put
 * in after the source was taken apart, so that nothing in them is read as markup. */
enum omr_status omr_markup_parse_record(struct omr_markup *markup, const char *source, size_t size,
                                        const struct omr_record *record, struct omr_error *err);

/* Adds a warning; texts are copied. Layout warns through it as well. */
enum omr_status omr_markup_warn(struct omr_markup *markup, const struct omr_place *place,
                                const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

void omr_markup_clear(struct omr_markup *markup);

#endif
