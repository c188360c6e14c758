/* SPDX-License-Identifier: MIT
 *
 * Text markup, line by line: the first character of a line says what it is. Elements that are open
 * form a stack. A look ahead over all lines tells which of them have an end: one that has none ends
 * where something stands that it cannot hold, so that a forgotten "&block" spoils no more than its
 * block. */
#include "base/error.h"
#include "base/utf8.h"
#include "generation/markup/read.h"

#include <string.h>

struct line {
    const char *text; /* without its end */
    size_t size;
    size_t lead; /* blanks and tabs at its front */
    int number;
};

struct open_element {
    struct omr_node *node;
    enum omr_node_kind written; /* as the source calls it */
    bool has_end;
};

struct reader {
    struct omr_build *build;
    const char *at, *end;
    struct line line;
    struct open_element open[OMR_MARKUP_DEPTH_MOST];
    int depth;
    bool *ends; /* for each start of a paired element, in order */
    int starts;
    struct omr_node *question; /* a "#" that goes on */
    struct omr_node *target;   /* whom an attribute belongs to */
    struct omr_node *answers;  /* first option of the line of answers just read */
    bool takes_text;           /* whether plain lines add to the target's text */
    bool skips_attributes;     /* those of an element that nobody knows */
};

static bool next_line(struct reader *reader) {
    if (reader->at == reader->end)
        return false;
    struct line *line = &reader->line;
    line->text = reader->at;
    line->number++;
    line->size = strcspn(reader->at, "\r\n");
    reader->at += line->size;
    if (reader->at < reader->end)
        reader->at += reader->at[0] == '\r' && reader->at[1] == '\n' ? 2 : 1;
    line->lead = strspn(line->text, " \t");
    if (line->lead > line->size)
        line->lead = line->size;
    return true;
}

/* Where byte `offset` of the line stands. */
static struct omr_place place_at(const struct line *line, size_t offset) {
    int column = 1;
    for (size_t at = 0; at < offset; column++)
        at += omr_utf8_length(line->text + at, line->size - at);
    return (struct omr_place){line->number, column, ""};
}

static struct omr_node *top(struct reader *reader) {
    return reader->open[reader->depth - 1].node;
}

/* Whether a line starts ('?') or ends ('&') an element, and which name it gives. A line that is
 * indented does so only with a name that is known. */
static bool is_element_line(const struct line *line, char sign, const char **name, size_t *size) {
    const char *at = line->text + line->lead;
    if (line->lead == line->size || *at != sign)
        return false;
    *name = at + 1;
    *size = strcspn(*name, "=\r\n");
    while (*size && ((*name)[*size - 1] == ' ' || (*name)[*size - 1] == '\t'))
        --*size;
    enum omr_node_kind kind;
    return line->lead == 0 || omr_schema_find_element(*name, *size, &kind);
}

/* Finds out which starts have ends. */
static enum omr_status look_ahead(struct reader *reader) {
    struct reader ahead = *reader;
    struct {
        enum omr_node_kind kind;
        int start;
    } open[OMR_MARKUP_DEPTH_MOST];
    int depth = 0, starts = 0;
    size_t lines = 1;
    for (const char *at = reader->at; at < reader->end; at++)
        lines += *at == '\n' || *at == '\r';
    reader->ends = OMR_ARENA_ARRAY(&reader->build->markup->arena, bool, lines);
    if (!reader->ends)
        return omr_fail_memory(reader->build->err);
    while (next_line(&ahead)) {
        const char *name;
        size_t size;
        enum omr_node_kind kind;
        bool is_start = is_element_line(&ahead.line, '?', &name, &size);
        if (!is_start && !is_element_line(&ahead.line, '&', &name, &size))
            continue;
        if (!omr_schema_find_element(name, size, &kind) || !omr_schema_is_paired(kind))
            continue;
        if (is_start) {
            if (depth < OMR_MARKUP_DEPTH_MOST) {
                open[depth].kind = kind;
                open[depth++].start = starts;
            }
            starts++;
            continue;
        }
        for (int i = depth; i-- > 0;)
            if (open[i].kind == kind) {
                reader->ends[open[i].start] = true;
                depth = i;
                break;
            }
    }
    return OMR_OK;
}

/* Ends the innermost element; one that had no end of its own is worth a word. */
static enum omr_status close_top(struct reader *reader, bool was_ended) {
    const struct open_element *element = &reader->open[--reader->depth];
    if (was_ended)
        return OMR_OK;
    const char *name = omr_schema_element_name(element->written);
    return omr_markup_warn(reader->build->markup, &element->node->place, "markup.not_closed",
                           "'%s' is not closed: the line &%s is missing", name, name);
}

static void rest(struct reader *reader) {
    reader->question = reader->target = reader->answers = NULL;
    reader->takes_text = reader->skips_attributes = false;
}

static bool has_holder(const struct reader *reader, enum omr_node_kind kind) {
    for (int i = reader->depth; i-- > 0;)
        if (omr_schema_may_hold(reader->open[i].node->kind, kind))
            return true;
    return false;
}

/* Closes what can only have been forgotten to be closed before an element of this kind. */
static enum omr_status make_room(struct reader *reader, enum omr_node_kind kind) {
    enum omr_status status = OMR_OK;
    if (!has_holder(reader, kind))
        return OMR_OK;
    while (!status && reader->depth > 1 && !reader->open[reader->depth - 1].has_end &&
           !omr_schema_may_hold(top(reader)->kind, omr_schema_in_parent(top(reader)->kind, kind)))
        status = close_top(reader, false);
    return status;
}

static enum omr_status push(struct reader *reader, struct omr_node *node,
                            enum omr_node_kind written, bool has_end) {
    if (reader->depth == OMR_MARKUP_DEPTH_MOST)
        return omr_fail(reader->build->err, OMR_ERROR_LIMIT, "markup.depth",
                        "line %d: elements are nested deeper than %d levels", node->place.line,
                        (int)OMR_MARKUP_DEPTH_MOST);
    reader->open[reader->depth++] = (struct open_element){node, written, has_end};
    return OMR_OK;
}

static enum omr_status unknown_element(struct reader *reader, const char *name, size_t size) {
    struct omr_place place = place_at(&reader->line, reader->line.lead);
    reader->skips_attributes = true;
    return omr_build_unknown_element(reader->build, name, size, &place);
}

static enum omr_status start_element(struct reader *reader, const char *name, size_t size) {
    struct omr_place place = place_at(&reader->line, reader->line.lead);
    const char *end = reader->line.text + reader->line.size;
    const char *text = memchr(name, '=', (size_t)(end - name));
    text = text ? text + 1 : end;
    enum omr_node_kind written;
    struct omr_node *node, *question = reader->question;
    bool is_placed;
    rest(reader);
    if (!omr_schema_find_element(name, size, &written))
        return unknown_element(reader, name, size);
    bool is_paired = omr_schema_is_paired(written);
    bool has_end = is_paired && reader->ends[reader->starts++];
    enum omr_status status = make_room(reader, written);
    if (status)
        return status;
    struct omr_node *parent = top(reader);
    if (written == OMR_NODE_OPTION && question)
        parent = reader->question = question;
    enum omr_node_kind kind = omr_schema_in_parent(parent->kind, written);
    if ((status = omr_build_node(reader->build, kind, text, (size_t)(end - text), &place, &node)) ||
        (status = omr_build_place(reader->build, parent, node, &is_placed)))
        return status;
    reader->target = node;
    reader->takes_text =
        kind == OMR_NODE_TEXT || kind == OMR_NODE_CONTENT || kind == OMR_NODE_CHOICE_BOX;
    return is_paired ? push(reader, node, written, has_end) : OMR_OK;
}

static enum omr_status end_element(struct reader *reader, const char *name, size_t size) {
    enum omr_node_kind kind;
    rest(reader);
    if (!omr_schema_find_element(name, size, &kind))
        return unknown_element(reader, name, size);
    int at = reader->depth;
    while (--at > 0 && reader->open[at].written != kind)
        continue;
    if (at <= 0) {
        struct omr_place place = place_at(&reader->line, reader->line.lead);
        return omr_markup_warn(reader->build->markup, &place, "markup.not_open",
                               "no '%s' is open that could end here",
                               omr_schema_element_name(kind));
    }
    enum omr_status status = OMR_OK;
    while (!status && reader->depth > at)
        status = close_top(reader, reader->depth == at + 1);
    return status;
}

static enum omr_status start_question(struct reader *reader) {
    struct omr_place place = place_at(&reader->line, reader->line.lead);
    struct omr_node *node;
    bool is_placed;
    rest(reader);
    enum omr_status status = make_room(reader, OMR_NODE_CHOICE_BOX);
    if (status ||
        (status = omr_build_node(reader->build, OMR_NODE_CHOICE_BOX, reader->line.text + 1,
                                 reader->line.size - 1, &place, &node)) ||
        (status = omr_build_place(reader->build, top(reader), node, &is_placed)))
        return status;
    reader->question = reader->target = node;
    reader->takes_text = true;
    return OMR_OK;
}

/* An empty line ends a question; where it may stand it is a line of its own. */
static enum omr_status empty_line(struct reader *reader) {
    struct omr_place place = {reader->line.number, 1, ""};
    struct omr_node *parent = top(reader), *node;
    rest(reader);
    if (parent->kind == OMR_NODE_CONTAINER)
        return OMR_OK;
    if (!omr_schema_may_hold(parent->kind, OMR_NODE_EMPTY_LINE))
        return omr_markup_warn(reader->build->markup, &place, "markup.empty_line",
                               "an empty line cannot stand in '%s': left out",
                               omr_schema_element_name(parent->kind));
    enum omr_status status =
        omr_build_node(reader->build, OMR_NODE_EMPTY_LINE, "", 0, &place, &node);
    if (!status)
        omr_build_adopt(parent, node);
    return status;
}

/* The question that a line of answers belongs to. */
static struct omr_node *open_question(struct reader *reader) {
    return reader->question                           ? reader->question
           : top(reader)->kind == OMR_NODE_CHOICE_BOX ? top(reader)
                                                      : NULL;
}

/* What was written under a line of answers holds for all of them; what only a question has, for
 * the question. */
static enum omr_status set_attribute(struct reader *reader, const char *name, size_t name_size,
                                     const char *value, size_t size,
                                     const struct omr_place *place) {
    struct omr_node *node = reader->answers ? reader->answers : reader->target;
    const struct omr_attribute_spec *spec = omr_schema_find_attribute(node->kind, name, name_size);
    bool is_for_all = reader->answers && spec;
    if (!spec && reader->answers) {
        node = reader->target;
        spec = omr_schema_find_attribute(node->kind, name, name_size);
    }
    if (!spec)
        return omr_build_unknown_attribute(reader->build, node, name, name_size, place);
    enum omr_status status = OMR_OK;
    do
        status = omr_build_attribute(reader->build, node, spec, value, size, place);
    while (!status && is_for_all && (node = node->next) != NULL);
    return status;
}

static enum omr_status stray(struct reader *reader, const struct omr_place *place) {
    return omr_markup_warn(reader->build->markup, place, "markup.stray",
                           "this line belongs to no element and is left out; text begins with "
                           "?text=, attributes follow their element");
}

static bool is_name(const char *name, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (!(name[i] == '_' || name[i] == '-' || (name[i] >= '0' && name[i] <= '9') ||
              ((name[i] | 0x20) >= 'a' && (name[i] | 0x20) <= 'z')))
            return false;
    return size > 0;
}

/* What stands before "=" in a line that could be an attribute; 0 where it is none. */
static size_t attribute_name(const struct line *line) {
    const char *name = line->text + line->lead;
    size_t left = line->size - line->lead;
    const char *equals = memchr(name, '=', left);
    size_t size = equals ? (size_t)(equals - name) : 0;
    while (size && (name[size - 1] == ' ' || name[size - 1] == '\t'))
        size--;
    return is_name(name, size) ? size : 0;
}

static enum omr_status tab_line(struct reader *reader) {
    const struct line *line = &reader->line;
    const char *text = line->text + line->lead, *end = line->text + line->size;
    struct omr_place place = place_at(line, line->lead);
    struct omr_node *question = open_question(reader);
    if (*text == '(' && question) {
        reader->target = question;
        reader->takes_text = false;
        return omr_build_answers(reader->build, question, text, (size_t)(end - text), &place,
                                 &reader->answers);
    }
    size_t name_size = attribute_name(line);
    if (reader->skips_attributes)
        return OMR_OK;
    if (!reader->target || !name_size)
        return stray(reader, &place);
    const char *value = (const char *)memchr(text, '=', (size_t)(end - text)) + 1;
    return set_attribute(reader, text, name_size, value, (size_t)(end - value), &place);
}

/* A line that says nothing of itself goes on with the text before it. */
static enum omr_status plain_line(struct reader *reader) {
    const struct line *line = &reader->line;
    struct omr_place place = place_at(line, line->lead);
    size_t name_size = line->lead ? attribute_name(line) : 0;
    enum omr_status status = OMR_OK;
    if (name_size && reader->target &&
        omr_schema_find_attribute(reader->target->kind, line->text + line->lead, name_size))
        status = omr_markup_warn(reader->build->markup, &place, "markup.no_tab",
                                 "a line with an attribute begins with a tab, not with blanks: "
                                 "'%.*s' was not set",
                                 (int)name_size, line->text + line->lead);
    else if (!reader->takes_text && !reader->skips_attributes)
        status = stray(reader, &place);
    if (status || !reader->takes_text)
        return status;
    return omr_build_append(reader->build, reader->target, line->text, line->size);
}

static enum omr_status read_line(struct reader *reader) {
    const struct line *line = &reader->line;
    const char *name;
    size_t size;
    if (line->lead == line->size)
        /* A line of nothing but tabs is the author's slip and makes no space. */
        return memchr(line->text, '\t', line->size) ? OMR_OK : empty_line(reader);
    if (is_element_line(line, '?', &name, &size))
        return start_element(reader, name, size);
    if (is_element_line(line, '&', &name, &size))
        return end_element(reader, name, size);
    if (*line->text == '#')
        return start_question(reader);
    return *line->text == '\t' ? tab_line(reader) : plain_line(reader);
}

enum omr_status omr_read_text(struct omr_build *build, const char *source, size_t size) {
    struct reader reader = {.build = build, .at = source, .end = source + size};
    reader.open[reader.depth++] =
        (struct open_element){build->markup->root, OMR_NODE_TEMPLATE, true};
    enum omr_status status = look_ahead(&reader);
    while (!status && next_line(&reader))
        status = read_line(&reader);
    while (!status && reader.depth > 1)
        status = close_top(&reader, false);
    return status;
}
