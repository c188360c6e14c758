/* SPDX-License-Identifier: MIT */
#include "recognition/mark/printed.h"

#include "base/error.h"
#include "base/sorted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = OMR_CROP_SIDE, SAMPLES = 120, BLURS = 5 };
/* Outlines with less ink than this on the blank, share of the paper, tell no ratio. */
static const double LEAST_INK = 0.02;
/* Of the ratios sorted, the one that counts; no copy is so pale or so bold. */
static const double TYPICAL = 0.4, LEAST_RATIO = 0.05, MOST_RATIO = 1.8;

enum omr_status omr_printed_learn(struct omr_printed *printed, const struct omr_sheet *blank,
                                  const struct omr_registration *registration,
                                  struct omr_arena *arena, struct omr_error *err) {
    struct omr_crop_mask masks[2];
    int count = blank->page->bubble_count;
    struct omr_crop *crop = OMR_ARENA_ARRAY(arena, struct omr_crop, (size_t)count + 1);
    if (!crop)
        return omr_fail_memory(err);
    omr_crop_mask_init(&masks[OMR_SHAPE_ELLIPSE], OMR_SHAPE_ELLIPSE);
    omr_crop_mask_init(&masks[OMR_SHAPE_SQUARE], OMR_SHAPE_SQUARE);
    for (int i = 0; i < count; i++) {
        const struct omr_crop_mask *mask =
            &masks[blank->classes->item[blank->classes->of_bubble[i]].shape];
        omr_crop_take(&crop[i], blank, registration, i, mask);
        if (crop[i].is_measured)
            omr_crop_divide(&crop[i], crop[i].paper, mask);
    }
    printed->crop = crop;
    return OMR_OK;
}

static int ink_of(int sample) {
    return sample < OMR_CROP_PAPER ? OMR_CROP_PAPER - sample : 0;
}

/* One round: each pixel takes a quarter of its neighbours across, then down. */
static void blur(uint8_t *sample) {
    uint8_t across[OMR_CROP_PIXELS];
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            const uint8_t *row = sample + (size_t)y * SIDE;
            int left = row[x > 0 ? x - 1 : 0], right = row[x < SIDE - 1 ? x + 1 : x];
            across[y * SIDE + x] = (uint8_t)((left + 2 * row[x] + right + 2) / 4);
        }
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            int above = across[(y > 0 ? y - 1 : 0) * SIDE + x];
            int below = across[(y < SIDE - 1 ? y + 1 : y) * SIDE + x];
            sample[y * SIDE + x] = (uint8_t)((above + 2 * across[y * SIDE + x] + below + 2) / 4);
        }
}

/* The blank's bubble as this sheet would show it. */
static void draw(uint8_t sample[OMR_CROP_SAMPLES], const struct omr_crop *blank,
                 const struct omr_press *press) {
    memcpy(sample, blank->sample, OMR_CROP_SAMPLES);
    for (int k = 0; k < press->blur; k++)
        blur(sample);
    for (int i = 0; i < OMR_CROP_SAMPLES; i++) {
        double level = OMR_CROP_PAPER - press->ink * (OMR_CROP_PAPER - sample[i]);
        sample[i] = (uint8_t)fmax(0, fmin(255, level + 0.5));
    }
}

/* Where the outline is: what is not inside. */
struct band {
    bool is_out[OMR_CROP_PIXELS];
    int count;
};

static void find_band(struct band *band, const struct omr_crop_mask *mask) {
    band->count = OMR_CROP_PIXELS - mask->count;
    for (int i = 0; i < OMR_CROP_PIXELS; i++)
        band->is_out[i] = true;
    for (int k = 0; k < mask->count; k++)
        band->is_out[mask->pixel[k]] = false;
}

static int band_ink(const uint8_t *sample, const struct band *band) {
    int sum = 0;
    for (int i = 0; i < OMR_CROP_PIXELS; i++)
        sum += band->is_out[i] ? ink_of(sample[i]) : 0;
    return sum;
}

static int band_difference(const uint8_t *a, const uint8_t *b, const struct band *band) {
    int sum = 0;
    for (int i = 0; i < OMR_CROP_PIXELS; i++)
        sum += band->is_out[i] ? abs(a[i] - b[i]) : 0;
    return sum;
}

/* An outline's ink on the sheet by that on the blank; -1: it tells none. */
static double ratio_of(const struct omr_crop *seen, const struct omr_crop *blank,
                       const struct band *band) {
    if (!seen->is_measured || !blank->is_measured)
        return -1;
    int printed = band_ink(blank->sample, band);
    if (printed < LEAST_INK * OMR_CROP_PAPER * band->count)
        return -1;
    return band_ink(seen->sample, band) / (double)printed;
}

bool omr_printed_look(struct omr_look *look, const struct omr_printed *printed, int bubble,
                      const struct omr_press *press, const struct omr_crop_mask *mask) {
    if (!printed->crop[bubble].is_measured)
        return false;
    draw(look->sample, &printed->crop[bubble], press);
    look->darkness = omr_crop_darkness(look->sample, mask);
    look->bias = press->bias;
    look->is_seen = true;
    return true;
}

/* How much lighter than drawn the middle one of the bubbles is; 0 where it is darker. */
static double usual_bias(const struct omr_press *press, const struct omr_printed *printed,
                         const struct omr_sheet *sheet, const struct omr_crop *crops,
                         const struct omr_crop_mask masks[2]) {
    double excess[SAMPLES + 1];
    int every = sheet->page->bubble_count / SAMPLES + 1, count = 0;
    for (int i = 0; i < sheet->page->bubble_count; i += every) {
        const struct omr_crop_mask *mask =
            &masks[sheet->classes->item[sheet->classes->of_bubble[i]].shape];
        struct omr_look look;
        if (crops[i].is_measured && omr_printed_look(&look, printed, i, press, mask))
            excess[count++] = omr_look_excess(&look, &crops[i], mask);
    }
    return fmin(0, omr_median(excess, count));
}

void omr_press_estimate(struct omr_press *press, const struct omr_printed *printed,
                        const struct omr_sheet *sheet, const struct omr_crop *crops,
                        const struct omr_crop_mask masks[2]) {
    struct band bands[2];
    double ratios[SAMPLES + 1], sorted[SAMPLES + 1];
    int64_t differences[BLURS] = {0};
    int every = sheet->page->bubble_count / SAMPLES + 1, count = 0;
    find_band(&bands[OMR_SHAPE_ELLIPSE], &masks[OMR_SHAPE_ELLIPSE]);
    find_band(&bands[OMR_SHAPE_SQUARE], &masks[OMR_SHAPE_SQUARE]);
    *press = (struct omr_press){.ink = 1};
    for (int i = 0, k = 0; i < sheet->page->bubble_count; i += every, k++) {
        enum omr_bubble_shape shape = sheet->classes->item[sheet->classes->of_bubble[i]].shape;
        ratios[k] = ratio_of(&crops[i], &printed->crop[i], &bands[shape]);
        if (ratios[k] >= 0)
            sorted[count++] = ratios[k];
    }
    if (!count)
        return;
    omr_sort_numbers(sorted, count);
    double typical = sorted[(int)(TYPICAL * count)];
    press->ink = fmax(LEAST_RATIO, fmin(MOST_RATIO, typical));
    for (int i = 0, k = 0; i < sheet->page->bubble_count; i += every, k++) {
        enum omr_bubble_shape shape = sheet->classes->item[sheet->classes->of_bubble[i]].shape;
        for (int b = 0; b < BLURS && ratios[k] >= 0 && ratios[k] <= typical; b++) {
            struct omr_press tried = {.ink = press->ink, .blur = b};
            uint8_t drawn[OMR_CROP_SAMPLES];
            draw(drawn, &printed->crop[i], &tried);
            differences[b] += band_difference(drawn, crops[i].sample, &bands[shape]);
        }
    }
    for (int b = 1; b < BLURS; b++)
        press->blur = differences[b] < differences[press->blur] ? b : press->blur;
    press->bias = usual_bias(press, printed, sheet, crops, masks);
}
