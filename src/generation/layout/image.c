/* SPDX-License-Identifier: MIT
 *
 * Pictures and barcodes: things of a size that may have places of their own. */
#include "generation/layout/barcode_size.h"
#include "generation/layout/place.h"
#include "generation/layout/type.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* What stands at a place of its own: on a page the rest goes on below it, in a block it counts for
 * nothing. */
static double height_of_placed(const struct omr_area *area, const struct omr_box *box) {
    double bottom = box->top + box->height;
    return area->is_in_block || bottom <= area->top ? 0 : bottom - area->top;
}

static int find_image(const struct omr_plan *plan, const char *name) {
    int other_case = -1;
    for (int i = 0; i < plan->image_count; i++) {
        const char *given = plan->images[i].name;
        if (strcmp(given, name) == 0)
            return i;
        if (strcasecmp(given, name) == 0)
            other_case = i;
    }
    return other_case;
}

/* Of width and height those that are not given follow from the picture, in proportion. */
static void find_sides(const struct omr_node *node, const struct omr_layout_image *image,
                       struct omr_box *box) {
    double width = omr_node_number(node, OMR_ATTR_WIDTH, 0);
    double height = omr_node_number(node, OMR_ATTR_HEIGHT, 0);
    double ratio = image->height > 0 ? (double)image->width / image->height : 1;
    box->width = width > 0 ? width : height > 0 ? height * ratio : image->width;
    box->height = height > 0 ? height : width > 0 ? width / ratio : image->height;
}

bool omr_image_box(struct omr_plan *plan, const struct omr_node *node, struct omr_box *box) {
    int index = find_image(plan, node->text);
    *box = (struct omr_box){0, 0, 0, 0};
    if (index < 0)
        omr_plan_fail(plan, node, OMR_ERROR_INPUT, "layout.no_image",
                      "Image '%s' was not provided.", node->text);
    else
        find_sides(node, &plan->images[index], box);
    return index >= 0;
}

double omr_place_image_at(struct omr_plan *plan, const struct omr_node *node,
                          const struct omr_area *area, enum omr_align align) {
    struct omr_placed_item item = {.kind = OMR_ITEM_IMAGE, .content = node->text};
    bool was_absolute = plan->is_absolute;
    align = (enum omr_align)omr_node_number(node, OMR_ATTR_ALIGN, align);
    if (!omr_image_box(plan, node, &item.box))
        return 0;
    item.image = find_image(plan, node->text);
    item.box.left = omr_align_in(area, item.box.width, align);
    item.box.top = area->top;
    if (!omr_has_place(node)) {
        omr_plan_add(plan, &item);
        return item.box.height;
    }
    item.box.left = omr_node_number(node, OMR_ATTR_X, item.box.left);
    item.box.top = omr_node_number(node, OMR_ATTR_Y, item.box.top);
    item.lies_under = true;
    plan->is_absolute = true;
    omr_plan_add(plan, &item);
    plan->is_absolute = was_absolute;
    return height_of_placed(area, &item.box);
}

double omr_place_image(struct omr_plan *plan, const struct omr_node *node, struct omr_area area) {
    return omr_place_image_at(plan, node, &area, OMR_ALIGN_CENTER);
}

/* Bars in the upper part of the box, the caption in a line of its own below them. */
static void draw_barcode(struct omr_plan *plan, const struct omr_node *node,
                         const struct omr_barcode_size *size, const struct omr_box *box) {
    static const double caption_pt = 8;
    struct omr_placed_item item = {
        .kind = OMR_ITEM_BARCODE,
        .box = {box->left + size->rim, box->top + size->rim, size->bars_width, size->bars_height},
        .barcode = omr_barcode_type_of(node),
        .qr_version = (int)omr_node_number(node, OMR_ATTR_QR_VERSION, 0),
        .content = omr_node_text(node, OMR_ATTR_VALUE, "")};
    struct omr_text_style style = {.family = "Arial", .size_pt = caption_pt};
    struct omr_type_place place = {box->left, 0, box->width, OMR_ALIGN_CENTER};
    omr_plan_add(plan, &item);
    if (size->caption)
        omr_type_place_middle(plan, node, size->caption, &style, &place,
                              item.box.top + size->bars_height + size->caption_middle);
}

/* Turns what came after the mark about the middle of the box; gives the box that holds it then. */
static struct omr_box turn_barcode(struct omr_plan *plan, const struct omr_plan_mark *mark,
                                   double turn_deg, const struct omr_box *box) {
    double angle = turn_deg * acos(-1) / 180, sine = sin(angle), cosine = cos(angle);
    double x = box->left + box->width / 2, y = box->top + box->height / 2;
    double width = fabs(box->width * cosine) + fabs(box->height * sine);
    double height = fabs(box->width * sine) + fabs(box->height * cosine);
    for (int i = mark->items; i < plan->item_count; i++) {
        struct omr_placed_item *item = omr_plan_item(plan, i);
        double dx = item->box.left + item->box.width / 2 - x;
        double dy = item->box.top + item->box.height / 2 - y;
        item->box.left = x + dx * cosine - dy * sine - item->box.width / 2;
        item->box.top = y + dx * sine + dy * cosine - item->box.height / 2;
        item->turn_deg = turn_deg;
    }
    return (struct omr_box){x - width / 2, y - height / 2, width, height};
}

/* At (0, 0) first; then to where its box, turned or not, belongs. */
static struct omr_box place_turned(struct omr_plan *plan, const struct omr_node *node,
                                   const struct omr_barcode_size *size,
                                   const struct omr_area *area) {
    enum omr_align align = (enum omr_align)omr_node_number(node, OMR_ATTR_ALIGN, OMR_ALIGN_CENTER);
    double turn_deg = omr_node_number(node, OMR_ATTR_ROTATION_ANGLE, 0);
    struct omr_plan_mark mark = omr_plan_mark(plan);
    struct omr_box box = {area->left, area->top, size->width, size->height};
    bool was_absolute = plan->is_absolute;
    plan->is_absolute = true; /* the bars of a code are never mirrored */
    draw_barcode(plan, node, size, &box);
    struct omr_box turned = turn_deg != 0 ? turn_barcode(plan, &mark, turn_deg, &box) : box;
    double left = omr_align_in(area, turned.width, align), top = area->top;
    if (plan->settings->is_rtl && !was_absolute)
        left = plan->left + plan->right - left - turned.width;
    if (omr_has_place(node)) {
        left = omr_node_number(node, OMR_ATTR_X, left);
        top = omr_node_number(node, OMR_ATTR_Y, top);
    }
    omr_plan_shift(plan, &mark, left - turned.left, top - turned.top);
    turned.left = left;
    turned.top = top;
    struct omr_element element = {.kind = OMR_ELEMENT_BARCODE,
                                  .name = node->text,
                                  .box = turned,
                                  .threshold = -1,
                                  .barcode = omr_barcode_type_of(node),
                                  .qr_version =
                                      (int)fmax(omr_node_number(node, OMR_ATTR_QR_VERSION, 0), 0)};
    omr_plan_element(plan, &element);
    plan->is_absolute = was_absolute;
    return turned;
}

double omr_place_barcode(struct omr_plan *plan, const struct omr_node *node, struct omr_area area) {
    struct omr_barcode_size size;
    if (plan->status || !omr_barcode_size_find(plan, node, &size))
        return 0;
    struct omr_box box = place_turned(plan, node, &size, &area);
    return omr_has_place(node) ? height_of_placed(&area, &box) : box.height;
}
