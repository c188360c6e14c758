/* SPDX-License-Identifier: MIT */
#include "support/camera.h"

#include "base/error.h"
#include "support/background.h"
#include "support/optics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double radian = 0.017453292519943295;

void fake_photo_random(struct fake_photo *photo, struct fake_random *random) {
    static const int sizes[4][2] = {{3024, 4032}, {3120, 4160}, {2340, 4160}, {1920, 2560}};
    int size = fake_random_below(random, 4);
    *photo = (struct fake_photo){
        .width = sizes[size][0],
        .height = sizes[size][1],
        .share = fake_random_between(random, 0.82, 0.98),
        .tilt_deg = fake_random_between(random, 0, 12),
        .azimuth_deg = fake_random_between(random, 0, 360),
        .turn_deg = 2.5 * fake_random_normal(random),
        .distance = fake_random_between(random, 1.15, 2.2),
        .light_from_deg = fake_random_between(random, 0, 360),
        .light_fall = fake_random_between(random, 0.05, 0.3),
        .vignette = fake_random_between(random, 0, 0.2),
        .blur_px = fake_random_between(random, 0.5, 1.1),
        .noise = fake_random_between(random, 1, 4),
        .black = fake_random_between(random, 10, 50),
        .white = fake_random_between(random, 165, 240),
        .is_sharpened = fake_random_chance(random, 0.5),
        .background = (enum fake_background)fake_random_below(random, FAKE_BACKGROUND_COUNT),
        .quality = 70 + fake_random_below(random, 26),
    };
}

static void curl_set(const struct fake_photo *photo, struct fake_random *random,
                     struct fake_geometry *g) {
    if (photo->curl_sagitta_px <= 0)
        return;
    bool is_down = fake_random_chance(random, 0.7); /* bent along the long side */
    double length = is_down ? g->page_height : g->page_width;
    g->curl_angle_rad = (is_down ? 90 : 0) * radian + 0.12 * fake_random_normal(random);
    g->is_curl_one_sided = photo->is_curl_one_sided;
    g->curl_from_px = length * fake_random_between(random, -0.2, 0.2);
    double bent = photo->is_curl_one_sided ? length * 0.7 : length / 2;
    g->curl_radius_px = bent * bent / (2 * photo->curl_sagitta_px);
    if (!photo->is_curl_one_sided && fake_random_chance(random, 0.5))
        g->curl_radius_px = -g->curl_radius_px;
}

static void geometry_set(const struct fake_photo *photo, const struct omr_pixmap *paper,
                         struct fake_random *random, struct fake_geometry *g) {
    *g = (struct fake_geometry){
        .page_width = paper->width,
        .page_height = paper->height,
        .print_scale = 1,
        .tilt_rad = photo->tilt_deg * radian,
        .azimuth_rad = photo->azimuth_deg * radian,
        .turn_rad = photo->turn_deg * radian,
        .distance_px = photo->distance * paper->height,
        .fold_angle_rad = photo->fold_deg * radian,
        .fold_direction_rad = (fake_random_chance(random, 0.7) ? 90 : 0) * radian,
        .fold_at_px = fake_random_between(random, -0.1, 0.1) * paper->width,
    };
    curl_set(photo, random, g);
    fake_geometry_fit(g, photo->width, photo->height, photo->share);
}

/* Light at the grid's nodes, in 1/256. */
struct light {
    int columns;
    uint16_t *nodes;
};

struct lamp {
    double fall_x, fall_y; /* gradient, per picture */
    double shadow, shadow_x, shadow_y, shadow_at, shadow_soft;
    double vignette, slope;
};

static void lamp_set(const struct fake_photo *photo, struct fake_random *random,
                     struct lamp *lamp) {
    double angle = fake_random_between(random, 0, 6.28);
    lamp->fall_x = photo->light_fall * cos(photo->light_from_deg * radian);
    lamp->fall_y = photo->light_fall * sin(photo->light_from_deg * radian);
    lamp->shadow = photo->shadow;
    lamp->shadow_x = cos(angle);
    lamp->shadow_y = sin(angle);
    lamp->shadow_at = fake_random_between(random, -0.25, 0.25);
    lamp->shadow_soft = fake_random_between(random, 0.008, 0.06);
    lamp->vignette = photo->vignette;
    lamp->slope = fake_random_between(random, -0.7, 0.7);
}

/* What a gradient takes away at a place: nothing at its bright end, all of it at the dark one. */
static double fall(double gradient, double place) {
    return fabs(gradient) / 2 + gradient * place;
}

/* u and v run from -0.5 to 0.5 over the picture. */
static double lamp_light(const struct lamp *lamp, double u, double v, double slope) {
    double light = 1 - fall(lamp->fall_x, u) - fall(lamp->fall_y, v);
    double side = (u * lamp->shadow_x + v * lamp->shadow_y - lamp->shadow_at) / lamp->shadow_soft;
    light *= 1 - lamp->shadow / (1 + exp(-fmax(-30, fmin(30, side))));
    light *= 1 - lamp->vignette * 2 * (u * u + v * v);
    return light * (1 + lamp->slope * slope);
}

static enum omr_status light_init(struct light *light, const struct lamp *lamp,
                                  const struct fake_picture *picture, const struct fake_grid *grid,
                                  struct omr_error *err) {
    const struct fake_geometry *g = &picture->geometry;
    light->columns = grid->columns;
    light->nodes = malloc((size_t)grid->columns * (size_t)grid->rows * sizeof *light->nodes);
    if (!light->nodes)
        return omr_fail_memory(err);
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++) {
            int i = row * grid->columns + column;
            struct omr_point page = grid->points[i];
            bool is_page =
                page.x > 0 && page.x < g->page_width && page.y > 0 && page.y < g->page_height;
            double slope = is_page ? fake_geometry_slope(g, page.x, page.y) : 0;
            double value = lamp_light(lamp, (double)column * FAKE_GRID / picture->grey.width - 0.5,
                                      (double)row * FAKE_GRID / picture->grey.height - 0.5, slope);
            light->nodes[i] = (uint16_t)(256 * fmax(0.1, fmin(1.1, value)));
        }
    return OMR_OK;
}

static void light_apply(const struct light *light, struct omr_pixmap *grey) {
    for (int y = 0; y < grey->height; y++) {
        uint8_t *row = omr_pixmap_row(grey, y);
        const uint16_t *top = light->nodes + y / FAKE_GRID * light->columns;
        const uint16_t *bottom = top + light->columns;
        int v = y % FAKE_GRID;
        for (int x = 0; x < grey->width; x++) {
            int i = x / FAKE_GRID, u = x % FAKE_GRID;
            int left = top[i] * (FAKE_GRID - v) + bottom[i] * v;
            int right = top[i + 1] * (FAKE_GRID - v) + bottom[i + 1] * v;
            int value = row[x] * ((left * (FAKE_GRID - u) + right * u) >> 8) >> 8;
            row[x] = (uint8_t)(value > 255 ? 255 : value);
        }
    }
}

/* Phones add what blurring takes away, and a bit more. */
static enum omr_status sharpen(struct omr_pixmap *grey, struct omr_error *err) {
    struct omr_pixmap soft;
    enum omr_status status = omr_pixmap_init(&soft, grey->width, grey->height, err);
    if (status)
        return status;
    for (int y = 0; y < grey->height; y++)
        memcpy(omr_pixmap_row(&soft, y), omr_pixmap_row(grey, y), (size_t)grey->width);
    status = fake_blur(&soft, 1.2, 1.2, err);
    for (int y = 0; !status && y < grey->height; y++) {
        uint8_t *row = omr_pixmap_row(grey, y);
        const uint8_t *from = omr_pixmap_row(&soft, y);
        for (int x = 0; x < grey->width; x++) {
            int value = row[x] + (row[x] - from[x]) * 3 / 4;
            row[x] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
    }
    omr_pixmap_clear(&soft);
    return status;
}

static enum omr_status develop(const struct fake_photo *photo, struct fake_random *random,
                               struct omr_pixmap *grey, struct omr_error *err) {
    /* light that the lens scatters over everything */
    double angle = fake_random_between(random, 0, 6.28);
    double veil = fake_random_between(random, 0, 0.05) * photo->white;
    enum omr_status status = fake_blur(grey, photo->blur_px, photo->blur_px, err);
    if (!status && photo->motion_px > 0.5)
        status = fake_blur_motion(grey, photo->motion_px * cos(angle),
                                  photo->motion_px * sin(angle), err);
    fake_tone(grey, veil, photo->white, 1);
    if (!status)
        status = fake_noise(grey, photo->noise, 0.5, random, err);
    if (!status && photo->is_sharpened)
        status = sharpen(grey, err);
    if (!status)
        status = fake_jpeg(grey, photo->quality, err);
    return status;
}

static enum omr_status picture_start(const struct fake_photo *photo, struct fake_random *random,
                                     struct fake_picture *picture, struct omr_error *err) {
    enum omr_status status = omr_pixmap_init(&picture->grey, photo->width, photo->height, err);
    if (!status)
        fake_background_draw(&picture->grey, photo->background, photo->is_partly_black, random);
    return status;
}

/* The sheet as the lens resolves it: what lies finer than the picture's pixels is averaged. */
static enum omr_status sheet_make(const struct omr_pixmap *paper, double scale,
                                  struct omr_pixmap *sheet, struct omr_error *err) {
    enum omr_status status = omr_pixmap_init(sheet, paper->width, paper->height, err);
    if (status)
        return status;
    for (int y = 0; y < paper->height; y++)
        memcpy(omr_pixmap_row(sheet, y), omr_pixmap_row(paper, y), (size_t)paper->width);
    double sigma = sqrt(0.2 * fmax(0, 1 / (scale * scale) - 1));
    return fake_blur(sheet, sigma, sigma, err);
}

enum omr_status fake_photo_take(const struct fake_photo *photo, const struct omr_pixmap *paper,
                                struct fake_random random, struct fake_picture *picture,
                                struct omr_error *err) {
    struct omr_pixmap sheet = {0};
    struct fake_grid grid = {0};
    struct light light = {0};
    struct lamp lamp;
    struct fake_picture taken = {0};
    enum omr_status status;
    geometry_set(photo, paper, &random, &taken.geometry);
    lamp_set(photo, &random, &lamp);
    if ((status = sheet_make(paper, taken.geometry.scale_x, &sheet, err)) ||
        (status = picture_start(photo, &random, &taken, err)) ||
        (status = fake_grid_init(&grid, &taken.geometry, photo->width, photo->height, err)) ||
        (status = light_init(&light, &lamp, &taken, &grid, err)))
        goto done;
    fake_geometry_draw(&taken.geometry, &grid, &sheet, 0, &taken.grey);
    fake_tone(&taken.grey, 255 * photo->black / photo->white, 255, 1); /* ink reflects, too */
    light_apply(&light, &taken.grey);
    status = develop(photo, &random, &taken.grey, err);
done:
    free(light.nodes);
    fake_grid_clear(&grid);
    omr_pixmap_clear(&sheet);
    if (status)
        fake_picture_clear(&taken);
    else
        *picture = taken;
    return status;
}
