/* SPDX-License-Identifier: MIT */
#include "generation/markup/build.h"

#include "base/buffer.h"
#include "base/error.h"
#include "generation/markup/value.h"

#include <string.h>
#include <strings.h>

/* What ${name} at `at` stands for; NULL where it is no field. `*length` is what it takes in the
 * source. */
static const char *find_field(const struct omr_record *record, const char *at, const char *end,
                              size_t *length, bool *is_unknown) {
    const char *close =
        end - at > 3 && at[0] == '$' && at[1] == '{' ? memchr(at, '}', (size_t)(end - at)) : NULL;
    if (!close)
        return NULL;
    size_t size = (size_t)(close - at - 2);
    *length = size + 3;
    for (int i = 0; i < record->count; i++)
        if (strlen(record->names[i]) == size && strncasecmp(record->names[i], at + 2, size) == 0)
            return record->values[i];
    *is_unknown = true;
    return NULL;
}

static enum omr_status fill_in(struct omr_build *build, const char *text, size_t size,
                               const char **copy) {
    struct omr_buffer filled = {0};
    enum omr_status status = OMR_OK;
    for (const char *at = text, *end = text + size; at < end && !status;) {
        size_t length = 1;
        bool is_unknown = false;
        const char *value = find_field(build->record, at, end, &length, &is_unknown);
        if (is_unknown)
            status = omr_fail(build->err, OMR_ERROR_INPUT, "markup.field",
                              "the record has no field '%.*s', which the source names as %.*s",
                              (int)(length - 3), at + 2, (int)length, at);
        if (value)
            omr_buffer_text(&filled, value);
        else
            omr_buffer_append(&filled, at, length);
        at += length;
    }
    if (!status && (filled.has_failed ||
                    !(*copy = omr_arena_copy(&build->markup->arena,
                                             filled.bytes ? filled.bytes : "", filled.size))))
        status = omr_fail_memory(build->err);
    omr_buffer_clear(&filled);
    return status;
}

enum omr_status omr_build_text(struct omr_build *build, const char *text, size_t size,
                               const char **copy) {
    if (build->record && memchr(text, '$', size))
        return fill_in(build, text, size, copy);
    *copy = omr_arena_copy(&build->markup->arena, text, size);
    return *copy ? OMR_OK : omr_fail_memory(build->err);
}

enum omr_status omr_build_node(struct omr_build *build, enum omr_node_kind kind, const char *text,
                               size_t size, const struct omr_place *place, struct omr_node **node) {
    if (++build->node_count > OMR_MARKUP_NODES_MOST)
        return omr_fail(build->err, OMR_ERROR_LIMIT, "markup.limit",
                        "the source has more than %d elements", (int)OMR_MARKUP_NODES_MOST);
    struct omr_node *made = OMR_ARENA_NEW(&build->markup->arena, struct omr_node);
    if (!made)
        return omr_fail_memory(build->err);
    made->kind = kind;
    made->place = *place;
    *node = made;
    return omr_build_text(build, text, size, &made->text);
}

enum omr_status omr_build_append(struct omr_build *build, struct omr_node *node, const char *text,
                                 size_t size) {
    const char *more;
    enum omr_status status = omr_build_text(build, text, size, &more);
    if (status)
        return status;
    size_t before = strlen(node->text), after = strlen(more);
    char *joined = omr_arena_take(&build->markup->arena, before + after + 2, 1);
    if (!joined)
        return omr_fail_memory(build->err);
    memcpy(joined, node->text, before);
    joined[before] = '\n';
    memcpy(joined + before + 1, more, after);
    node->text = joined;
    return OMR_OK;
}

void omr_build_adopt(struct omr_node *parent, struct omr_node *node) {
    node->parent = parent;
    node->next = NULL;
    if (parent->last_child)
        parent->last_child->next = node;
    else
        parent->first_child = node;
    parent->last_child = node;
}

/* A block that no author wrote stands where its first child does. */
static bool is_put_round(const struct omr_node *block) {
    return block && block->kind == OMR_NODE_BLOCK && block->first_child &&
           block->place.line == block->first_child->place.line &&
           block->place.column == block->first_child->place.column;
}

static enum omr_status put_block_round(struct omr_build *build, struct omr_node *container,
                                       struct omr_node *node) {
    if (is_put_round(container->last_child)) {
        omr_build_adopt(container->last_child, node);
        return OMR_OK;
    }
    struct omr_node *block = NULL;
    enum omr_status status = omr_build_node(build, OMR_NODE_BLOCK, "", 0, &node->place, &block);
    if (status)
        return status;
    omr_build_adopt(container, block);
    omr_build_adopt(block, node);
    return omr_markup_warn(build->markup, &node->place, "markup.no_block",
                           "'%s' stands in a container but in no block: one was put round it",
                           omr_schema_element_name(node->kind));
}

enum omr_status omr_build_place(struct omr_build *build, struct omr_node *parent,
                                struct omr_node *node, bool *is_placed) {
    *is_placed = true;
    if (omr_schema_may_hold(parent->kind, node->kind)) {
        omr_build_adopt(parent, node);
        return OMR_OK;
    }
    bool is_empty_line = node->kind == OMR_NODE_EMPTY_LINE;
    if (parent->kind == OMR_NODE_CONTAINER && !is_empty_line &&
        omr_schema_may_hold(OMR_NODE_BLOCK, node->kind))
        return put_block_round(build, parent, node);
    *is_placed = false;
    return omr_markup_warn(
        build->markup, &node->place, "markup.misplaced", "'%s' cannot stand in '%s': left out",
        omr_schema_element_name(node->kind), omr_schema_element_name(parent->kind));
}

static struct omr_attribute_value *find(struct omr_node *node, enum omr_attribute attribute) {
    for (int i = 0; i < node->attribute_count; i++)
        if (node->attributes[i].attribute == attribute)
            return (struct omr_attribute_value *)&node->attributes[i];
    return NULL;
}

/* A place for one more attribute; room grows when the count is a power of two. */
static struct omr_attribute_value *add(struct omr_build *build, struct omr_node *node) {
    enum { FIRST = 4 };
    int count = node->attribute_count;
    struct omr_attribute_value *room = (struct omr_attribute_value *)node->attributes;
    if (count == 0 || (count >= FIRST && (count & (count - 1)) == 0)) {
        room = OMR_ARENA_ARRAY(&build->markup->arena, struct omr_attribute_value,
                               (size_t)(count ? 2 * count : FIRST));
        if (!room)
            return NULL;
        if (count)
            memcpy(room, node->attributes, (size_t)count * sizeof *room);
        node->attributes = room;
    }
    node->attribute_count++;
    return &room[count];
}

/* Puts a value behind those that an attribute has already. */
static enum omr_status chain(struct omr_build *build, struct omr_value *first,
                             const struct omr_value *value) {
    struct omr_value *copy = OMR_ARENA_NEW(&build->markup->arena, struct omr_value);
    if (!copy)
        return omr_fail_memory(build->err);
    *copy = *value;
    while (first->next)
        first = (struct omr_value *)first->next;
    first->next = copy;
    return OMR_OK;
}

enum omr_status omr_build_value(struct omr_build *build, struct omr_node *node,
                                const struct omr_attribute_spec *spec,
                                const struct omr_value *value) {
    if (spec->attribute == OMR_ATTR_IGNORED)
        return OMR_OK;
    struct omr_attribute_value *at = find(node, spec->attribute);
    if (at && spec->traits & OMR_TRAIT_ADDS_UP)
        return chain(build, &at->value, value);
    if (!at && !(at = add(build, node)))
        return omr_fail_memory(build->err);
    *at = (struct omr_attribute_value){spec->attribute, *value};
    return OMR_OK;
}

/* As much of a text as fits into a message, cut between characters. */
static int told_size(const char *text, size_t size) {
    enum { TOLD = 60 };
    size_t told = size < TOLD ? size : TOLD;
    while (told < size && told && ((unsigned char)text[told] & 0xc0) == 0x80)
        told--;
    return (int)told;
}

enum omr_status omr_build_refused(struct omr_build *build, const struct omr_attribute_spec *spec,
                                  const char *written, size_t size, const struct omr_place *place) {
    struct omr_buffer expected = {0};
    omr_value_expected(&expected, spec);
    enum omr_status status =
        expected.has_failed
            ? omr_fail_memory(build->err)
            : omr_markup_warn(build->markup, place, "markup.value",
                              "'%s' cannot be '%.*s' and is left out; it may be %s", spec->names[0],
                              told_size(written, size), written, expected.bytes);
    omr_buffer_clear(&expected);
    return status;
}

enum omr_status omr_build_unknown_element(struct omr_build *build, const char *name, size_t size,
                                          const struct omr_place *place) {
    const char *similar = omr_schema_similar_element(name, size);
    return omr_markup_warn(build->markup, place, "markup.unknown_element",
                           "there is no element '%.*s'%s%s%s: left out", told_size(name, size),
                           name, similar ? "; did you mean '" : "", similar ? similar : "",
                           similar ? "'?" : "");
}

enum omr_status omr_build_unknown_attribute(struct omr_build *build, const struct omr_node *node,
                                            const char *name, size_t size,
                                            const struct omr_place *place) {
    const char *similar = omr_schema_similar_attribute(node->kind, name, size);
    return omr_markup_warn(
        build->markup, place, "markup.unknown_attribute", "'%s' has no attribute '%.*s'%s%s%s",
        omr_schema_element_name(node->kind), told_size(name, size), name,
        similar ? "; did you mean '" : "", similar ? similar : "", similar ? "'?" : "");
}

enum omr_status omr_build_attribute(struct omr_build *build, struct omr_node *node,
                                    const struct omr_attribute_spec *spec, const char *written,
                                    size_t size, const struct omr_place *place) {
    const char *text = written;
    struct omr_value value;
    enum omr_status status = OMR_OK;
    if (build->record && memchr(written, '$', size)) {
        if ((status = omr_build_text(build, written, size, &text)))
            return status;
        size = strlen(text);
    }
    switch (omr_value_read(&value, &build->markup->arena, spec, text, size)) {
    case OMR_VALUE_TAKEN:
        return omr_build_value(build, node, spec, &value);
    case OMR_VALUE_UNSET:
        return OMR_OK;
    case OMR_VALUE_REFUSED:
        return omr_build_refused(build, spec, text, size, place);
    case OMR_VALUE_NO_MEMORY:
        break;
    }
    return omr_fail_memory(build->err);
}

/* A text attribute of an option, whatever else is in force. */
static enum omr_status set_text(struct omr_build *build, struct omr_node *node,
                                enum omr_attribute attribute, const char *text, size_t size) {
    struct omr_value value = {0};
    struct omr_attribute_spec spec = {.attribute = attribute, .type = OMR_VALUE_TEXT};
    enum omr_status status = omr_build_text(build, text, size, &value.text);
    return status ? status : omr_build_value(build, node, &spec, &value);
}

static enum omr_status set_number(struct omr_build *build, struct omr_node *node,
                                  enum omr_attribute attribute, double number) {
    struct omr_value value = {.number = number};
    struct omr_attribute_spec spec = {.attribute = attribute, .type = OMR_VALUE_NUMBER};
    return omr_build_value(build, node, &spec, &value);
}

/* Tabs between answers are blanks. */
static enum omr_status add_answer(struct omr_build *build, struct omr_node *question,
                                  const struct omr_answer *answer, int row,
                                  const struct omr_place *place, struct omr_node **option) {
    enum omr_status status =
        omr_build_node(build, OMR_NODE_OPTION, answer->text, answer->text_size, place, option);
    if (status)
        return status;
    for (char *c = (char *)(*option)->text; (c = strchr(c, '\t')) != NULL;)
        *c = ' ';
    omr_build_adopt(question, *option);
    if (answer->value_size && (status = set_text(build, *option, OMR_ATTR_BUBBLE_VALUE,
                                                 answer->value, answer->value_size)))
        return status;
    return set_number(build, *option, OMR_ATTR_ROW_INDEX, row);
}

enum omr_status omr_build_answers(struct omr_build *build, struct omr_node *question,
                                  const char *line, size_t size, const struct omr_place *place,
                                  struct omr_node **first) {
    const char *at = line, *end = line + size;
    bool takes_numbers = omr_answers_are_scale(line, end);
    double row = 1;
    if (question->last_child)
        row = omr_node_number(question->last_child, OMR_ATTR_ROW_INDEX, 0) + 1;
    *first = NULL;
    struct omr_answer answer;
    while (omr_answer_next(&at, end, takes_numbers, &answer)) {
        struct omr_node *option = NULL;
        enum omr_status status = add_answer(build, question, &answer, (int)row, place, &option);
        if (status)
            return status;
        if (!*first)
            *first = option;
    }
    if (*first)
        return OMR_OK;
    return omr_markup_warn(build->markup, place, "markup.no_answer",
                           "no answer in this line: an answer is () or (A), then its text");
}

/* Rows of options that do not say theirs: that of the next which does, else a new one. */
static enum omr_status give_rows(struct omr_build *build, struct omr_node *question) {
    double last = 0;
    for (struct omr_node *at = question->first_child; at; at = at->next) {
        double row = omr_node_number(at, OMR_ATTR_ROW_INDEX, 0);
        const struct omr_node *next = at;
        while (next && row == 0) {
            row = omr_node_number(next, OMR_ATTR_ROW_INDEX, 0);
            next = next->next;
        }
        if (row == 0)
            row = last + 1;
        enum omr_status status = set_number(build, at, OMR_ATTR_ROW_INDEX, row);
        if (status)
            return status;
        last = row > last ? row : last;
    }
    return OMR_OK;
}

static enum omr_status give_letters(struct omr_build *build, struct omr_node *question) {
    int index = 0;
    for (struct omr_node *at = question->first_child; at; at = at->next, index++) {
        const char *written = omr_node_text(at, OMR_ATTR_BUBBLE_VALUE, "");
        char letter[8] = "";
        if (!*written)
            omr_answer_letter(index, letter);
        else if (strcasecmp(written, "yes") == 0 || strcasecmp(written, "no") == 0)
            letter[0] = (char)(*written & ~0x20);
        enum omr_status status =
            *letter ? set_text(build, at, OMR_ATTR_BUBBLE_VALUE, letter, strlen(letter)) : OMR_OK;
        if (status)
            return status;
    }
    return OMR_OK;
}

static enum omr_status finish_questions(struct omr_build *build, struct omr_node *node) {
    enum omr_status status = OMR_OK;
    if (node->kind == OMR_NODE_CHOICE_BOX && !(status = give_rows(build, node)))
        status = give_letters(build, node);
    for (struct omr_node *at = node->first_child; at && !status; at = at->next)
        status = finish_questions(build, at);
    return status;
}

static bool has_pages(const struct omr_node *root) {
    for (const struct omr_node *at = root->first_child; at; at = at->next)
        if (at->kind == OMR_NODE_PAGE)
            return true;
    return false;
}

/* With pages in the source, what stands beside them is not printed; empty lines are no loss. */
static enum omr_status drop_outside(struct omr_build *build, struct omr_node *root) {
    struct omr_node *at = root->first_child, *next;
    root->first_child = root->last_child = NULL;
    for (; at; at = next) {
        enum omr_status status = OMR_OK;
        next = at->next;
        if (at->kind == OMR_NODE_PAGE)
            omr_build_adopt(root, at);
        else if (at->kind != OMR_NODE_EMPTY_LINE)
            status = omr_markup_warn(build->markup, &at->place, "markup.outside_page",
                                     "'%s' stands outside the pages: left out",
                                     omr_schema_element_name(at->kind));
        if (status)
            return status;
    }
    return OMR_OK;
}

static enum omr_status put_page_round(struct omr_build *build, struct omr_node *root) {
    struct omr_node *page = NULL, *next;
    enum omr_status status = omr_build_node(build, OMR_NODE_PAGE, "", 0, &root->place, &page);
    if (status)
        return status;
    for (struct omr_node *at = root->first_child; at; at = next) {
        next = at->next;
        omr_build_adopt(page, at);
    }
    root->first_child = root->last_child = NULL;
    omr_build_adopt(root, page);
    return OMR_OK;
}

enum omr_status omr_build_finish(struct omr_build *build) {
    struct omr_node *root = build->markup->root;
    enum omr_status status =
        has_pages(root) ? drop_outside(build, root) : put_page_round(build, root);
    return status ? status : finish_questions(build, root);
}
