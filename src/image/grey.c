/* SPDX-License-Identifier: MIT */
#include "image/grey.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* In 1/65536, their sum is 1. */
enum { RED = 19595, GREEN = 38470, BLUE = 7471, ONE = 65536 };

static uint32_t luma(uint32_t red, uint32_t green, uint32_t blue) {
    return (RED * red + GREEN * green + BLUE * blue + ONE / 2) / ONE;
}

static uint8_t over_white(uint32_t grey, uint32_t alpha) {
    /* Nearly all pixels of nearly all pictures are opaque. */
    return (uint8_t)(alpha == 255 ? grey : (grey * alpha + 255 * (255 - alpha) + 127) / 255);
}

static void convert(uint8_t *restrict grey, const uint8_t *restrict at, int count, int channels) {
    switch (channels) {
    case 1:
        memcpy(grey, at, (size_t)count);
        break;
    case 2:
        for (int x = 0; x < count; x++, at += 2)
            grey[x] = over_white(at[0], at[1]);
        break;
    case 3:
        for (int x = 0; x < count; x++, at += 3)
            grey[x] = (uint8_t)luma(at[0], at[1], at[2]);
        break;
    default:
        for (int x = 0; x < count; x++, at += 4)
            grey[x] = over_white(luma(at[0], at[1], at[2]), at[3]);
        break;
    }
}

/* Eight pixels of opaque white, whatever the channels: all samples are 255. */
static bool are_white(const uint8_t *samples, int channels) {
    uint64_t all = UINT64_MAX, part;
    for (int i = 0; i < channels; i++) {
        memcpy(&part, samples + (ptrdiff_t)i * 8, sizeof part);
        all &= part;
    }
    return all == UINT64_MAX;
}

void omr_grey_from_samples(uint8_t *grey, const uint8_t *samples, int width, int channels) {
    int x = 0;
    if (channels == 1) {
        convert(grey, samples, width, 1);
        return;
    }
    /* Pages are mostly white paper. */
    for (; x + 8 <= width; x += 8, samples += (ptrdiff_t)channels * 8) {
        if (are_white(samples, channels))
            memset(grey + x, 255, 8);
        else
            convert(grey + x, samples, 8, channels);
    }
    convert(grey + x, samples, width - x, channels);
}

void omr_grey_from_inks(uint8_t *grey, const uint8_t *inks, int width, uint32_t flip) {
    for (int x = 0; x < width; x++, inks += 4) {
        uint32_t paper = luma(inks[0] ^ flip, inks[1] ^ flip, inks[2] ^ flip);
        grey[x] = (uint8_t)((paper * (inks[3] ^ flip) + 127) / 255);
    }
}
