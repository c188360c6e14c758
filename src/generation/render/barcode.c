/* SPDX-License-Identifier: MIT
 *
 * A barcode in its box: as many whole pixels a module as fit, what remains stays white around it.
 * So every bar has its exact width on a picture, and a printer of 300 or 600 dpi keeps it. */
#include "barcode/write.h"
#include "generation/render/draw.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

struct grid {
    double left, top;    /* of the first module */
    double across, down; /* px a module */
};

static double whole(double size) {
    return size >= 1 ? floor(size + 1e-6) : size;
}

static struct grid choose_grid(const struct omr_symbol *symbol, const struct omr_box *box) {
    double across = box->width / symbol->width, down = box->height / symbol->height;
    struct grid grid = {.across = whole(across), .down = symbol->is_linear ? down : whole(down)};
    if (symbol->dot_count)
        grid.across = grid.down = fmin(across, down);
    double spare_width = box->width - grid.across * symbol->width;
    double spare_height = box->height - grid.down * symbol->height;
    grid.left = round(box->left + spare_width / 2);
    grid.top = symbol->is_linear ? box->top : round(box->top + spare_height / 2);
    return grid;
}

static void add_bars(cairo_t *cairo, const struct omr_symbol *symbol, const struct grid *grid) {
    for (int i = 0; i < symbol->bar_count; i++) {
        const struct omr_symbol_bar *bar = &symbol->bars[i];
        double top = round(grid->top + bar->y * grid->down);
        double bottom = round(grid->top + (bar->y + bar->height) * grid->down);
        cairo_rectangle(cairo, grid->left + bar->x * grid->across, top, bar->width * grid->across,
                        bottom - top);
    }
}

static void add_hexagon(cairo_t *cairo, double x, double y, double diameter) {
    double radius = diameter / sqrt(3);
    for (int i = 0; i < 6; i++)
        cairo_line_to(cairo, x + radius * sin(i * pi / 3), y - radius * cos(i * pi / 3));
    cairo_close_path(cairo);
}

static void draw_dot(cairo_t *cairo, const struct omr_symbol_dot *dot, const struct grid *grid,
                     const struct omr_ink_way *way) {
    double x = grid->left + dot->x * grid->across, y = grid->top + dot->y * grid->down;
    double diameter = dot->diameter * grid->across;
    omr_draw_colour(cairo, way, dot->is_white ? 0xffffff : 0x000000);
    cairo_new_sub_path(cairo);
    if (dot->is_hexagon)
        add_hexagon(cairo, x, y, diameter);
    else
        cairo_arc(cairo, x, y, diameter / 2, 0, 2 * pi);
    if (dot->ring_width > 0) {
        cairo_set_line_width(cairo, dot->ring_width * grid->across);
        cairo_stroke(cairo);
    } else {
        cairo_fill(cairo);
    }
}

/* A box that stands on its side has its edges between pixels where one of its lengths is odd. */
static void move_onto_pixels(cairo_t *cairo, const struct omr_placed_item *item) {
    if (fmod(fabs(item->turn_deg), 180) != 90)
        return;
    double shift = (item->box.width - item->box.height) / 2;
    double rest = shift - floor(shift);
    cairo_translate(cairo, rest, -rest);
}

enum omr_status omr_draw_barcode(cairo_t *cairo, const struct omr_placed_item *item,
                                 const struct omr_ink_way *way, struct omr_error *err) {
    struct omr_arena arena = {0};
    struct omr_symbol symbol;
    enum omr_status status =
        omr_barcode_write(&symbol, &arena, item->barcode, item->content, item->qr_version, err);
    if (status)
        return status;
    struct grid grid = choose_grid(&symbol, &item->box);
    cairo_save(cairo);
    if (way->is_pixels)
        move_onto_pixels(cairo, item);
    omr_draw_colour(cairo, way, 0x000000);
    add_bars(cairo, &symbol, &grid);
    cairo_fill(cairo);
    for (int i = 0; i < symbol.dot_count; i++)
        draw_dot(cairo, &symbol.dots[i], &grid, way);
    cairo_restore(cairo);
    omr_arena_clear(&arena);
    return OMR_OK;
}
