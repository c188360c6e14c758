/* SPDX-License-Identifier: MIT
 *
 * Elements one below the other. */
#include "generation/layout/place.h"

#include "generation/markup/schema.h"

typedef double place_function(struct omr_plan *plan, const struct omr_node *node,
                              struct omr_area area);

/* Elements that stand on a page or in a block by themselves; the others are placed by the element
 * that they belong to. */
static place_function *const places[OMR_NODE_KINDS] = {
    [OMR_NODE_CONTAINER] = omr_place_container,
    [OMR_NODE_BLOCK] = omr_place_block,
    [OMR_NODE_POSITIONED_BLOCK] = omr_place_positioned_block,
    [OMR_NODE_TEXT] = omr_place_text,
    [OMR_NODE_CONTENT] = omr_place_text,
    [OMR_NODE_EMPTY_LINE] = omr_place_empty_line,
    [OMR_NODE_IMAGE] = omr_place_image,
    [OMR_NODE_PARAGRAPH] = omr_place_paragraph,
    [OMR_NODE_INPUT_GROUP] = omr_place_input_group,
    [OMR_NODE_CHOICE_BOX] = omr_place_choice_box,
    [OMR_NODE_CHECK_BOX] = omr_place_check_box,
    [OMR_NODE_VERTICAL_CHOICE_BOX] = omr_place_vertical_choice_box,
    [OMR_NODE_SCORE_GROUP] = omr_place_score_group,
    [OMR_NODE_TABLE] = omr_place_table,
    [OMR_NODE_ANSWER_SHEET] = omr_place_answer_sheet,
    [OMR_NODE_GRID] = omr_place_grid,
    [OMR_NODE_COMPOSITE_GRID] = omr_place_composite_grid,
    [OMR_NODE_CUSTOM_ANSWER_SHEET] = omr_place_custom_sheet,
    [OMR_NODE_BARCODE] = omr_place_barcode,
    [OMR_NODE_WRITE_IN] = omr_place_write_in,
    [OMR_NODE_TEXT_INPUT] = omr_place_text_input,
    [OMR_NODE_FREE_TEXT_INPUT] = omr_place_free_text_input,
};

double omr_place_node(struct omr_plan *plan, const struct omr_node *node, struct omr_area area) {
    place_function *place = places[node->kind];
    if (plan->status)
        return 0;
    if (place)
        return place(plan, node, area);
    omr_plan_warn(plan, node, "layout.misplaced", "a %s means nothing here and is left out",
                  omr_schema_element_name(node->kind));
    return 0;
}

double omr_place_children(struct omr_plan *plan, const struct omr_node *node,
                          struct omr_area area) {
    double top = area.top;
    for (const struct omr_node *child = node->first_child; child && !plan->status;
         child = child->next)
        area.top += omr_place_node(plan, child, area);
    return area.top - top;
}
