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

/* The columns of a paragraph beside its picture. */
struct beside {
    double left, right;
    double top, bottom; /* of the picture, with the gap below it */
};

/* Places the picture; x and y are those of the page, without them it stands at the paragraph's
 * left. */
static struct beside place_picture(struct omr_plan *plan, const struct omr_node *image,
                                   const struct omr_area *area) {
    static const double gap_px = 20;
    double right = area->left + area->width;
    struct beside beside = {area->left, right, area->top, area->top};
    struct omr_box box;
    if (!image || !omr_image_box(plan, image, &box))
        return beside;
    double x = omr_node_number(image, OMR_ATTR_X, area->left);
    beside.top = omr_node_number(image, OMR_ATTR_Y, area->top);
    beside.bottom = beside.top + box.height + gap_px;
    if (x + box.width / 2 < area->left + area->width / 2)
        beside.left = fmin(fmax(x + box.width + gap_px, area->left), right - 1);
    else
        beside.right = fmax(fmin(x - gap_px, right), area->left + 1);
    struct omr_area own = *area;
    own.is_in_block = true;
    omr_place_image_at(plan, image, &own, OMR_ALIGN_LEFT);
    return beside;
}

/* A text in full width where it ends above the picture or begins below it, else beside it. */
static double place_text_beside(struct omr_plan *plan, const struct omr_node *child,
                                const struct omr_area *area, const struct beside *beside) {
    struct omr_area narrow = *area;
    narrow.left = beside->left;
    narrow.width = beside->right - beside->left;
    if (area->top >= beside->bottom)
        return omr_place_node(plan, child, *area);
    if (area->top < beside->top) {
        struct omr_plan_mark mark = omr_plan_mark(plan);
        double height = omr_place_node(plan, child, *area);
        if (area->top + height <= beside->top)
            return height;
        omr_plan_rewind(plan, &mark);
    }
    return omr_place_node(plan, child, narrow);
}

static double place_round_image(struct omr_plan *plan, const struct omr_node *node,
                                struct omr_area area) {
    const struct omr_node *image = omr_first_child(node, OMR_NODE_IMAGE);
    struct beside beside = place_picture(plan, image, &area);
    double top = area.top;
    for (const struct omr_node *child = node->first_child; child && !plan->status;
         child = child->next)
        if (child != image)
            area.top += place_text_beside(plan, child, &area, &beside);
    return fmax(area.top, beside.bottom) - top;
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
