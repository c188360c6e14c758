/* SPDX-License-Identifier: MIT
 *
 * Records of a batch, from CSV or JSON. All are read at once: a record is some hundred bytes, a
 * copy made of it some millions. */
#include "generation/records.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"
#include "generation/markup/encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    BYTES_MOST = 64 << 20,
    RECORDS_MOST = 100000,
    FIELDS_MOST = 200,
    ID_MOST = 64, /* bytes of an id: it must fit into the code of a page */
};

struct omr_records {
    struct omr_arena arena;
    const char *const *names;
    int field_count;
    const char **values; /* field_count for each record */
    const char **ids;
    int count;
};

struct csv {
    const char *at, *end;
    char separator;
    int line;
};

struct reading {
    struct omr_records *records;
    struct omr_error *err;
    struct omr_buffer values; /* pointers, record by record */
    struct omr_buffer text;   /* the field being read */
};

static char *keep(struct reading *reading) {
    return omr_arena_copy(&reading->records->arena, reading->text.bytes ? reading->text.bytes : "",
                          reading->text.size);
}

/* Reads a field of CSV into reading->text; false where a quote does not end. */
static bool read_field(struct reading *reading, struct csv *csv) {
    reading->text.size = 0;
    bool is_quoted = csv->at < csv->end && *csv->at == '"';
    csv->at += is_quoted;
    for (; csv->at < csv->end; csv->at++) {
        char c = *csv->at;
        csv->line += c == '\n';
        if (is_quoted && c == '"') {
            if (csv->at + 1 == csv->end || csv->at[1] != '"') {
                csv->at++;
                return true;
            }
            csv->at++;
        } else if (!is_quoted && (c == csv->separator || c == '\n' || c == '\r')) {
            csv->line -= c == '\n';
            return true;
        }
        omr_buffer_char(&reading->text, c);
    }
    return !is_quoted;
}

/* Goes over what follows a field; true at the end of its line. */
static bool ends_line(struct csv *csv) {
    if (csv->at < csv->end && *csv->at == csv->separator) {
        csv->at++;
        return false;
    }
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at++;
    if (csv->at < csv->end && *csv->at == '\n') {
        csv->at++;
        csv->line++;
    }
    return true;
}

/* Appends the fields of a line to reading->values; `*count` how many. */
static enum omr_status read_line(struct reading *reading, struct csv *csv, int *count) {
    int line = csv->line;
    *count = 0;
    do {
        if (!read_field(reading, csv))
            return omr_fail(reading->err, OMR_ERROR_INPUT, "records.quote",
                            "line %d: a quote does not end", line);
        if (csv->at < csv->end && !strchr("\r\n", *csv->at) && *csv->at != csv->separator)
            return omr_fail(reading->err, OMR_ERROR_INPUT, "records.quote",
                            "line %d: something follows a closing quote", line);
        if (++*count > FIELDS_MOST)
            return omr_fail(reading->err, OMR_ERROR_LIMIT, "records.limit",
                            "line %d: more than %d fields", line, (int)FIELDS_MOST);
        const char *value = keep(reading);
        if (!value)
            return omr_fail_memory(reading->err);
        omr_buffer_append(&reading->values, &value, sizeof value);
    } while (!ends_line(csv));
    return OMR_OK;
}

/* What parts the fields: the one of three that the first line has most of. */
static char find_separator(const char *text, const char *end) {
    int counts[3] = {0};
    static const char separators[] = ",;\t";
    for (; text < end && *text != '\n' && *text != '\r'; text++) {
        const char *found = strchr(separators, *text);
        if (found && *found)
            counts[found - separators]++;
    }
    int best = counts[1] > 0 && counts[1] >= counts[0] ? 1 : 0;
    return separators[counts[2] > counts[best] ? 2 : best];
}

static enum omr_status take_names(struct reading *reading, int count) {
    struct omr_records *records = reading->records;
    const char **names = OMR_ARENA_ARRAY(&records->arena, const char *, (size_t)count);
    if (!names || reading->values.has_failed)
        return omr_fail_memory(reading->err);
    if (count)
        memcpy(names, reading->values.bytes, (size_t)count * sizeof *names);
    records->names = names;
    records->field_count = count;
    reading->values.size = 0;
    return OMR_OK;
}

static enum omr_status check_count(struct reading *reading) {
    if (++reading->records->count > RECORDS_MOST)
        return omr_fail(reading->err, OMR_ERROR_LIMIT, "records.limit", "more than %d records",
                        (int)RECORDS_MOST);
    return OMR_OK;
}

static enum omr_status read_csv(struct reading *reading, const struct omr_source *source) {
    struct csv csv = {source->bytes, source->bytes + source->size, 0, 1};
    int count;
    csv.separator = find_separator(csv.at, csv.end);
    enum omr_status status = read_line(reading, &csv, &count);
    if (!status)
        status = take_names(reading, count);
    while (!status && csv.at < csv.end) {
        int line = csv.line;
        size_t before = reading->values.size;
        if ((status = read_line(reading, &csv, &count)))
            break;
        const char *first;
        memcpy(&first, reading->values.bytes + before, sizeof first);
        if (count == 1 && !*first && reading->records->field_count > 1) {
            reading->values.size = before; /* an empty line */
            continue;
        }
        if (count != reading->records->field_count)
            return omr_fail(reading->err, OMR_ERROR_INPUT, "records.fields",
                            "line %d has %d fields, the first line names %d", line, count,
                            reading->records->field_count);
        status = check_count(reading);
    }
    return status;
}

/* The names of all fields that any record has, in the order in which they appear. */
static enum omr_status collect_names(struct reading *reading, const struct omr_json *list) {
    int count = 0;
    for (const struct omr_json *at = omr_json_first(list); at; at = omr_json_next(at))
        for (const struct omr_json *field = omr_json_first(at); field;
             field = omr_json_next(field)) {
            const char *const *names = (const void *)reading->values.bytes;
            int i = 0;
            while (i < count && strcasecmp(names[i], omr_json_key(field)) != 0)
                i++;
            if (i < count)
                continue;
            if (++count > FIELDS_MOST)
                return omr_fail(reading->err, OMR_ERROR_LIMIT, "records.limit",
                                "the records have more than %d fields", (int)FIELDS_MOST);
            const char *key = omr_json_key(field);
            const char *name = omr_arena_copy(&reading->records->arena, key, strlen(key));
            if (!name)
                return omr_fail_memory(reading->err);
            omr_buffer_append(&reading->values, &name, sizeof name);
            if (reading->values.has_failed)
                return omr_fail_memory(reading->err);
        }
    return take_names(reading, count);
}

static const char *scalar(const struct omr_json *value, char number[32]) {
    double read;
    if (omr_json_string(value))
        return omr_json_string(value);
    if (omr_json_kind(value) == OMR_JSON_BOOL)
        return omr_json_is_true(value) ? "true" : "false";
    if (omr_json_kind(value) == OMR_JSON_NUMBER && omr_json_number(value, &read)) {
        snprintf(number, 32, "%.15g", read);
        return number;
    }
    return "";
}

static enum omr_status read_json_record(struct reading *reading, const struct omr_json *object) {
    enum omr_status status = check_count(reading);
    if (status)
        return status;
    if (omr_json_kind(object) != OMR_JSON_OBJECT)
        return omr_fail(reading->err, OMR_ERROR_INPUT, "records.object",
                        "record %d is no object of fields", reading->records->count);
    for (int i = 0; i < reading->records->field_count; i++) {
        char number[32];
        const struct omr_json *field = omr_json_member(object, reading->records->names[i]);
        const char *text = field ? scalar(field, number) : "";
        text = omr_arena_copy(&reading->records->arena, text, strlen(text));
        if (!text)
            return omr_fail_memory(reading->err);
        omr_buffer_append(&reading->values, &text, sizeof text);
    }
    return OMR_OK;
}

static enum omr_status read_json(struct reading *reading, const struct omr_source *source) {
    struct omr_json *json = NULL;
    char *text = (char *)source->bytes;
    omr_json_soften(text, source->size);
    enum omr_status status = omr_json_parse(&json, text, source->size, 8, 4000000, reading->err);
    if (status)
        return status;
    status = collect_names(reading, json);
    for (const struct omr_json *at = omr_json_first(json); at && !status; at = omr_json_next(at))
        status = read_json_record(reading, at);
    omr_json_free(json);
    return status;
}

static bool is_id(const char *id) {
    size_t size = strlen(id);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)id[i] < 0x20 || id[i] == 0x7f || id[i] == '|')
            return false;
    return size > 0 && size <= ID_MOST;
}

static int compare(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Two copies of the same id could not be told apart. */
static enum omr_status check_unique(struct reading *reading) {
    struct omr_records *records = reading->records;
    const char **sorted = OMR_ARENA_ARRAY(&records->arena, const char *, (size_t)records->count);
    if (!sorted)
        return omr_fail_memory(reading->err);
    memcpy(sorted, records->ids, (size_t)records->count * sizeof *sorted);
    qsort(sorted, (size_t)records->count, sizeof *sorted, compare);
    for (int i = 1; i < records->count; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            return omr_fail(reading->err, OMR_ERROR_INPUT, "records.twice",
                            "two records have the id '%s'", sorted[i]);
    return OMR_OK;
}

static enum omr_status give_ids(struct reading *reading) {
    struct omr_records *records = reading->records;
    int field = 0;
    while (field < records->field_count && strcasecmp(records->names[field], "id") != 0)
        field++;
    records->ids = OMR_ARENA_ARRAY(&records->arena, const char *, (size_t)records->count);
    if (!records->ids)
        return omr_fail_memory(reading->err);
    for (int i = 0; i < records->count; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", i + 1);
        const char *id =
            field < records->field_count
                ? records->values[(size_t)i * (size_t)records->field_count + (size_t)field]
                : omr_arena_copy(&records->arena, number, strlen(number));
        if (!id)
            return omr_fail_memory(reading->err);
        if (!is_id(id))
            return omr_fail(reading->err, OMR_ERROR_INPUT, "records.id",
                            "record %d: an id has 1 to %d bytes and no bar (|)", i + 1,
                            (int)ID_MOST);
        records->ids[i] = id;
    }
    return check_unique(reading);
}

static enum omr_status finish(struct reading *reading) {
    struct omr_records *records = reading->records;
    if (records->count == 0)
        return omr_fail(reading->err, OMR_ERROR_INPUT, "records.empty",
                        "there are no records: a first line with the names of the fields, then a "
                        "line each");
    records->values = omr_arena_take(&records->arena, reading->values.size, 1);
    if (!records->values || reading->values.has_failed || reading->text.has_failed)
        return omr_fail_memory(reading->err);
    memcpy(records->values, reading->values.bytes, reading->values.size);
    return give_ids(reading);
}

static enum omr_status read_records(struct reading *reading, const char *text, size_t size) {
    struct omr_source source;
    if (size > BYTES_MOST)
        return omr_fail(reading->err, OMR_ERROR_LIMIT, "records.limit",
                        "the records have %zu bytes, they may have %d", size, (int)BYTES_MOST);
    if (size && memchr(text, 0, size))
        return omr_fail(reading->err, OMR_ERROR_INPUT, "records.binary",
                        "the records are neither CSV nor JSON: they hold zero bytes");
    if (!omr_source_decode(&source, &reading->records->arena, text, size))
        return omr_fail_memory(reading->err);
    const char *first = source.bytes + strspn(source.bytes, " \t\r\n");
    enum omr_status status = *first == '[' ? read_json(reading, &source)
                             : source.size ? read_csv(reading, &source)
                                           : OMR_OK;
    return status ? status : finish(reading);
}

enum omr_status omr_records_parse(struct omr_records **records, const char *text, size_t size,
                                  struct omr_error *err) {
    struct omr_records *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    struct reading reading = {.records = made, .err = err};
    enum omr_status status = read_records(&reading, text, size);
    omr_buffer_clear(&reading.values);
    omr_buffer_clear(&reading.text);
    if (status)
        omr_records_free(made);
    else
        *records = made;
    return status;
}

void omr_records_free(struct omr_records *records) {
    if (!records)
        return;
    omr_arena_clear(&records->arena);
    free(records);
}

int omr_records_count(const struct omr_records *records) {
    return records->count;
}

const char *omr_records_id(const struct omr_records *records, int index) {
    return index >= 0 && index < records->count ? records->ids[index] : NULL;
}

struct omr_record omr_records_find(const struct omr_records *records, int index) {
    size_t first = (size_t)index * (size_t)records->field_count;
    return (struct omr_record){records->names, records->values + first, records->field_count};
}
