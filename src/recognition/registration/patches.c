/* SPDX-License-Identifier: MIT
 *
 * Patches of print near where a map puts them: the picture around is straightened to the patches'
 * 100 dpi, and each place of it is compared by normalised cross correlation, which neither
 * brightness nor contrast changes. */
#include "base/sorted.h"
#include "recognition/registration/print.h"
#include "recognition/registration/registration.h"

#include <math.h>

enum { MOST_RADIUS = 20, WINDOW = OMR_PATCH_SIDE + 2 * MOST_RADIUS };
/* A patch that is so much like the picture is in place. By chance, on other text, the best of some
 * hundred places has 0.3 to 0.5. */
static const double IN_PLACE = 0.6;
static const double ASK_PAGE_PX = 27;

/* The picture around a patch, straightened. */
struct window {
    uint8_t sample[WINDOW * WINDOW];
    int side;
};

double omr_patch_likeness(const struct omr_patch *patch, const uint8_t *at, size_t stride) {
    int sum = 0, squares = 0, product = 0;
    for (int y = 0; y < OMR_PATCH_SIDE; y++) {
        const int16_t *sample = patch->sample + (size_t)y * OMR_PATCH_SIDE;
        const uint8_t *row = at + (size_t)y * stride;
        for (int x = 0; x < OMR_PATCH_SIDE; x++) {
            sum += row[x];
            squares += row[x] * row[x];
            product += row[x] * sample[x];
        }
    }
    double variance = squares - (double)sum * sum / OMR_PATCH_PIXELS;
    /* Flat paper is like nothing: less than two grey levels of variation are noise. */
    if (variance < 4.0 * OMR_PATCH_PIXELS || patch->length <= 0)
        return 0;
    return (product - (double)sum * patch->rest / OMR_PATCH_PIXELS) /
           (patch->length * sqrt(variance));
}

/* False where it leaves the picture. */
static bool window_take(struct window *window, const struct omr_sheet *sheet,
                        const struct omr_page_map *map, int level, struct omr_point at,
                        int radius) {
    const struct omr_pixmap *picture = &sheet->pyramid->level[level];
    double step = 1 / sheet->print->scale, zoom = 1.0 / (1 << level);
    struct omr_frame frame = omr_page_map_frame(map, at.x, at.y);
    double x0 = omr_level_coordinate(frame.at.x, level);
    double y0 = omr_level_coordinate(frame.at.y, level);
    window->side = OMR_PATCH_SIDE + 2 * radius;
    double half = window->side / 2.0 - 0.5;
    uint8_t *out = window->sample;
    for (int v = 0; v < window->side; v++)
        for (int u = 0; u < window->side; u++) {
            double dx = (u - half) * step * zoom, dy = (v - half) * step * zoom;
            double value = omr_pixmap_between(picture, x0 + frame.xx * dx + frame.xy * dy,
                                              y0 + frame.yx * dx + frame.yy * dy);
            if (value < 0)
                return false;
            *out++ = (uint8_t)value;
        }
    return true;
}

static void search(struct omr_patch_match *match, const struct omr_patch *patch,
                   const struct window *window, double scale) {
    int places = window->side - OMR_PATCH_SIDE + 1, middle = places / 2;
    double best = -1;
    for (int v = 0; v < places; v++)
        for (int u = 0; u < places; u++) {
            double likeness = omr_patch_likeness(
                patch, window->sample + (size_t)v * (size_t)window->side + u, (size_t)window->side);
            if (likeness > best) {
                best = likeness;
                match->shift = (struct omr_point){(u - middle) / scale, (v - middle) / scale};
            }
        }
    match->likeness = best;
}

void omr_patches_find(struct omr_patch_match *matches, const struct omr_sheet *sheet,
                      const struct omr_page_map *map, double search_page_px) {
    const struct omr_print *print = sheet->print;
    int level = omr_sheet_level(sheet, map, 1.5 * print->scale);
    int radius = (int)fmin(MOST_RADIUS, fmax(1, ceil(search_page_px * print->scale)));
    for (int i = 0; i < print->patch_count; i++) {
        struct window window;
        matches[i] = (struct omr_patch_match){.likeness = 0};
        matches[i].is_inside = window_take(&window, sheet, map, level, print->patch[i].at, radius);
        if (matches[i].is_inside)
            search(&matches[i], &print->patch[i], &window, print->scale);
    }
}

struct omr_print_opinion omr_print_ask(const struct omr_sheet *sheet,
                                       const struct omr_page_map *map) {
    struct omr_patch_match matches[OMR_PATCHES_MOST];
    struct omr_print_opinion opinion = {.seen = 0};
    omr_patches_find(matches, sheet, map, ASK_PAGE_PX);
    for (int i = 0; i < sheet->print->patch_count; i++) {
        opinion.seen += matches[i].is_inside;
        opinion.in_place += matches[i].is_inside && matches[i].likeness >= IN_PLACE;
    }
    opinion.is_for = opinion.in_place >= 6 && 2 * opinion.in_place >= opinion.seen;
    opinion.is_against = opinion.seen >= 8 && 10 * opinion.in_place < opinion.seen;
    return opinion;
}
