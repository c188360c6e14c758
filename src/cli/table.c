/* SPDX-License-Identifier: MIT */
#include "cli/table.h"

#include "base/error.h"

#include <string.h>

/* The results of one form have the same fields; those of another of its pages add columns. */
struct column {
    const char *name;
    int page; /* of the form: pages may use a name twice */
};

struct row {
    const char *file;
    int page;
    const char **cells; /* one per column of its page, from first_column on; NULL when unread */
    int first_column, cell_count, review_count;
};

static int column_count(const struct cli_table *table) {
    return (int)(table->columns.size / sizeof(struct column));
}

static const struct column *column_at(const struct cli_table *table, int index) {
    return (const struct column *)(const void *)table->columns.bytes + index;
}

static const char *copy(struct cli_table *table, const char *text) {
    return omr_arena_copy(&table->arena, text, strlen(text));
}

/* The first column of the result's page; the page's columns are made when it is new. */
static int find_columns(struct cli_table *table, const struct omr_result *result) {
    int count = column_count(table);
    for (int i = 0; i < count; i++)
        if (column_at(table, i)->page == result->page)
            return i;
    for (int i = 0; i < result->field_count; i++) {
        struct column column = {copy(table, result->fields[i].name), result->page};
        if (!column.name)
            return -1;
        omr_buffer_append(&table->columns, &column, sizeof column);
    }
    return table->columns.has_failed ? -1 : count;
}

static bool fill_cells(struct cli_table *table, const struct omr_result *result, struct row *row) {
    row->first_column = find_columns(table, result);
    row->cell_count = result->field_count;
    row->review_count = result->review_count;
    row->cells = omr_arena_take(&table->arena, (size_t)row->cell_count, sizeof *row->cells);
    if (row->first_column < 0 || !row->cells)
        return false;
    for (int i = 0; i < row->cell_count; i++)
        if (!(row->cells[i] = copy(table, result->fields[i].value)))
            return false;
    return true;
}

enum omr_status cli_table_add(struct cli_table *table, const char *file, int page,
                              const struct omr_result *result, struct omr_error *err) {
    struct row row = {.file = copy(table, file), .page = page ? page : 1};
    table->has_pages |= page != 0;
    if (!row.file || (result && !fill_cells(table, result, &row)))
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
    for (int i = 0, count = column_count(table); i < count; i++) {
        int cell = i - row->first_column;
        omr_buffer_char(into, ',');
        if (row->cells && cell >= 0 && cell < row->cell_count)
            write_cell(into, row->cells[cell]);
    }
    if (row->cells)
        omr_buffer_format(into, ",%d\n", row->review_count);
    else
        omr_buffer_text(into, ",error\n");
}

void cli_table_write(const struct cli_table *table, struct omr_buffer *into) {
    const struct row *rows = (const void *)table->rows.bytes;
    omr_buffer_text(into, table->has_pages ? "File,Page" : "File");
    for (int i = 0, count = column_count(table); i < count; i++) {
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
