/* SPDX-License-Identifier: MIT
 *
 * Grids: a bubble matrix that spells a number or a code, a digit a column (or a row).
 *
 * Bubbles of side d stand d + 15 apart in a digit's own direction and, along it, d + 20 in a grid
 * and d + 30 in a composite grid. Before them is a header of d x (d + 15) for each digit to be
 * written in; the name stands left of all, in the middle of the header. */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>
#include <string.h>

enum { DIGITS_MOST = 1000, SYMBOLS_MOST = 1000, EXTRA_ROWS_MOST = 100 };
static const double rim_px = 5, across_px = 15, grid_label_px = 54, composite_label_px = 3;

/* What both kinds have in common. `u` goes from digit to digit, `v` along the symbols of one. */
struct matrix {
    const struct omr_node *node;
    int digits, symbols; /* with the extra rows */
    double side, pitch_u, pitch_v, first_v;
    double header_v, header_height; /* the header box of a digit, from the matrix's top */
    double label;                   /* room for the name, left of the matrix */
    bool is_upright;                /* digits are columns */
    double rim;
    double height; /* along v */
};

static void read_matrix(struct omr_plan *plan, const struct omr_node *node, struct matrix *matrix) {
    double side = omr_bubble_side(node, plan->settings->bubble_size);
    double margin = omr_node_number(node, OMR_ATTR_VERTICAL_MARGIN, 0);
    bool is_grid = node->kind == OMR_NODE_GRID;
    *matrix = (struct matrix){.node = node, .side = side};
    matrix->is_upright = omr_node_number(node, OMR_ATTR_ORIENTATION, OMR_ORIENTATION_HORIZONTAL) ==
                         OMR_ORIENTATION_HORIZONTAL;
    matrix->pitch_u = side + across_px;
    matrix->header_height = side + across_px;
    matrix->header_v = -across_px;
    matrix->pitch_v = side + (is_grid ? 20 : 30) + margin;
    matrix->first_v = is_grid ? side + 20 : floor(side + 22.5);
    matrix->rim = is_grid ? rim_px : 0;
}

static double label_width(struct omr_plan *plan, const struct matrix *matrix, const char *label) {
    struct omr_text_style style = omr_type_style(plan, matrix->node);
    bool is_grid = matrix->node->kind == OMR_NODE_GRID;
    if (!*label)
        return 0;
    return omr_type_width(plan, label, &style) + (is_grid ? grid_label_px : composite_label_px);
}

/* A box or a bubble of the matrix on the page, which lies on its side where digits are rows. */
static struct omr_box lay(const struct matrix *matrix, const struct omr_area *area, double u,
                          double v, double along_u, double along_v) {
    return matrix->is_upright ? (struct omr_box){area->left + u, area->top + v, along_u, along_v}
                              : (struct omr_box){area->left + v, area->top + u, along_v, along_u};
}

static void draw_header(struct omr_plan *plan, const struct matrix *matrix,
                        const struct omr_area *area, int digit) {
    const struct omr_value *colour = omr_node_find(matrix->node, OMR_ATTR_HEADER_BORDER_COLOR);
    struct omr_stroke stroke = {omr_node_number(matrix->node, OMR_ATTR_HEADER_BORDER_SIZE, 3),
                                colour ? colour->colour : 0};
    struct omr_box box = lay(matrix, area, digit * matrix->pitch_u, matrix->header_v, matrix->side,
                             matrix->header_height);
    if (omr_node_number(matrix->node, OMR_ATTR_HEADER_TYPE, OMR_GRID_UNDERLINE) == OMR_GRID_SQUARE)
        omr_plan_box(plan, box, stroke, 0);
    else
        omr_plan_line(plan, box.left, box.top + box.height, box.left + box.width,
                      box.top + box.height, stroke);
}

static void place_symbol(struct omr_plan *plan, const struct matrix *matrix,
                         const struct omr_area *area, int digit, int symbol, const char *value) {
    struct omr_bubble_look look = {matrix->side,
                                   matrix->side,
                                   matrix->rim,
                                   omr_bubble_shape_of(matrix->node, OMR_BUBBLE_ROUND),
                                   0,
                                   0,
                                   value};
    struct omr_box box =
        lay(matrix, area, digit * matrix->pitch_u, matrix->first_v + symbol * matrix->pitch_v,
            matrix->side, matrix->side);
    omr_plan_bubble(plan, matrix->node, box.left + box.width / 2, box.top + box.height / 2, value,
                    &look);
}

static void place_label(struct omr_plan *plan, const struct matrix *matrix, const char *label,
                        const struct omr_area *area) {
    struct omr_text_style style = omr_type_style(plan, matrix->node);
    struct omr_type_place place = {area->left, 0, 0, OMR_ALIGN_LEFT};
    double middle = matrix->is_upright ? area->top + matrix->header_v + matrix->header_height / 2
                                       : area->top + matrix->side / 2;
    if (*label)
        omr_type_place_middle(plan, matrix->node, label, &style, &place, middle);
}

/* Where the matrix begins: aligned in the area, but never over its own name. */
static struct omr_area find_place(const struct matrix *matrix, const struct omr_area *area,
                                  const struct omr_node *node) {
    struct omr_area found = *area;
    double along_u = matrix->digits * matrix->pitch_u - across_px;
    double width = matrix->is_upright ? along_u : matrix->height;
    /* A header that lies left of the symbols reaches over the matrix's edge. */
    double before = matrix->is_upright ? 0 : -matrix->header_v;
    double least = area->left + matrix->label + before;
    if (omr_has_place(node)) {
        found.left = omr_node_number(node, OMR_ATTR_X, area->left);
        found.top = omr_node_number(node, OMR_ATTR_Y, area->top);
        return found;
    }
    found.left =
        fmax(omr_align_in(area, width,
                          (enum omr_align)omr_node_number(node, OMR_ATTR_ALIGN, OMR_ALIGN_LEFT)),
             least);
    return found;
}

static void draw_headers(struct omr_plan *plan, const struct matrix *matrix,
                         const struct omr_area *at) {
    for (int digit = 0; digit < matrix->digits && !plan->status; digit++)
        draw_header(plan, matrix, at, digit);
}

/* Numbers are written from left to right in every language: the matrix as a whole moves to where it
 * is mirrored, its digits keep their order. */
static void keep_order(struct omr_plan *plan, double width, struct omr_area *at) {
    if (plan->settings->is_rtl && !plan->is_absolute)
        at->left = plan->left + plan->right - at->left - width;
    plan->is_absolute = true;
}

static const char *name_with_colon(struct omr_plan *plan, const struct omr_node *node,
                                   const char *colon) {
    return *node->text ? omr_plan_print(plan, "%s%s", node->text, colon) : "";
}

/* What an element with a place of its own takes of the flow. */
static double height_taken(const struct omr_node *node, const struct omr_area *area, double top,
                           double height) {
    if (!omr_has_place(node))
        return height;
    return area->is_in_block ? 0 : fmax(top + height - area->top, 0);
}

double omr_place_grid(struct omr_plan *plan, const struct omr_node *node, struct omr_area area) {
    struct matrix matrix;
    const char *label = name_with_colon(plan, node, ":");
    struct omr_element element = {.kind = OMR_ELEMENT_GRID,
                                  .name = node->text,
                                  .threshold = -1,
                                  .is_single_mark = omr_is_single_mark(plan, node)};
    bool was_absolute = plan->is_absolute;
    read_matrix(plan, node, &matrix);
    matrix.digits =
        omr_count_of(plan, node, OMR_ATTR_SECTIONS_COUNT, 8, DIGITS_MOST, "sections_count");
    matrix.symbols =
        omr_count_of(plan, node, OMR_ATTR_OPTIONS_COUNT, 10, SYMBOLS_MOST, "options_count");
    matrix.label = label_width(plan, &matrix, label);
    matrix.height = (matrix.symbols + 2) * matrix.pitch_v;
    plan->is_absolute |= omr_has_place(node);
    struct omr_area at = find_place(&matrix, &area, node);
    struct omr_area label_at = {omr_has_place(node) ? at.left - matrix.label : area.left, at.top,
                                area.width, area.is_in_block, 0};
    place_label(plan, &matrix, label, &label_at);
    double along_u = matrix.digits * matrix.pitch_u;
    keep_order(plan, matrix.is_upright ? along_u - across_px : matrix.height, &at);
    draw_headers(plan, &matrix, &at);
    element.box = lay(&matrix, &at, -2 * rim_px, matrix.first_v - 2 * rim_px, along_u + 2 * rim_px,
                      matrix.symbols * matrix.pitch_v + rim_px);
    omr_plan_element(plan, &element);
    for (int digit = 0; digit < matrix.digits && !plan->status; digit++) {
        omr_plan_position(plan, "");
        for (int symbol = 0; symbol < matrix.symbols && !plan->status; symbol++)
            place_symbol(plan, &matrix, &at, digit, symbol, omr_plan_print(plan, "%d", symbol));
    }
    plan->is_absolute = was_absolute;
    return height_taken(node, &area, at.top,
                        matrix.is_upright ? matrix.height : fmax(along_u, matrix.side));
}

/* The bubbles of one digit: those of the extra rows that it has, then the values. */
static void place_composite_digit(struct omr_plan *plan, const struct matrix *matrix,
                                  const struct omr_area *at, int digit) {
    const struct omr_value *values = omr_node_find(matrix->node, OMR_ATTR_VALUES);
    int symbol = 0;
    omr_plan_position(plan, "");
    for (const struct omr_value *extra = omr_node_find(matrix->node, OMR_ATTR_EXTRA_ROW);
         extra && symbol < EXTRA_ROWS_MOST; extra = extra->next, symbol++)
        if (digit < extra->count && *extra->texts[digit])
            place_symbol(plan, matrix, at, digit, symbol, extra->texts[digit]);
    for (int i = 0; values && i < values->count && !plan->status; i++, symbol++)
        place_symbol(plan, matrix, at, digit, symbol, values->texts[i]);
}

static void count_symbols(struct omr_plan *plan, struct matrix *matrix) {
    const struct omr_value *values = omr_node_find(matrix->node, OMR_ATTR_VALUES);
    matrix->symbols = values ? values->count : 0;
    if (!matrix->symbols)
        omr_plan_warn(plan, matrix->node, "layout.no_answers",
                      "this composite grid has no `values`");
    int extra_rows = 0;
    for (const struct omr_value *extra = omr_node_find(matrix->node, OMR_ATTR_EXTRA_ROW);
         extra && extra_rows < EXTRA_ROWS_MOST; extra = extra->next, extra_rows++)
        if (extra->count < matrix->digits)
            omr_plan_warn(plan, matrix->node, "layout.extra_row",
                          "an extra row has %d entries for %d columns", extra->count,
                          matrix->digits);
    matrix->symbols += extra_rows;
}

/* The label and the matrix, not yet turned; gives the box that they stand in. */
static struct omr_box place_straight(struct omr_plan *plan, const struct matrix *matrix,
                                     const char *label, const struct omr_area *area) {
    struct omr_area at = find_place(matrix, area, matrix->node);
    double along_u = matrix->digits * matrix->pitch_u - across_px;
    struct omr_element element = {.kind = OMR_ELEMENT_COMPOSITE_GRID,
                                  .name = matrix->node->text,
                                  .threshold = -1,
                                  .is_single_mark = omr_is_single_mark(plan, matrix->node)};
    bool has_place = omr_has_place(matrix->node);
    struct omr_area label_at = {has_place ? at.left - matrix->label : area->left, at.top,
                                area->width, area->is_in_block, 0};
    double width = matrix->is_upright ? along_u : matrix->height;
    struct omr_box all = {label_at.left, at.top, at.left + width - label_at.left,
                          matrix->is_upright ? matrix->height : along_u};
    element.box = (struct omr_box){all.left, all.top, all.width, matrix->side};
    place_label(plan, matrix, label, &label_at);
    omr_plan_element(plan, &element);
    keep_order(plan, width, &at);
    draw_headers(plan, matrix, &at);
    for (int digit = 0; digit < matrix->digits && !plan->status; digit++)
        place_composite_digit(plan, matrix, &at, digit);
    return all;
}

double omr_place_composite_grid(struct omr_plan *plan, const struct omr_node *node,
                                struct omr_area area) {
    struct matrix matrix;
    struct omr_plan_mark mark = omr_plan_mark(plan);
    bool is_named = omr_flag_of(node, OMR_ATTR_DISPLAY_HINT, true);
    bool was_absolute = plan->is_absolute;
    int turn = (int)omr_node_number(node, OMR_ATTR_ROTATE, 0);
    const char *label = is_named ? name_with_colon(plan, node, " :") : "";
    read_matrix(plan, node, &matrix);
    matrix.digits =
        omr_count_of(plan, node, OMR_ATTR_COLUMNS_COUNT, 5, DIGITS_MOST, "columns_count");
    count_symbols(plan, &matrix);
    matrix.label = label_width(plan, &matrix, label);
    matrix.height = matrix.side + matrix.symbols * matrix.pitch_v;
    plan->is_absolute |= omr_has_place(node);
    struct omr_box all = place_straight(plan, &matrix, label, &area);
    plan->is_absolute = was_absolute || omr_has_place(node);
    double height = all.height + (matrix.is_upright ? 0 : across_px), top = all.top;
    if (turn) {
        /* The header stands out of the matrix: it turns with it. */
        double above = matrix.is_upright ? -matrix.header_v : 0;
        all.top -= above;
        all.height += above;
        if (plan->settings->is_rtl && !plan->is_absolute)
            all.left = plan->left + plan->right - all.left - all.width;
        omr_plan_turn(plan, &mark, turn, &all);
        /* Where the page is mirrored, it is its right side that stays where it was. */
        bool is_pushed = plan->settings->is_rtl && !plan->is_absolute && turn != 180;
        omr_plan_shift(plan, &mark, is_pushed ? all.height - all.width : 0, above);
        height = (turn == 180 ? all.height : all.width) + across_px;
    }
    plan->is_absolute = was_absolute;
    return height_taken(node, &area, top, height);
}
