/* SPDX-License-Identifier: MIT */
#include "support/paper.h"

#include "base/error.h"
#include "support/draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Side of a cell of the map of places that are taken. */
enum { CELL = 16 };

struct press {
    struct omr_pixmap *paper;
    const struct omr_form_page *page;
    const struct fake_style *style;
    struct fake_random *random;
    unsigned char *taken; /* columns x rows: something is printed here */
    int columns, rows;
};

void fake_style_random(struct fake_style *style, struct fake_random *random) {
    bool is_light = fake_random_chance(random, 0.25);
    bool has_letters = fake_random_chance(random, 0.85);
    style->ring_ratio = fake_random_chance(random, 0.6) ? fake_random_between(random, 0.96, 1.02)
                                                        : fake_random_between(random, 0.62, 1.1);
    style->ring_px = fake_random_between(random, 1.6, 4.5);
    style->ring_ink =
        is_light ? fake_random_between(random, 0.25, 0.5) : fake_random_between(random, 0.7, 0.98);
    style->letter_ink = has_letters ? style->ring_ink * fake_random_between(random, 0.75, 1) : 0;
    style->letter_size = fake_random_between(random, 0.32, 0.5);
    style->letter_px = fake_random_between(random, 1.8, 4.2);
    style->clutter = fake_random_between(random, 0.2, 1);
    style->has_tables = fake_random_chance(random, 0.3);
    style->has_dark = fake_random_chance(random, 0.2);
}

static void place_clip(const struct press *press, const struct omr_box *box, int cells[4]) {
    cells[0] = (int)fmax(0, floor(box->left / CELL));
    cells[1] = (int)fmax(0, floor(box->top / CELL));
    cells[2] = (int)fmin(press->columns - 1, floor((box->left + box->width) / CELL));
    cells[3] = (int)fmin(press->rows - 1, floor((box->top + box->height) / CELL));
}

static void place_take(struct press *press, const struct omr_box *box) {
    int cells[4];
    place_clip(press, box, cells);
    for (int y = cells[1]; y <= cells[3]; y++)
        for (int x = cells[0]; x <= cells[2]; x++)
            press->taken[y * press->columns + x] = 1;
}

static bool place_is_free(const struct press *press, const struct omr_box *box) {
    int cells[4];
    if (box->left < 60 || box->top < 60 || box->left + box->width > press->page->width - 60 ||
        box->top + box->height > press->page->height - 60)
        return false;
    place_clip(press, box, cells);
    for (int y = cells[1]; y <= cells[3]; y++)
        for (int x = cells[0]; x <= cells[2]; x++)
            if (press->taken[y * press->columns + x])
                return false;
    return true;
}

static struct omr_box box_grow(struct omr_box box, double by) {
    return (struct omr_box){box.left - by, box.top - by, box.width + 2 * by, box.height + 2 * by};
}

static void markers_print(struct press *press) {
    for (int i = 0; i < press->page->marker_count; i++) {
        struct omr_box box = press->page->markers[i].box;
        fake_draw_box(press->paper, box.left, box.top, box.left + box.width + 1,
                      box.top + box.height + 1, 0.98);
        struct omr_box around = box_grow(box, 40);
        place_take(press, &around);
    }
}

/* What stands inside: a value of one or two signs, else its first letter. */
static void letter_print(struct press *press, const struct omr_bubble *bubble) {
    const struct fake_style *style = press->style;
    char text[3] = {0};
    size_t length = strlen(bubble->value);
    memcpy(text, bubble->value, length <= 2 ? length : 1);
    if ((unsigned char)text[0] >= 0x80 || style->letter_ink <= 0)
        return;
    double height = bubble->height * style->letter_size * fmin(1, style->ring_ratio);
    double width = fake_text_width(text, height);
    fake_draw_text(press->paper, text, bubble->x - width / 2, bubble->y + height / 2, height,
                   style->letter_px * bubble->height / 60, style->letter_ink);
}

/* As generated forms are drawn, edges included: one pixel larger than the pattern says. */
static void bubble_print(struct press *press, const struct omr_bubble *of_form) {
    const struct fake_style *style = press->style;
    struct omr_bubble moved = *of_form, *bubble = &moved;
    bubble->x += 0.5;
    bubble->y += 0.5;
    double rx = bubble->width / 2 * style->ring_ratio - style->ring_px / 2;
    double ry = bubble->height / 2 * style->ring_ratio - style->ring_px / 2;
    if (bubble->shape == OMR_SHAPE_SQUARE) {
        rx = fmin(rx, bubble->width / 2);
        ry = fmin(ry, bubble->height / 2);
        fake_draw_frame(press->paper, bubble->x - rx, bubble->y - ry, bubble->x + rx,
                        bubble->y + ry, style->ring_px, style->ring_ink);
    } else {
        fake_draw_ring(press->paper, bubble->x, bubble->y, rx, ry, style->ring_px, style->ring_ink);
        letter_print(press, bubble);
    }
    double ratio = fmax(1, style->ring_ratio) / 2;
    struct omr_box box = {bubble->x - bubble->width * ratio, bubble->y - bubble->height * ratio,
                          bubble->width * ratio * 2, bubble->height * ratio * 2};
    box = box_grow(box, 8);
    place_take(press, &box);
}

static void elements_label(struct press *press) {
    for (int i = 0; i < press->page->element_count; i++) {
        const struct omr_element *element = &press->page->elements[i];
        if (!element->position_count || !element->positions[0].bubble_count)
            continue;
        const struct omr_bubble *bubble = &press->page->bubbles[element->positions[0].first_bubble];
        char text[16];
        snprintf(text, sizeof text, "%d.", i % 1000 + 1);
        double height = fmin(32, bubble->height * 0.6), width = fake_text_width(text, height);
        struct omr_box box = {bubble->x - bubble->width * 0.62 - width - 14,
                              bubble->y - height / 2 - 2, width, height + 4};
        if (!place_is_free(press, &box))
            continue;
        fake_draw_text(press->paper, text, box.left, bubble->y + height / 2, height, 3, 0.9);
        place_take(press, &box);
    }
}

/* The box of an element's bubbles, a little wider; false when foreign bubbles reach into it. */
static bool element_frame(const struct press *press, int index, struct omr_box *frame) {
    const struct omr_form_page *page = press->page;
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9, size = 0;
    for (int i = 0; i < page->bubble_count; i++) {
        const struct omr_bubble *b = &page->bubbles[i];
        if (b->element != index)
            continue;
        size = b->height;
        left = fmin(left, b->x - b->width / 2);
        right = fmax(right, b->x + b->width / 2);
        top = fmin(top, b->y - b->height / 2);
        bottom = fmax(bottom, b->y + b->height / 2);
    }
    double grow = size * 0.15 + (press->style->ring_ratio > 1 ? size * 0.06 : 0);
    *frame = box_grow((struct omr_box){left, top, right - left, bottom - top}, grow);
    for (int i = 0; i < page->bubble_count; i++) {
        const struct omr_bubble *b = &page->bubbles[i];
        if (b->element != index &&
            fabs(b->x - (left + right) / 2) < (right - left + b->width) / 2 + grow &&
            fabs(b->y - (top + bottom) / 2) < (bottom - top + b->height) / 2 + grow)
            return false;
    }
    return right > left;
}

static void tables_print(struct press *press) {
    for (int i = 0; press->style->has_tables && i < press->page->element_count; i++) {
        struct omr_box frame;
        if (element_frame(press, i, &frame))
            fake_draw_frame(press->paper, frame.left, frame.top, frame.left + frame.width,
                            frame.top + frame.height, 2.5, press->style->ring_ink);
    }
}

/* Words that read like text from afar. */
static void words_make(struct fake_random *random, char *text, int count) {
    static const char common[] = "eeeetttaaaooiinnssrrhhllddccuummwwffggyyppbbvkjxqz";
    for (int i = 0; i < count; i++) {
        bool is_blank = i > 1 && text[i - 1] != ' ' && fake_random_chance(random, 0.18);
        text[i] = is_blank ? ' ' : common[fake_random_below(random, (int)sizeof common - 1)];
    }
    text[0] = (char)(text[0] - 'a' + 'A');
    text[count] = 0;
}

static void lines_print(struct press *press) {
    int wanted = (int)(10 + 60 * press->style->clutter);
    for (int i = 0; i < wanted; i++) {
        char text[80];
        words_make(press->random, text, 6 + fake_random_below(press->random, 60));
        double height = fake_random_between(press->random, 20, i % 12 ? 32 : 56);
        struct omr_box box = {fake_random_between(press->random, 150, press->page->width - 300),
                              fake_random_between(press->random, 150, press->page->height - 200),
                              fake_text_width(text, height), height * 1.5};
        if (!place_is_free(press, &box))
            continue;
        fake_draw_text(press->paper, text, box.left, box.top + height * 1.1, height, height / 9,
                       fake_random_between(press->random, 0.8, 0.98));
        place_take(press, &box);
    }
}

/* A round sign with rings and discs, grey or black, as logos are. */
static void logo_print(struct press *press, double x, double y, double radius) {
    for (int i = 0; i < 4; i++) {
        double angle = i * 1.6, r = radius * 0.45;
        fake_draw_disc(press->paper, x + r * cos(angle), y + r * sin(angle), r, r * 0.7,
                       fake_random_between(press->random, 0.2, 0.8));
    }
    fake_draw_ring(press->paper, x, y, radius * 0.9, radius * 0.9, radius / 12, 0.7);
}

/* Black and white modules: a code's look without its meaning. */
static void modules_print(struct press *press, const struct omr_box *box, int across, int down) {
    double w = box->width / across, h = box->height / down;
    for (int y = 0; y < down; y++)
        for (int x = 0; x < across; x++)
            if (fake_random_chance(press->random, 0.5))
                fake_draw_box(press->paper, box->left + x * w, box->top + y * h,
                              box->left + (x + 1) * w, box->top + (y + 1) * h, 0.97);
}

static bool place_find(struct press *press, double width, double height, struct omr_box *box) {
    for (int i = 0; i < 60; i++) {
        *box = (struct omr_box){
            fake_random_between(press->random, 170, press->page->width - 170 - width),
            fake_random_between(press->random, 100, press->page->height - 100 - height), width,
            height};
        if (place_is_free(press, box)) {
            struct omr_box around = box_grow(*box, 16);
            place_take(press, &around);
            return true;
        }
    }
    return false;
}

static void pictures_print(struct press *press) {
    struct omr_box box;
    if (place_find(press, 200, 200, &box))
        logo_print(press, box.left + 100, box.top + 100, 100);
    if (fake_random_chance(press->random, 0.5) && place_find(press, 240, 240, &box))
        modules_print(press, &box, 21, 21);
    if (fake_random_chance(press->random, 0.5) && place_find(press, 420, 80, &box))
        modules_print(press, &box, 95, 1);
    if (press->style->has_dark && place_find(press, 130, 125, &box))
        fake_draw_box(press->paper, box.left, box.top, box.left + box.width, box.top + box.height,
                      0.95);
}

static void codes_print(struct press *press) {
    for (int i = 0; i < press->page->element_count; i++) {
        const struct omr_element *element = &press->page->elements[i];
        bool is_flat = element->box.width > element->box.height * 2;
        if (element->kind != OMR_ELEMENT_BARCODE)
            continue;
        modules_print(press, &element->box, is_flat ? 95 : 21, is_flat ? 1 : 21);
        place_take(press, &element->box);
    }
}

enum omr_status fake_paper_print(struct omr_pixmap *paper, const struct omr_form_page *page,
                                 const struct fake_style *style, struct fake_random *random,
                                 struct omr_error *err) {
    struct press press = {.paper = paper, .page = page, .style = style, .random = random};
    press.columns = (int)page->width / CELL + 1;
    press.rows = (int)page->height / CELL + 1;
    press.taken = calloc((size_t)press.columns, (size_t)press.rows);
    if (!press.taken)
        return omr_fail_memory(err);
    enum omr_status status =
        omr_pixmap_init(paper, (int)lround(page->width), (int)lround(page->height), err);
    if (!status) {
        memset(paper->pixels, 255, paper->stride * (size_t)paper->height);
        markers_print(&press);
        for (int i = 0; i < page->bubble_count; i++)
            bubble_print(&press, &page->bubbles[i]);
        codes_print(&press);
        elements_label(&press);
        tables_print(&press);
        pictures_print(&press);
        lines_print(&press);
    }
    free(press.taken);
    return status;
}
