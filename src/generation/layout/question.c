/* SPDX-License-Identifier: MIT
 *
 * Questions ("#", choicebox) and check boxes: bubbles with their texts beside them, in lines.
 *
 * A question's bubbles begin 100 px from its left. Two answers in a row share the width; of more,
 * each cell is as wide as the widest, or as its own text where that does not fit. */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>
#include <string.h>

static const double indent_px = 100, rim_px = 5, row_gap_px = 20, cell_gap_px = 17, wide_gap_px = 9;

struct row {
    const struct omr_node *first, *end; /* options from first up to, not with, end */
    int count;
};

static int row_index(const struct omr_node *option) {
    return (int)omr_node_number(option, OMR_ATTR_ROW_INDEX, 1);
}

/* The options of the row that begins with `first`: those that follow with the same index. */
static struct row take_row(const struct omr_node *first) {
    struct row row = {first, first, 0};
    for (const struct omr_node *at = first; at; at = omr_next_of(at->next, OMR_NODE_OPTION)) {
        if (row_index(at) != row_index(first))
            break;
        row.count++;
        row.end = at->next;
    }
    row.end = omr_next_of(row.end, OMR_NODE_OPTION);
    return row;
}

/* What holds for an answer: what it has itself, else what the question has. */
static struct omr_text_style option_style(const struct omr_plan *plan,
                                          const struct omr_node *option) {
    struct omr_plan with = {.settings = plan->settings};
    struct omr_layout_settings settings = *plan->settings;
    settings.font = omr_type_style(plan, option->parent);
    with.settings = &settings;
    return omr_type_style(&with, option);
}

struct cell {
    const struct omr_node *option;
    struct omr_text_style style;
    double width;      /* of bubble, text and the gap behind it */
    double left;       /* of the bubble's outline */
    double text_gap;   /* from the outline to its text */
    double text_width; /* 0: its text stays on one line */
    int line;          /* of its row, which goes on in another line where it is too long */
};

static void measure_cells(struct omr_plan *plan, const struct row *row, double side,
                          struct cell *cells) {
    const struct omr_node *option = row->first;
    for (int i = 0; i < row->count; i++, option = omr_next_of(option->next, OMR_NODE_OPTION)) {
        cells[i].option = option;
        cells[i].style = option_style(plan, option);
        cells[i].width =
            side + 2 * rim_px + omr_type_width(plan, option->text, &cells[i].style) + cell_gap_px;
    }
}

static void spread_cells(const struct omr_area *area, double side, int count, struct cell *cells) {
    double first = area->left + indent_px, right = area->left + area->width, widest = 0;
    for (int i = 0; i < count; i++)
        widest = fmax(widest, cells[i].width);
    bool is_halved = count == 2 && widest <= area->width / 2 - indent_px / 2;
    double pitch = is_halved ? floor(area->width / 2) : widest;
    bool is_packed = !is_halved && first + widest * count - cell_gap_px > right;
    double left = first;
    int line = 0;
    for (int i = 0; i < count; i++) {
        bool is_too_wide = left + cells[i].width - cell_gap_px > right;
        if (is_packed && is_too_wide && left > first) {
            left = first;
            line++;
        }
        cells[i].left = left;
        cells[i].line = line;
        cells[i].text_gap = is_halved || count == 1 ? wide_gap_px : 0;
        if (is_packed && is_too_wide && left <= first)
            cells[i].text_width = fmax(right - left - side - cells[i].text_gap, 1);
        left += is_packed ? cells[i].width : pitch;
    }
}

static void place_cell(struct omr_plan *plan, const struct cell *cell, double top, double side,
                       enum omr_bubble_shape shape) {
    const char *letter = omr_node_text(cell->option, OMR_ATTR_BUBBLE_VALUE, "");
    struct omr_bubble_look look = {side, side, rim_px, shape, 0, 0, letter};
    double line = omr_type_line(plan, &cell->style), first_line = fmax(side, line);
    double middle = floor(top + (first_line - side) / 2) + side / 2;
    struct omr_type_place place = {
        cell->left + side + cell->text_gap, top + floor((first_line - line) / 2), cell->text_width,
        (enum omr_align)omr_node_number(cell->option, OMR_ATTR_ALIGN, OMR_ALIGN_LEFT)};
    omr_plan_bubble(plan, cell->option, cell->left + side / 2, middle, letter, &look);
    omr_type_place(plan, cell->option, cell->option->text, &cell->style, &place);
}

static double place_row(struct omr_plan *plan, const struct row *row, const struct omr_area *area,
                        double side, enum omr_bubble_shape shape) {
    struct cell *cells = OMR_ARENA_ARRAY(&plan->placement->arena, struct cell, (size_t)row->count);
    double top = area->top;
    if (!cells) {
        omr_plan_fail_memory(plan);
        return 0;
    }
    measure_cells(plan, row, side, cells);
    spread_cells(area, side, row->count, cells);
    for (int first = 0, end = 0; first < row->count && !plan->status; first = end) {
        double height = side;
        for (end = first; end < row->count && cells[end].line == cells[first].line; end++)
            height = fmax(height, omr_type_height(plan, cells[end].option, cells[end].option->text,
                                                  &cells[end].style, cells[end].text_width));
        for (int i = first; i < end && !plan->status; i++)
            place_cell(plan, &cells[i], top, side, shape);
        top += height + row_gap_px;
    }
    return top - area->top;
}

/* "12. What is your name?" */
static double place_question_text(struct omr_plan *plan, const struct omr_node *node,
                                  const struct omr_area *area) {
    struct omr_text_style style = omr_type_style(plan, node);
    struct omr_type_place place = {
        area->left, area->top, area->width,
        (enum omr_align)omr_node_number(node, OMR_ATTR_ALIGN, OMR_ALIGN_LEFT)};
    const char *text = node->text;
    if (omr_flag_of(node, OMR_ATTR_DISPLAY_NUMBER, true))
        text = omr_plan_print(plan, "%s. %s", omr_type_number(plan, plan->number), text);
    return *text ? omr_type_place(plan, node, text, &style, &place) : 0;
}

static void finish_box(struct omr_plan *plan, int first_bubble, double line) {
    const struct omr_bubble *bubbles = (const void *)plan->bubbles.bytes;
    struct omr_element *element = omr_plan_last_element(plan);
    double right = 0;
    if (!element || plan->bubble_count <= first_bubble)
        return;
    const struct omr_bubble *first = &bubbles[first_bubble];
    element->box.left = first->x - first->width / 2;
    element->box.top = first->y - first->height / 2;
    for (int i = first_bubble; i < plan->bubble_count; i++) {
        element->box.left = fmin(element->box.left, bubbles[i].x - bubbles[i].width / 2);
        right = fmax(right, bubbles[i].x + bubbles[i].width / 2);
    }
    const struct omr_bubble *last = &bubbles[plan->bubble_count - 1];
    element->box.width = right - element->box.left;
    element->box.height = fmax(last->y - first->y, 0) + floor(line);
}

double omr_place_choice_box(struct omr_plan *plan, const struct omr_node *node,
                            struct omr_area area) {
    double side = omr_bubble_side(node, plan->settings->bubble_size), top = area.top;
    enum omr_bubble_shape shape = omr_bubble_shape_of(node, OMR_BUBBLE_ROUND);
    const struct omr_node *option = omr_first_child(node, OMR_NODE_OPTION);
    struct omr_text_style style = omr_type_style(plan, node);
    const char *name = omr_node_text(node, OMR_ATTR_NAME, NULL);
    plan->number++;
    struct omr_element element = {
        .kind = OMR_ELEMENT_CHOICE_BOX,
        .name = name && *name ? name : omr_plan_print(plan, "Question%d", plan->number),
        .threshold = -1,
        .is_single_mark = omr_is_single_mark(plan, node)};
    area.top += place_question_text(plan, node, &area);
    if (!option)
        omr_plan_warn(plan, node, "layout.no_answers", "this question has no answers to mark");
    else
        omr_plan_element(plan, &element);
    omr_plan_position(plan, "");
    int first_bubble = plan->bubble_count;
    while (option && !plan->status) {
        struct row row = take_row(option);
        area.top += place_row(plan, &row, &area, side, shape);
        option = row.end;
    }
    finish_box(plan, first_bubble, omr_type_box_line(plan, &style));
    return area.top - top;
}

/* The label of a check box, unless hidden; gives its width. */
static double place_label(struct omr_plan *plan, const struct omr_node *node,
                          const struct omr_area *area, double height) {
    struct omr_text_style style = omr_type_style(plan, node);
    struct omr_type_place place = {area->left, 0, 0, OMR_ALIGN_LEFT};
    if (omr_flag_of(node, OMR_ATTR_HIDE_NAME, false) || !*node->text)
        return 0;
    omr_type_place_middle(plan, node, node->text, &style, &place, area->top + height / 2);
    return omr_type_width(plan, node->text, &style) + row_gap_px;
}

static double check_box_width(struct omr_plan *plan, const struct omr_node *node, double side,
                              double *height) {
    struct omr_text_style style = omr_type_style(plan, node);
    bool has_label = !omr_flag_of(node, OMR_ATTR_HIDE_NAME, false) && *node->text;
    double width = has_label ? omr_type_width(plan, node->text, &style) + row_gap_px : 0;
    *height = has_label ? fmax(side, omr_type_line(plan, &style)) : side;
    for (const struct omr_node *at = omr_first_child(node, OMR_NODE_CONTENT); at;
         at = omr_next_of(at->next, OMR_NODE_CONTENT)) {
        style = omr_type_style(plan, at);
        *height = fmax(*height, omr_type_line(plan, &style));
        width += side + omr_type_width(plan, at->text, &style) + row_gap_px;
    }
    return width;
}

/* The boxes and their texts behind the label, from `left` to `right`, in as many lines as that
 * takes; gives the height of all. */
static double place_boxes(struct omr_plan *plan, const struct omr_node *node, double first,
                          double right, double top, double height,
                          const struct omr_bubble_look *look) {
    double left = first, side = look->outline_width, y = top;
    for (const struct omr_node *at = omr_first_child(node, OMR_NODE_CONTENT); at && !plan->status;
         at = omr_next_of(at->next, OMR_NODE_CONTENT)) {
        struct omr_text_style style = omr_type_style(plan, at);
        double text_width = omr_type_width(plan, at->text, &style);
        if (left + side + text_width > right && left > first) {
            left = first;
            y += height + row_gap_px;
        }
        struct omr_type_place place = {left + side, 0, 0, OMR_ALIGN_LEFT};
        double box = floor(y + (height - side) / 2);
        omr_plan_bubble(plan, at, left + side / 2, box + side / 2, at->text, look);
        omr_type_place_middle(plan, at, at->text, &style, &place, y + height / 2);
        left += side + text_width + row_gap_px;
    }
    return y + height - top;
}

double omr_place_check_box(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_area area) {
    /* Recorded is what is inside the outline: 31 px of a box of 40. */
    static const double inset_px = 4.5;
    double side = omr_bubble_side(node, plan->settings->bubble_size), height;
    enum omr_bubble_shape shape = omr_bubble_shape_of(node, OMR_BUBBLE_SQUARE);
    struct omr_bubble_look look = {side, side, -inset_px, shape, 0, 0, NULL};
    double width = check_box_width(plan, node, side, &height);
    double right = area.left + area.width;
    struct omr_element element = {.kind = OMR_ELEMENT_CHECK_BOX,
                                  .name = node->text,
                                  .threshold = (int)omr_node_number(node, OMR_ATTR_THRESHOLD, 3),
                                  .is_single_mark = omr_is_single_mark(plan, node)};
    area.left =
        fmax(omr_align_in(&area, width,
                          (enum omr_align)omr_node_number(node, OMR_ATTR_ALIGN, OMR_ALIGN_LEFT)),
             area.left);
    double first = area.left + place_label(plan, node, &area, height);
    omr_plan_element(plan, &element);
    omr_plan_position(plan, "");
    return place_boxes(plan, node, first, right, area.top, height, &look);
}
