/* SPDX-License-Identifier: MIT */
#include "generation/markup/markup.h"

#include "base/error.h"
#include "generation/markup/build.h"
#include "generation/markup/encoding.h"
#include "generation/markup/read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { WARNINGS_MOST = 1000 };

/* One more place in the list of warnings, which doubles; NULL where memory ran out. */
static struct omr_warning *add(struct omr_markup *markup) {
    struct omr_warnings *list = &markup->warnings;
    if (list->count == list->capacity) {
        int capacity = list->capacity ? 2 * list->capacity : 16;
        struct omr_warning *item =
            OMR_ARENA_ARRAY(&markup->arena, struct omr_warning, (size_t)capacity);
        if (!item)
            return NULL;
        if (list->count)
            memcpy(item, list->item, (size_t)list->count * sizeof *item);
        list->item = item;
        list->capacity = capacity;
    }
    return &list->item[list->count];
}

enum omr_status omr_markup_warn(struct omr_markup *markup, const struct omr_place *place,
                                const char *code, const char *format, ...) {
    char text[464];
    if (markup->warnings.count == WARNINGS_MOST) {
        markup->warnings.dropped++;
        return OMR_OK;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct omr_warning *warning = add(markup);
    const char *path = place->path ? place->path : "";
    if (!warning || !(warning->code = omr_arena_copy(&markup->arena, code, strlen(code))) ||
        !(warning->text = omr_arena_copy(&markup->arena, text, strlen(text))) ||
        !(path = omr_arena_copy(&markup->arena, path, strlen(path))))
        return OMR_ERROR_MEMORY;
    warning->place = (struct omr_place){place->line, place->column, path};
    markup->warnings.count++;
    return OMR_OK;
}

static bool is_json(const struct omr_source *source) {
    const char *first = source->bytes + strspn(source->bytes, " \t\r\n");
    return *first == '{';
}

static enum omr_status check_bytes(const char *source, size_t size, struct omr_error *err) {
    if (size > OMR_MARKUP_BYTES_MOST)
        return omr_fail(err, OMR_ERROR_LIMIT, "markup.limit",
                        "the source has %zu bytes, it may have %d", size,
                        (int)OMR_MARKUP_BYTES_MOST);
    if (size && memchr(source, 0, size))
        return omr_fail(err, OMR_ERROR_INPUT, "markup.binary",
                        "this is no form source but another kind of file: it holds zero bytes");
    return OMR_OK;
}

static enum omr_status read_source(struct omr_build *build, const struct omr_source *source) {
    static const struct omr_place top = {1, 1, ""};
    enum omr_status status =
        omr_build_node(build, OMR_NODE_TEMPLATE, "", 0, &top, &build->markup->root);
    if (!status && source->was_windows_1252)
        status = omr_markup_warn(build->markup, &top, "markup.encoding",
                                 "the source is not UTF-8: it was read as Windows-1252");
    if (status)
        return status;
    status = is_json(source) ? omr_read_json(build, source->bytes, source->size)
                             : omr_read_text(build, source->bytes, source->size);
    if (status)
        return status;
    if (!build->markup->root->first_child)
        return omr_fail(build->err, OMR_ERROR_INPUT, "markup.empty",
                        "the source has no element: a line like ?text=Hello makes one");
    return omr_build_finish(build);
}

enum omr_status omr_markup_parse_record(struct omr_markup *markup, const char *source, size_t size,
                                        const struct omr_record *record, struct omr_error *err) {
    struct omr_build build = {.markup = markup, .record = record, .err = err};
    struct omr_source text;
    enum omr_status status = check_bytes(source, size, err);
    if (status)
        return status;
    if (!omr_source_decode(&text, &markup->arena, source, size))
        return omr_fail_memory(err);
    status = read_source(&build, &text);
    /* omr_markup_warn() has only a status to say so with. */
    return status == OMR_ERROR_MEMORY ? omr_fail_memory(err) : status;
}

enum omr_status omr_markup_parse(struct omr_markup *markup, const char *source, size_t size,
                                 struct omr_error *err) {
    return omr_markup_parse_record(markup, source, size, NULL, err);
}

void omr_markup_clear(struct omr_markup *markup) {
    omr_arena_clear(&markup->arena);
    *markup = (struct omr_markup){0};
}
