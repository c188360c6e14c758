/* SPDX-License-Identifier: MIT */
#include "overlay/strip.h"

#include "overlay/palette.h"
#include "overlay/shape.h"
#include "overlay/text.h"

#include <string.h>

static const double letter_px = 15, line_px = 30, margin_px = 14, sample_px = 9, apart_px = 28;

void omr_strip_init(struct omr_strip *strip, struct omr_canvas *canvas, int width) {
    *strip = (struct omr_strip){.canvas = canvas, .width = width, .x = margin_px, .y = line_px};
}

int omr_strip_height(const struct omr_strip *strip) {
    return (int)(strip->x > margin_px ? strip->y + line_px / 2 : strip->y - line_px / 2);
}

void omr_strip_break(struct omr_strip *strip) {
    if (strip->x <= margin_px)
        return;
    strip->x = margin_px;
    strip->y += line_px;
}

/* A new line where `width` does not fit into this one. */
static void make_room(struct omr_strip *strip, double width) {
    if (strip->x + width > strip->width - margin_px)
        omr_strip_break(strip);
}

static void put(struct omr_strip *strip, const char *text, size_t size, struct omr_ink ink) {
    if (strip->canvas)
        omr_letters_draw(strip->canvas, text, size, strip->x, strip->y, letter_px, ink);
    strip->x += omr_letters_width(text, size, letter_px);
}

void omr_strip_sample(struct omr_strip *strip, double line, struct omr_ink outline,
                      struct omr_ink inside, const char *text) {
    make_room(strip, 2 * sample_px + 8 + omr_letters_width(text, strlen(text), letter_px));
    struct omr_shape sample = {.centre = {strip->x + sample_px, strip->y - letter_px / 2},
                               .right = {sample_px - line / 2, 0},
                               .down = {0, sample_px - line / 2}};
    if (strip->canvas) {
        omr_shape_fill(strip->canvas, &sample, 1, inside);
        omr_shape_outline(strip->canvas, &sample, line, outline);
    }
    strip->x += 2 * sample_px + 8;
    put(strip, text, strlen(text), omr_black);
    strip->x += apart_px;
}

/* The widest part of a word that fits into a whole line: at least one byte. */
static size_t cut_word(const struct omr_strip *strip, const char *word, size_t size) {
    size_t fitting = omr_letters_fit(word, size, strip->width - 2 * margin_px, letter_px);
    return fitting ? fitting : size;
}

void omr_strip_words(struct omr_strip *strip, const char *text, struct omr_ink ink) {
    while (*text) {
        size_t size = strcspn(text, " \n");
        size_t part = cut_word(strip, text, size);
        make_room(strip, omr_letters_width(text, part, letter_px));
        put(strip, text, part, ink);
        text += part;
        if (part == size && *text) {
            put(strip, " ", 1, ink);
            text++;
        }
    }
    strip->x += apart_px - letter_px;
}
