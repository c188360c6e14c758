/* SPDX-License-Identifier: MIT
 *
 * Answer sheets: numbered rows of bubbles, filled column by column.
 *
 * A column is a share of the width less 30 px; its bubbles begin 115 px from its left, 15 px apart,
 * its rows are 20 px apart. Recorded row by row across the columns. */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>

enum { ROWS_MOST = 20000, ANSWERS_MOST = 1000, COLUMNS_MOST = 100 };
static const double indent_px = 115, number_px = 18, rim_px = 5, gap_px = 15, row_gap_px = 20,
                    right_px = 30;

struct sheet {
    const struct omr_node *node;
    const struct omr_value *letters; /* NULL: A, B, ... */
    int rows, columns, per_column, answers, first_number;
    double side, pitch, row_pitch;
    enum omr_bubble_shape shape;
    struct omr_text_style style;
};

/* A to Z, then numbers. */
static const char *letter_of(struct omr_plan *plan, const struct sheet *sheet, int answer) {
    if (sheet->letters && answer < sheet->letters->count)
        return sheet->letters->texts[answer];
    return answer < 26 ? omr_plan_print(plan, "%c", 'A' + answer)
                       : omr_plan_print(plan, "%d", answer + 1);
}

static void read_sheet(struct omr_plan *plan, const struct omr_node *node,
                       const struct omr_area *area, struct sheet *sheet) {
    const struct omr_value *list = omr_node_find(node, OMR_ATTR_ANSWERS_LIST);
    const struct omr_value *count = omr_node_find(node, OMR_ATTR_ANSWERS_COUNT);
    *sheet = (struct sheet){.node = node, .letters = list};
    sheet->rows = omr_count_of(plan, node, OMR_ATTR_ELEMENTS_COUNT, 0, ROWS_MOST, "elements_count");
    sheet->columns =
        omr_count_of(plan, node, OMR_ATTR_COLUMNS_COUNT, 4, COLUMNS_MOST, "columns_count");
    sheet->columns = sheet->columns < 1 ? 1 : sheet->columns;
    sheet->answers =
        omr_count_of(plan, node, OMR_ATTR_ANSWERS_COUNT, list && list->count ? list->count : 4,
                     ANSWERS_MOST, "answers_count");
    if (list && count && list->count != (int)count->number)
        omr_plan_warn(plan, node, "layout.answers_list",
                      "`answers_list` has %d answers, `answers_count` says %g", list->count,
                      count->number);
    sheet->per_column = (sheet->rows + sheet->columns - 1) / sheet->columns;
    sheet->side = omr_bubble_side(node, plan->settings->bubble_size);
    sheet->shape = omr_bubble_shape_of(node, OMR_BUBBLE_ROUND);
    sheet->pitch = floor((area->width - right_px) / sheet->columns);
    sheet->row_pitch =
        sheet->side + row_gap_px + omr_node_number(node, OMR_ATTR_VERTICAL_MARGIN, 0);
    sheet->style = omr_type_style(plan, node);
    sheet->first_number = (int)omr_node_number(node, OMR_ATTR_START_ID, plan->number + 1);
}

static void place_row(struct omr_plan *plan, const struct sheet *sheet, const struct omr_area *area,
                      int row, int column) {
    int number = sheet->first_number + column * sheet->per_column + row;
    double top = area->top + row * sheet->row_pitch, left = area->left + column * sheet->pitch;
    double answer_pitch = sheet->side + gap_px;
    struct omr_element element = {
        .kind = OMR_ELEMENT_CHOICE_BOX,
        .name = omr_plan_print(plan, "%s%d", sheet->node->text, number),
        .box = {left + indent_px - rim_px, top - rim_px,
                (sheet->answers - 1) * answer_pitch + sheet->side + 2 * rim_px,
                sheet->side + 2 * rim_px},
        .threshold = -1,
        .is_single_mark = omr_is_single_mark(plan, sheet->node)};
    struct omr_type_place place = {left + number_px, 0, 0, OMR_ALIGN_LEFT};
    omr_type_place_middle(plan, sheet->node,
                          omr_plan_print(plan, "%s.", omr_type_number(plan, number)), &sheet->style,
                          &place, top + sheet->side / 2);
    omr_plan_element(plan, &element);
    omr_plan_position(plan, "");
    for (int i = 0; i < sheet->answers && !plan->status; i++) {
        const char *letter = letter_of(plan, sheet, i);
        struct omr_bubble_look look = {sheet->side, sheet->side, rim_px, sheet->shape,
                                       0,           0,           letter};
        omr_plan_bubble(plan, sheet->node, left + indent_px + i * answer_pitch + sheet->side / 2,
                        top + sheet->side / 2, letter, &look);
    }
}

double omr_place_answer_sheet(struct omr_plan *plan, const struct omr_node *node,
                              struct omr_area area) {
    struct sheet sheet;
    read_sheet(plan, node, &area, &sheet);
    if (sheet.rows < 1)
        omr_plan_warn(plan, node, "layout.no_rows",
                      "an answer sheet without `elements_count` has no rows and is not drawn");
    for (int row = 0; row < sheet.per_column; row++)
        for (int column = 0; column < sheet.columns && !plan->status; column++)
            if (column * sheet.per_column + row < sheet.rows)
                place_row(plan, &sheet, &area, row, column);
    plan->number += sheet.rows;
    return sheet.rows < 1 ? 0 : sheet.per_column * sheet.row_pitch - row_gap_px;
}
