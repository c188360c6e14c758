/* SPDX-License-Identifier: MIT
 *
 * JSON markup. Comments and trailing commas are blanked out before the text is parsed, so that
 * every place stays what it was. Members are taken in whatever order they come. */
#include "base/error.h"
#include "base/json.h"
#include "generation/markup/position.h"
#include "generation/markup/read.h"
#include "generation/markup/value.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { VALUES_MOST = 1000000, NUMBER_SIZE = 32 };

struct reader {
    struct omr_build *build;
    struct omr_positions positions;
    struct omr_buffer path; /* of the value being read */
};

/* Goes one step down the path; the caller cuts it off again. */
static size_t step_into(struct reader *reader, const char *key, int index) {
    size_t before = reader->path.size;
    if (before)
        omr_buffer_char(&reader->path, '.');
    omr_buffer_text(&reader->path, key);
    if (index >= 0)
        omr_buffer_format(&reader->path, "[%d]", index);
    return before;
}

static void step_out(struct reader *reader, size_t before) {
    reader->path.size = before;
    if (reader->path.bytes)
        reader->path.bytes[before] = 0;
}

/* The place of a value; its path is good until the next step. */
static struct omr_place place_of(struct reader *reader, const struct omr_json *value) {
    struct omr_position at = omr_positions_find(&reader->positions, omr_json_offset(value));
    return (struct omr_place){at.line, at.column, reader->path.bytes ? reader->path.bytes : ""};
}

/* A scalar as text; NULL for anything else. */
static const char *scalar(const struct omr_json *value, char number[NUMBER_SIZE]) {
    double read;
    const char *text = omr_json_string(value);
    if (text)
        return text;
    if (omr_json_kind(value) == OMR_JSON_BOOL)
        return omr_json_is_true(value) ? "true" : "false";
    if (omr_json_kind(value) != OMR_JSON_NUMBER || !omr_json_number(value, &read))
        return NULL;
    snprintf(number, NUMBER_SIZE, "%.15g", read);
    return number;
}

static bool is_set(const struct omr_json *value) {
    return value && omr_json_kind(value) != OMR_JSON_NULL;
}

/* Makes line breaks \n in place; one at the very end is not part of a name. */
static void clean_lines(char *text) {
    char *to = text;
    for (const char *at = text; *at; at++) {
        if (*at == '\r' && at[1] == '\n')
            continue;
        *to++ = *at == '\r' ? '\n' : *at;
    }
    *to = 0;
    if (to > text && to[-1] == '\n')
        to[-1] = 0;
}

static const struct omr_json *main_text(const struct omr_json *object, enum omr_node_kind kind) {
    return omr_json_member(object, kind == OMR_NODE_CHOICE_BOX ? "question_text" : "name");
}

/* Members that are no attributes. */
static bool is_structure(enum omr_node_kind kind, const char *key) {
    bool is_question = kind == OMR_NODE_CHOICE_BOX;
    return strcasecmp(key, "element_type") == 0 || strcasecmp(key, "children") == 0 ||
           (!is_question && strcasecmp(key, "name") == 0) ||
           (is_question &&
            (strcasecmp(key, "question_text") == 0 || strcasecmp(key, "answers_string") == 0));
}

static enum omr_status refused(struct reader *reader, const struct omr_attribute_spec *spec,
                               const struct omr_json *value, const struct omr_place *place) {
    char number[NUMBER_SIZE];
    const char *text = scalar(value, number);
    if (!text)
        text = omr_json_kind(value) == OMR_JSON_ARRAY ? "[...]" : "{...}";
    return omr_build_refused(reader->build, spec, text, strlen(text), place);
}

/* A list of texts; a number among them is taken as it is written. */
static enum omr_status read_texts(struct reader *reader, struct omr_value *value,
                                  const struct omr_json *list) {
    struct omr_arena *arena = &reader->build->markup->arena;
    const char **texts = OMR_ARENA_ARRAY(arena, const char *, (size_t)omr_json_count(list) + 1);
    enum omr_status status = texts ? OMR_OK : omr_fail_memory(reader->build->err);
    int count = 0;
    for (const struct omr_json *at = omr_json_first(list); at && !status; at = omr_json_next(at)) {
        char number[NUMBER_SIZE];
        const char *text = scalar(at, number);
        if (!text)
            text = "";
        status = omr_build_text(reader->build, text, strlen(text), &texts[count++]);
    }
    *value = (struct omr_value){.texts = texts, .count = count};
    return status;
}

/* Sets a list of texts, or each of a list of lists. */
static enum omr_status set_texts(struct reader *reader, struct omr_node *node,
                                 const struct omr_attribute_spec *spec,
                                 const struct omr_json *list) {
    const struct omr_json *first = omr_json_first(list);
    bool is_nested = first && omr_json_kind(first) == OMR_JSON_ARRAY;
    enum omr_status status = OMR_OK;
    for (const struct omr_json *at = is_nested ? first : list; at && first && !status;
         at = is_nested ? omr_json_next(at) : NULL) {
        struct omr_value value;
        if (!(status = read_texts(reader, &value, at)))
            status = omr_build_value(reader->build, node, spec, &value);
    }
    return status;
}

static enum omr_status set_numbers(struct reader *reader, struct omr_node *node,
                                   const struct omr_attribute_spec *spec,
                                   const struct omr_json *list, const struct omr_place *place) {
    double *numbers =
        OMR_ARENA_ARRAY(&reader->build->markup->arena, double, (size_t)omr_json_count(list) + 1);
    struct omr_value value = {.numbers = numbers};
    if (!numbers)
        return omr_fail_memory(reader->build->err);
    for (const struct omr_json *at = omr_json_first(list); at; at = omr_json_next(at)) {
        char number[NUMBER_SIZE];
        const char *text = scalar(at, number);
        if (!text || !omr_value_number(text, strlen(text), &numbers[value.count]) ||
            omr_value_check(&numbers[value.count], spec) != OMR_VALUE_TAKEN)
            return refused(reader, spec, at, place);
        value.count++;
    }
    return value.count ? omr_build_value(reader->build, node, spec, &value) : OMR_OK;
}

static enum omr_status set_styles(struct reader *reader, struct omr_node *node,
                                  const struct omr_attribute_spec *spec,
                                  const struct omr_json *list, const struct omr_place *place) {
    unsigned styles = 0;
    for (const struct omr_json *at = omr_json_first(list); at; at = omr_json_next(at)) {
        const char *word = omr_json_string(at);
        if (!word || !omr_value_add_style(&styles, word, strlen(word)))
            return refused(reader, spec, at, place);
    }
    struct omr_value value = {.number = styles};
    return omr_build_value(reader->build, node, spec, &value);
}

/* {"size": 8, "color": "Red", "disable": false} is "8 Red" in text markup. */
static enum omr_status set_side(struct reader *reader, struct omr_node *node,
                                const struct omr_attribute_spec *spec, const struct omr_json *side,
                                const struct omr_place *place) {
    char size[NUMBER_SIZE], colour[NUMBER_SIZE], text[3 * NUMBER_SIZE];
    const char *width = scalar(omr_json_member(side, "size"), size);
    const char *name = scalar(omr_json_member(side, "color"), colour);
    const char *disable = scalar(omr_json_member(side, "disable"), text);
    struct omr_value value = {0};
    bool is_off = disable && strcasecmp(disable, "true") == 0;
    snprintf(text, sizeof text, "%s %s", width ? width : "3", name ? name : "");
    if (omr_value_side(&value, is_off ? "none" : text, is_off ? 4 : strlen(text)) !=
        OMR_VALUE_TAKEN)
        return omr_build_refused(reader->build, spec, text, strlen(text), place);
    return omr_build_value(reader->build, node, spec, &value);
}

static enum omr_status set_attribute(struct reader *reader, struct omr_node *node,
                                     const struct omr_attribute_spec *spec,
                                     const struct omr_json *value, const struct omr_place *place) {
    char number[NUMBER_SIZE];
    const char *text = scalar(value, number);
    if (text)
        return omr_build_attribute(reader->build, node, spec, text, strlen(text), place);
    bool is_list = omr_json_kind(value) == OMR_JSON_ARRAY;
    if (is_list && spec->type == OMR_VALUE_TEXTS)
        return set_texts(reader, node, spec, value);
    if (is_list && spec->type == OMR_VALUE_NUMBERS)
        return set_numbers(reader, node, spec, value, place);
    if (is_list && spec->type == OMR_VALUE_STYLES)
        return set_styles(reader, node, spec, value, place);
    if (!is_list && spec->type == OMR_VALUE_SIDE)
        return set_side(reader, node, spec, value, place);
    return refused(reader, spec, value, place);
}

/* Programs that write every member give a negative header, which never counts, the score 0. */
static bool is_idle_score(const struct omr_json *object, const struct omr_attribute_spec *spec,
                          const struct omr_json *value) {
    double score = 1;
    const char *type = omr_json_string(omr_json_member(object, "header_type"));
    return spec->attribute == OMR_ATTR_SCORE && omr_json_number(value, &score) && score == 0 &&
           type && strcasecmp(type, "negative") == 0;
}

static enum omr_status read_attributes(struct reader *reader, struct omr_node *node,
                                       const struct omr_json *object) {
    enum omr_status status = OMR_OK;
    for (const struct omr_json *at = omr_json_first(object); at && !status;
         at = omr_json_next(at)) {
        const char *key = omr_json_key(at);
        if (!is_set(at) || is_structure(node->kind, key))
            continue;
        size_t before = step_into(reader, key, -1);
        struct omr_place place = place_of(reader, at);
        const struct omr_attribute_spec *spec =
            omr_schema_find_attribute(node->kind, key, strlen(key));
        if (!spec)
            status = omr_build_unknown_attribute(reader->build, node, key, strlen(key), &place);
        else if (!is_idle_score(object, spec, at))
            status = set_attribute(reader, node, spec, at, &place);
        step_out(reader, before);
    }
    return status;
}

/* The lines of "answers_string", as they would stand in text markup. */
static enum omr_status read_answers(struct reader *reader, struct omr_node *question,
                                    const struct omr_json *object) {
    const struct omr_json *value = omr_json_member(object, "answers_string");
    const char *line = omr_json_string(value);
    enum omr_status status = OMR_OK;
    while (line && *line && !status) {
        struct omr_node *first;
        line += strspn(line, " \t\r\n");
        size_t size = strcspn(line, "\r\n"), before = step_into(reader, "answers_string", -1);
        struct omr_place place = place_of(reader, value);
        if (size)
            status = omr_build_answers(reader->build, question, line, size, &place, &first);
        step_out(reader, before);
        line += size;
    }
    return status;
}

static enum omr_status read_element(struct reader *reader, const struct omr_json *object,
                                    struct omr_node *parent);

static enum omr_status read_children(struct reader *reader, const struct omr_json *object,
                                     struct omr_node *parent) {
    const struct omr_json *children = omr_json_member(object, "children");
    enum omr_status status = OMR_OK;
    int index = 0;
    if (is_set(children) && omr_json_kind(children) != OMR_JSON_ARRAY) {
        struct omr_place place = place_of(reader, children);
        return omr_markup_warn(reader->build->markup, &place, "markup.children",
                               "'children' must be a list: left out");
    }
    for (const struct omr_json *at = omr_json_first(children); at && !status;
         at = omr_json_next(at)) {
        size_t before = step_into(reader, "children", index++);
        status = read_element(reader, at, parent);
        step_out(reader, before);
    }
    return status;
}

/* What kind of element an object is; false, with a warning, where it does not say. */
static bool find_kind(struct reader *reader, const struct omr_json *object,
                      enum omr_node_kind *kind, enum omr_status *status) {
    struct omr_place place = place_of(reader, object);
    const char *name = omr_json_string(omr_json_member(object, "element_type"));
    *status = OMR_OK;
    if (!name) {
        *status = omr_markup_warn(reader->build->markup, &place, "markup.no_type",
                                  "an element without 'element_type' is left out");
        return false;
    }
    name += strspn(name, " \t\r\n");
    size_t size = strcspn(name, " \t\r\n");
    if (omr_schema_find_element(name, size, kind))
        return true;
    *status = omr_build_unknown_element(reader->build, name, size, &place);
    return false;
}

static enum omr_status make_node(struct reader *reader, const struct omr_json *object,
                                 enum omr_node_kind kind, struct omr_node **node) {
    char number[NUMBER_SIZE];
    const char *text = scalar(main_text(object, kind), number);
    struct omr_place place = place_of(reader, object);
    if (!text)
        text = "";
    place.path = omr_arena_copy(&reader->build->markup->arena, place.path, strlen(place.path));
    if (!place.path)
        return omr_fail_memory(reader->build->err);
    enum omr_status status = omr_build_node(reader->build, kind, text, strlen(text), &place, node);
    if (!status)
        clean_lines((char *)(*node)->text);
    return status;
}

static enum omr_status read_element(struct reader *reader, const struct omr_json *object,
                                    struct omr_node *parent) {
    enum omr_node_kind kind;
    enum omr_status status;
    struct omr_node *node;
    bool is_placed;
    if (!find_kind(reader, object, &kind, &status))
        return status;
    kind = omr_schema_in_parent(parent->kind, kind);
    if ((status = make_node(reader, object, kind, &node)) ||
        (status = omr_build_place(reader->build, parent, node, &is_placed)) ||
        (status = read_attributes(reader, node, object)) || !is_placed)
        return status;
    if (kind == OMR_NODE_CHOICE_BOX && (status = read_answers(reader, node, object)))
        return status;
    return read_children(reader, object, node);
}

static enum omr_status warn_without_page(struct omr_build *build) {
    const struct omr_node *at = build->markup->root->first_child;
    while (at && at->kind != OMR_NODE_PAGE)
        at = at->next;
    if (at || !build->markup->root->first_child)
        return OMR_OK;
    return omr_markup_warn(build->markup, &build->markup->root->place, "markup.no_page",
                           "the template has no Page: one was put round its elements");
}

/* The top object is the template; any other element there is taken for its only child. */
static enum omr_status read_root(struct reader *reader, const struct omr_json *object) {
    const char *type = omr_json_string(omr_json_member(object, "element_type"));
    struct omr_node *root = reader->build->markup->root;
    enum omr_node_kind kind;
    if (!type && !omr_json_member(object, "children"))
        return omr_fail(reader->build->err, OMR_ERROR_INPUT, "markup.other_json",
                        "this is no form source but other JSON: it has no element_type");
    bool is_template =
        !type || (omr_schema_find_element(type, strlen(type), &kind) && kind == OMR_NODE_TEMPLATE);
    enum omr_status status =
        is_template ? read_children(reader, object, root) : read_element(reader, object, root);
    return status ? status : warn_without_page(reader->build);
}

enum omr_status omr_read_json(struct omr_build *build, const char *source, size_t size) {
    struct reader reader = {.build = build};
    struct omr_json *json = NULL;
    char *text = omr_arena_copy(&build->markup->arena, source, size);
    if (!text || !omr_positions_make(&reader.positions, &build->markup->arena, source, size))
        return omr_fail_memory(build->err);
    omr_json_soften(text, size);
    enum omr_status status =
        omr_json_parse(&json, text, size, OMR_MARKUP_DEPTH_MOST, VALUES_MOST, build->err);
    if (!status) {
        omr_json_locate(json, text, size);
        status = read_root(&reader, json);
    }
    if (!status && reader.path.has_failed)
        status = omr_fail_memory(build->err);
    omr_json_free(json);
    omr_buffer_clear(&reader.path);
    return status;
}
