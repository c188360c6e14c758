/* SPDX-License-Identifier: MIT
 *
 * Words, and lines and boxes to write words on. */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

static const double stroke_px = 3;

static struct omr_stroke ink(uint32_t colour) {
    return (struct omr_stroke){stroke_px, colour};
}

/* One box for each character, blanks too; sizes in em. */
static double place_cells(struct omr_plan *plan, const struct omr_node *node,
                          const struct omr_text_style *style, struct omr_area area) {
    static const double cell_width_em = 1.125, cell_height_em = 1.68, advance_em = 2.136;
    double em = omr_type_em(style), width = cell_width_em * em, height = cell_height_em * em;
    enum omr_align align = (enum omr_align)omr_node_number(node, OMR_ATTR_ALIGN, OMR_ALIGN_LEFT);
    size_t size = strlen(node->text);
    int count = 0;
    for (size_t at = 0; at < size; count++)
        at += omr_utf8_length(node->text + at, size - at)
                  ? omr_utf8_length(node->text + at, size - at)
                  : 1;
    double left = omr_align_in(&area, count * width, align);
    for (size_t at = 0; at < size && !plan->status; left += width) {
        size_t length = omr_utf8_length(node->text + at, size - at);
        length = length ? length : 1;
        struct omr_type_place place = {left, 0, width, OMR_ALIGN_CENTER};
        omr_plan_box(plan, (struct omr_box){left, area.top, width, height}, ink(0), 0);
        if (node->text[at] != ' ' && node->text[at] != '\t')
            omr_type_place_middle(plan, node,
                                  omr_plan_print(plan, "%.*s", (int)length, node->text + at), style,
                                  &place, area.top + height / 2);
        at += length;
    }
    return ceil(advance_em * em - 1e-6);
}

double omr_place_text(struct omr_plan *plan, const struct omr_node *node, struct omr_area area) {
    struct omr_text_style style = omr_type_style(plan, node);
    enum omr_align align = (enum omr_align)omr_node_number(node, OMR_ATTR_ALIGN, OMR_ALIGN_LEFT);
    struct omr_type_place place = {area.left, area.top, area.width, align};
    if (omr_node_number(node, OMR_ATTR_CONTENT_TYPE, OMR_CONTENT_NORMAL) == OMR_CONTENT_CELLS)
        return place_cells(plan, node, &style, area);
    return omr_type_place(plan, node, node->text, &style, &place);
}

double omr_place_empty_line(struct omr_plan *plan, const struct omr_node *node,
                            struct omr_area area) {
    static const double lines = 1.25;
    double line = omr_type_box_line(plan, &plan->settings->font);
    (void)area;
    return omr_node_number(node, OMR_ATTR_HEIGHT, ceil(lines * line - 1e-6));
}

/* A part of an input group: 3 % of the width, the label 30 %, 3 %, the field 60 %. */
static void place_part(struct omr_plan *plan, const struct omr_node *node,
                       const struct omr_node *content, enum omr_attribute border,
                       const struct omr_box *box) {
    struct omr_border_look look;
    struct omr_text_style style = omr_type_style(plan, content);
    enum omr_align align = (enum omr_align)omr_node_number(content, OMR_ATTR_ALIGN, 0);
    struct omr_type_place place = {box->left, box->top, box->width, align};
    if (omr_border_of(node, border, &look)) {
        struct omr_placed_item item = {
            .kind = OMR_ITEM_BOX,
            .box = *box,
            .stroke = look.stroke,
            .radius = look.radius,
            .has_sides = look.has_sides,
            .side = {look.side[0], look.side[1], look.side[2], look.side[3]}};
        omr_plan_add(plan, &item);
    }
    omr_type_place_middle(plan, content, content->text, &style, &place, box->top + box->height / 2);
}

double omr_place_input_group(struct omr_plan *plan, const struct omr_node *node,
                             struct omr_area area) {
    static const double gap = 0.03, label = 0.3, field = 0.6, below_px = 20;
    const struct omr_node *first = omr_first_child(node, OMR_NODE_CONTENT);
    const struct omr_node *second = first ? omr_next_of(first->next, OMR_NODE_CONTENT) : NULL;
    double w = area.width, height = 0;
    const struct omr_node *parts[] = {first, second};
    double lefts[] = {area.left + gap * w, area.left + (2 * gap + label) * w};
    double widths[] = {label * w, field * w};
    if (!second)
        omr_plan_warn(plan, node, "layout.input_group",
                      "an input group needs two contents: its label and its field");
    for (int i = 0; i < 2 && parts[i]; i++) {
        struct omr_text_style style = omr_type_style(plan, parts[i]);
        height = fmax(height, omr_type_height(plan, parts[i], parts[i]->text, &style, widths[i]));
    }
    for (int i = 0; i < 2 && parts[i]; i++)
        place_part(plan, node, parts[i], i ? OMR_ATTR_INPUT_BORDER : OMR_ATTR_LABEL_BORDER,
                   &(struct omr_box){lefts[i], area.top, widths[i], height});
    return first ? height + below_px : 0;
}

static void record_image_field(struct omr_plan *plan, const struct omr_node *node,
                               const struct omr_box *box) {
    struct omr_element element = {.kind = OMR_ELEMENT_CLIP_AREA,
                                  .name = node->text,
                                  .box = *box,
                                  .threshold = -1,
                                  .is_required = omr_flag_of(node, OMR_ATTR_REQUIRED, false)};
    omr_plan_element(plan, &element);
}

/* Two lines of room, the rule, the hint in a line below it, another line of room. Within a cell
 * (area.height) or as an adaptive one it is as high as its parent leaves. */
double omr_place_write_in(struct omr_plan *plan, const struct omr_node *node,
                          struct omr_area area) {
    static const double rule_px = 5, short_px = 40;
    struct omr_text_style style = omr_type_style(plan, node);
    double line = omr_type_line(plan, &style), height = 4 * line + rule_px;
    bool is_adaptive = omr_flag_of(node, OMR_ATTR_ADAPTIVE, false);
    if (is_adaptive && area.height > height)
        height = area.height;
    double rule = area.top + height - 2 * line - rule_px;
    struct omr_type_place place = {area.left, rule, area.width, OMR_ALIGN_LEFT};
    omr_plan_line(plan, area.left, rule, area.left + fmax(area.width - short_px, 1), rule, ink(0));
    omr_type_place(plan, node, omr_node_text(node, OMR_ATTR_HINT, "write-in"), &style, &place);
    record_image_field(plan, node, &(struct omr_box){area.left, area.top, area.width, height});
    return height;
}

double omr_place_text_input(struct omr_plan *plan, const struct omr_node *node,
                            struct omr_area area) {
    enum { CELLS_MOST = 200 };
    static const double below_px = 20;
    struct omr_text_style style = omr_type_style(plan, node);
    int count = omr_count_of(plan, node, OMR_ATTR_LENGTH, 1, CELLS_MOST, "length");
    int size = (int)omr_node_number(node, OMR_ATTR_CELL_SIZE, OMR_BUBBLE_NORMAL);
    double side = size == OMR_BUBBLE_EXTRALARGE ? 120 : size == OMR_BUBBLE_LARGE ? 100 : 80;
    double label = 0;
    if (*node->text) {
        struct omr_type_place place = {area.left, 0, 0, OMR_ALIGN_LEFT};
        label = omr_type_width(plan, node->text, &style) + below_px;
        omr_type_place_middle(plan, node, node->text, &style, &place, area.top + side / 2);
    }
    struct omr_box all = {area.left + label, area.top, side * count, side};
    for (int i = 0; i < count; i++)
        omr_plan_box(plan, (struct omr_box){all.left + i * side, all.top, side, side}, ink(0), 0);
    if (count)
        record_image_field(plan, node, &all);
    return side + below_px;
}

double omr_place_free_text_input(struct omr_plan *plan, const struct omr_node *node,
                                 struct omr_area area) {
    static const double below_px = 20;
    struct omr_text_style style = omr_type_style(plan, node);
    double height = omr_node_number(node, OMR_ATTR_LINE_HEIGHT, 2 * omr_type_line(plan, &style));
    double label = 0;
    if (*node->text) {
        struct omr_type_place place = {area.left, area.top, area.width, OMR_ALIGN_LEFT};
        label = omr_type_place(plan, node, node->text, &style, &place);
    }
    struct omr_box box = {area.left, area.top + label, area.width, height};
    omr_plan_box(plan, box, ink(0), 0);
    record_image_field(plan, node, &box);
    return label + height + below_px;
}
