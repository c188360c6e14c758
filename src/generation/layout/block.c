/* SPDX-License-Identifier: MIT
 *
 * Columns and the blocks that stand in them.
 *
 * Of a content C px wide, n columns with gaps g are ceil(share * (C - g(n-1))) wide. Columns of
 * given shares follow each other, equal ones begin where the exact share puts them. Blocks of a
 * column stand one below the other; a container is as high as its highest column. */
#include "generation/layout/place.h"

#include "base/error.h"

#include <math.h>

enum { COLUMNS_MOST = 100 };
static const double padding_px = 20, gap_px = 40, below_px = 20;

struct columns {
    const struct omr_node *container;
    int count;
    double *left, *width, *bottom; /* `bottom`: where the next block of the column begins */
    double below, top_padding, least_height;
};

static bool is_footer(const struct omr_node *node) {
    return node->kind == OMR_NODE_CONTAINER &&
           omr_node_number(node, OMR_ATTR_TYPE, OMR_CONTAINER_NORMAL) == OMR_CONTAINER_FOOTER;
}

static bool start_columns(struct omr_plan *plan, const struct omr_node *node,
                          const struct omr_area *area, struct columns *columns) {
    const struct omr_value *proportions = omr_node_find(node, OMR_ATTR_COLUMNS_PROPORTIONS);
    struct omr_arena *arena = &plan->placement->arena;
    double gap = omr_node_number(node, OMR_ATTR_BLOCK_RIGHT_MARGIN, gap_px);
    int count =
        proportions && proportions->count
            ? (proportions->count < COLUMNS_MOST ? proportions->count : COLUMNS_MOST)
            : omr_count_of(plan, node, OMR_ATTR_COLUMNS_COUNT, 1, COLUMNS_MOST, "columns_count");
    count = count < 1 ? 1 : count;
    const double *shares = omr_shares(plan, node, OMR_ATTR_COLUMNS_PROPORTIONS,
                                      fmax(area->width - gap * (count - 1), 1), count);
    double *numbers = OMR_ARENA_ARRAY(arena, double, 3 * (size_t)count);
    if (!shares || !numbers) {
        omr_plan_fail_memory(plan);
        return false;
    }
    *columns = (struct columns){.container = node,
                                .count = count,
                                .left = numbers,
                                .width = numbers + count,
                                .bottom = numbers + 2 * count};
    for (int i = 0; i < count; i++) {
        columns->width[i] = ceil(shares[i] - 1e-6);
        columns->left[i] = i == 0        ? area->left
                           : proportions ? columns->left[i - 1] + columns->width[i - 1] + gap
                                         : ceil(area->left + i * (shares[i] + gap) - 1e-6);
        columns->bottom[i] = area->top;
    }
    columns->below = omr_node_number(node, OMR_ATTR_BLOCK_BOTTOM_MARGIN, below_px);
    columns->top_padding = omr_node_number(node, OMR_ATTR_BLOCK_TOP_PADDING, 0);
    return true;
}

static void draw_border(struct omr_plan *plan, int item, const struct omr_border_look *border,
                        double height) {
    struct omr_placed_item *box = omr_plan_item(plan, item);
    if (!box)
        return;
    box->box.height = height;
    box->stroke = border->stroke;
    box->radius = border->radius;
    box->has_sides = border->has_sides;
    for (int i = 0; i < 4; i++)
        box->side[i] = border->side[i];
}

/* Paper and border of a block, before its content; their height comes after it. */
static int start_box(struct omr_plan *plan, const struct omr_node *node,
                     const struct omr_area *area) {
    const struct omr_value *fill = omr_node_find(node, OMR_ATTR_BACKGROUND_COLOR);
    struct omr_placed_item item = {.kind = OMR_ITEM_BOX,
                                   .box = {area->left, area->top, area->width, 0},
                                   .has_fill = fill != NULL,
                                   .fill = fill ? fill->colour : 0};
    struct omr_border_look border;
    bool is_drawn = omr_border_of(node, OMR_ATTR_BORDER, &border) || fill;
    return is_drawn ? omr_plan_add(plan, &item) : -1;
}

static void record_clip_area(struct omr_plan *plan, const struct omr_node *node,
                             const struct omr_area *area, double height) {
    struct omr_element element = {.kind = OMR_ELEMENT_CLIP_AREA,
                                  .name = node->text,
                                  .box = {area->left, area->top, area->width, height},
                                  .threshold = -1,
                                  .is_required = true};
    if (omr_flag_of(node, OMR_ATTR_IS_CLIPPED, false))
        omr_plan_element(plan, &element);
}

static struct omr_box cut_common(const struct omr_box *a, const struct omr_box *b) {
    if (a->width <= 0)
        return *b;
    double left = fmax(a->left, b->left), top = fmax(a->top, b->top);
    double right = fmin(a->left + a->width, b->left + b->width);
    double bottom = fmin(a->top + a->height, b->top + b->height);
    return (struct omr_box){left, top, fmax(right - left, 1e-3), fmax(bottom - top, 1e-3)};
}

/* Where the children of a block go on when they reach the end of a column. */
struct wrapping {
    const struct columns *columns; /* NULL: they do not wrap */
    int column, first_column;
    double top, end; /* of the room for children */
};

/* Moves on to the next column when the child, placed after `mark`, ends too low; true when it must
 * be placed again. */
static bool go_on(struct omr_plan *plan, struct wrapping *wrap, const struct omr_plan_mark *mark,
                  struct omr_area *inner, double height) {
    const struct columns *columns = wrap->columns;
    bool is_first = inner->top <= wrap->top;
    if (!columns || is_first || inner->top + height <= wrap->end ||
        wrap->column + 1 >= columns->count)
        return false;
    omr_plan_rewind(plan, mark);
    double inset = inner->left - columns->left[wrap->column];
    wrap->column++;
    inner->left = columns->left[wrap->column] + inset;
    inner->width = fmax(columns->width[wrap->column] - 2 * inset, 1);
    inner->top = wrap->top;
    return true;
}

static double place_content(struct omr_plan *plan, const struct omr_node *node,
                            struct omr_area inner, struct wrapping *wrap) {
    double lowest = inner.top, top = inner.top;
    for (const struct omr_node *child = node->first_child; child && !plan->status;
         child = child->next) {
        struct omr_plan_mark mark = omr_plan_mark(plan);
        double height = omr_place_node(plan, child, inner);
        if (go_on(plan, wrap, &mark, &inner, height))
            height = omr_place_node(plan, child, inner);
        inner.top += height;
        lowest = fmax(lowest, inner.top);
    }
    return lowest - top;
}

/* A block in its column; `least` is the height that it has at least. `columns` may be NULL. */
static double place_block(struct omr_plan *plan, const struct omr_node *node, struct omr_area area,
                          struct columns *columns, int column, double least) {
    double across = omr_node_number(node, OMR_ATTR_HORIZONTAL_PADDING, padding_px);
    double along = omr_node_number(node, OMR_ATTR_VERTICAL_PADDING, padding_px);
    double fixed = omr_node_number(node, OMR_ATTR_HEIGHT, 0);
    double above = fmax(along, columns ? columns->top_padding : 0);
    int overflow = (int)omr_node_number(node, OMR_ATTR_OVERFLOW, plan->settings->overflow);
    bool clips = overflow == OMR_OVERFLOW_CLIP && fixed > 0;
    bool wraps = overflow == OMR_OVERFLOW_WRAP && columns;
    struct omr_box was_clip = plan->clip;
    struct omr_border_look border;
    if (!node->first_child)
        return 0;
    omr_border_of(node, OMR_ATTR_BORDER, &border);
    int box = start_box(plan, node, &area);
    struct omr_area inner = {area.left + across, area.top + above, fmax(area.width - 2 * across, 1),
                             true, fixed > 0 ? fmax(fixed - above - along, 0) : 0};
    struct wrapping wrap = {wraps ? columns : NULL, column, column, inner.top,
                            (fixed > 0 ? area.top + fixed : plan->end) - along};
    if (clips) {
        struct omr_placed_item item = {.kind = OMR_ITEM_CLIP,
                                       .box = {area.left, area.top, area.width, fixed}};
        const struct omr_placed_item *added = omr_plan_item(plan, omr_plan_add(plan, &item));
        plan->clip = cut_common(&plan->clip, added ? &added->box : &item.box);
    }
    double content = place_content(plan, node, inner, &wrap);
    if (clips)
        omr_plan_add(plan, &(struct omr_placed_item){.kind = OMR_ITEM_UNCLIP});
    plan->clip = was_clip;
    double height = fmax(fixed > 0 ? fixed : above + content + along, least);
    draw_border(plan, box, &border, height);
    record_clip_area(plan, node, &area, height);
    for (int i = column + 1; columns && i <= wrap.column; i++)
        columns->bottom[i] = fmax(columns->bottom[i], area.top + height + columns->below);
    return height;
}

static int column_of(struct omr_plan *plan, const struct omr_node *child,
                     const struct columns *columns) {
    double column = omr_node_number(child, OMR_ATTR_COLUMN, 1);
    if (column > columns->count)
        omr_plan_warn(plan, child, "layout.column",
                      "there is no column %g: it stands in the last of %d", column, columns->count);
    return column > columns->count ? columns->count - 1 : column < 1 ? 0 : (int)column - 1;
}

static void place_in_column(struct omr_plan *plan, const struct omr_node *child,
                            struct columns *columns, bool is_in_block) {
    int column = column_of(plan, child, columns);
    struct omr_area area = {columns->left[column], columns->bottom[column], columns->width[column],
                            is_in_block, 0};
    double height = child->kind == OMR_NODE_BLOCK
                        ? place_block(plan, child, area, columns, column, columns->least_height)
                        : omr_place_node(plan, child, area);
    if (height > 0)
        columns->bottom[column] = fmax(columns->bottom[column], area.top + height + columns->below);
}

/* The height of the highest block, by placing all of them once for nothing. Not within another such
 * measuring: nested ones would multiply. */
static double measure_blocks(struct omr_plan *plan, struct columns *columns) {
    struct omr_plan_mark mark = omr_plan_mark(plan);
    double highest = 0;
    if (plan->is_measuring)
        return 0;
    plan->is_measuring = true;
    for (const struct omr_node *child = columns->container->first_child; child && !plan->status;
         child = child->next) {
        if (child->kind != OMR_NODE_BLOCK)
            continue;
        int column = column_of(plan, child, columns);
        struct omr_area area = {columns->left[column], columns->bottom[column],
                                columns->width[column], true, 0};
        highest = fmax(highest, place_block(plan, child, area, NULL, column, 0));
    }
    plan->is_measuring = false;
    omr_plan_rewind(plan, &mark);
    return highest;
}

static double place_columns(struct omr_plan *plan, const struct omr_node *node,
                            struct omr_area area) {
    struct columns columns;
    double bottom = area.top;
    if (!start_columns(plan, node, &area, &columns))
        return 0;
    if (omr_flag_of(node, OMR_ATTR_SYNC_CHILDREN_HEIGHT, false))
        columns.least_height = measure_blocks(plan, &columns);
    for (const struct omr_node *child = node->first_child; child && !plan->status;
         child = child->next)
        place_in_column(plan, child, &columns, area.is_in_block);
    for (int i = 0; i < columns.count; i++)
        bottom = fmax(bottom, columns.bottom[i]);
    return bottom - area.top;
}

/* A footer stands at the page's end, above the lower edge of the markers, under a thin rule. */
static double place_footer(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_area area) {
    static const double rule_px = 2, rule_gap_px = 10;
    struct omr_plan_mark mark = omr_plan_mark(plan);
    struct omr_stroke rule = {rule_px, 0x808080};
    omr_plan_line(plan, area.left, area.top, area.left + area.width, area.top, rule);
    area.top += rule_gap_px;
    double height = place_columns(plan, node, area);
    omr_plan_shift(plan, &mark, 0, plan->end - height - area.top);
    return 0;
}

double omr_place_container(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_area area) {
    return is_footer(node) && !area.is_in_block ? place_footer(plan, node, area)
                                                : place_columns(plan, node, area);
}

double omr_place_block(struct omr_plan *plan, const struct omr_node *node, struct omr_area area) {
    return place_block(plan, node, area, NULL, 0, 0);
}

double omr_place_positioned_block(struct omr_plan *plan, const struct omr_node *node,
                                  struct omr_area area) {
    double x = omr_node_number(node, OMR_ATTR_X, 0), y = omr_node_number(node, OMR_ATTR_Y, 0);
    double width = omr_node_number(node, OMR_ATTR_WIDTH, fmax(plan->width - x, 1));
    struct omr_area own = {x, y, width, true, omr_node_number(node, OMR_ATTR_HEIGHT, 0)};
    bool was_absolute = plan->is_absolute;
    (void)area;
    plan->is_absolute = true;
    omr_place_children(plan, node, own);
    plan->is_absolute = was_absolute;
    return 0;
}
