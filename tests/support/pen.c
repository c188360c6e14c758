/* SPDX-License-Identifier: MIT
 *
 * A mark is drawn on a small clean tile, then laid on the paper through the paper's grain. */
#include "support/pen.h"

#include "support/draw.h"

#include <math.h>
#include <string.h>

enum { TILE = 320 }; /* room for marks that leave the largest bubble */

struct tile {
    struct omr_pixmap pixmap;
    uint8_t pixels[TILE * TILE];
    double x, y;   /* where the bubble's centre lies on the tile */
    double rx, ry; /* the bubble's radii */
};

#define FAKE_PEN_NAME(kind, name) name,
static const char *const pen_names[] = {FAKE_PEN_TABLE(FAKE_PEN_NAME)};
#undef FAKE_PEN_NAME

const char *fake_pen_name(enum fake_pen pen) {
    return pen_names[pen];
}

/* ink, stroke and size: lowest and highest of each kind */
static const struct {
    double ink[2], width[2], size[2], sloppiness[2], grain[2];
} hands[FAKE_PEN_COUNT] = {
    [FAKE_PEN_BALL] = {{0.5, 0.85}, {4, 7}, {0.7, 1.02}, {0.03, 0.16}, {0, 0.25}},
    [FAKE_PEN_MARKER] = {{0.75, 0.95}, {16, 26}, {0.7, 1.15}, {0.05, 0.2}, {0, 0.05}},
    [FAKE_PEN_PENCIL] = {{0.3, 0.5}, {5, 10}, {0.7, 1.0}, {0.03, 0.16}, {0.4, 0.8}},
    [FAKE_PEN_LIGHT] = {{0.1, 0.2}, {5, 9}, {0.7, 0.95}, {0.03, 0.14}, {0.4, 0.8}},
    [FAKE_PEN_TICK] = {{0.65, 0.92}, {5, 9}, {0.8, 1.25}, {0.03, 0.15}, {0, 0.2}},
    [FAKE_PEN_CROSS] = {{0.6, 0.92}, {4, 8}, {0.75, 1.2}, {0.03, 0.15}, {0, 0.2}},
    [FAKE_PEN_DOT] = {{0.7, 0.95}, {6, 10}, {0.35, 0.55}, {0.04, 0.2}, {0, 0.1}},
    [FAKE_PEN_HALF] = {{0.55, 0.9}, {5, 8}, {0.75, 1.0}, {0.02, 0.1}, {0, 0.3}},
};

static double pick(struct fake_random *random, const double range[2]) {
    return fake_random_between(random, range[0], range[1]);
}

void fake_hand_random(struct fake_hand *hand, enum fake_pen pen, struct fake_random *random) {
    *hand = (struct fake_hand){
        .pen = pen,
        .ink = pick(random, hands[pen].ink),
        .width_px = pick(random, hands[pen].width),
        .size = pick(random, hands[pen].size),
        .slant_rad = fake_random_between(random, -1.3, 1.3),
        .sloppiness = pick(random, hands[pen].sloppiness),
        .grain = pick(random, hands[pen].grain),
        .haste = fmax(0, fake_random_between(random, -0.15, 0.25)),
        .outline = 1,
    };
}

/* Ticks and crosses have the size of the hand's writing, whatever is printed. */
static bool is_filling(enum fake_pen pen) {
    return pen != FAKE_PEN_TICK && pen != FAKE_PEN_CROSS;
}

static void tile_start(struct tile *tile, const struct omr_bubble *bubble,
                       const struct fake_hand *hand) {
    double outline = is_filling(hand->pen) ? hand->outline : 1;
    memset(tile->pixels, 255, sizeof tile->pixels);
    tile->pixmap =
        (struct omr_pixmap){.width = TILE, .height = TILE, .stride = TILE, .pixels = tile->pixels};
    tile->x = TILE / 2.0 + (bubble->x - floor(bubble->x));
    tile->y = TILE / 2.0 + (bubble->y - floor(bubble->y));
    tile->rx = fmin(outline * bubble->width / 2, 60);
    tile->ry = fmin(outline * bubble->height / 2, 60);
}

/* The paper's tooth at a pixel, the same for every mark: two sizes of grain, -1..1. */
static double tooth(int x, int y) {
    uint64_t fine = (uint64_t)x * 0x9e3779b97f4a7c15u ^ (uint64_t)y * 0xc2b2ae3d27d4eb4fu;
    uint64_t coarse =
        (uint64_t)(x / 3) * 0xd6e8feb86659fd93u ^ (uint64_t)(y / 3) * 0xa0761d6478bd642fu;
    fine = (fine ^ (fine >> 31)) * 0xbf58476d1ce4e5b9u;
    coarse = (coarse ^ (coarse >> 31)) * 0xbf58476d1ce4e5b9u;
    return ((double)(fine >> 40) + (double)(coarse >> 40)) * 0x1p-24 - 1;
}

static void tile_lay(const struct tile *tile, struct omr_pixmap *paper,
                     const struct omr_bubble *bubble, double grain) {
    int left = (int)floor(bubble->x) - TILE / 2, top = (int)floor(bubble->y) - TILE / 2;
    for (int y = 0; y < TILE; y++) {
        if (top + y < 0 || top + y >= paper->height)
            continue;
        uint8_t *row = omr_pixmap_row(paper, top + y);
        for (int x = 0; x < TILE; x++) {
            int white = tile->pixels[y * TILE + x], column = left + x;
            if (white == 255 || column < 0 || column >= paper->width)
                continue;
            double ink = (1 - white / 255.0) * (1 + grain * 1.2 * tooth(column, top + y));
            ink = fmax(0, fmin(0.98, ink));
            row[column] = (uint8_t)(row[column] * (1 - ink) + 0.5);
        }
    }
}

static double wobble(struct fake_random *random, double by) {
    return by * fake_random_normal(random);
}

/* A zigzag over an ellipse (share `size` of the bubble, moved by dx, dy), as one fills an area. */
static void scribble(struct tile *tile, const struct fake_hand *hand, double size, double dx,
                     double dy, struct fake_random *random) {
    double c = cos(hand->slant_rad), s = sin(hand->slant_rad), side = 1, from[2] = {0, 0};
    double rx = tile->rx * size, ry = tile->ry * size;
    double inner = 1 - fmin(0.6, hand->width_px / 2 / fmin(rx, ry));
    double step = hand->width_px * 0.72 / hypot(s * rx, c * ry);
    for (double v = -inner; v <= inner + step; v += step * fake_random_between(random, 0.7, 1.2)) {
        double w = fmin(v, inner);
        double u =
            side * sqrt(fmax(0, inner * inner - w * w)) + wobble(random, 0.25 * hand->sloppiness);
        if (fake_random_chance(random, hand->haste))
            u += side * fake_random_between(random, 0.05, 0.5);
        double to[2] = {tile->x + dx + (u * c - w * s) * rx, tile->y + dy + (u * s + w * c) * ry};
        if (v > -inner)
            fake_draw_stroke(&tile->pixmap, from[0], from[1], to[0], to[1], hand->width_px,
                             hand->ink);
        from[0] = to[0];
        from[1] = to[1];
        side = -side;
    }
    fake_draw_disc(&tile->pixmap, tile->x + dx, tile->y + dy, rx * 0.6, ry * 0.6, hand->ink * 0.2);
}

static void line(struct tile *tile, const struct fake_hand *hand, double x0, double y0, double x1,
                 double y1, struct fake_random *random) {
    double r = fmin(tile->rx, tile->ry), bend_x = wobble(random, 0.06 * r),
           bend_y = wobble(random, 0.06 * r);
    double middle_x = (x0 + x1) / 2 + bend_x, middle_y = (y0 + y1) / 2 + bend_y;
    fake_draw_stroke(&tile->pixmap, x0, y0, middle_x, middle_y, hand->width_px, hand->ink);
    fake_draw_stroke(&tile->pixmap, middle_x, middle_y, x1, y1, hand->width_px, hand->ink);
}

static void tick(struct tile *tile, const struct fake_hand *hand, double x, double y,
                 struct fake_random *random) {
    double r = fmin(tile->rx, tile->ry) * hand->size;
    double foot_x = x - 0.15 * r + wobble(random, 0.08 * r), foot_y = y + 0.6 * r;
    line(tile, hand, x - 0.65 * r, y - wobble(random, 0.1 * r), foot_x, foot_y, random);
    line(tile, hand, foot_x, foot_y, x + 0.9 * r, y - 0.85 * r + wobble(random, 0.1 * r), random);
}

static void cross(struct tile *tile, const struct fake_hand *hand, double x, double y, double size,
                  struct fake_random *random) {
    double rx = tile->rx * size * 0.72, ry = tile->ry * size * 0.72, w = 0.08 * rx;
    line(tile, hand, x - rx + wobble(random, w), y - ry, x + rx, y + ry + wobble(random, w),
         random);
    line(tile, hand, x + rx + wobble(random, w), y - ry, x - rx, y + ry + wobble(random, w),
         random);
}

/* Half of the bubble: the scribble of a smaller ellipse, on the side the hand prefers. */
static void half(struct tile *tile, const struct fake_hand *hand, struct fake_random *random) {
    struct fake_hand narrow = *hand;
    double side = hand->slant_rad > 0 ? 1 : -1, rx = tile->rx;
    narrow.slant_rad = 0;
    tile->rx = rx * 0.58;
    scribble(tile, &narrow, hand->size * 0.95, side * rx * 0.38, 0, random);
    tile->rx = rx;
}

static void mark_draw(struct tile *tile, const struct fake_hand *hand, struct fake_random *random) {
    double r = fmin(tile->rx, tile->ry), dx = wobble(random, hand->sloppiness * r),
           dy = wobble(random, hand->sloppiness * r);
    double size = hand->size * fake_random_between(random, 0.92, 1.06);
    switch (hand->pen) {
    case FAKE_PEN_TICK:
        tick(tile, hand, tile->x + dx, tile->y + dy, random);
        break;
    case FAKE_PEN_CROSS:
        cross(tile, hand, tile->x + dx, tile->y + dy, size, random);
        break;
    case FAKE_PEN_DOT:
        fake_draw_disc(&tile->pixmap, tile->x + dx, tile->y + dy, r * size,
                       r * size * fake_random_between(random, 0.8, 1.2), hand->ink);
        break;
    case FAKE_PEN_HALF:
        half(tile, hand, random);
        break;
    case FAKE_PEN_BALL:
    case FAKE_PEN_MARKER:
    case FAKE_PEN_PENCIL:
    case FAKE_PEN_LIGHT:
    case FAKE_PEN_COUNT:
        scribble(tile, hand, size, dx, dy, random);
        break;
    }
}

/* Nobody presses equally twice. */
static struct fake_hand hand_vary(const struct fake_hand *hand, struct fake_random *random) {
    struct fake_hand varied = *hand;
    varied.ink = fmin(0.97, hand->ink * fake_random_between(random, 0.88, 1.12));
    varied.slant_rad += wobble(random, 0.2);
    return varied;
}

/* Pens do not grow with the bubble, but nobody fills a tiny box with a broad stroke. */
static void hand_fit(struct fake_hand *hand, const struct tile *tile) {
    hand->width_px = fmin(hand->width_px, fmin(tile->rx, tile->ry) * 0.9);
}

void fake_mark_draw(struct omr_pixmap *paper, const struct omr_bubble *bubble,
                    const struct fake_hand *hand, struct fake_random *random) {
    struct tile tile;
    struct fake_hand varied = hand_vary(hand, random);
    tile_start(&tile, bubble, hand);
    hand_fit(&varied, &tile);
    mark_draw(&tile, &varied, random);
    tile_lay(&tile, paper, bubble, hand->grain);
}

void fake_mark_draw_erased(struct omr_pixmap *paper, const struct omr_bubble *bubble,
                           const struct fake_hand *hand, struct fake_random *random) {
    struct tile tile;
    struct fake_hand faint = hand_vary(hand, random);
    double rest = fake_random_between(random, 0.08, 0.3);
    tile_start(&tile, bubble, hand);
    hand_fit(&faint, &tile);
    faint.ink *= rest;
    mark_draw(&tile, &faint, random);
    /* the rubber spreads what it takes */
    fake_draw_disc(&tile.pixmap, tile.x + wobble(random, 0.2 * tile.rx), tile.y, tile.rx * 1.3,
                   tile.ry * 0.9, faint.ink * 0.35);
    tile_lay(&tile, paper, bubble, 0.7);
}

/* One long stroke through the bubble's middle, aslant. */
static void strike(struct tile *tile, const struct fake_hand *hand, double size, double y,
                   struct fake_random *random) {
    double rx = tile->rx * size, rise = tile->ry * fake_random_between(random, 0.3, 0.9);
    line(tile, hand, tile->x - rx, tile->y + y + rise, tile->x + rx, tile->y + y - rise, random);
}

/* Wider than any mark, and across the strokes that are there. */
static void scribble_over(struct tile *tile, const struct fake_hand *hand,
                          struct fake_random *random) {
    struct fake_hand wild = *hand;
    wild.slant_rad += 1.2;
    wild.sloppiness = 0.3;
    scribble(tile, &wild, fake_random_between(random, 1.4, 1.6), 0, 0, random);
}

void fake_mark_draw_crossed_out(struct omr_pixmap *paper, const struct omr_bubble *bubble,
                                const struct fake_hand *hand, struct fake_random *random) {
    struct tile tile;
    struct fake_hand bold = hand_vary(hand, random);
    double way = fake_random_between(random, 0, 1), size = fake_random_between(random, 1.7, 2.1);
    tile_start(&tile, bubble, hand);
    hand_fit(&bold, &tile);
    mark_draw(&tile, &bold, random);
    bold.width_px = fmin(bold.width_px, 9);
    if (way < 0.5)
        cross(&tile, &bold, tile.x, tile.y, size, random);
    else if (way < 0.8)
        strike(&tile, &bold, size, way < 0.65 ? 0 : -0.25 * tile.ry, random);
    else
        scribble_over(&tile, &bold, random);
    if (way >= 0.65 && way < 0.8)
        strike(&tile, &bold, size, 0.25 * tile.ry, random);
    tile_lay(&tile, paper, bubble, hand->grain);
}

void fake_line_draw_stray(struct omr_pixmap *paper, const struct fake_hand *hand,
                          struct fake_random *random) {
    double x = fake_random_between(random, 0.1, 0.7) * paper->width;
    double y = fake_random_between(random, 0.15, 0.85) * paper->height;
    double angle = fake_random_between(random, -3.14, 3.14);
    double length = fake_random_between(random, 100, 700), width = fmin(4, hand->width_px * 0.5);
    for (int i = 0; i < 12; i++) {
        double to_x = x + cos(angle) * length / 12, to_y = y + sin(angle) * length / 12;
        fake_draw_stroke(paper, x, y, to_x, to_y, width, hand->ink * 0.8);
        x = to_x;
        y = to_y;
        angle += wobble(random, 0.08);
    }
}
