/* SPDX-License-Identifier: MIT
 *
 * Blur is measured on the level that markers are looked for on: its steepest steps from pixel to
 * pixel by the picture's contrast. Sharp pictures of forms reach 0.6 to 0.9; under so much blur
 * that forms are not found any more they have less than 0.17. */
#include "recognition/blame.h"

#include "base/error.h"
#include "recognition/findings.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* Bubbles smaller than this are found by luck only. */
static const double TOO_SMALL_PX = 7;
static const double LEAST_STEEPNESS = 0.17;
/* A picture with less contrast shows nothing, sharp or not. */
enum { LEAST_CONTRAST = 40 };

struct histogram {
    uint32_t count[256];
    uint64_t total;
};

static void add(struct histogram *histogram, int value) {
    histogram->count[value]++;
    histogram->total++;
}

/* The value above which a share `above` of those counted lies. */
static int quantile(const struct histogram *histogram, double above) {
    uint64_t seen = 0, wanted = (uint64_t)(above * (double)histogram->total);
    int value = 255;
    while (value > 0 && (seen += histogram->count[value]) <= wanted)
        value--;
    return value;
}

static bool is_blurred(const struct omr_pixmap *picture) {
    struct histogram levels = {0}, steps = {0};
    for (int y = 0; y + 1 < picture->height; y++) {
        const uint8_t *row = omr_pixmap_row(picture, y), *below = row + picture->stride;
        for (int x = 0; x + 1 < picture->width; x++) {
            add(&levels, row[x]);
            add(&steps, abs(row[x + 1] - row[x]));
            add(&steps, abs(below[x] - row[x]));
        }
    }
    int contrast = quantile(&levels, 0.005) - quantile(&levels, 0.995);
    return contrast >= LEAST_CONTRAST && quantile(&steps, 0.002) < LEAST_STEEPNESS * contrast;
}

enum omr_status omr_picture_blame(const struct omr_sheet *sheet, struct omr_error *err) {
    const struct omr_pixmap *whole = &sheet->pyramid->level[0];
    const struct omr_form_page *page = sheet->page;
    double zoom = fmax(whole->width, whole->height) / fmax(page->width, page->height);
    double least = omr_bubble_classes_least_px(sheet->classes);
    if (zoom * least < TOO_SMALL_PX)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.too_small",
                        "Could not find positioning markers on the image: it has only %d x %d "
                        "pixels; a page of this form needs about %.0f x %.0f",
                        whole->width, whole->height, page->width * OMR_LEAST_BUBBLE_PX / least,
                        page->height * OMR_LEAST_BUBBLE_PX / least);
    if (is_blurred(&sheet->pyramid->level[sheet->paper_level]))
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.blurred",
                        "Could not find positioning markers on the image: it is blurred, nothing "
                        "on it has a sharp edge");
    return OMR_ERROR_UNREGISTERED;
}
