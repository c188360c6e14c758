/* SPDX-License-Identifier: MIT */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>
#include <string.h>

static const double rounded_px = 20;

double omr_bubble_side(const struct omr_node *node, enum omr_bubble_size absent) {
    static const double sides[] = {40, 50, 60, 80, 100};
    int size = (int)omr_node_number(node, OMR_ATTR_BUBBLE_SIZE, absent);
    return sides[size >= 0 && size < 5 ? size : OMR_BUBBLE_NORMAL];
}

enum omr_bubble_shape omr_bubble_shape_of(const struct omr_node *node,
                                          enum omr_bubble_type absent) {
    bool is_square = omr_node_number(node, OMR_ATTR_BUBBLE_TYPE, absent) == OMR_BUBBLE_SQUARE;
    return is_square ? OMR_SHAPE_SQUARE : OMR_SHAPE_ELLIPSE;
}

bool omr_is_single_mark(const struct omr_plan *plan, const struct omr_node *node) {
    return !omr_flag_of(node, OMR_ATTR_MULTISELECT, !plan->settings->is_single_mark);
}

bool omr_flag_of(const struct omr_node *node, enum omr_attribute attribute, bool absent) {
    return omr_node_number(node, attribute, absent) != 0;
}

bool omr_border_of(const struct omr_node *node, enum omr_attribute kind,
                   struct omr_border_look *look) {
    static const enum omr_attribute sides[] = {OMR_ATTR_BORDER_TOP, OMR_ATTR_BORDER_RIGHT,
                                               OMR_ATTR_BORDER_BOTTOM, OMR_ATTR_BORDER_LEFT};
    int border = (int)omr_node_number(node, kind, OMR_BORDER_NONE);
    const struct omr_value *colour = omr_node_find(node, OMR_ATTR_BORDER_COLOR);
    *look = (struct omr_border_look){.radius = border == OMR_BORDER_ROUNDED ? rounded_px : 0};
    if (border != OMR_BORDER_NONE)
        look->stroke = (struct omr_stroke){omr_node_number(node, OMR_ATTR_BORDER_SIZE, 3),
                                           colour ? colour->colour : 0};
    for (int i = 0; i < 4; i++) {
        const struct omr_value *side = omr_node_find(node, sides[i]);
        look->side[i] = look->stroke;
        if (side) {
            look->has_sides = true;
            look->side[i] = (struct omr_stroke){side->number, side->colour};
        }
    }
    return look->has_sides || look->stroke.width > 0;
}

double omr_align_in(const struct omr_area *area, double width, enum omr_align align) {
    double rest = area->width - width;
    return area->left + (align == OMR_ALIGN_CENTER  ? rest / 2
                         : align == OMR_ALIGN_RIGHT ? rest
                                                    : 0);
}

int omr_count_of(struct omr_plan *plan, const struct omr_node *node, enum omr_attribute attribute,
                 int absent, int most, const char *name) {
    double count = omr_node_number(node, attribute, absent);
    if (count > most)
        omr_plan_warn(plan, node, "layout.too_many", "`%s` may be %d at most; %d are drawn", name,
                      most, most);
    return count > most ? most : count < 0 ? 0 : (int)count;
}

const struct omr_node *omr_next_of(const struct omr_node *node, enum omr_node_kind kind) {
    while (node && node->kind != kind)
        node = node->next;
    return node;
}

const struct omr_node *omr_first_child(const struct omr_node *node, enum omr_node_kind kind) {
    return omr_next_of(node->first_child, kind);
}

int omr_count_children(const struct omr_node *node, enum omr_node_kind kind) {
    int count = 0;
    for (const struct omr_node *at = node->first_child; at; at = at->next)
        count += at->kind == kind;
    return count;
}

const double *omr_shares(struct omr_plan *plan, const struct omr_node *node,
                         enum omr_attribute attribute, double width, int count) {
    const struct omr_value *given = omr_node_find(node, attribute);
    double *shares = OMR_ARENA_ARRAY(&plan->placement->arena, double, (size_t)count + 1);
    double sum = 0;
    if (!shares) {
        omr_plan_fail_memory(plan);
        return NULL;
    }
    for (int i = 0; given && i < given->count; i++)
        sum += given->numbers[i];
    if (sum > 100.5)
        omr_plan_warn(plan, node, "layout.proportions",
                      "the proportions are %g %% together; they are made 100 %%", sum);
    for (int i = 0; i < count; i++)
        shares[i] = !given              ? width / count
                    : i >= given->count ? 0
                    : sum > 100.5       ? width * given->numbers[i] / sum
                                        : width * given->numbers[i] / 100;
    return shares;
}

bool omr_has_place(const struct omr_node *node) {
    return omr_node_find(node, OMR_ATTR_X) || omr_node_find(node, OMR_ATTR_Y);
}
