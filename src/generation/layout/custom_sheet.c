/* SPDX-License-Identifier: MIT
 *
 * Custom answer sheets: tables that an author lays out, row by row.
 *
 * Sheets of one header and their rows stand side by side, 20 px apart. The bubbles of an array
 * stand in equal slices of their cell; rows are 11 px higher than the bubbles. */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>
#include <string.h>

enum { ROWS_MOST = 20000, COLUMNS_MOST = 100, CELLS_MOST = 100 };
static const double gap_px = 20, row_room_px = 11, row_least_px = 51;

struct sheet {
    const struct omr_node *node, *header, *row;
    int amount, columns, per_column, first_number, cells;
    const double *shares; /* px of the cells of a row */
    double width;         /* of one sheet column */
    struct omr_border_look border;
    bool has_border;
};

/* Source text with %index% made a number. */
static const char *with_index(struct omr_plan *plan, const char *text, int number) {
    static const char mark[] = "%index%";
    const char *made = text, *at;
    size_t from = 0;
    for (int i = 0; i < 20 && (at = strcasestr(made + from, mark)); i++) {
        size_t before = (size_t)(at - made);
        made = omr_plan_print(plan, "%.*s%d%s", (int)before, made, number, at + strlen(mark));
        if (plan->status)
            return text;
        from = before;
    }
    return made;
}

static bool is_cell(const struct omr_node *node) {
    return node->kind == OMR_NODE_CONTENT || node->kind == OMR_NODE_WRITE_IN ||
           node->kind == OMR_NODE_BUBBLE_ARRAY || node->kind == OMR_NODE_CUSTOM_TRIGGER ||
           node->kind == OMR_NODE_COLUMN;
}

static double cell_side(const struct omr_plan *plan, const struct omr_node *cell) {
    return omr_bubble_side(cell, plan->settings->bubble_size);
}

static double cell_height(struct omr_plan *plan, const struct omr_node *cell, const char *text,
                          double width) {
    struct omr_text_style style = omr_type_style(plan, cell);
    double along = omr_node_number(cell, OMR_ATTR_VERTICAL_PADDING, 0);
    switch ((int)cell->kind) {
    case OMR_NODE_BUBBLE_ARRAY:
    case OMR_NODE_CUSTOM_TRIGGER:
        return fmax(cell_side(plan, cell) + row_room_px + 2 * along,
                    omr_node_number(cell, OMR_ATTR_HEIGHT, 0));
    case OMR_NODE_WRITE_IN:
        return row_least_px;
    default:
        return omr_type_height(plan, cell, text, &style, width);
    }
}

static double row_height(struct omr_plan *plan, const struct sheet *sheet,
                         const struct omr_node *row, int number) {
    double height = row->kind == OMR_NODE_CUSTOM_ROW ? row_least_px : 0;
    int i = 0;
    for (const struct omr_node *cell = row->first_child; cell && i < sheet->cells;
         cell = cell->next)
        if (is_cell(cell))
            height = fmax(height, cell_height(plan, cell, with_index(plan, cell->text, number),
                                              sheet->shares[i++]));
    return height;
}

static void place_array(struct omr_plan *plan, const struct omr_node *cell, const char *name,
                        const struct omr_box *row, const struct omr_box *box) {
    const struct omr_value *letters = omr_node_find(cell, OMR_ATTR_ANSWERS_LIST);
    const struct omr_value *values = omr_node_find(cell, OMR_ATTR_RECOGNITION_VALUES);
    double threshold = omr_node_number(cell, OMR_ATTR_THRESHOLD, -1);
    double across = omr_node_number(cell, OMR_ATTR_HORIZONTAL_PADDING, 0);
    double side = cell_side(plan, cell);
    int count = letters ? letters->count : 0;
    struct omr_element element = {.kind = OMR_ELEMENT_CHOICE_BOX,
                                  .name = name,
                                  .box = *row,
                                  .threshold = threshold >= 0 ? (int)threshold : -1,
                                  .is_single_mark = omr_is_single_mark(plan, cell)};
    if (!count)
        omr_plan_warn(plan, cell, "layout.no_answers", "this bubble array has no `answers_list`");
    if (values && values->count != count)
        omr_plan_warn(plan, cell, "layout.recognition_values",
                      "%d recognition values for %d bubbles: the letters are taken", values->count,
                      count);
    bool has_values = values && values->count == count;
    omr_plan_element(plan, &element);
    omr_plan_position(plan, "");
    double slice = count ? (box->width - 2 * across) / count : 0;
    for (int i = 0; i < count && !plan->status; i++) {
        struct omr_bubble_look look = {side,
                                       side,
                                       0,
                                       omr_bubble_shape_of(cell, OMR_BUBBLE_ROUND),
                                       omr_node_number(cell, OMR_ATTR_FONT_SIZE, 0),
                                       (unsigned)omr_node_number(cell, OMR_ATTR_FONT_STYLE, 0),
                                       letters->texts[i]};
        omr_plan_bubble(plan, cell, box->left + across + (i + 0.5) * slice,
                        box->top + floor(box->height / 2),
                        (has_values ? values : letters)->texts[i], &look);
    }
}

static void place_trigger(struct omr_plan *plan, const struct omr_node *cell, int number,
                          const struct omr_box *box) {
    double side = cell_side(plan, cell);
    struct omr_bubble_look look = {side, side, 0,   omr_bubble_shape_of(cell, OMR_BUBBLE_ROUND),
                                   0,    0,    NULL};
    struct omr_element element = {
        .kind = OMR_ELEMENT_REPLACE_TRIGGER,
        .name = with_index(plan, cell->text, number),
        .box = *box,
        .threshold = -1,
        .target = with_index(plan, omr_node_text(cell, OMR_ATTR_TARGET, ""), number),
        .value = omr_node_text(cell, OMR_ATTR_VALUE, "")};
    omr_plan_element(plan, &element);
    omr_plan_position(plan, "");
    omr_plan_bubble(plan, cell, box->left + box->width / 2, box->top + floor(box->height / 2), "",
                    &look);
}

/* The rows' result is that of the bubble array: the target of a trigger may name either. */
static const char *target_of(struct omr_plan *plan, const struct sheet *sheet,
                             const struct omr_node *row, const char *target, int number) {
    int i = 0;
    for (const struct omr_node *cell = row->first_child; cell && i < sheet->cells && !plan->status;
         cell = cell->next, i++)
        if (cell->kind == OMR_NODE_BUBBLE_ARRAY &&
            strcmp(with_index(plan, cell->text, number), target) == 0)
            return omr_plan_print(plan, "%s_%d", sheet->node->text, number);
    return target;
}

static void place_cell(struct omr_plan *plan, const struct sheet *sheet,
                       const struct omr_node *cell, int number, const struct omr_box *row,
                       const struct omr_box *box) {
    struct omr_text_style style = omr_type_style(plan, cell);
    struct omr_type_place place = {
        box->left, 0, box->width,
        (enum omr_align)omr_node_number(cell, OMR_ATTR_ALIGN, OMR_ALIGN_LEFT)};
    struct omr_element image = {
        .kind = OMR_ELEMENT_CLIP_AREA,
        .name = cell->kind == OMR_NODE_WRITE_IN ? with_index(plan, cell->text, number) : "",
        .box = *box,
        .threshold = -1,
        .is_required = omr_flag_of(cell, OMR_ATTR_REQUIRED, false)};
    switch ((int)cell->kind) {
    case OMR_NODE_BUBBLE_ARRAY:
        place_array(plan, cell, omr_plan_print(plan, "%s_%d", sheet->node->text, number), row, box);
        break;
    case OMR_NODE_CUSTOM_TRIGGER: {
        place_trigger(plan, cell, number, box);
        struct omr_element *trigger = omr_plan_last_element(plan);
        if (trigger)
            trigger->target = target_of(plan, sheet, sheet->row, trigger->target, number);
        break;
    }
    case OMR_NODE_WRITE_IN:
        omr_plan_element(plan, &image);
        break;
    default:
        omr_type_place_middle(plan, cell, with_index(plan, cell->text, number), &style, &place,
                              box->top + box->height / 2);
    }
}

static void place_row(struct omr_plan *plan, const struct sheet *sheet, const struct omr_node *row,
                      int number, const struct omr_box *box) {
    double left = box->left;
    int i = 0;
    for (const struct omr_node *cell = row->first_child; cell && i < sheet->cells && !plan->status;
         cell = cell->next) {
        if (!is_cell(cell))
            continue;
        struct omr_box place = {left, box->top, ceil(sheet->shares[i] - 1e-6), box->height};
        place_cell(plan, sheet, cell, number, box, &place);
        left += ceil(sheet->shares[i++] - 1e-6);
    }
}

static void draw_lines(struct omr_plan *plan, const struct sheet *sheet, const struct omr_box *box,
                       const double *tops, int rows) {
    double x = box->left, right = box->left + box->width;
    if (!sheet->has_border)
        return;
    struct omr_placed_item item = {.kind = OMR_ITEM_BOX,
                                   .box = *box,
                                   .stroke = sheet->border.stroke,
                                   .radius = sheet->border.radius,
                                   .has_sides = sheet->border.has_sides,
                                   .side = {sheet->border.side[0], sheet->border.side[1],
                                            sheet->border.side[2], sheet->border.side[3]}};
    omr_plan_add(plan, &item);
    for (int i = 1; i < rows; i++)
        omr_plan_line(plan, box->left, tops[i], right, tops[i], sheet->border.stroke);
    for (int i = 0; i + 1 < sheet->cells; i++) {
        x += ceil(sheet->shares[i] - 1e-6);
        if (x < right - 1)
            omr_plan_line(plan, x, box->top, x, box->top + box->height, sheet->border.stroke);
    }
}

static double place_column(struct omr_plan *plan, const struct sheet *sheet, double left,
                           double top, int first) {
    int count =
        sheet->amount - first < sheet->per_column ? sheet->amount - first : sheet->per_column;
    double *tops = OMR_ARENA_ARRAY(&plan->placement->arena, double, (size_t)count + 2);
    struct omr_box all = {left, top, sheet->width, 0};
    int rows = 0;
    if (!tops) {
        omr_plan_fail_memory(plan);
        return 0;
    }
    for (int i = sheet->header ? -1 : 0; i < count && !plan->status; i++) {
        const struct omr_node *row = i < 0 ? sheet->header : sheet->row;
        int number = sheet->first_number + first + i;
        struct omr_box box = {left, top + all.height, sheet->width,
                              row_height(plan, sheet, row, number)};
        tops[rows++] = box.top;
        place_row(plan, sheet, row, number, &box);
        all.height += box.height;
    }
    draw_lines(plan, sheet, &all, tops, rows);
    return all.height;
}

static bool read_sheet(struct omr_plan *plan, const struct omr_node *node,
                       const struct omr_area *area, struct sheet *sheet) {
    const struct omr_value *shares = omr_node_find(node, OMR_ATTR_ROW_PROPORTIONS);
    *sheet = (struct sheet){.node = node,
                            .header = omr_first_child(node, OMR_NODE_HEADER),
                            .row = omr_first_child(node, OMR_NODE_CUSTOM_ROW)};
    sheet->amount = omr_count_of(plan, node, OMR_ATTR_AMOUNT, 0, ROWS_MOST, "amount");
    sheet->columns =
        omr_count_of(plan, node, OMR_ATTR_COLUMNS_COUNT, 1, COLUMNS_MOST, "columns_count");
    sheet->columns = sheet->columns < 1 ? 1 : sheet->columns;
    if (!sheet->row || sheet->amount < 1) {
        omr_plan_warn(
            plan, node, "layout.no_rows",
            "a custom answer sheet needs a `custom_row` and an `amount`: it is not drawn");
        return false;
    }
    sheet->per_column = (sheet->amount + sheet->columns - 1) / sheet->columns;
    sheet->first_number = (int)omr_node_number(node, OMR_ATTR_START_ID, 1);
    sheet->width = ceil((area->width - gap_px * (sheet->columns - 1)) / sheet->columns - 1e-6);
    for (const struct omr_node *at = sheet->row->first_child; at; at = at->next)
        sheet->cells += is_cell(at);
    sheet->cells = sheet->cells > CELLS_MOST ? CELLS_MOST : sheet->cells;
    if (shares && shares->count != sheet->cells)
        omr_plan_warn(plan, node, "layout.row_proportions",
                      "`row_proportions` has %d parts for %d cells", shares->count, sheet->cells);
    sheet->shares = omr_shares(plan, node, OMR_ATTR_ROW_PROPORTIONS, sheet->width, sheet->cells);
    sheet->has_border = omr_border_of(node, OMR_ATTR_BORDER, &sheet->border);
    return sheet->shares != NULL;
}

double omr_place_custom_sheet(struct omr_plan *plan, const struct omr_node *node,
                              struct omr_area area) {
    struct sheet sheet;
    double height = 0;
    if (!read_sheet(plan, node, &area, &sheet))
        return 0;
    for (int i = 0; i < sheet.columns && i * sheet.per_column < sheet.amount && !plan->status; i++)
        height = fmax(height, place_column(plan, &sheet, area.left + i * (sheet.width + gap_px),
                                           area.top, i * sheet.per_column));
    return height;
}
