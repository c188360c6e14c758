/* SPDX-License-Identifier: MIT
 *
 * Vertical choice boxes: answers below each other, an ellipse beside each.
 *
 * An answer is as high as what is in it; the ellipse stands in the middle of its first line. Gaps
 * of 20 px stand between answers. */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>

static const double ellipse_px = 15, text_gap_px = 20, row_gap_px = 20;

/* The height of the first line of an answer, by which its bubble goes. */
static double first_line(struct omr_plan *plan, const struct omr_node *answer) {
    const struct omr_node *at = answer->first_child;
    while (at && at->kind == OMR_NODE_PARAGRAPH && at->first_child)
        at = at->first_child;
    struct omr_text_style style =
        at && at->kind == OMR_NODE_CONTENT ? omr_type_style(plan, at) : plan->settings->font;
    return omr_type_line(plan, &style);
}

static bool is_on_right(const struct omr_node *answer) {
    int absent = (int)omr_node_number(answer->parent, OMR_ATTR_BUBBLE_POSITION, OMR_SIDE_LEFT);
    return omr_node_number(answer, OMR_ATTR_BUBBLE_POSITION, absent) == OMR_SIDE_RIGHT;
}

static void place_bubble(struct omr_plan *plan, const struct omr_node *answer,
                         const struct omr_area *area, const struct omr_bubble_look *look) {
    double x = area->left + look->outline_width / 2;
    double y = area->top + floor((first_line(plan, answer) - look->outline_height) / 2) +
               look->outline_height / 2;
    const struct omr_value *dx = omr_node_find(answer, OMR_ATTR_BUBBLE_OFFSET_X);
    const struct omr_value *dy = omr_node_find(answer, OMR_ATTR_BUBBLE_OFFSET_Y);
    if (is_on_right(answer))
        x = area->left + area->width - look->outline_width / 2;
    if (dx)
        x = area->left + dx->number + look->outline_width / 2;
    if (dy)
        y = area->top + dy->number + look->outline_height / 2;
    omr_plan_bubble(plan, answer, x, y, answer->text, look);
}

/* Write-ins are recorded after the choice box itself, with the elements that have no bubbles. */
static double place_answer(struct omr_plan *plan, const struct omr_node *answer,
                           const struct omr_area *area, double bubble_width) {
    struct omr_area inner = *area;
    bool is_selectable = omr_flag_of(answer, OMR_ATTR_SELECTABLE, true);
    double room = bubble_width + text_gap_px;
    if (is_selectable || !is_on_right(answer))
        inner.width = fmax(inner.width - room, 1);
    if (!is_on_right(answer))
        inner.left += room;
    double height = omr_place_children(plan, answer, inner);
    return answer->first_child ? height : first_line(plan, answer);
}

double omr_place_vertical_choice_box(struct omr_plan *plan, const struct omr_node *node,
                                     struct omr_area area) {
    double side = omr_bubble_side(node, plan->settings->bubble_size);
    double width = side + ellipse_px, top = area.top;
    double threshold = omr_node_number(node, OMR_ATTR_THRESHOLD, 0);
    struct omr_element element = {.kind = OMR_ELEMENT_CHOICE_BOX,
                                  .name = node->text,
                                  .threshold = threshold > 0 ? (int)threshold : -1,
                                  .is_single_mark = omr_is_single_mark(plan, node)};
    int kind = (int)omr_node_number(node, OMR_ATTR_BUBBLE_TYPE, OMR_BUBBLE_ROUND);
    area.top += omr_node_number(node, OMR_ATTR_TOP_PADDING, 0);
    element.box = (struct omr_box){area.left, area.top, area.width, 0};
    omr_plan_element(plan, &element);
    omr_plan_position(plan, "");
    int index = plan->element_count - 1;
    double bottom = area.top;
    /* All bubbles first: an element's bubbles stand together, and texts may hold elements. */
    /* While it is measured itself, once is enough. */
    int rounds = plan->is_measuring ? 1 : 2;
    for (int round = 0; round < rounds; round++) {
        struct omr_area row = area;
        for (const struct omr_node *at = omr_first_child(node, OMR_NODE_ANSWER);
             at && !plan->status; at = omr_next_of(at->next, OMR_NODE_ANSWER)) {
            struct omr_plan_mark mark = omr_plan_mark(plan);
            bool was_measuring = plan->is_measuring;
            plan->is_measuring |= round == 0;
            double height = place_answer(plan, at, &row, width);
            plan->is_measuring = was_measuring;
            struct omr_bubble_look look = {
                width, side - ellipse_px,
                0,     omr_bubble_shape_of(at, (enum omr_bubble_type)kind),
                0,     0,
                NULL};
            if (round == 0) {
                omr_plan_rewind(plan, &mark);
                if (omr_flag_of(at, OMR_ATTR_SELECTABLE, true))
                    place_bubble(plan, at, &row, &look);
            }
            bottom = row.top + height;
            row.top = bottom + row_gap_px;
        }
    }
    struct omr_element *elements = (void *)plan->elements.bytes;
    if (!plan->status)
        elements[index].box.height = bottom - element.box.top;
    return bottom - top;
}
