/* SPDX-License-Identifier: MIT
 *
 * Paragraphs: children one below the other, on one line, or texts round a picture. */
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>

static double place_stacked(struct omr_plan *plan, const struct omr_node *node,
                            struct omr_area area) {
    static const double above_px = 6, below_px = 15;
    area.top += above_px;
    return above_px + omr_place_children(plan, node, area) + below_px;
}

/* How wide a child of an inline paragraph is; the last one may take what is left. */
static double width_of(struct omr_plan *plan, const struct omr_node *child, double left) {
    struct omr_text_style style = omr_type_style(plan, child);
    if (child->kind == OMR_NODE_CONTENT || child->kind == OMR_NODE_TEXT)
        return fmin(omr_type_room(plan, child->text, &style), fmax(left, 1));
    if (child->kind == OMR_NODE_IMAGE)
        return omr_node_number(child, OMR_ATTR_WIDTH, 0);
    return child->next ? left / 2 : left;
}

static double place_inline(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_area area) {
    int align = (int)omr_node_number(node, OMR_ATTR_VERTICAL_ALIGN, OMR_ALIGN_MIDDLE);
    double x = area.left, right = area.left + area.width, highest = 0;
    /* Twice: the first time finds how high the line is. */
    for (int round = 0; round < 2; round++) {
        struct omr_plan_mark start = omr_plan_mark(plan);
        bool was_measuring = plan->is_measuring;
        plan->is_measuring |= round == 0;
        x = area.left;
        for (const struct omr_node *child = node->first_child; child && !plan->status;
             child = child->next) {
            struct omr_plan_mark mark = omr_plan_mark(plan);
            double width = fmax(width_of(plan, child, right - x), 1);
            double height = omr_place_node(
                plan, child, (struct omr_area){x, area.top, width, area.is_in_block, 0});
            if (round == 1 && align != OMR_ALIGN_TOP)
                omr_plan_shift(plan, &mark, 0,
                               (highest - height) / (align == OMR_ALIGN_MIDDLE ? 2 : 1));
            highest = fmax(highest, height);
            x += width;
        }
        plan->is_measuring = was_measuring;
        if (round == 0 && was_measuring)
            break; /* nested: measured once is enough */
        if (round == 0)
            omr_plan_rewind(plan, &start);
    }
    return highest;
}

/* Texts beside the picture as long as they begin above its end, then below it in full width. The
 * picture's x and y are those of the page; without them it stands at the paragraph's left. */
static double place_round_image(struct omr_plan *plan, const struct omr_node *node,
                                struct omr_area area) {
    static const double gap_px = 20;
    const struct omr_node *image = omr_first_child(node, OMR_NODE_IMAGE);
    double bottom = area.top, left = area.left, right = area.left + area.width;
    if (image) {
        double x = omr_node_number(image, OMR_ATTR_X, area.left);
        double y = omr_node_number(image, OMR_ATTR_Y, area.top);
        int index = plan->item_count;
        omr_place_node(plan, image, area);
        const struct omr_item *item = plan->status ? NULL : omr_plan_item(plan, index);
        double width = item ? item->box.width : 0;
        bottom = item ? y + item->box.height + gap_px : y;
        if (x + width / 2 < area.left + area.width / 2)
            left = fmin(fmax(x + width + gap_px, left), right - 1);
        else
            right = fmax(fmin(x - gap_px, right), left + 1);
    }
    double top = area.top;
    for (const struct omr_node *child = node->first_child; child && !plan->status;
         child = child->next) {
        bool is_beside = top < bottom;
        struct omr_area beside = {is_beside ? left : area.left, top,
                                  is_beside ? right - left : area.width, true, 0};
        if (child != image)
            top += omr_place_node(plan, child, beside);
    }
    return fmax(top, bottom) - area.top;
}

double omr_place_paragraph(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_area area) {
    switch ((int)omr_node_number(node, OMR_ATTR_TYPE, OMR_PARAGRAPH_NORMAL)) {
    case OMR_PARAGRAPH_INLINE:
        return place_inline(plan, node, area);
    case OMR_PARAGRAPH_IMAGE_WRAP:
        return place_round_image(plan, node, area);
    default:
        return place_stacked(plan, node, area);
    }
}
