/* SPDX-License-Identifier: MIT */
#include "support/background.h"

#include "support/draw.h"

#include <math.h>
#include <string.h>

/* Boards with a grain: rows repeat a table that drifts from row to row. */
static void wood(struct omr_pixmap *grey, struct fake_random *random) {
    double base = fake_random_between(random, 120, 200);
    double depth = fake_random_between(random, 4, 12);
    int board = 260 + fake_random_below(random, 300);
    double period = fake_random_between(random, 9, 25);
    for (int y = 0; y < grey->height; y++) {
        uint8_t *row = omr_pixmap_row(grey, y);
        if (y % board == 0)
            base += fake_random_between(random, -14, 14);
        double edge = y % board < 4 ? -45 : 0;
        double line = base + edge + depth * sin(y / period * 6.28 + 3 * sin(y * 0.013));
        for (int x = 0; x < grey->width; x++) {
            double grain = depth * 0.6 * (((x >> 5) * 7919 + (y >> 1) * 104729) % 97 / 97.0 - 0.5);
            row[x] = (uint8_t)fmax(0, fmin(255, line + grain));
        }
    }
}

static void cloth(struct omr_pixmap *grey, struct fake_random *random) {
    double base = fake_random_between(random, 20, 70);
    for (int y = 0; y < grey->height; y++) {
        uint8_t *row = omr_pixmap_row(grey, y);
        for (int x = 0; x < grey->width; x++)
            row[x] = (uint8_t)(base + ((x / 3 + y / 3) % 4 < 2 ? 9 : 0) + (x * 31 + y * 17) % 7);
    }
}

static void keyboard(struct omr_pixmap *grey, struct fake_random *random) {
    double key = grey->width / fake_random_between(random, 14, 24), gap = key * 0.12;
    bool is_dark = fake_random_chance(random, 0.7);
    memset(grey->pixels, is_dark ? 150 : 60, grey->stride * (size_t)grey->height);
    for (double y = 0; y < grey->height; y += key)
        for (double x = -key * 0.3 * fmod(y / key, 3); x < grey->width; x += key) {
            fake_draw_box(grey, x + gap, y + gap, x + key - gap, y + key - gap,
                          is_dark ? 0.8 : 0.3);
            fake_draw_disc(grey, x + key / 2, y + key / 2, key * 0.1, key * 0.14, 0.4);
        }
}

static void clutter(struct omr_pixmap *grey, struct fake_random *random) {
    double width = grey->width, height = grey->height;
    memset(grey->pixels, 215, grey->stride * (size_t)grey->height);
    for (int i = 0; i < 40; i++) {
        double x = fake_random_between(random, 0, width),
               y = fake_random_between(random, 0, height);
        double r = fake_random_between(random, 20, 220),
               ink = fake_random_between(random, 0.1, 0.9);
        if (i % 3 == 0)
            fake_draw_box(grey, x, y, x + r, y + r * fake_random_between(random, 0.4, 1.5), ink);
        else if (i % 3 == 1)
            fake_draw_disc(grey, x, y, r, r * fake_random_between(random, 0.4, 1), ink);
        else
            fake_draw_text(grey, "Lorem 12 ABCD", x, y, r * 0.5, r * 0.06, ink);
    }
}

static void blacken(struct omr_pixmap *grey, struct fake_random *random) {
    double share = fake_random_between(random, 0.2, 0.6);
    bool is_left = fake_random_chance(random, 0.5);
    if (fake_random_chance(random, 0.5))
        fake_draw_box(grey, is_left ? 0 : grey->width * (1 - share), 0,
                      is_left ? grey->width * share : grey->width, grey->height, 0.96);
    else
        fake_draw_box(grey, 0, grey->height * (1 - share), grey->width, grey->height, 0.96);
}

void fake_background_draw(struct omr_pixmap *grey, enum fake_background background,
                          bool is_partly_black, struct fake_random *random) {
    switch (background) {
    case FAKE_BACKGROUND_WOOD:
        wood(grey, random);
        break;
    case FAKE_BACKGROUND_CLOTH:
        cloth(grey, random);
        break;
    case FAKE_BACKGROUND_KEYBOARD:
        keyboard(grey, random);
        break;
    case FAKE_BACKGROUND_CLUTTER:
        clutter(grey, random);
        break;
    case FAKE_BACKGROUND_DESK:
    case FAKE_BACKGROUND_COUNT:
        memset(grey->pixels, 90 + fake_random_below(random, 140),
               grey->stride * (size_t)grey->height);
        break;
    }
    if (is_partly_black)
        blacken(grey, random);
}
