/* SPDX-License-Identifier: MIT
 *
 * Score groups: tables of criteria (rows) and marks (columns) whose bubbles are worth points.
 *
 * The pattern has the group with a position for each question, and after it a choice box for each
 * question, whose bubbles are the positive ones once more and whose values are the criteria. */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MOST = 100 };
static const double bubble_px = 60, row_room_px = 18, below_px = 50, stroke_px = 3;

struct column {
    const struct omr_node *header; /* NULL: the criteria, or the scores */
    bool is_criteria, is_scores, is_positive;
    double score;
    double left, width;
};

struct question {
    const struct omr_node *node;
    struct omr_text_style style; /* of the question's own text */
    struct column columns[COLUMNS_MOST];
    int column_count, display;
    const struct omr_node **contents; /* of cells: by row, then column */
    int content_count;
};

static bool is_marked_column(const struct column *column) {
    int type = column->header
                   ? (int)omr_node_number(column->header, OMR_ATTR_HEADER_TYPE, OMR_SCORE_POSITIVE)
                   : OMR_SCORE_QUESTION;
    return type == OMR_SCORE_POSITIVE || type == OMR_SCORE_NEGATIVE;
}

/* The criteria stand first unless a header of the type `question` says where; an extra column of
 * scores stands where a header of the type `amount` does, or last. */
static void list_columns(struct omr_plan *plan, struct question *question) {
    bool has_question = false, has_scores = false;
    struct column *columns = question->columns;
    int count = 0;
    const struct omr_node *first = omr_first_child(question->node, OMR_NODE_SCORE_HEADER);
    for (const struct omr_node *at = first; at; at = omr_next_of(at->next, OMR_NODE_SCORE_HEADER)) {
        int type = (int)omr_node_number(at, OMR_ATTR_HEADER_TYPE, OMR_SCORE_POSITIVE);
        has_question |= type == OMR_SCORE_QUESTION;
        has_scores |= type == OMR_SCORE_AMOUNT;
    }
    if (!has_question)
        columns[count++] = (struct column){.is_criteria = true};
    for (const struct omr_node *at = first; at && count < COLUMNS_MOST - 1;
         at = omr_next_of(at->next, OMR_NODE_SCORE_HEADER)) {
        int type = (int)omr_node_number(at, OMR_ATTR_HEADER_TYPE, OMR_SCORE_POSITIVE);
        columns[count++] = (struct column){.header = at,
                                           .is_criteria = type == OMR_SCORE_QUESTION,
                                           .is_scores = type == OMR_SCORE_AMOUNT,
                                           .is_positive = type == OMR_SCORE_POSITIVE,
                                           .score = omr_node_number(at, OMR_ATTR_SCORE, 1)};
    }
    if (question->display == OMR_SCORE_EXTRA_COLUMN && !has_scores)
        columns[count++] = (struct column){.is_scores = true};
    if (question->display != OMR_SCORE_EXTRA_COLUMN && has_scores)
        omr_plan_warn(plan, question->node, "layout.amount",
                      "a header of the type `amount` needs `score_display=DisplayAsExtraColumn`");
    question->column_count = count;
}

static int compare_contents(const void *a, const void *b) {
    const struct omr_node *first = *(const struct omr_node *const *)a;
    const struct omr_node *second = *(const struct omr_node *const *)b;
    static const enum omr_attribute keys[] = {OMR_ATTR_ROW, OMR_ATTR_COLUMN};
    for (int i = 0; i < 2; i++) {
        double x = omr_node_number(first, keys[i], 0), y = omr_node_number(second, keys[i], 0);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

/* Words that the author put into cells, sorted by their places. */
static void list_contents(struct omr_plan *plan, struct question *question) {
    int count = omr_count_children(question->node, OMR_NODE_TABLE_CONTENT), i = 0;
    question->contents =
        OMR_ARENA_ARRAY(&plan->placement->arena, const struct omr_node *, (size_t)count + 1);
    if (!question->contents) {
        omr_plan_fail_memory(plan);
        return;
    }
    for (const struct omr_node *at = omr_first_child(question->node, OMR_NODE_TABLE_CONTENT); at;
         at = omr_next_of(at->next, OMR_NODE_TABLE_CONTENT))
        question->contents[i++] = at;
    question->content_count = count;
    qsort(question->contents, (size_t)count, sizeof *question->contents, compare_contents);
}

static bool read_question(struct omr_plan *plan, const struct omr_node *node,
                          const struct omr_area *area, struct question *question) {
    const struct omr_value *shares = omr_node_find(node, OMR_ATTR_ROW_PROPORTIONS);
    double left = area->left;
    *question = (struct question){
        .node = node,
        .style = omr_type_style(plan, node),
        .display = (int)omr_node_number(node, OMR_ATTR_SCORE_DISPLAY, OMR_SCORE_HIDDEN)};
    list_columns(plan, question);
    list_contents(plan, question);
    if (shares && shares->count != question->column_count)
        omr_plan_warn(plan, node, "layout.row_proportions",
                      "`row_proportions` has %d parts for %d columns", shares->count,
                      question->column_count);
    const double *widths =
        omr_shares(plan, node, OMR_ATTR_ROW_PROPORTIONS, area->width, question->column_count);
    for (int i = 0; widths && i < question->column_count; i++) {
        question->columns[i].left = left;
        question->columns[i].width = widths[i];
        left += widths[i];
    }
    return widths != NULL;
}

/* The words of a cell: columns and rows are counted from 1, the header is row 1. */
static const struct omr_node *find_content(const struct question *question, int column, int row) {
    int low = 0, high = question->content_count;
    while (low < high) {
        int middle = (low + high) / 2;
        const struct omr_node *at = question->contents[middle];
        double rows = omr_node_number(at, OMR_ATTR_ROW, 0) - (row + 1);
        double columns = omr_node_number(at, OMR_ATTR_COLUMN, 0) - (column + 1);
        if (rows == 0 && columns == 0)
            return at;
        if (rows < 0 || (rows == 0 && columns < 0))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct cell_text {
    const struct omr_node *node; /* for its style and place; NULL: empty */
    const char *text;
    enum omr_align align;
    struct omr_text_style style;
};

static struct cell_text text_of(struct omr_plan *plan, const struct question *question, int column,
                                int row, const struct omr_node *answer) {
    const struct column *at = &question->columns[column];
    struct cell_text cell = {.node = find_content(question, column, row)};
    if (!cell.node)
        cell.node = !answer ? at->header : at->is_criteria || at->is_scores ? answer : NULL;
    cell.text = cell.node ? cell.node->text : "";
    cell.align = OMR_ALIGN_CENTER;
    if (!answer && !cell.node && at->is_criteria) {
        cell.node = question->node;
        cell.text = question->node->text;
    }
    if (!cell.node)
        return cell;
    if (answer && at->is_scores && cell.node == answer)
        cell.text = omr_plan_print(plan, "%g", omr_node_number(answer, OMR_ATTR_SCORE, 1));
    else if (answer)
        cell.align = (enum omr_align)omr_node_number(cell.node, OMR_ATTR_ALIGN, OMR_ALIGN_LEFT);
    else if (cell.node != question->node)
        cell.align = (enum omr_align)omr_node_number(cell.node, OMR_ATTR_ALIGN, OMR_ALIGN_CENTER);
    cell.style = omr_type_style(plan, cell.node);
    return cell;
}

static double row_height(struct omr_plan *plan, const struct question *question, int row,
                         const struct omr_node *answer) {
    double height = answer ? bubble_px + row_room_px : 0;
    for (int i = 0; i < question->column_count; i++) {
        struct cell_text cell = text_of(plan, question, i, row, answer);
        if (cell.node && *cell.text)
            height = fmax(height, omr_type_height(plan, cell.node, cell.text, &cell.style,
                                                  question->columns[i].width));
    }
    return height;
}

static void place_bubble(struct omr_plan *plan, const struct question *question,
                         const struct column *column, const struct omr_node *answer,
                         double middle) {
    double score =
        column->is_positive ? column->score * omr_node_number(answer, OMR_ATTR_SCORE, 1) : 0;
    struct omr_bubble_look look = {bubble_px, bubble_px, 0, OMR_SHAPE_ELLIPSE, 0, 0, NULL};
    if (question->display == OMR_SCORE_INSIDE_CELL) {
        look.letter = omr_plan_print(plan, "%g", score);
        if (strlen(look.letter) > 1 && column->is_positive)
            omr_plan_warn(plan, answer, "layout.score",
                          "the score %s has more than one digit and may not fit into its bubble",
                          look.letter);
    }
    int before = plan->bubble_count;
    omr_plan_bubble(plan, answer, ceil(column->left + column->width / 2 - 1e-6), middle,
                    column->header->text, &look);
    struct omr_bubble *bubbles = (void *)plan->bubbles.bytes;
    if (plan->status || plan->bubble_count == before)
        return;
    bubbles[before].score = score;
    bubbles[before].is_positive = column->is_positive;
    bubbles[before].row = answer->text;
}

static void place_row(struct omr_plan *plan, const struct question *question, int row,
                      const struct omr_node *answer, double top, double height) {
    struct omr_stroke stroke = {stroke_px, 0};
    for (int i = 0; i < question->column_count && !plan->status; i++) {
        const struct column *column = &question->columns[i];
        struct cell_text cell = text_of(plan, question, i, row, answer);
        struct omr_type_place place = {column->left, 0, column->width, cell.align};
        omr_plan_box(plan, (struct omr_box){column->left, top, column->width, height}, stroke, 0);
        if (cell.node && *cell.text)
            omr_type_place_middle(plan, cell.node, cell.text, &cell.style, &place,
                                  top + height / 2);
        else if (answer && is_marked_column(column))
            place_bubble(plan, question, column, answer, top + height / 2);
    }
}

static double place_question(struct omr_plan *plan, const struct question *question, double top) {
    double y = top;
    int row = 0;
    double height = row_height(plan, question, row, NULL);
    place_row(plan, question, row++, NULL, y, height);
    y += height;
    for (const struct omr_node *at = omr_first_child(question->node, OMR_NODE_SCORE_ANSWER);
         at && !plan->status; at = omr_next_of(at->next, OMR_NODE_SCORE_ANSWER)) {
        height = row_height(plan, question, row, at);
        place_row(plan, question, row++, at, y, height);
        y += height;
    }
    return y - top;
}

/* The choice box of a question: its positive bubbles, already printed, under their criteria. */
static void record_choice_box(struct omr_plan *plan, const struct omr_node *node,
                              const struct omr_position *position, const struct omr_box *box,
                              bool is_single_mark) {
    struct omr_element element = {.kind = OMR_ELEMENT_CHOICE_BOX,
                                  .name = node->text,
                                  .box = *box,
                                  .threshold = -1,
                                  .is_single_mark = is_single_mark,
                                  .outline_width = bubble_px,
                                  .outline_height = bubble_px};
    omr_plan_element(plan, &element);
    omr_plan_position(plan, "");
    for (int i = 0; i < position->bubble_count && !plan->status; i++) {
        const struct omr_bubble *bubbles = (const void *)plan->bubbles.bytes;
        struct omr_bubble bubble = bubbles[position->first_bubble + i];
        bubble.value = bubble.row;
        bubble.score = 0;
        bubble.row = NULL;
        if (bubble.is_positive) {
            bubble.is_positive = false;
            omr_plan_record(plan, node, &bubble);
        }
    }
}

double omr_place_score_group(struct omr_plan *plan, const struct omr_node *node,
                             struct omr_area area) {
    struct omr_element element = {.kind = OMR_ELEMENT_SCORE_GROUP,
                                  .name = node->text,
                                  .box = {area.left, area.top, area.width, 0},
                                  .threshold = -1};
    int group = plan->element_count, first_position = plan->position_count, count = 0;
    double top = area.top;
    struct omr_box *boxes =
        OMR_ARENA_ARRAY(&plan->placement->arena, struct omr_box,
                        (size_t)omr_count_children(node, OMR_NODE_SCORE_QUESTION) + 1);
    if (!boxes) {
        omr_plan_fail_memory(plan);
        return 0;
    }
    omr_plan_element(plan, &element);
    for (const struct omr_node *at = omr_first_child(node, OMR_NODE_SCORE_QUESTION);
         at && !plan->status; at = omr_next_of(at->next, OMR_NODE_SCORE_QUESTION)) {
        struct question question;
        if (!read_question(plan, at, &area, &question))
            return 0;
        omr_plan_position(plan, at->text);
        double height = place_question(plan, &question, area.top);
        boxes[count++] = (struct omr_box){area.left, area.top, area.width, height};
        area.top += height + below_px;
    }
    struct omr_element *elements = (void *)plan->elements.bytes;
    if (!plan->status)
        elements[group].box.height = area.top - top;
    const struct omr_node *at = omr_first_child(node, OMR_NODE_SCORE_QUESTION);
    for (int i = 0; i < count && at && !plan->status;
         i++, at = omr_next_of(at->next, OMR_NODE_SCORE_QUESTION)) {
        const struct omr_position *positions = (const void *)plan->positions.bytes;
        struct omr_position position = positions[first_position + i];
        record_choice_box(plan, at, &position, &boxes[i], false);
    }
    return area.top - top;
}
