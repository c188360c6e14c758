/* SPDX-License-Identifier: MIT */
#include "unit/layout/laid.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct laid laid;

int laid_open(void **state) {
    struct omr_error err = {0};
    (void)state;
    return omr_fonts_open(&laid.fonts, &err) ? -1 : 0;
}

int laid_close(void **state) {
    (void)state;
    omr_fonts_close(laid.fonts);
    return 0;
}

int laid_start(void **state) {
    (void)state;
    laid.settings = (struct omr_layout_settings){
        .paper_size = OMR_PAPER_A4,
        .orientation = OMR_ORIENTATION_VERTICAL,
        .left_margin_px = 210,
        .right_margin_px = 210,
        .font = {.family = "Calibri", .size_pt = 9},
        .bubble_size = OMR_BUBBLE_NORMAL,
        .rotation_marker = OMR_ROTATION_TOP_RIGHT_1,
    };
    memset(&laid.markup, 0, sizeof laid.markup);
    memset(&laid.placement, 0, sizeof laid.placement);
    return 0;
}

int laid_end(void **state) {
    (void)state;
    omr_placed_form_clear(&laid.placement);
    omr_markup_clear(&laid.markup);
    return 0;
}

enum omr_status laid_try(const char *source, struct omr_error *err) {
    static const struct omr_layout_image picture = {"p.png", 400, 200};
    if (omr_markup_parse(&laid.markup, source, strlen(source), err))
        fail_msg("%s", err->text);
    return omr_layout_make(&laid.placement, &laid.markup, &laid.settings, &picture, 1, laid.fonts,
                           err);
}

void laid_make(const char *source) {
    struct omr_error err = {0};
    if (laid_try(source, &err))
        fail_msg("%s", err.text);
}

const struct omr_form_page *laid_page(int index) {
    assert_true(index < laid.placement.form.page_count);
    return &laid.placement.form.pages[index];
}

const struct omr_element *laid_element(int index) {
    assert_true(index < laid_page(0)->element_count);
    return &laid_page(0)->elements[index];
}

const struct omr_bubble *laid_bubble(int index) {
    assert_true(index < laid_page(0)->bubble_count);
    return &laid_page(0)->bubbles[index];
}

const struct omr_placed_item *laid_item(enum omr_item_kind kind, int n) {
    const struct omr_placed_page *on = &laid.placement.pages[0];
    for (int i = 0; i < on->item_count; i++)
        if (on->items[i].kind == kind && n-- == 0)
            return &on->items[i];
    fail_msg("there is no such item");
    return NULL;
}

const struct omr_placed_item *laid_text(const char *content) {
    const struct omr_placed_page *on = &laid.placement.pages[0];
    for (int i = 0; i < on->item_count; i++)
        if (on->items[i].kind == OMR_ITEM_TEXT && strcmp(on->items[i].content, content) == 0)
            return &on->items[i];
    fail_msg("the text `%s` is not on the page", content);
    return NULL;
}

bool laid_is_warned(const char *code, int line) {
    for (int i = 0; i < laid.markup.warnings.count; i++)
        if (strcmp(laid.markup.warnings.item[i].code, code) == 0 &&
            (line == 0 || laid.markup.warnings.item[i].place.line == line))
            return true;
    return false;
}

void assert_near(double found, double expected) {
    if (fabs(found - expected) > 0.51)
        fail_msg("%g is not %g", found, expected);
}

void assert_fails(const char *source, const char *code, const char *part) {
    struct omr_error err = {0};
    assert_int_not_equal(laid_try(source, &err), OMR_OK);
    assert_string_equal(err.code, code);
    if (!strstr(err.text, part))
        fail_msg("`%s` does not say `%s`", err.text, part);
}
