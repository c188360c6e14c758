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
/* A patch that is so much like the picture is in place. On bad copies, faxes and blurred photos 19
 * of 20 patches have 0.7 to 0.95; lines of other text, of which the best of some hundred places
 * counts, have 0.3 to 0.6. */
static const double IN_PLACE = 0.68;
/* How far is looked for an opinion: first where patches of a page that was found well are. */
static const double NEAR_PAGE_PX = 9, ASK_PAGE_PX = 27;
/* What patches say needs so many of them; and so many of them in place. Right maps have 0.8 and
 * more where they are followed well, wrong ones less than 0.05. */
enum { LEAST_PATCHES = 6 };
static const double SURE_SHARE = 0.75, FOR_SHARE = 0.5, AGAINST_SHARE = 0.1;

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

/* Between three places, where a parabola through their likenesses is highest. */
static double peak(double before, double at, double after) {
    double curve = before - 2 * at + after;
    return curve < -1e-9 ? fmax(-0.5, fmin(0.5, (before - after) / 2 / curve)) : 0;
}

static void search(struct omr_patch_match *match, const struct omr_patch *patch,
                   const struct window *window, double scale) {
    enum { PLACES = 2 * MOST_RADIUS + 1 };
    double likeness[PLACES][PLACES] = {{0}};
    int places = window->side - OMR_PATCH_SIDE + 1, middle = places / 2, x = middle, y = middle;
    for (int v = 0; v < places; v++)
        for (int u = 0; u < places; u++) {
            likeness[v][u] = omr_patch_likeness(
                patch, window->sample + (size_t)v * (size_t)window->side + u, (size_t)window->side);
            if (likeness[v][u] > likeness[y][x])
                x = u, y = v;
        }
    double dx =
        x > 0 && x + 1 < places ? peak(likeness[y][x - 1], likeness[y][x], likeness[y][x + 1]) : 0;
    double dy =
        y > 0 && y + 1 < places ? peak(likeness[y - 1][x], likeness[y][x], likeness[y + 1][x]) : 0;
    match->shift = (struct omr_point){(x + dx - middle) / scale, (y + dy - middle) / scale};
    match->likeness = likeness[y][x];
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

bool omr_patch_is_in_place(const struct omr_patch_match *match) {
    return match->is_inside && match->likeness >= IN_PLACE;
}

static struct omr_print_opinion ask_within(const struct omr_sheet *sheet,
                                           const struct omr_page_map *map, double search_page_px) {
    struct omr_patch_match matches[OMR_PATCHES_MOST];
    struct omr_print_opinion opinion = {.seen = 0};
    double off[OMR_PATCHES_MOST];
    omr_patches_find(matches, sheet, map, search_page_px);
    for (int i = 0; i < sheet->print->patch_count; i++) {
        opinion.seen += matches[i].is_inside;
        if (omr_patch_is_in_place(&matches[i]))
            off[opinion.in_place++] = hypot(matches[i].shift.x, matches[i].shift.y);
    }
    omr_sort_numbers(off, opinion.in_place);
    opinion.off_px = opinion.in_place ? off[opinion.in_place * 9 / 10] : 0;
    opinion.is_for =
        opinion.in_place >= LEAST_PATCHES && opinion.in_place >= FOR_SHARE * opinion.seen;
    opinion.is_sure =
        opinion.in_place >= LEAST_PATCHES && opinion.in_place >= SURE_SHARE * opinion.seen;
    opinion.is_against =
        opinion.seen >= LEAST_PATCHES && opinion.in_place < AGAINST_SHARE * opinion.seen;
    return opinion;
}

struct omr_print_opinion omr_print_ask(const struct omr_sheet *sheet,
                                       const struct omr_page_map *map) {
    struct omr_print_opinion near = ask_within(sheet, map, NEAR_PAGE_PX);
    return near.is_sure ? near : ask_within(sheet, map, ASK_PAGE_PX);
}
