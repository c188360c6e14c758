/* SPDX-License-Identifier: MIT
 *
 * Tables of questions that have the same answers: a row for each question, a column for each
 * answer, an ellipse in each cell.
 *
 * Answer columns are as wide as their heads need; the questions take the rest (or all columns are
 * alike). Rows are 20 px higher than their text. */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>

enum { ANSWERS_MOST = 100 };
static const double ellipse_px = 15, row_room_px = 20, cell_room_px = 30;
static const double bold_px = 5, thin_px = 2;
static const uint32_t grey = 0xa0a0a0, stripe = 0xe6e6e6;

struct table {
    const struct omr_node *node, *head, *values[ANSWERS_MOST];
    int answers, type;
    double left[ANSWERS_MOST + 2]; /* of the columns, the questions' first; the last is the end */
    struct omr_bubble_look look;
};

static void read_table(struct omr_plan *plan, const struct omr_node *node, struct table *table) {
    double side = omr_bubble_side(node, plan->settings->bubble_size);
    int given = 0;
    *table = (struct table){.node = node, .head = omr_first_child(node, OMR_NODE_TABLE_HEADER)};
    const struct omr_node *value =
        table->head ? omr_first_child(table->head, OMR_NODE_ANSWER_VALUE) : NULL;
    for (; value && given < ANSWERS_MOST; value = omr_next_of(value->next, OMR_NODE_ANSWER_VALUE))
        table->values[given++] = value;
    table->answers =
        omr_count_of(plan, node, OMR_ATTR_ANSWERS_COUNT, given, ANSWERS_MOST, "answers_count");
    if (given != table->answers)
        omr_plan_warn(plan, node, "layout.answer_values",
                      "`answers_count` is %d, but there are %d answer values", table->answers,
                      given);
    table->type = (int)omr_node_number(node, OMR_ATTR_TABLE_TYPE, OMR_TABLE_NORMAL);
    table->look = (struct omr_bubble_look){side + ellipse_px,
                                           side - ellipse_px,
                                           0,
                                           omr_bubble_shape_of(node, OMR_BUBBLE_ROUND),
                                           0,
                                           0,
                                           NULL};
}

static struct omr_text_style head_style(const struct omr_plan *plan, const struct table *table,
                                        const struct omr_node *cell);

static void find_columns(struct omr_plan *plan, struct table *table, const struct omr_area *area) {
    double widths[ANSWERS_MOST], all = 0, most = area->width * 0.7;
    for (int i = 0; i < table->answers; i++) {
        const struct omr_node *value = table->values[i];
        struct omr_text_style style = head_style(plan, table, value);
        double text = value ? omr_type_room(plan, value->text, &style) : 0;
        widths[i] = fmax(text, table->look.outline_width + cell_room_px);
        all += widths[i];
    }
    bool is_equal = table->type == OMR_TABLE_EQUAL_CELLS;
    double shrink = all > most ? most / all : 1;
    double left = area->left;
    table->left[0] = left;
    left += is_equal ? area->width / (table->answers + 1) : area->width - all * shrink;
    for (int i = 0; i < table->answers; i++) {
        table->left[i + 1] = left;
        left += is_equal ? area->width / (table->answers + 1) : widths[i] * shrink;
    }
    table->left[table->answers + 1] = area->left + area->width;
}

/* What a head cell has itself, else what the header has. */
static struct omr_text_style head_style(const struct omr_plan *plan, const struct table *table,
                                        const struct omr_node *cell) {
    struct omr_layout_settings settings = *plan->settings;
    struct omr_plan with = {.settings = &settings};
    if (table->head)
        settings.font = omr_type_style(plan, table->head);
    return cell ? omr_type_style(&with, cell) : settings.font;
}

static double place_title(struct omr_plan *plan, const struct table *table,
                          const struct omr_area *area) {
    const struct omr_node *title = omr_first_child(table->node, OMR_NODE_TABLE_TITLE);
    struct omr_border_look border;
    if (!title)
        return 0;
    const struct omr_value *fill = omr_node_find(title, OMR_ATTR_BACKGROUND_COLOR);
    struct omr_text_style style = omr_type_style(plan, title);
    struct omr_type_place place = {area->left, 0, area->width, OMR_ALIGN_CENTER};
    double height = omr_type_height(plan, title, title->text, &style, area->width) + row_room_px;
    struct omr_placed_item item = {.kind = OMR_ITEM_BOX,
                                   .box = {area->left, area->top, area->width, height},
                                   .has_fill = fill != NULL,
                                   .fill = fill ? fill->colour : 0};
    if (omr_border_of(title, OMR_ATTR_BORDER, &border) || fill) {
        item.stroke = border.stroke;
        item.radius = border.radius;
        item.has_sides = border.has_sides;
        for (int i = 0; i < 4; i++)
            item.side[i] = border.side[i];
        omr_plan_add(plan, &item);
    }
    omr_type_place_middle(plan, title, title->text, &style, &place, area->top + height / 2);
    return height;
}

/* A cell of the head: column 0 is that of the questions. */
static double place_head_cell(struct omr_plan *plan, const struct table *table, int column,
                              double top, double height) {
    const struct omr_node *cell = column        ? table->values[column - 1]
                                  : table->head ? omr_first_child(table->head, OMR_NODE_CONTENT)
                                                : NULL;
    struct omr_text_style style = head_style(plan, table, cell);
    double left = table->left[column], width = table->left[column + 1] - left;
    struct omr_type_place place = {left, 0, width, OMR_ALIGN_CENTER};
    if (!cell || !*cell->text)
        return 0;
    if (height <= 0)
        return omr_type_height(plan, cell, cell->text, &style, width) + row_room_px;
    omr_type_place_middle(plan, cell, cell->text, &style, &place, top + height / 2);
    return height;
}

static double place_head(struct omr_plan *plan, const struct table *table, double top) {
    double height = 0;
    for (int i = 0; i <= table->answers; i++)
        height = fmax(height, place_head_cell(plan, table, i, top, 0));
    for (int i = 0; i <= table->answers && height > 0; i++)
        place_head_cell(plan, table, i, top, height);
    return height;
}

static double place_question(struct omr_plan *plan, const struct table *table,
                             const struct omr_node *question, int row, double top) {
    struct omr_text_style style = omr_type_style(plan, question);
    double width = table->left[1] - table->left[0];
    double height = fmax(omr_type_height(plan, question, question->text, &style, width),
                         table->look.outline_height) +
                    row_room_px;
    double right = table->left[table->answers + 1];
    struct omr_type_place place = {table->left[0], 0, width, OMR_ALIGN_LEFT};
    struct omr_placed_item fill = {.kind = OMR_ITEM_BOX,
                                   .box = {table->left[0], top, width, height},
                                   .has_fill = true,
                                   .fill = stripe};
    struct omr_element element = {.kind = OMR_ELEMENT_CHOICE_BOX,
                                  .name = question->text,
                                  .box = {table->left[0], top, right - table->left[0], height},
                                  .threshold = -1,
                                  .is_single_mark = omr_is_single_mark(plan, table->node)};
    if (table->type == OMR_TABLE_STRIPED && row % 2 == 0)
        omr_plan_add(plan, &fill);
    if (row > 0)
        omr_plan_line(plan, table->left[0], top, right, top, (struct omr_stroke){thin_px, grey});
    omr_type_place_middle(plan, question, question->text, &style, &place, top + height / 2);
    omr_plan_element(plan, &element);
    omr_plan_position(plan, "");
    for (int i = 0; i < table->answers && !plan->status; i++)
        omr_plan_bubble(plan, question, (table->left[i + 1] + table->left[i + 2]) / 2,
                        top + height / 2, table->values[i] ? table->values[i]->text : "",
                        &table->look);
    return height;
}

double omr_place_table(struct omr_plan *plan, const struct omr_node *node, struct omr_area area) {
    struct table table;
    struct omr_stroke bold = {bold_px, 0};
    int row = 0;
    read_table(plan, node, &table);
    find_columns(plan, &table, &area);
    double y = area.top + place_title(plan, &table, &area), top = y;
    double head = place_head(plan, &table, y);
    y += head;
    for (const struct omr_node *at = omr_first_child(node, OMR_NODE_QUESTION); at && !plan->status;
         at = omr_next_of(at->next, OMR_NODE_QUESTION))
        y += place_question(plan, &table, at, row++, y);
    omr_plan_box(plan, (struct omr_box){area.left, top, area.width, y - top}, bold, 0);
    if (head > 0)
        omr_plan_line(plan, area.left, top + head, area.left + area.width, top + head, bold);
    for (int i = 1; i <= table.answers; i++)
        omr_plan_line(plan, table.left[i], top, table.left[i], y, bold);
    return y - area.top;
}
