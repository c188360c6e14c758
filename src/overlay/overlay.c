/* SPDX-License-Identifier: MIT
 *
 * What was read, on the picture it was read from: the picture pale, then what is certain, then what
 * is not, labels last. */
#include <omr/overlay.h>

#include "base/buffer.h"
#include "base/error.h"
#include "overlay/labels.h"
#include "overlay/marks.h"
#include "overlay/palette.h"
#include "overlay/shape.h"
#include "overlay/strip.h"
#include "overlay/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More doubts than anyone reads, and still drawn quickly. */
enum { LABELS_MOST = 400, NAME_MOST = 28, LABEL_SIZE = 400 };
/* How bad a label over something would be, an empty bubble being 1. */
static const double cost_of_mark = 2, cost_of_doubt = 6, cost_of_marker = 2;
static const double letter_px = 13, label_margin_px = 5, pale = 0.6;

struct overlay {
    const struct omr_result *result; /* NULL: the page could not be read */
    const struct omr_image *image;
    const char *error_text;
    struct omr_arena arena;
    struct omr_marks marks;
    struct omr_view view;
    struct omr_canvas canvas;
    struct omr_labels labels;
    int label_count;
};

/* ---- the strip ---- */

static void write_counts(struct omr_strip *strip, const struct overlay *overlay) {
    char text[80];
    const struct omr_marks *marks = &overlay->marks;
    snprintf(text, sizeof text, "%d marked", marks->marked_count);
    omr_strip_sample(strip, 3, omr_green, omr_ink_thin(omr_green, 0.35), text);
    snprintf(text, sizeof text, "%d empty", marks->count - marks->marked_count);
    omr_strip_sample(strip, 1.5, omr_slate, omr_white, text);
    snprintf(text, sizeof text, "%d of %d fields to look at", overlay->result->review_count,
             overlay->result->field_count);
    omr_strip_sample(strip, 5, omr_orange, omr_white, text);
    if (overlay->result->registration.marker_count)
        omr_strip_sample(strip, 3, omr_violet, omr_white, "marker, barcode");
}

static void write_registration(struct omr_strip *strip, const struct overlay *overlay) {
    const struct omr_registration_summary *found = &overlay->result->registration;
    char text[200];
    double turned = fabs(found->rotation_deg) < 0.05 ? 0 : found->rotation_deg; /* not "-0.0" */
    snprintf(text, sizeof text,
             "page %d, found by %s, turned by %.1f degrees, outlines %.1f px off",
             overlay->result->page, found->method, turned, found->residual_px);
    omr_strip_break(strip);
    omr_strip_words(strip, text, omr_slate);
}

static void write_findings(struct omr_strip *strip, const struct overlay *overlay) {
    for (int i = 0; i < overlay->result->finding_count; i++) {
        omr_strip_break(strip);
        omr_strip_words(strip, overlay->result->findings[i].text, omr_rust);
    }
    for (int bit = 0; bit < OMR_REASON_COUNT; bit++)
        if (overlay->marks.page_reasons & 1u << bit) {
            omr_strip_break(strip);
            omr_strip_words(strip, "The whole page:", omr_red);
            omr_strip_words(strip, omr_reason_text((enum omr_reason)(1 << bit)), omr_red);
        }
}

/* Draws the strip, or only measures it where `canvas` is NULL. */
static int write_strip(const struct overlay *overlay, struct omr_canvas *canvas, int width) {
    struct omr_strip strip;
    omr_strip_init(&strip, canvas, width);
    if (overlay->error_text && !overlay->result) {
        omr_strip_words(&strip, overlay->error_text, omr_red);
    } else {
        write_counts(&strip, overlay);
        write_registration(&strip, overlay);
        write_findings(&strip, overlay);
    }
    return omr_strip_height(&strip);
}

/* The strip's height depends on the width, that on the scale, and that on the strip's height. */
static void fit_view(struct overlay *overlay) {
    const struct omr_pixmap *grey = &overlay->image->grey;
    int strip = 0;
    for (int i = 0; i < 3; i++) {
        overlay->view = omr_view_fit(grey->width, grey->height, strip);
        strip = write_strip(overlay, NULL, overlay->view.canvas_width);
    }
    overlay->view.canvas_height += strip - overlay->view.top;
    overlay->view.top = strip;
}

/* ---- labels ---- */

/* Every reason of the field that is not one of the whole page. */
static void write_reasons(const struct overlay *overlay, const struct omr_field *field,
                          const char *separator, struct omr_buffer *into) {
    for (int bit = 0; bit < OMR_REASON_COUNT; bit++)
        if (field->reasons & ~overlay->marks.page_reasons & 1u << bit) {
            omr_buffer_text(into, separator);
            omr_buffer_text(into, omr_reason_code((enum omr_reason)(1 << bit)));
            separator = ", ";
        }
}

static void write_name(const char *name, struct omr_buffer *into) {
    size_t size = strlen(name);
    size_t kept = omr_letters_fit(name, size, NAME_MOST * letter_px / 2, letter_px);
    omr_buffer_append(into, name, kept);
    if (kept < size)
        omr_buffer_text(into, "...");
}

/* A line from what is named to a label that found no room right beside it. */
static void draw_leader(struct overlay *overlay, const struct omr_area *anchor,
                        const struct omr_area *label, struct omr_ink ink) {
    struct omr_point to = {
        fmin(fmax((anchor->left + anchor->right) / 2, label->left), label->right),
        fmin(fmax((anchor->top + anchor->bottom) / 2, label->top), label->bottom)};
    struct omr_point from = {fmin(fmax(to.x, anchor->left), anchor->right),
                             fmin(fmax(to.y, anchor->top), anchor->bottom)};
    omr_canvas_line(&overlay->canvas, from, to, 2, ink);
}

static void draw_label(struct overlay *overlay, struct omr_area anchor, const char *text,
                       size_t size, struct omr_ink ink) {
    static const enum omr_side sides[] = {OMR_SIDE_RIGHT, OMR_SIDE_LEFT, OMR_SIDE_BELOW,
                                          OMR_SIDE_ABOVE};
    if (overlay->label_count++ >= LABELS_MOST)
        return;
    double width = omr_letters_width(text, size, letter_px) + 2 * label_margin_px;
    double height = letter_px + 2 * label_margin_px + 2;
    struct omr_area at;
    if (!omr_labels_place(&overlay->labels, anchor, width, height, sides, INFINITY, &at))
        return;
    const struct omr_point corners[] = {
        {at.left, at.top}, {at.right, at.top}, {at.right, at.bottom}, {at.left, at.bottom}};
    draw_leader(overlay, &anchor, &at, ink);
    omr_canvas_fill(&overlay->canvas, corners, 4, omr_ink_thin(omr_white, 0.92));
    omr_canvas_outline(&overlay->canvas, corners, 4, 1.5, ink);
    omr_letters_draw(&overlay->canvas, text, size, at.left + label_margin_px,
                     at.top + label_margin_px + letter_px, letter_px, omr_black);
}

/* ---- bubbles ---- */

static struct omr_shape find_shape(const struct overlay *overlay,
                                   const struct omr_bubble_reading *bubble) {
    struct omr_shape shape = {.centre = {bubble->x_px, bubble->y_px},
                              .right = bubble->right,
                              .down = bubble->down,
                              .is_square = bubble->is_square};
    return omr_view_shape(&overlay->view, &shape);
}

static struct omr_area area_of(const struct omr_shape *shape, double margin) {
    struct omr_point reach = omr_shape_reach(shape);
    return (struct omr_area){shape->centre.x - reach.x - margin, shape->centre.y - reach.y - margin,
                             shape->centre.x + reach.x + margin,
                             shape->centre.y + reach.y + margin};
}

static void draw_bubble(struct overlay *overlay, const struct omr_mark *mark) {
    const struct omr_bubble_reading *bubble = mark->reading;
    struct omr_shape shape = find_shape(overlay, bubble);
    struct omr_ink ink = bubble->is_marked ? omr_green : omr_slate;
    omr_shape_fill(&overlay->canvas, &shape, bubble->fill, omr_ink_thin(ink, 0.4));
    if (bubble->is_marked) {
        shape = omr_shape_grow(&shape, 1.5);
        omr_shape_outline(&overlay->canvas, &shape, 3, ink);
    } else {
        omr_shape_outline(&overlay->canvas, &shape, 1.3, ink);
    }
    double cost = mark->is_doubtful ? cost_of_doubt : bubble->is_marked ? cost_of_mark : 1;
    omr_labels_avoid(&overlay->labels, area_of(&shape, mark->is_doubtful ? 8 : 0), cost);
}

static void draw_ring(struct overlay *overlay, const struct omr_mark *mark) {
    struct omr_shape shape = find_shape(overlay, mark->reading);
    shape = omr_shape_grow(&shape, 5.5);
    omr_shape_outline(&overlay->canvas, &shape, 5, omr_orange);
}

/* The label of a doubtful field stands at its first doubtful bubble. */
static void draw_doubt(struct overlay *overlay, const struct omr_field *field) {
    int bubble = 0;
    if (!(field->reasons & ~overlay->marks.page_reasons))
        return;
    while (bubble < field->bubble_count && !omr_marks_is_doubtful(&overlay->marks, field, bubble))
        bubble++;
    if (bubble == field->bubble_count)
        return;
    struct omr_shape shape = find_shape(overlay, &field->bubbles[bubble]);
    struct omr_buffer text = {0};
    write_reasons(overlay, field, "", &text);
    if (text.bytes)
        draw_label(overlay, area_of(&shape, 8), text.bytes, text.size, omr_orange);
    omr_buffer_clear(&text);
}

/* ---- the page ---- */

static void draw_quad(struct overlay *overlay, const struct omr_point corners[4], double width,
                      struct omr_ink ink, struct omr_area *area) {
    struct omr_point points[4];
    *area = (struct omr_area){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i < 4; i++) {
        points[i] = omr_view_point(&overlay->view, corners[i]);
        area->left = fmin(area->left, points[i].x);
        area->right = fmax(area->right, points[i].x);
        area->top = fmin(area->top, points[i].y);
        area->bottom = fmax(area->bottom, points[i].y);
    }
    omr_canvas_outline(&overlay->canvas, points, 4, width, ink);
}

static void draw_page(struct overlay *overlay) {
    const struct omr_registration_summary *found = &overlay->result->registration;
    struct omr_area area;
    bool is_unsure = overlay->marks.page_reasons != 0;
    draw_quad(overlay, found->corners, is_unsure ? 6 : 2.5, is_unsure ? omr_red : omr_slate, &area);
    for (int i = 0; i < found->marker_count; i++) {
        draw_quad(overlay, found->markers[i].corners, 3, omr_violet, &area);
        omr_labels_avoid(&overlay->labels, area, cost_of_marker);
    }
}

/* A barcode: where it should be, and what it says or why nothing. */
static void draw_barcode(struct overlay *overlay, const struct omr_field *field) {
    struct omr_ink ink = field->needs_review ? omr_orange : omr_violet;
    struct omr_area area;
    struct omr_buffer text = {0};
    draw_quad(overlay, field->area->corners, field->needs_review ? 5 : 3, ink, &area);
    write_name(field->name, &text);
    if (field->reasons) {
        write_reasons(overlay, field, ": ", &text);
    } else {
        omr_buffer_text(&text, ": ");
        write_name(field->value, &text);
    }
    if (text.bytes)
        draw_label(overlay, area, text.bytes, text.size, ink);
    omr_buffer_clear(&text);
}

static enum omr_status draw_result(struct overlay *overlay, struct omr_error *err) {
    const struct omr_result *result = overlay->result;
    const struct omr_marks *marks = &overlay->marks;
    const struct omr_registration_summary *found = &result->registration;
    struct omr_area bounds = {2, overlay->view.top + 2, overlay->view.canvas_width - 2,
                              overlay->view.canvas_height - 2};
    enum omr_status status =
        omr_labels_init(&overlay->labels, bounds, marks->count + found->marker_count + LABELS_MOST,
                        &overlay->arena, err);
    if (status)
        return status;
    draw_page(overlay);
    for (int i = 0; i < marks->count; i++)
        draw_bubble(overlay, &marks->items[i]);
    for (int i = 0; i < marks->count; i++)
        if (marks->items[i].is_doubtful)
            draw_ring(overlay, &marks->items[i]);
    for (int i = 0; i < result->field_count; i++)
        if (result->fields[i].needs_review)
            draw_doubt(overlay, &result->fields[i]);
    for (int i = 0; i < result->field_count; i++)
        if (result->fields[i].area)
            draw_barcode(overlay, &result->fields[i]);
    return OMR_OK;
}

static enum omr_status draw(struct overlay *overlay, struct omr_error *err) {
    enum omr_status status = OMR_OK;
    if (overlay->result)
        status = omr_marks_gather(&overlay->marks, overlay->result, &overlay->arena, err);
    if (status)
        return status;
    fit_view(overlay);
    const struct omr_view *view = &overlay->view;
    status = omr_canvas_init(&overlay->canvas, view->canvas_width, view->canvas_height, err);
    if (status)
        return status;
    omr_canvas_place(&overlay->canvas, &overlay->image->grey, view->left, view->top, view->width,
                     view->height, pale);
    if (overlay->result)
        status = draw_result(overlay, err);
    omr_canvas_box(&overlay->canvas, -0.5, -0.5, view->canvas_width, view->top - 0.5, omr_mist);
    write_strip(overlay, &overlay->canvas, view->canvas_width);
    return status;
}

enum omr_status omr_overlay_draw(const struct omr_result *result, const struct omr_image *image,
                                 const char *error_text, char **png, size_t *size,
                                 struct omr_error *err) {
    struct overlay overlay = {.result = result, .image = image, .error_text = error_text};
    if (!result && !error_text)
        return omr_fail(err, OMR_ERROR_USAGE, "overlay.nothing",
                        "there is neither a result nor a text to draw");
    enum omr_status status = draw(&overlay, err);
    if (!status)
        status = omr_canvas_write(&overlay.canvas, png, size, err);
    omr_canvas_clear(&overlay.canvas);
    omr_arena_clear(&overlay.arena);
    return status;
}
