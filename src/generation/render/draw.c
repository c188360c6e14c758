/* SPDX-License-Identifier: MIT
 *
 * One short function for each kind of item.
 *
 * On pixels, a line of an odd width is shifted by half a pixel, so that it covers whole ones: 3 px
 * along x = 210 are the pixels 209, 210 and 211. */
#include "generation/render/draw.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

enum { CLIPS_MAX = 64 };

static const double pi = 3.14159265358979323846;

struct drawing {
    cairo_t *cairo;
    const struct omr_ink_way *way;
    struct omr_pictures *pictures;
    int clips; /* open ones */
};

enum omr_status omr_draw_fail(cairo_status_t status, struct omr_error *err) {
    if (status == CAIRO_STATUS_SUCCESS)
        return OMR_OK;
    if (status == CAIRO_STATUS_NO_MEMORY)
        return omr_fail_memory(err);
    return omr_fail(err, OMR_ERROR_INTERNAL, "render.cairo", "the page could not be drawn: %s",
                    cairo_status_to_string(status));
}

/* A surface of darkness has only alpha: paper that covers what is below is not drawn over but put
 * in its place. */
void omr_draw_colour(cairo_t *cairo, const struct omr_ink_way *way, uint32_t colour) {
    double red = (colour >> 16 & 255) / 255.0;
    if (!way->is_darkness) {
        cairo_set_source_rgb(cairo, red, (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0);
        return;
    }
    cairo_set_operator(cairo, red > 0 ? CAIRO_OPERATOR_SOURCE : CAIRO_OPERATOR_OVER);
    cairo_set_source_rgba(cairo, 0, 0, 0, 1 - red);
}

/* What to add to the coordinates of a line of this width. */
static double shift(const struct drawing *drawing, double width) {
    return drawing->way->is_pixels && fmod(width, 2) == 1 ? 0.5 : 0;
}

static void stroke(struct drawing *drawing, const struct omr_stroke *with) {
    omr_draw_colour(drawing->cairo, drawing->way, with->colour);
    cairo_set_line_width(drawing->cairo, with->width);
    cairo_stroke(drawing->cairo);
}

static void add_box(cairo_t *cairo, const struct omr_box *box, double radius, double offset) {
    double left = box->left + offset, top = box->top + offset;
    double right = left + box->width, bottom = top + box->height;
    double r = fmin(radius, fmin(box->width, box->height) / 2);
    if (r <= 0) {
        cairo_rectangle(cairo, left, top, box->width, box->height);
        return;
    }
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, right - r, top + r, r, -pi / 2, 0);
    cairo_arc(cairo, right - r, bottom - r, r, 0, pi / 2);
    cairo_arc(cairo, left + r, bottom - r, r, pi / 2, pi);
    cairo_arc(cairo, left + r, top + r, r, pi, 3 * pi / 2);
    cairo_close_path(cairo);
}

/* One side, from the middle of a corner to the middle of the next. `number` counts from the top,
 * clockwise; the page is turned so that every side is the top one. */
static void draw_side(struct drawing *drawing, const struct omr_placed_item *item, int number) {
    cairo_t *cairo = drawing->cairo;
    const struct omr_stroke *side = &item->side[number];
    const struct omr_box *box = &item->box;
    double along = number % 2 ? box->height : box->width;
    double across = number % 2 ? box->width : box->height;
    double r = fmin(item->radius, fmin(along, across) / 2), offset = shift(drawing, side->width);
    cairo_save(cairo);
    cairo_translate(cairo, box->left + box->width / 2 + offset,
                    box->top + box->height / 2 + offset);
    cairo_rotate(cairo, number * pi / 2);
    if (r > 0) {
        cairo_arc(cairo, -along / 2 + r, -across / 2 + r, r, -3 * pi / 4, -pi / 2);
        cairo_arc(cairo, along / 2 - r, -across / 2 + r, r, -pi / 2, -pi / 4);
    } else {
        cairo_move_to(cairo, -along / 2, -across / 2);
        cairo_line_to(cairo, along / 2, -across / 2);
    }
    cairo_set_line_cap(cairo, r > 0 ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_SQUARE);
    stroke(drawing, side);
    cairo_restore(cairo);
}

static void draw_box(struct drawing *drawing, const struct omr_placed_item *item) {
    if (item->has_fill) {
        omr_draw_colour(drawing->cairo, drawing->way, item->fill);
        add_box(drawing->cairo, &item->box, item->radius, 0);
        cairo_fill(drawing->cairo);
    }
    for (int i = 0; item->has_sides && i < 4; i++)
        if (item->side[i].width > 0)
            draw_side(drawing, item, i);
    if (!item->has_sides && item->stroke.width > 0) {
        add_box(drawing->cairo, &item->box, item->radius, shift(drawing, item->stroke.width));
        stroke(drawing, &item->stroke);
    }
}

static void draw_line(struct drawing *drawing, const struct omr_placed_item *item) {
    const struct omr_box *box = &item->box;
    double offset = shift(drawing, item->stroke.width);
    double across = box->height != 0 ? offset : 0, down = box->width != 0 ? offset : 0;
    cairo_move_to(drawing->cairo, box->left + across, box->top + down);
    cairo_line_to(drawing->cairo, box->left + box->width + across, box->top + box->height + down);
    stroke(drawing, &item->stroke);
}

static void add_ellipse(cairo_t *cairo, const struct omr_box *box) {
    cairo_save(cairo);
    cairo_translate(cairo, box->left + box->width / 2, box->top + box->height / 2);
    cairo_scale(cairo, box->width / 2, box->height / 2);
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, 0, 0, 1, 0, 2 * pi);
    cairo_close_path(cairo);
    cairo_restore(cairo);
}

static void draw_bubble(struct drawing *drawing, const struct omr_placed_item *item) {
    if (item->shape == OMR_SHAPE_ELLIPSE)
        add_ellipse(drawing->cairo, &item->box);
    else
        add_box(drawing->cairo, &item->box, 0, shift(drawing, item->stroke.width));
    if (item->has_fill) {
        omr_draw_colour(drawing->cairo, drawing->way, item->fill);
        cairo_fill_preserve(drawing->cairo);
    }
    if (item->stroke.width > 0)
        stroke(drawing, &item->stroke);
    cairo_new_path(drawing->cairo);
}

static void draw_text(struct drawing *drawing, const struct omr_placed_item *item) {
    if (!item->text)
        return;
    omr_draw_colour(drawing->cairo, drawing->way, omr_text_colour(item->text));
    omr_text_draw(item->text, drawing->cairo, item->box.left, item->box.top);
}

static enum omr_status draw_image(struct drawing *drawing, const struct omr_placed_item *item,
                                  struct omr_error *err) {
    cairo_t *cairo = drawing->cairo;
    const struct omr_box *box = &item->box;
    if (item->image < 0 || item->image >= drawing->pictures->count)
        return omr_fail(err, OMR_ERROR_INTERNAL, "render.image", "there is no picture %d",
                        item->image);
    cairo_surface_t *picture = drawing->pictures->surfaces[item->image];
    if (box->width <= 0 || box->height <= 0)
        return OMR_OK;
    cairo_save(cairo);
    cairo_translate(cairo, box->left, box->top);
    cairo_scale(cairo, box->width / cairo_image_surface_get_width(picture),
                box->height / cairo_image_surface_get_height(picture));
    cairo_set_source_surface(cairo, picture, 0, 0);
    cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_PAD);
    cairo_rectangle(cairo, 0, 0, cairo_image_surface_get_width(picture),
                    cairo_image_surface_get_height(picture));
    cairo_fill(cairo);
    cairo_restore(cairo);
    return OMR_OK;
}

static void draw_marker(struct drawing *drawing, const struct omr_placed_item *item) {
    const struct omr_box *box = &item->box;
    omr_draw_colour(drawing->cairo, drawing->way, 0x000000);
    cairo_rectangle(drawing->cairo, box->left, box->top, box->width, box->height);
    cairo_fill(drawing->cairo);
}

static void open_clip(struct drawing *drawing, const struct omr_box *box) {
    cairo_save(drawing->cairo);
    cairo_rectangle(drawing->cairo, box->left, box->top, box->width, box->height);
    cairo_clip(drawing->cairo);
    drawing->clips++;
}

static void close_clip(struct drawing *drawing) {
    cairo_restore(drawing->cairo);
    drawing->clips--;
}

static void turn(cairo_t *cairo, const struct omr_placed_item *item) {
    double x = item->box.left + item->box.width / 2, y = item->box.top + item->box.height / 2;
    cairo_translate(cairo, x, y);
    cairo_rotate(cairo, item->turn_deg * pi / 180);
    cairo_translate(cairo, -x, -y);
}

static enum omr_status draw_upright(struct drawing *drawing, const struct omr_placed_item *item,
                                    struct omr_error *err) {
    switch (item->kind) {
    case OMR_ITEM_TEXT:
        draw_text(drawing, item);
        break;
    case OMR_ITEM_BOX:
        draw_box(drawing, item);
        break;
    case OMR_ITEM_LINE:
        draw_line(drawing, item);
        break;
    case OMR_ITEM_BUBBLE:
        draw_bubble(drawing, item);
        break;
    case OMR_ITEM_IMAGE:
        return draw_image(drawing, item, err);
    case OMR_ITEM_BARCODE:
        return omr_draw_barcode(drawing->cairo, item, drawing->way, err);
    case OMR_ITEM_MARKER:
    case OMR_ITEM_CLIP:
    case OMR_ITEM_UNCLIP:
        break;
    }
    return OMR_OK;
}

/* What a reader that speaks is told an item is; NULL: nothing, as for the letters in bubbles. */
static const char *find_tag(const struct omr_placed_item *item) {
    if (item->kind == OMR_ITEM_TEXT)
        return item->content && strlen(item->content) > 1 ? "P" : NULL;
    return item->kind == OMR_ITEM_IMAGE || item->kind == OMR_ITEM_BARCODE ? "Figure" : NULL;
}

static enum omr_status draw_item(struct drawing *drawing, const struct omr_placed_item *item,
                                 struct omr_error *err) {
    const char *tag = drawing->way->is_tagged ? find_tag(item) : NULL;
    if (item->kind == OMR_ITEM_CLIP && drawing->clips < CLIPS_MAX)
        open_clip(drawing, &item->box);
    else if (item->kind == OMR_ITEM_UNCLIP && drawing->clips > 0)
        close_clip(drawing);
    if (tag)
        cairo_tag_begin(drawing->cairo, tag, NULL);
    if (item->turn_deg != 0) {
        cairo_save(drawing->cairo);
        turn(drawing->cairo, item);
    }
    enum omr_status status = draw_upright(drawing, item, err);
    if (item->turn_deg != 0)
        cairo_restore(drawing->cairo);
    if (tag)
        cairo_tag_end(drawing->cairo, tag);
    return status;
}

enum omr_status omr_draw_page(cairo_t *cairo, const struct omr_placed_page *page,
                              struct omr_pictures *pictures, const struct omr_ink_way *way,
                              struct omr_error *err) {
    struct drawing drawing = {.cairo = cairo, .way = way, .pictures = pictures};
    enum omr_status status = OMR_OK;
    for (int i = 0; !status && i < page->item_count; i++)
        status = draw_item(&drawing, &page->items[i], err);
    while (drawing.clips > 0)
        close_clip(&drawing);
    for (int i = 0; !status && i < page->item_count; i++)
        if (page->items[i].kind == OMR_ITEM_MARKER)
            draw_marker(&drawing, &page->items[i]);
    return status ? status : omr_draw_fail(cairo_status(cairo), err);
}
