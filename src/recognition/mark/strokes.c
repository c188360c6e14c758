/* SPDX-License-Identifier: MIT */
#include "recognition/mark/strokes.h"

#include "recognition/mark/crop.h"

#include <math.h>
#include <stdbool.h>

enum {
    DIRECTIONS = OMR_COLLAR_DIRECTIONS,
    LEAST_INK = 16, /* of OMR_CROP_PAPER */
    BESIDE = 4,     /* directions from a stroke to the paper beside it */
    OPPOSITE = DIRECTIONS / 2,
    BENT = 5 /* how far from straight a stroke through may be */
};

static int around(int direction) {
    return (direction + DIRECTIONS) % DIRECTIONS;
}

static int most(int a, int b) {
    return a > b ? a : b;
}

static int least(int a, int b) {
    return a < b ? a : b;
}

/* The ink on each circle, and that with which each direction is followed outwards. */
struct collar {
    int ink[OMR_COLLAR_CIRCLES][DIRECTIONS];
    int reach[DIRECTIONS];
};

static void collar_init(struct collar *collar, const uint8_t *samples, const uint8_t *empty) {
    for (int circle = 0; circle < OMR_COLLAR_CIRCLES; circle++)
        for (int k = 0; k < DIRECTIONS; k++) {
            int at = circle * DIRECTIONS + k;
            collar->ink[circle][k] = most(0, empty[at] - samples[at]);
        }
    for (int k = 0; k < DIRECTIONS; k++)
        collar->reach[k] = collar->ink[0][k];
}

/* Follows each direction to the next circle, strokes leaving aslant included: its reach is the
 * least ink on the way. */
static void follow(struct collar *collar, int circle) {
    const int *reach = collar->reach;
    int inner[DIRECTIONS];
    for (int k = 0; k < DIRECTIONS; k++)
        inner[k] = most(reach[k], most(reach[around(k - 1)], reach[around(k + 1)]));
    for (int k = 0; k < DIRECTIONS; k++)
        collar->reach[k] = least(inner[k], collar->ink[circle][k]);
}

/* Whether the direction is the middle of a stroke that is narrow already near the bubble: broad
 * marks end in round tips. */
static bool is_stroke(const struct collar *collar, int k) {
    const int *reach = collar->reach, *near = collar->ink[1];
    int ink = reach[k], left = ink, right = ink;
    if (ink < LEAST_INK || reach[around(k - 1)] > ink || reach[around(k + 1)] >= ink)
        return false;
    for (int i = 1; i <= BESIDE; i++) {
        left = least(left, near[around(k - i)]);
        right = least(right, near[around(k + i)]);
    }
    return 2 * most(left, right) < ink;
}

/* The ink of each narrow stroke at its direction, 0 elsewhere; returns that of the third strongest.
 */
static int find_strokes(int *ink, const struct collar *collar) {
    int first = 0, second = 0, third = 0;
    for (int k = 0; k < DIRECTIONS; k++) {
        ink[k] = is_stroke(collar, k) ? collar->reach[k] : 0;
        third = most(third, least(second, ink[k]));
        second = most(second, least(first, ink[k]));
        first = most(first, ink[k]);
    }
    return third;
}

static int find_through(const int *ink) {
    int through = 0;
    for (int k = 0; k < OPPOSITE; k++)
        for (int bend = -BENT; ink[k] && bend <= BENT; bend++)
            through = most(through, least(ink[k], ink[around(k + OPPOSITE + bend)]));
    return through;
}

/* What 60 % of the directions have on all circles. */
static int find_usual(const int *reach) {
    int counts[256] = {0}, level = 255;
    for (int k = 0; k < DIRECTIONS; k++)
        counts[reach[k]]++;
    for (int above = counts[255]; level > 0 && above <= DIRECTIONS * 6 / 10; above += counts[level])
        level--;
    return level;
}

static double find_struck(const struct collar *collar) {
    int ink[DIRECTIONS];
    int third = find_strokes(ink, collar);
    return most(third, find_through(ink)) / (double)OMR_CROP_PAPER;
}

void omr_strokes_measure(struct omr_strokes *strokes, const uint8_t *collar, const uint8_t *empty) {
    struct collar seen;
    int last = OMR_COLLAR_CIRCLES - 1;
    collar_init(&seen, collar, empty);
    for (int circle = 1; circle < last; circle++)
        follow(&seen, circle);
    strokes->struck = find_struck(&seen);
    strokes->around = find_usual(seen.reach) / (double)OMR_CROP_PAPER;
    follow(&seen, last);
    strokes->far = fmin(strokes->struck, find_struck(&seen));
}
