/* SPDX-License-Identifier: MIT */
#include "generation/layout/type.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double px_per_pt = 300.0 / 72, letter_pt = 8;
static const double wider_ratio = 1.01;
static const double margin_em = 1.0 / 6, break_em = 1.0 / 3, lead_em = 0.125, box_lead_em = 0.25;
/* Sums that are whole but for rounding stay so. */
static const double rounding_px = 1e-3;

double omr_type_em(const struct omr_text_style *style) {
    return style->size_pt * px_per_pt;
}

double omr_type_line(struct omr_plan *plan, const struct omr_text_style *style) {
    double line = omr_fonts_line_height(plan->fonts, style) + lead_em * omr_type_em(style);
    return ceil(line - rounding_px);
}

double omr_type_box_line(struct omr_plan *plan, const struct omr_text_style *style) {
    return omr_fonts_line_height(plan->fonts, style) + box_lead_em * omr_type_em(style);
}

struct omr_text_style omr_type_style(const struct omr_plan *plan, const struct omr_node *node) {
    struct omr_text_style style = plan->settings->font;
    const struct omr_value *colour = omr_node_find(node, OMR_ATTR_COLOR);
    style.family = omr_node_text(node, OMR_ATTR_FONT_FAMILY, style.family);
    style.size_pt = omr_node_number(node, OMR_ATTR_FONT_SIZE, style.size_pt);
    style.styles = (unsigned)omr_node_number(node, OMR_ATTR_FONT_STYLE, style.styles);
    style.colour = colour ? colour->colour : style.colour;
    return style;
}

const char *omr_type_number(struct omr_plan *plan, int number) {
    const struct omr_layout_settings *settings = plan->settings;
    const char *plain = omr_plan_print(plan, "%d", number), *native = "";
    if (!settings->has_native_digits || !settings->digits)
        return plain;
    for (const char *at = plain; *at; at++)
        native = *at >= '0' && *at <= '9'
                     ? omr_plan_print(plan, "%s%s", native, settings->digits[*at - '0'])
                     : omr_plan_print(plan, "%s%c", native, *at);
    return native;
}

struct omr_text_style omr_type_letter(double size_pt, unsigned styles) {
    return (struct omr_text_style){
        .family = "Segoe UI", .size_pt = size_pt > 0 ? size_pt : letter_pt, .styles = styles};
}

struct omr_text *omr_type_shape(struct omr_plan *plan, const char *content,
                                const struct omr_text_style *style,
                                const struct omr_text_frame *frame) {
    struct omr_text_frame line = {.is_rtl = plan->settings->is_rtl};
    struct omr_text *text = NULL;
    if (plan->status || !omr_plan_may_shape(plan, strlen(content)))
        return NULL;
    plan->status =
        omr_text_shape(&text, plan->fonts, style, frame ? frame : &line, content, plan->err);
    if (plan->status)
        return NULL;
    omr_buffer_append(&plan->texts, &text, sizeof text);
    if (plan->texts.has_failed) {
        omr_text_free(text);
        omr_plan_fail_memory(plan);
        return NULL;
    }
    plan->text_count++;
    return text;
}

/* The text that was shaped last is of no more use. */
static void drop_last(struct omr_plan *plan, struct omr_text *text) {
    omr_text_free(text);
    plan->texts.size -= sizeof text;
    plan->text_count--;
}

double omr_type_width(struct omr_plan *plan, const char *content,
                      const struct omr_text_style *style) {
    struct omr_text *text = *content ? omr_type_shape(plan, content, style, NULL) : NULL;
    double width = 0;
    if (text) {
        width = omr_text_measure(text).width;
        drop_last(plan, text);
    }
    return ceil(width + 2 * margin_em * omr_type_em(style) - rounding_px);
}

double omr_type_room(struct omr_plan *plan, const char *content,
                     const struct omr_text_style *style) {
    return ceil(omr_type_width(plan, content, style) * wider_ratio +
                2 * break_em * omr_type_em(style));
}

/* The first word that is wider than the frame, or NULL. */
static const char *find_long_word(struct omr_plan *plan, const char *content,
                                  const struct omr_text_style *style, double width) {
    for (const char *at = content; *at && !plan->status;) {
        size_t size = strcspn(at, " \t\n");
        const char *word = omr_plan_print(plan, "%.*s", (int)size, at);
        if (size && omr_type_width(plan, word, style) > width + omr_type_em(style))
            return word;
        at += size;
        at += strspn(at, " \t\n");
    }
    return NULL;
}

/* How long a line may be. The program that forms come from puts letters on whole
 * pixels, which makes lines a little wider: one that just fits here would not fit there, and rows
 * would shift. */
static double inner_width(const struct omr_text_style *style, double width) {
    return fmax((width - 2 * break_em * omr_type_em(style)) / wider_ratio, 1);
}

static struct omr_text *shape_in(struct omr_plan *plan, const struct omr_node *node,
                                 const char *content, const struct omr_text_style *style,
                                 double width, enum omr_align align) {
    double inner = width > 0 ? inner_width(style, width) : 0;
    struct omr_text_frame frame = {.width = inner,
                                   .align = align == OMR_ALIGN_CENTER  ? OMR_TEXT_CENTER
                                            : align == OMR_ALIGN_RIGHT ? OMR_TEXT_RIGHT
                                                                       : OMR_TEXT_LEFT,
                                   .is_rtl = plan->settings->is_rtl,
                                   .breaks_words =
                                       plan->settings->long_words == OMR_LONG_WORDS_BREAK,
                                   .line_height = omr_type_line(plan, style)};
    if (inner > 0 && plan->settings->long_words == OMR_LONG_WORDS_FAIL) {
        const char *word = find_long_word(plan, content, style, inner);
        if (word)
            omr_plan_fail(plan, node, OMR_ERROR_INPUT, "layout.long_word",
                          "the word `%s` is wider than its place", word);
    }
    return omr_type_shape(plan, content, style, &frame);
}

static double height_of(struct omr_plan *plan, const struct omr_text *text,
                        const struct omr_text_style *style) {
    int lines = omr_text_measure(text).line_count;
    return omr_type_line(plan, style) * (lines > 0 ? lines : 1);
}

double omr_type_height(struct omr_plan *plan, const struct omr_node *node, const char *content,
                       const struct omr_text_style *style, double width) {
    struct omr_text *text = shape_in(plan, node, content, style, width, OMR_ALIGN_LEFT);
    if (!text)
        return 0;
    double height = height_of(plan, text, style);
    drop_last(plan, text);
    return height;
}

double omr_type_place(struct omr_plan *plan, const struct omr_node *node, const char *content,
                      const struct omr_text_style *style, const struct omr_type_place *place) {
    double inset = margin_em * omr_type_em(style);
    if (!*content)
        return omr_type_line(plan, style);
    struct omr_text *text = shape_in(plan, node, content, style, place->width, place->align);
    if (!text)
        return 0;
    double height = height_of(plan, text, style);
    double inner =
        place->width > 0 ? inner_width(style, place->width) : omr_text_measure(text).width;
    double rest = place->width - inner;
    double left = place->width <= 0                  ? inset
                  : place->align == OMR_ALIGN_CENTER ? rest / 2
                  : place->align == OMR_ALIGN_RIGHT  ? rest - inset
                                                     : inset;
    struct omr_placed_item item = {.kind = OMR_ITEM_TEXT,
                                   .box = {place->left + left, place->top, inner, height},
                                   .text = text,
                                   .content = omr_plan_copy(plan, content)};
    omr_plan_add(plan, &item);
    return height;
}

double omr_type_place_middle(struct omr_plan *plan, const struct omr_node *node,
                             const char *content, const struct omr_text_style *style,
                             const struct omr_type_place *place, double middle) {
    struct omr_plan_mark mark = omr_plan_mark(plan);
    struct omr_type_place at = *place;
    at.top = middle;
    double height = omr_type_place(plan, node, content, style, &at);
    omr_plan_shift(plan, &mark, 0, -height / 2);
    return height;
}
