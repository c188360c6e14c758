/* SPDX-License-Identifier: MIT */
#include "form/import_fields.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MOST = 6 };
static const double MOST_PX = 100000;

/* A block while its fields are made. */
struct block {
    struct omr_template_fields *fields;
    const struct omr_item *item;
    struct omr_template_field next; /* the field to come */
    struct omr_item gap;            /* the gap after it, where each has its own */
    double gap_x, gap_y;            /* across the direction */
    bool is_horizontal, has_gaps;
};

enum omr_status omr_template_pair(const struct omr_item *item, double least, double most,
                                  double pair[2], struct omr_error *err) {
    enum omr_status status = omr_item_expect(item, OMR_JSON_ARRAY, err);
    if (status)
        return status;
    if (omr_json_count(item->value) != 2)
        return omr_item_fail(item, "must be two numbers", err);
    struct omr_item first = omr_item_first(item), second = first;
    omr_item_next(&second);
    (void)((status = omr_item_number(&first, least, most, &pair[0], err)) ||
           (status = omr_item_number(&second, least, most, &pair[1], err)));
    return status;
}

/* "q1..10" is a name and two numbers; anything else is a label by itself. */
static bool find_range(const char *text, size_t *name, const char **first, const char **last) {
    static const char digits[] = "0123456789";
    *name = strcspn(text, "0123456789.");
    *first = text + *name;
    size_t count = strspn(*first, digits), dots = strspn(*first + count, ".");
    *last = *first + count + dots;
    size_t rest = strspn(*last, digits);
    return *name && count && rest && (dots == 2 || dots == 3) && !(*last)[rest];
}

static enum omr_status take_range(const struct omr_item *item, const char *text, size_t name,
                                  long first, long last, struct omr_arena *arena,
                                  omr_template_take *take, void *context, struct omr_error *err) {
    if (last < first)
        return omr_item_fail(item, "the range runs backwards", err);
    enum omr_status status = OMR_OK;
    for (long i = first; i <= last && !status; i++) {
        char number[24];
        size_t length = (size_t)snprintf(number, sizeof number, "%ld", i);
        char *label = omr_arena_take(arena, name + length + 1, 1);
        if (!label)
            return omr_fail_memory(err);
        memcpy(label, text, name);
        memcpy(label + name, number, length);
        status = take(context, label, item, err);
    }
    return status;
}

enum omr_status omr_template_labels(const struct omr_item *list, struct omr_arena *arena,
                                    omr_template_take *take, void *context, struct omr_error *err) {
    enum omr_status status = omr_item_expect(list, OMR_JSON_ARRAY, err);
    struct omr_item item = omr_item_first(list);
    for (; item.value && !status; omr_item_next(&item)) {
        const char *text, *first, *last;
        size_t name;
        if ((status = omr_item_expect(&item, OMR_JSON_STRING, err)) ||
            (status = omr_item_text(&item, arena, &text, err)))
            return status;
        if (!find_range(text, &name, &first, &last))
            status = take(context, text, &item, err);
        else if (strspn(first, "0123456789") > DIGITS_MOST || strlen(last) > DIGITS_MOST)
            status = omr_item_fail(&item, "the numbers of the range are too large", err);
        else
            status = take_range(&item, text, name, strtol(first, NULL, 10), strtol(last, NULL, 10),
                                arena, take, context, err);
    }
    return status;
}

static enum omr_status fill_values(struct block *block, const char *values, bool is_backwards,
                                   struct omr_error *err) {
    int count = (int)strlen(values);
    struct omr_arena *arena = block->fields->arena;
    const char **list = OMR_ARENA_ARRAY(arena, const char *, (size_t)count);
    if (!list)
        return omr_fail_memory(err);
    for (int i = 0; i < count; i++)
        if (!(list[i] = omr_arena_copy(arena, values + (is_backwards ? count - 1 - i : i), 1)))
            return omr_fail_memory(err);
    block->next.values = list;
    block->next.value_count = count;
    return OMR_OK;
}

/* The types that have a name: digits downwards, letters to the right. */
static enum omr_status read_type(struct block *block, const struct omr_item *type,
                                 struct omr_error *err) {
    static const struct {
        const char *name, *values;
        bool is_horizontal, is_backwards;
    } types[] = {
        {"QTYPE_INT", "0123456789", false, false}, {"QTYPE_INT_FROM_1", "1234567890", false, false},
        {"QTYPE_MCQ4", "ABCD", true, false},       {"QTYPE_MCQ5", "ABCDE", true, false},
        {"QTYPE_MCQ4_RTL", "ABCD", true, true},    {"QTYPE_MCQ5_RTL", "ABCDE", true, true},
    };
    enum omr_status status = omr_item_expect(type, OMR_JSON_STRING, err);
    if (status)
        return status;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(omr_json_string(type->value), types[i].name) == 0) {
            block->is_horizontal = types[i].is_horizontal;
            return fill_values(block, types[i].values, types[i].is_backwards, err);
        }
    return omr_item_fail(type,
                         "no known type; known are QTYPE_INT, QTYPE_INT_FROM_1, QTYPE_MCQ4, "
                         "QTYPE_MCQ5, QTYPE_MCQ4_RTL and QTYPE_MCQ5_RTL",
                         err);
}

static enum omr_status read_values(struct block *block, const struct omr_item *values,
                                   struct omr_error *err) {
    enum omr_status status = omr_item_expect(values, OMR_JSON_ARRAY, err);
    if (status)
        return status;
    int count = omr_json_count(values->value);
    if (count == 0)
        return omr_item_fail(values, "a field needs at least one bubble", err);
    const char **list = OMR_ARENA_ARRAY(block->fields->arena, const char *, (size_t)count);
    if (!list)
        return omr_fail_memory(err);
    struct omr_item value = omr_item_first(values);
    for (int i = 0; value.value && !status; omr_item_next(&value), i++)
        status = omr_item_text(&value, block->fields->arena, &list[i], err);
    block->next.values = list;
    block->next.value_count = count;
    return status;
}

static enum omr_status read_direction(struct block *block, const struct omr_item *direction,
                                      struct omr_error *err) {
    enum omr_status status = omr_item_expect(direction, OMR_JSON_STRING, err);
    if (status)
        return status;
    const char *text = omr_json_string(direction->value);
    block->is_horizontal = strcmp(text, "horizontal") == 0;
    return block->is_horizontal || strcmp(text, "vertical") == 0
               ? OMR_OK
               : omr_item_fail(direction, "must be horizontal or vertical", err);
}

/* What a block has instead of a type, or besides it. */
static enum omr_status read_choices(struct block *block, struct omr_error *err) {
    struct omr_item type = omr_item_member(block->item, "fieldType");
    struct omr_item values = omr_item_member(block->item, "bubbleValues");
    struct omr_item direction = omr_item_member(block->item, "direction");
    enum omr_status status = OMR_OK;
    if (!type.value)
        type = omr_item_member(block->item, "bubbleFieldType");
    if (!type.value && !values.value)
        return omr_item_fail(block->item, "neither fieldType nor bubbleValues", err);
    if (type.value)
        status = read_type(block, &type, err);
    if (!status && values.value)
        status = read_values(block, &values, err);
    if (!status && (direction.value || !type.value))
        status = read_direction(block, &direction, err);
    return status;
}

static enum omr_status read_gaps(struct block *block, struct omr_error *err) {
    struct omr_item bubbles = omr_item_member(block->item, "bubblesGap");
    struct omr_item labels = omr_item_member(block->item, "labelsGap");
    double along = 0, across = 0;
    enum omr_status status = omr_item_number(&bubbles, 0, MOST_PX, &along, err);
    block->has_gaps = labels.value && omr_json_kind(labels.value) == OMR_JSON_ARRAY;
    if (!status && !block->has_gaps)
        status = omr_item_number(&labels, 0, MOST_PX, &across, err);
    block->next.step_x = block->is_horizontal ? along : 0;
    block->next.step_y = block->is_horizontal ? 0 : along;
    block->gap_x = block->is_horizontal ? 0 : across;
    block->gap_y = block->is_horizontal ? across : 0;
    return status;
}

static enum omr_status read_places(struct block *block, const double bubble[2],
                                   struct omr_error *err) {
    struct omr_item size = omr_item_member(block->item, "bubbleDimensions");
    struct omr_item origin = omr_item_member(block->item, "origin");
    double sides[2] = {bubble[0], bubble[1]}, corner[2] = {0, 0};
    enum omr_status status = OMR_OK;
    if (size.value)
        status = omr_template_pair(&size, 1, MOST_PX, sides, err);
    if (!status)
        status = omr_template_pair(&origin, -MOST_PX, MOST_PX, corner, err);
    block->next.width = sides[0];
    block->next.height = sides[1];
    block->next.x = corner[0] + sides[0] / 2;
    block->next.y = corner[1] + sides[1] / 2;
    return status;
}

/* Moves on to the next field. */
static enum omr_status advance(struct block *block, struct omr_error *err) {
    double x = block->gap_x, y = block->gap_y;
    if (block->has_gaps && block->gap.value) {
        double gap = 0;
        enum omr_status status = omr_item_number(&block->gap, 0, MOST_PX, &gap, err);
        if (status)
            return status;
        x = block->is_horizontal ? 0 : gap;
        y = block->is_horizontal ? gap : 0;
        omr_item_next(&block->gap);
    }
    block->next.x += x;
    block->next.y += y;
    return OMR_OK;
}

static enum omr_status take_field(void *context, const char *label, const struct omr_item *item,
                                  struct omr_error *err) {
    struct block *block = context;
    struct omr_template_fields *fields = block->fields;
    if (fields->count == OMR_TEMPLATE_FIELDS_MOST)
        return omr_item_fail_limit(item, OMR_TEMPLATE_FIELDS_MOST, "fields", err);
    fields->bubble_count += block->next.value_count;
    if (fields->bubble_count > OMR_TEMPLATE_BUBBLES_MOST)
        return omr_item_fail_limit(item, OMR_TEMPLATE_BUBBLES_MOST, "bubbles in a form", err);
    block->next.label = label;
    omr_buffer_append(&fields->items, &block->next, sizeof block->next);
    fields->count++;
    return fields->items.has_failed ? omr_fail_memory(err) : advance(block, err);
}

static enum omr_status note_empty_value(struct omr_template_fields *fields,
                                        const struct omr_item *owner, struct omr_error *err) {
    struct omr_item item = omr_item_member(owner, "emptyValue");
    const char *text = "";
    enum omr_status status = omr_item_text(&item, fields->arena, &text, err);
    if (!status && *text && !fields->empty_value)
        fields->empty_value = text;
    return status;
}

static enum omr_status read_block(struct omr_template_fields *fields, const struct omr_item *item,
                                  const double bubble[2], struct omr_error *err) {
    struct block block = {.fields = fields, .item = item};
    struct omr_item labels = omr_item_member(item, "fieldLabels");
    struct omr_item gaps = omr_item_member(item, "labelsGap");
    enum omr_status status;
    if ((status = omr_item_expect(item, OMR_JSON_OBJECT, err)) ||
        (status = note_empty_value(fields, item, err)) || (status = read_choices(&block, err)) ||
        (status = read_gaps(&block, err)) || (status = read_places(&block, bubble, err)))
        return status;
    block.gap = omr_item_first(&gaps);
    return omr_template_labels(&labels, fields->arena, take_field, &block, err);
}

static int compare_labels(const void *a, const void *b) {
    const struct omr_template_field *const *one = a, *const *other = b;
    return strcmp((*one)->label, (*other)->label);
}

/* Sorts the fields by label; two of one label would be one answer. */
static enum omr_status sort_labels(struct omr_template_fields *fields,
                                   const struct omr_item *blocks, struct omr_error *err) {
    size_t count = (size_t)fields->count;
    fields->by_label = OMR_ARENA_ARRAY(fields->arena, struct omr_template_field *, count + 1);
    if (!fields->by_label)
        return omr_fail_memory(err);
    for (int i = 0; i < fields->count; i++)
        fields->by_label[i] = omr_template_field_at(fields, i);
    qsort(fields->by_label, count, sizeof *fields->by_label, compare_labels);
    for (size_t i = 1; i < count; i++)
        if (compare_labels(&fields->by_label[i - 1], &fields->by_label[i]) == 0) {
            struct omr_item label = {NULL, blocks, fields->by_label[i]->label, 0};
            return omr_item_fail(&label, "two fields are called so", err);
        }
    return OMR_OK;
}

struct omr_template_field *omr_template_field_find(const struct omr_template_fields *fields,
                                                   const char *label) {
    struct omr_template_field key = {.label = label}, *wanted = &key;
    struct omr_template_field **found =
        bsearch(&wanted, fields->by_label, (size_t)fields->count, sizeof wanted, compare_labels);
    return found ? *found : NULL;
}

enum omr_status omr_template_fields_read(struct omr_template_fields *fields,
                                         const struct omr_item *root, struct omr_error *err) {
    struct omr_item size = omr_item_member(root, "bubbleDimensions");
    struct omr_item blocks = omr_item_member(root, "fieldBlocks");
    double bubble[2] = {0, 0};
    enum omr_status status;
    if ((status = omr_template_pair(&size, 1, MOST_PX, bubble, err)) ||
        (status = note_empty_value(fields, root, err)) ||
        (status = omr_item_expect(&blocks, OMR_JSON_OBJECT, err)))
        return status;
    struct omr_item block = omr_item_first_member(&blocks);
    for (; block.value && !status; omr_item_next(&block))
        status = read_block(fields, &block, bubble, err);
    if (!status && !fields->count)
        status = omr_item_fail(&blocks, "no fields", err);
    return status ? status : sort_labels(fields, &blocks, err);
}

void omr_template_fields_clear(struct omr_template_fields *fields) {
    omr_buffer_clear(&fields->items);
}
