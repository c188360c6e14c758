/* SPDX-License-Identifier: MIT */
#include "support/optics.h"

#include "base/error.h"
#include "support/draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TAPS = 33, NOISE_TABLE = 1 << 12 };

/* Weights of a Gaussian in 1/16384, symmetric; returns how many on each side. */
static int taps_make(uint16_t taps[MAX_TAPS], double sigma) {
    int reach = (int)fmin((MAX_TAPS - 1) / 2, ceil(sigma * 2.6));
    double sum = 0, weights[MAX_TAPS];
    for (int i = -reach; i <= reach; i++)
        sum += weights[i + reach] = exp(-i * i / (2 * sigma * sigma));
    int left = 16384;
    for (int i = 0; i <= 2 * reach; i++)
        left -= taps[i] = (uint16_t)(16384 * weights[i] / sum + 0.5);
    taps[reach] = (uint16_t)(taps[reach] + left);
    return reach;
}

static void row_blur(uint8_t *restrict to, const uint8_t *restrict from, int width, int reach,
                     const uint16_t *taps) {
    for (int x = 0; x < width; x++) {
        uint32_t sum = 8192;
        for (int i = 0; i <= 2 * reach; i++)
            sum += (uint32_t)from[x + i] * taps[i];
        to[x] = (uint8_t)(sum >> 14);
    }
}

static enum omr_status blur_along(struct omr_pixmap *pixmap, double sigma, struct omr_error *err) {
    uint16_t taps[MAX_TAPS];
    int reach = taps_make(taps, sigma), width = pixmap->width;
    uint8_t *padded = malloc((size_t)(width + 2 * reach));
    if (!padded)
        return omr_fail_memory(err);
    for (int y = 0; y < pixmap->height; y++) {
        uint8_t *row = omr_pixmap_row(pixmap, y);
        memset(padded, row[0], (size_t)reach);
        memcpy(padded + reach, row, (size_t)width);
        memset(padded + reach + width, row[width - 1], (size_t)reach);
        row_blur(row, padded, width, reach, taps);
    }
    free(padded);
    return OMR_OK;
}

static void rows_mix(uint8_t *restrict to, const uint8_t *const *rows, int width, int count,
                     const uint16_t *taps, uint32_t *restrict sums) {
    for (int x = 0; x < width; x++)
        sums[x] = 8192;
    for (int i = 0; i < count; i++) {
        const uint8_t *restrict row = rows[i];
        uint32_t weight = taps[i];
        for (int x = 0; x < width; x++)
            sums[x] += row[x] * weight;
    }
    for (int x = 0; x < width; x++)
        to[x] = (uint8_t)(sums[x] >> 14);
}

static enum omr_status blur_down(struct omr_pixmap *pixmap, double sigma, struct omr_error *err) {
    uint16_t taps[MAX_TAPS];
    int reach = taps_make(taps, sigma), height = pixmap->height;
    size_t width = (size_t)pixmap->width;
    uint8_t *copy = malloc(width * (size_t)height);
    uint32_t *sums = malloc(width * sizeof *sums);
    const uint8_t *rows[MAX_TAPS];
    if (!copy || !sums) {
        free(copy);
        free(sums);
        return omr_fail_memory(err);
    }
    for (int y = 0; y < height; y++)
        memcpy(copy + (size_t)y * width, omr_pixmap_row(pixmap, y), width);
    for (int y = 0; y < height; y++) {
        for (int i = -reach; i <= reach; i++) {
            int from = y + i < 0 ? 0 : y + i >= height ? height - 1 : y + i;
            rows[i + reach] = copy + (size_t)from * width;
        }
        rows_mix(omr_pixmap_row(pixmap, y), rows, pixmap->width, 2 * reach + 1, taps, sums);
    }
    free(copy);
    free(sums);
    return OMR_OK;
}

enum omr_status fake_blur(struct omr_pixmap *pixmap, double sigma_x, double sigma_y,
                          struct omr_error *err) {
    enum omr_status status = OMR_OK;
    if (sigma_x > 0.15)
        status = blur_along(pixmap, sigma_x, err);
    if (!status && sigma_y > 0.15)
        status = blur_down(pixmap, sigma_y, err);
    return status;
}

enum omr_status fake_blur_motion(struct omr_pixmap *pixmap, double dx, double dy,
                                 struct omr_error *err) {
    enum { STEPS = 8 };
    size_t width = (size_t)pixmap->width, height = (size_t)pixmap->height;
    uint8_t *copy = malloc(width * height);
    uint32_t *sums = malloc(width * sizeof *sums);
    if (!copy || !sums) {
        free(copy);
        free(sums);
        return omr_fail_memory(err);
    }
    for (size_t y = 0; y < height; y++)
        memcpy(copy + y * width, omr_pixmap_row(pixmap, (int)y), width);
    int reach = (int)ceil(fmax(fabs(dx), fabs(dy)));
    for (int y = reach; y < pixmap->height - reach; y++) {
        memset(sums, 0, width * sizeof *sums);
        for (int i = 0; i < STEPS; i++) {
            double t = (double)i / (STEPS - 1) - 0.5;
            const uint8_t *from =
                copy + (size_t)(y + (int)lround(t * dy)) * width + (int)lround(t * dx);
            for (int x = reach; x < pixmap->width - reach; x++)
                sums[x] += from[x];
        }
        uint8_t *row = omr_pixmap_row(pixmap, y);
        for (int x = reach; x < pixmap->width - reach; x++)
            row[x] = (uint8_t)(sums[x] / STEPS);
    }
    free(copy);
    free(sums);
    return OMR_OK;
}

static void noise_row(uint8_t *row, int width, const int16_t *fine, const int16_t *coarse) {
    for (int x = 0; x < width; x++) {
        int value = row[x] + ((fine[x & 1023] + coarse[(x >> 1) & 1023]) >> 4);
        row[x] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

enum omr_status fake_noise(struct omr_pixmap *pixmap, double sigma, double coarse,
                           struct fake_random *random, struct omr_error *err) {
    int16_t *table = malloc(2 * NOISE_TABLE * sizeof *table);
    if (!table)
        return omr_fail_memory(err);
    for (int i = 0; i < NOISE_TABLE; i++) {
        table[i] = (int16_t)lround(16 * sigma * sqrt(1 - coarse) * fake_random_normal(random));
        table[NOISE_TABLE + i] =
            (int16_t)lround(16 * sigma * sqrt(coarse) * fake_random_normal(random));
    }
    const int16_t *slow = table + NOISE_TABLE;
    for (int y = 0; y < pixmap->height; y++) {
        uint64_t bits = fake_random_bits(random);
        if (y % 2 == 0)
            slow = table + NOISE_TABLE + bits % (NOISE_TABLE - 1024);
        const int16_t *fast = table + (bits >> 20) % (NOISE_TABLE - 1024);
        noise_row(omr_pixmap_row(pixmap, y), pixmap->width, fast, slow);
    }
    free(table);
    return OMR_OK;
}

static void table_apply(struct omr_pixmap *pixmap, const uint8_t table[256]) {
    for (int y = 0; y < pixmap->height; y++) {
        uint8_t *row = omr_pixmap_row(pixmap, y);
        for (int x = 0; x < pixmap->width; x++)
            row[x] = table[row[x]];
    }
}

void fake_tone(struct omr_pixmap *pixmap, double black, double white, double gamma) {
    uint8_t table[256];
    for (int i = 0; i < 256; i++)
        table[i] =
            (uint8_t)lround(fmax(0, fmin(255, black + (white - black) * pow(i / 255.0, gamma))));
    table_apply(pixmap, table);
}

void fake_contrast(struct omr_pixmap *pixmap, double gain, double middle) {
    uint8_t table[256];
    for (int i = 0; i < 256; i++)
        table[i] = (uint8_t)lround(fmax(0, fmin(255, (i - middle) * gain + middle)));
    table_apply(pixmap, table);
}

void fake_threshold(struct omr_pixmap *pixmap, int level) {
    uint8_t table[256];
    for (int i = 0; i < 256; i++)
        table[i] = i < level ? 0 : 255;
    table_apply(pixmap, table);
}

/* Floyd and Steinberg's weights, two rows of errors in sixteenths. */
enum omr_status fake_dither(struct omr_pixmap *pixmap, struct omr_error *err) {
    size_t count = (size_t)pixmap->width + 2;
    int *errors = calloc(2 * count, sizeof *errors);
    if (!errors)
        return omr_fail_memory(err);
    int *now = errors, *next = errors + count;
    for (int y = 0; y < pixmap->height; y++) {
        uint8_t *row = omr_pixmap_row(pixmap, y);
        memset(next, 0, count * sizeof *next);
        for (int x = 0; x < pixmap->width; x++) {
            int value = row[x] + now[x + 1] / 16, bit = value < 128 ? 0 : 255, rest = value - bit;
            row[x] = (uint8_t)bit;
            now[x + 2] += 7 * rest;
            next[x] += 3 * rest;
            next[x + 1] += 5 * rest;
            next[x + 2] += rest;
        }
        int *swap = now;
        now = next;
        next = swap;
    }
    free(errors);
    return OMR_OK;
}

void fake_specks(struct omr_pixmap *pixmap, int count, double size_px, double ink,
                 struct fake_random *random) {
    for (int i = 0; i < count; i++) {
        double x = fake_random_between(random, 0, pixmap->width);
        double y = fake_random_between(random, 0, pixmap->height);
        double u = fake_random_between(random, 0, 1), r = size_px / 2 * (0.25 + 0.75 * u * u * u);
        if (ink > 0)
            fake_draw_disc(pixmap, x, y, r, r * fake_random_between(random, 0.5, 1.5), ink);
        else if (x < pixmap->width && y < pixmap->height)
            omr_pixmap_row(pixmap, (int)y)[(int)x] = 255;
    }
}
