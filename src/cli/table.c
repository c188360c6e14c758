/* SPDX-License-Identifier: MIT */
#include "cli/table.h"

#include "base/error.h"

#include <string.h>

/* Columns stand in the order in which they were made and are chained in that of the table. */
struct column {
    const char *name;
    int next; /* -1: it is the last */
};

struct row {
    const char *file;
    int page;
    const char *copy;
    const char **cells; /* one per column there was when it was added; NULL when unread */
    int cell_count, review_count;
};

static int column_count(const struct cli_table *table) {
    return (int)(table->columns.size / sizeof(struct column));
}

static struct column *column_at(const struct cli_table *table, int index) {
    return (struct column *)(void *)table->columns.bytes + index;
}

static int next_column(const struct cli_table *table, int index) {
    return index < 0 ? table->first_column - 1 : column_at(table, index)->next;
}

static const char *copy_text(struct cli_table *table, const char *text) {
    return omr_arena_copy(&table->arena, text, strlen(text));
}

static bool is_free(const struct cli_table *table, const struct row *row, int column,
                    const char *name) {
    return (column >= row->cell_count || !row->cells[column]) &&
           strcmp(column_at(table, column)->name, name) == 0;
}

/* The column of a name that the row does not use yet, behind `last` or, failing that, anywhere; -1
 * none. Results of one form have nearly the same fields in the same order, so it is mostly the
 * next. */
static int find_column(const struct cli_table *table, const struct row *row, const char *name,
                       int last) {
    for (int i = next_column(table, last); i >= 0; i = next_column(table, i))
        if (is_free(table, row, i, name))
            return i;
    for (int i = 0; i < column_count(table); i++)
        if (is_free(table, row, i, name))
            return i;
    return -1;
}

/* A new column behind `last`, -1 when memory ran out. */
static int add_column(struct cli_table *table, const char *name, int last) {
    int index = column_count(table);
    struct column column = {copy_text(table, name), next_column(table, last)};
    omr_buffer_append(&table->columns, &column, sizeof column);
    if (!column.name || table->columns.has_failed)
        return -1;
    if (last < 0)
        table->first_column = index + 1;
    else
        column_at(table, last)->next = index;
    return index;
}

/* What a field shows, with a ' before it where it would be taken for a formula. */
static const char *copy_value(struct cli_table *table, const struct omr_field *field) {
    bool is_unsure = table->unsure_value && field->needs_review;
    const char *value = is_unsure ? table->unsure_value : field->value;
    if (!table->guards_formulas || !*value || !strchr("=+-@\t\r", *value))
        return copy_text(table, value);
    char *guarded = omr_arena_take(&table->arena, strlen(value) + 2, 1);
    if (guarded) {
        guarded[0] = '\'';
        strcpy(guarded + 1, value);
    }
    return guarded;
}

static bool fill_cells(struct cli_table *table, const struct omr_result *result, struct row *row) {
    row->review_count = result->review_count;
    row->cell_count = column_count(table) + result->field_count;
    row->cells = OMR_ARENA_ARRAY(&table->arena, const char *, (size_t)row->cell_count);
    int last = -1;
    for (int i = 0; row->cells && i < result->field_count; i++) {
        const char *name = result->fields[i].name;
        int column = find_column(table, row, name, last);
        if (column < 0 && (column = add_column(table, name, last)) < 0)
            return false;
        if (!(row->cells[column] = copy_value(table, &result->fields[i])))
            return false;
        last = column;
    }
    return row->cells != NULL;
}

enum omr_status cli_table_add(struct cli_table *table, const char *file, int page, const char *copy,
                              const struct omr_result *result, struct omr_error *err) {
    struct row row = {.file = copy_text(table, file), .page = page ? page : 1};
    table->has_pages |= page != 0;
    table->has_copies |= *copy != 0;
    row.copy = copy_text(table, copy);
    if (!row.file || !row.copy || (result && !fill_cells(table, result, &row)))
        return omr_fail_memory(err);
    omr_buffer_append(&table->rows, &row, sizeof row);
    return table->rows.has_failed ? omr_fail_memory(err) : OMR_OK;
}

static void write_cell(struct omr_buffer *into, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        omr_buffer_text(into, text);
        return;
    }
    omr_buffer_char(into, '"');
    for (; *text; text++) {
        if (*text == '"')
            omr_buffer_char(into, '"');
        omr_buffer_char(into, *text);
    }
    omr_buffer_char(into, '"');
}

static void write_row(const struct cli_table *table, const struct row *row,
                      struct omr_buffer *into) {
    write_cell(into, row->file);
    if (table->has_pages)
        omr_buffer_format(into, ",%d", row->page);
    if (table->has_copies) {
        omr_buffer_char(into, ',');
        write_cell(into, row->copy);
    }
    for (int i = next_column(table, -1); i >= 0; i = next_column(table, i)) {
        omr_buffer_char(into, ',');
        if (row->cells && i < row->cell_count && row->cells[i])
            write_cell(into, row->cells[i]);
    }
    if (row->cells)
        omr_buffer_format(into, ",%d\n", row->review_count);
    else
        omr_buffer_text(into, ",error\n");
}

void cli_table_write(const struct cli_table *table, struct omr_buffer *into) {
    const struct row *rows = (const void *)table->rows.bytes;
    omr_buffer_text(into, table->has_pages ? "File,Page" : "File");
    omr_buffer_text(into, table->has_copies ? ",Copy" : "");
    for (int i = next_column(table, -1); i >= 0; i = next_column(table, i)) {
        omr_buffer_char(into, ',');
        write_cell(into, column_at(table, i)->name);
    }
    omr_buffer_text(into, ",Review\n");
    for (size_t i = 0; i < table->rows.size / sizeof *rows; i++)
        write_row(table, &rows[i], into);
}

void cli_table_clear(struct cli_table *table) {
    omr_arena_clear(&table->arena);
    omr_buffer_clear(&table->columns);
    omr_buffer_clear(&table->rows);
}
