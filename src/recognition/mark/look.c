/* SPDX-License-Identifier: MIT */
#include "recognition/mark/look.h"

#include "base/sorted.h"

#include <math.h>
#include <string.h>

enum { MOST_MEMBERS = 41, SIDE = OMR_CROP_SIDE, MIDDLE = SIDE / 6, LEAST_COMMON = 3 };
/* Beyond this mean ink, and so many times the noise, a bubble is not empty: bright samples of noisy
 * paper are half a deviation above its middle. */
static const double EMPTY_INK = 0.025, EMPTY_NOISES = 0.6;
/* Print leaves 70 % of the inside white. */
static const double PRINT_CORE = 0.02;
/* What few bubbles have in common may be print if it is as little ink as a letter, and they hardly
 * differ. */
static const double COMMON_DARKNESS = 0.14, COMMON_MISMATCH = 0.2;

static int least(int a, int b) {
    return a < b ? a : b;
}

static int most(int a, int b) {
    return a > b ? a : b;
}

/* The lighter 60 %, and how far their samples are taken. */
static int lighter(int count) {
    return (count * 6 + 5) / 10;
}

/* Median of each sample over `count` crops, found bit by bit from the highest: all samples at once,
 * so that compilers lay them side by side in wide registers. */
static void find_medians(uint8_t *medians, const struct omr_crop *const *crops, int count) {
    uint8_t at_least[OMR_CROP_SAMPLES], tried[OMR_CROP_SAMPLES];
    uint8_t wanted = (uint8_t)(count - count / 2);
    memset(medians, 0, OMR_CROP_SAMPLES);
    for (int bit = 128; bit > 0; bit >>= 1) {
        memset(at_least, 0, sizeof at_least);
        for (int p = 0; p < OMR_CROP_SAMPLES; p++)
            tried[p] = (uint8_t)(medians[p] | bit);
        for (int i = 0; i < count; i++)
            for (int p = 0; p < OMR_CROP_SAMPLES; p++)
                at_least[p] = (uint8_t)(at_least[p] + (crops[i]->sample[p] >= tried[p]));
        for (int p = 0; p < OMR_CROP_SAMPLES; p++)
            medians[p] = at_least[p] >= wanted ? tried[p] : medians[p];
    }
}

double omr_look_excess(const struct omr_look *look, const struct omr_crop *crop,
                       const struct omr_crop_mask *mask) {
    int sum = 0;
    for (int k = 0; k < mask->count; k++)
        sum += look->sample[mask->pixel[k]] - crop->sample[mask->pixel[k]];
    return sum / (double)(mask->count * OMR_CROP_PAPER);
}

/* The ink that these bubbles usually have beyond the look. */
static void find_bias(struct omr_look *look, const struct omr_crop *const *crops, int count,
                      const struct omr_crop_mask *mask) {
    double excess[MOST_MEMBERS];
    for (int i = 0; i < count; i++)
        excess[i] = omr_look_excess(look, crops[i], mask);
    omr_sort_numbers(excess, count);
    look->bias = fmax(0, excess[count / 2]);
}

void omr_look_of_many(struct omr_look *look, const struct omr_crop *const *crops, int count,
                      const struct omr_crop_mask *mask, double alike) {
    const struct omr_crop *light[MOST_MEMBERS];
    int taken = 0, wanted = lighter(count), every = wanted / MOST_MEMBERS + 1;
    look->darkest = crops[count / 20]->darkness + alike;
    for (int i = 0; i < wanted && taken < MOST_MEMBERS; i += every)
        if (crops[i]->darkness <= look->darkest)
            light[taken++] = crops[i];
    find_medians(look->sample, light, taken);
    look->darkness = omr_crop_darkness(look->sample, mask);
    look->is_seen = true;
    find_bias(look, light, taken, mask);
}

/* Where a sample comes to lie when the crop is mirrored (bit 0: across, 1: down, 2: diagonally). */
static int mirrored(int p, int how) {
    int x = p % SIDE, y = p / SIDE;
    x = how & 1 ? SIDE - 1 - x : x;
    y = how & 2 ? SIDE - 1 - y : y;
    return how & 4 ? x * SIDE + y : y * SIDE + x;
}

/* The level that at most `share` of a sample's mirror images in all crops exceed. */
static uint8_t symmetric_level(const struct omr_few *few, int p, double share) {
    uint16_t counts[256] = {0};
    int level = 255, limit = (int)(share * few->mirrors * few->count);
    for (int how = 0; how < few->mirrors; how++)
        for (int i = 0; i < few->count; i++)
            counts[few->crops[i]->sample[mirrored(p, how)]]++;
    for (int above = counts[255]; level > 0 && above <= limit; above += counts[level])
        level--;
    return (uint8_t)level;
}

/* The collar has neighbours and names beside it, which are not symmetric: it is left alone. */
static void make_symmetric(struct omr_look *look, const struct omr_few *few, double share) {
    for (int y = 0; y < SIDE / 2; y++)
        for (int x = 0; x < (few->mirrors == 8 ? y + 1 : SIDE / 2); x++) {
            uint8_t level = symmetric_level(few, y * SIDE + x, share);
            for (int how = 0; how < few->mirrors; how++)
                look->sample[mirrored(y * SIDE + x, how)] = level;
        }
    look->darkness = omr_crop_darkness(look->sample, few->mask);
    look->bias = 0;
}

/* Nothing is printed in the middle. What even the lighter places have there are marks over all, and
 * as much is taken off everywhere. Paper is what 15 % of the collar exceed, about one deviation
 * above its middle. */
static void clear_marks(struct omr_look *look, const struct omr_few *few) {
    int paper = (int)(OMR_CROP_PAPER * (1 - fmin(0.5, few->noise))), ink = 0;
    for (int y = SIDE / 2 - MIDDLE; y < SIDE / 2 + MIDDLE; y++)
        for (int x = SIDE / 2 - MIDDLE; x < SIDE / 2 + MIDDLE; x++)
            ink += most(0, paper - look->sample[y * SIDE + x]);
    ink /= 4 * MIDDLE * MIDDLE;
    for (int p = 0; p < OMR_CROP_PIXELS; p++)
        look->sample[p] = (uint8_t)most(look->sample[p], least(paper, look->sample[p] + ink));
    look->darkness = omr_crop_darkness(look->sample, few->mask);
}

static bool find_empty(struct omr_look *look, const struct omr_few *few) {
    const struct omr_crop *empty[MOST_MEMBERS];
    struct omr_few found = *few;
    found.crops = empty;
    found.count = 0;
    for (int i = 0; i < few->count; i++)
        if (omr_look_excess(look, few->crops[i], few->mask) < EMPTY_INK + EMPTY_NOISES * few->noise)
            empty[found.count++] = few->crops[i];
    if (!found.count)
        return false;
    make_symmetric(look, &found, 0.5);
    find_bias(look, empty, found.count, few->mask);
    return true;
}

void omr_look_of_few(struct omr_look *look, const struct omr_few *all) {
    struct omr_look common;
    struct omr_few few = *all;
    few.count = least(few.count, MOST_MEMBERS);
    omr_look_of_many(&common, few.crops, few.count, few.mask, 1);
    *look = common;
    make_symmetric(look, &few, 0.3);
    clear_marks(look, &few);
    look->is_seen = find_empty(look, &few);
    common.is_seen = false;
    if (!look->is_seen && few.count >= LEAST_COMMON &&
        common.darkness < look->darkness + COMMON_DARKNESS &&
        omr_look_mismatch(&common, look, few.crops, few.count, few.mask, few.noise) <
            COMMON_MISMATCH)
        *look = common;
}

double omr_look_differ(const struct omr_look *look, const struct omr_crop *crop,
                       const struct omr_crop_mask *mask) {
    int sum = 0, squares = 0;
    for (int k = 0; k < mask->count; k++) {
        int ink = look->sample[mask->pixel[k]] - crop->sample[mask->pixel[k]];
        sum += ink;
        squares += ink * ink;
    }
    double mean = sum / (double)mask->count;
    return sqrt(fmax(0, squares / (double)mask->count - mean * mean)) / OMR_CROP_PAPER;
}

double omr_look_residual(const struct omr_look *look, const struct omr_crop *const *crops,
                         int count, const struct omr_crop_mask *mask) {
    double residual[MOST_MEMBERS];
    int found = 0, wanted = least(lighter(count), MOST_MEMBERS);
    for (int i = 0; i < wanted && crops[i]->darkness <= look->darkest; i++)
        residual[found++] = omr_look_differ(look, crops[i], mask);
    return found < 2 ? INFINITY : omr_median(residual, found);
}

static double contrast_of(const struct omr_look *look, const struct omr_crop_mask *mask) {
    struct omr_crop paper;
    memset(paper.sample, OMR_CROP_PAPER, sizeof paper.sample);
    return omr_look_differ(look, &paper, mask);
}

/* 30th percentile of what the look has beyond the plain one. */
static double core_of(const struct omr_look *look, const struct omr_look *plain,
                      const struct omr_crop_mask *mask) {
    double ink[OMR_CROP_PIXELS];
    for (int k = 0; k < mask->count; k++)
        ink[k] = plain->sample[mask->pixel[k]] - look->sample[mask->pixel[k]];
    omr_sort_numbers(ink, mask->count);
    return ink[mask->count * 3 / 10] / OMR_CROP_PAPER;
}

double omr_look_mismatch(const struct omr_look *look, const struct omr_look *plain,
                         const struct omr_crop *const *crops, int count,
                         const struct omr_crop_mask *mask, double noise) {
    double residual = omr_look_residual(look, crops, count, mask);
    if (core_of(look, plain, mask) >= PRINT_CORE)
        return INFINITY;
    return sqrt(fmax(0, residual * residual - noise * noise)) / contrast_of(look, mask);
}
