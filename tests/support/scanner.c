/* SPDX-License-Identifier: MIT */
#include "support/scanner.h"

#include "support/draw.h"
#include "support/optics.h"

#include <math.h>
#include <string.h>

static const double radian = 0.017453292519943295;

void fake_picture_clear(struct fake_picture *picture) {
    omr_pixmap_clear(&picture->grey);
}

void fake_scan_random(struct fake_scan *scan, double dpi, struct fake_random *random) {
    *scan = (struct fake_scan){
        .dpi_x = dpi,
        .dpi_y = dpi,
        .skew_deg = 0.5 * fake_random_normal(random),
        .print_scale = fake_random_between(random, 0.985, 1.005),
        .shift_mm = 1.5,
        .specks = fake_random_below(random, 4),
        .blur_px = fake_random_between(random, 0.3, 0.8),
        .noise = fake_random_between(random, 0.5, 4),
        .black = fake_random_between(random, 0, 45),
        .white = fake_random_between(random, 228, 255),
        .gamma = fake_random_between(random, 0.8, 1.15),
        .quality = fake_random_chance(random, 0.6) ? 70 + fake_random_below(random, 28) : 0,
    };
}

/* The back side's print, mirrored and blurred by the paper. */
static enum omr_status show_through(struct omr_pixmap *sheet, double ink, struct omr_error *err) {
    struct omr_pixmap back;
    enum omr_status status = omr_pixmap_init(&back, sheet->width, sheet->height, err);
    if (status)
        return status;
    for (int y = 0; y < sheet->height; y++) {
        const uint8_t *from = omr_pixmap_row(sheet, y);
        uint8_t *to = omr_pixmap_row(&back, y);
        for (int x = 0; x < sheet->width; x++)
            to[x] = from[sheet->width - 1 - x];
    }
    status = fake_blur(&back, 4, 4, err);
    int share = (int)(ink * 256);
    for (int y = 0; !status && y < sheet->height; y++) {
        uint8_t *to = omr_pixmap_row(sheet, y);
        const uint8_t *from = omr_pixmap_row(&back, y);
        for (int x = 0; x < sheet->width; x++)
            to[x] = (uint8_t)(to[x] - (to[x] * (255 - from[x]) / 255 * share >> 8));
    }
    omr_pixmap_clear(&back);
    return status;
}

/* One pass through a copier: softer, harder in contrast, with dirt. */
static enum omr_status copy(struct omr_pixmap *sheet, struct fake_random *random,
                            struct omr_error *err) {
    double sigma = fake_random_between(random, 0.8, 1.4);
    enum omr_status status = fake_blur(sheet, sigma, sigma, err);
    if (!status)
        status = fake_noise(sheet, fake_random_between(random, 4, 12), 0.5, random, err);
    fake_contrast(sheet, fake_random_between(random, 1.4, 2.2),
                  fake_random_between(random, 130, 180));
    double megapixels = sheet->width * 1e-6 * sheet->height;
    fake_specks(sheet, (int)(megapixels * fake_random_between(random, 10, 60)), 7, 0.8, random);
    fake_specks(sheet, (int)(megapixels * 200), 1, 0, random);
    return status;
}

static void geometry_set(const struct fake_scan *scan, const struct omr_pixmap *paper,
                         struct fake_random *random, struct fake_geometry *g) {
    double shift = scan->shift_mm / 25.4 * 300 / 2;
    *g = (struct fake_geometry){
        .page_width = paper->width,
        .page_height = paper->height,
        .print_scale = scan->print_scale,
        .shift_x = shift * fake_random_between(random, -1, 1),
        .shift_y = shift * fake_random_between(random, -1, 1),
        .stretch = scan->stretch,
        .ripple_px = scan->ripple_px,
        .ripple_period_px = fake_random_between(random, 700, 2600),
        .ripple_phase = fake_random_between(random, 0, 6.28),
        .turn_rad = (scan->skew_deg + (scan->is_upside_down ? 180 : 0)) * radian,
        .scale_x = scan->dpi_x / 300,
        .scale_y = scan->dpi_y / 300,
    };
}

/* The picture's size: the sheet's, with room for it to lie askew where the scanner sees it all. */
static enum omr_status picture_start(const struct fake_scan *scan, struct fake_random *random,
                                     struct fake_picture *picture, struct omr_error *err) {
    struct fake_geometry *g = &picture->geometry;
    double c = fabs(cos(g->turn_rad)), s = fabs(sin(g->turn_rad));
    if (fabs(scan->skew_deg) < 1.2) /* a feeder cuts at the sheet's size */
        c = 1, s = 0;
    double width = (g->page_width * c + g->page_height * s) * g->scale_x;
    double height = (g->page_width * s + g->page_height * c) * g->scale_y * (1 + g->stretch);
    double more = 2 * (scan->border_px - scan->cut_px);
    int w = (int)lround(width + more), h = (int)lround(height + more);
    g->centre_x = w / 2.0 + fake_random_between(random, -0.5, 0.5) * scan->border_px;
    g->centre_y = h / 2.0 + fake_random_between(random, -0.5, 0.5) * scan->border_px;
    enum omr_status status = omr_pixmap_init(&picture->grey, w, h, err);
    if (!status)
        memset(picture->grey.pixels, scan->border_px > 0 ? 8 : 250,
               picture->grey.stride * (size_t)h);
    return status;
}

static void streaks_draw(const struct fake_scan *scan, struct fake_random *random,
                         struct omr_pixmap *grey) {
    for (int i = 0; i < scan->streaks; i++) {
        double x = fake_random_between(random, 0, grey->width);
        double width = fake_random_between(random, 0.8, 2.5) * scan->dpi_x / 300;
        fake_draw_box(grey, x, 0, x + width, grey->height, fake_random_between(random, 0.1, 0.5));
    }
}

static enum omr_status sensor(const struct fake_scan *scan, struct fake_random *random,
                              struct omr_pixmap *grey, struct omr_error *err) {
    enum omr_status status = OMR_OK;
    double megapixels = grey->width * 1e-6 * grey->height;
    fake_tone(grey, scan->black, scan->white, scan->gamma);
    streaks_draw(scan, random, grey);
    fake_specks(grey, (int)(scan->specks * megapixels), 6 * scan->dpi_x / 300, 0.7, random);
    if (scan->noise > 0)
        status = fake_noise(grey, scan->noise, 0.3, random, err);
    if (!status && scan->depth == FAKE_DEPTH_DITHERED)
        status = fake_dither(grey, err);
    if (scan->depth == FAKE_DEPTH_BITS)
        fake_threshold(grey, scan->threshold);
    if (!status && scan->quality && scan->depth == FAKE_DEPTH_GREY)
        status = fake_jpeg(grey, scan->quality, err);
    return status;
}

/* What lies finer than the scanner's pixels is averaged before they are sampled. */
static enum omr_status focus(const struct fake_scan *scan, struct omr_pixmap *sheet,
                             struct omr_error *err) {
    double wide_x = 300 / scan->dpi_x, wide_y = 300 / scan->dpi_y;
    double blur2 = scan->blur_px * scan->blur_px;
    return fake_blur(sheet, sqrt(blur2 + 0.2 * fmax(0, wide_x * wide_x - 1)),
                     sqrt(blur2 + 0.2 * fmax(0, wide_y * wide_y - 1)), err);
}

static enum omr_status sheet_copy(const struct omr_pixmap *paper, struct omr_pixmap *sheet,
                                  struct omr_error *err) {
    enum omr_status status = omr_pixmap_init(sheet, paper->width, paper->height, err);
    for (int y = 0; !status && y < paper->height; y++)
        memcpy(omr_pixmap_row(sheet, y), omr_pixmap_row(paper, y), (size_t)paper->width);
    return status;
}

enum omr_status fake_scan_take(const struct fake_scan *scan, const struct omr_pixmap *paper,
                               struct fake_random random, struct fake_picture *picture,
                               struct omr_error *err) {
    struct omr_pixmap sheet;
    struct fake_grid grid = {0};
    struct fake_picture taken = {0};
    enum omr_status status = sheet_copy(paper, &sheet, err);
    if (status)
        return status;
    if (scan->show_through > 0 && (status = show_through(&sheet, scan->show_through, err)))
        goto done;
    for (int i = 0; i < scan->copies; i++)
        if ((status = copy(&sheet, &random, err)))
            goto done;
    geometry_set(scan, paper, &random, &taken.geometry);
    if ((status = focus(scan, &sheet, err)) ||
        (status = picture_start(scan, &random, &taken, err)) ||
        (status = fake_grid_init(&grid, &taken.geometry, taken.grey.width, taken.grey.height, err)))
        goto done;
    double margin = paper->width * (1 / scan->print_scale - 1) / 2;
    fake_geometry_draw(&taken.geometry, &grid, &sheet, margin, &taken.grey);
    status = sensor(scan, &random, &taken.grey, err);
done:
    fake_grid_clear(&grid);
    omr_pixmap_clear(&sheet);
    if (status)
        fake_picture_clear(&taken);
    else
        *picture = taken;
    return status;
}
