/* SPDX-License-Identifier: MIT
 *
 * One table of many results: a row per respondent, a column per field. Zero-initialise, add, write,
 * clear. */
#ifndef OMR_CLI_TABLE_H
#define OMR_CLI_TABLE_H

#include "base/arena.h"
#include "base/buffer.h"

#include <omr/result.h>
#include <stdbool.h>

struct cli_table {
    struct omr_arena arena;
    struct omr_buffer columns; /* struct column */
    int first_column;          /* its number, from 1; 0: there is none */
    struct omr_buffer rows;    /* struct row */
    bool has_pages, has_copies;
    /* Set before anything is added, as in struct omr_write_options. */
    const char *unsure_value;
    bool guards_formulas;
};

/* Adds a respondent by the image of their first page; `page` counts from 1, and is 0 where it is
 * the only one; `copy` is "" where none is known. `result` is NULL when it could not be read: its
 * cells stay empty and the last one says `error`. Texts are copied. Errors: OMR_ERROR_MEMORY. */
enum omr_status cli_table_add(struct cli_table *table, const char *file, int page, const char *copy,
                              const struct omr_result *result, struct omr_error *err);

/* CSV as RFC 4180 has it, with line feeds: `File`, `Page` if any image has several, `Copy` if any
 * is known, every field in the order of the results, and `Review`, the number of fields that a
 * person should look at. Fields of the same name have a column each. */
void cli_table_write(const struct cli_table *table, struct omr_buffer *into);

void cli_table_clear(struct cli_table *table);

#endif
