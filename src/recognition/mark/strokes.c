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
    BENT = 5, /* how far from straight a stroke through may be */
    MARGIN = 8,
    ASLANT = OMR_COLLAR_CIRCLES - 2, /* directions that one broken stroke shows in, either way */
    LEAST_ON_WAY = 14 /* of OMR_CROP_PAPER: with less nowhere no way has enough on average */
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

static bool is_top(const int *ink, int k, int apart) {
    bool is_top = ink[k] > 0;
    for (int i = 1; i <= apart; i++)
        is_top &= ink[around(k - i)] <= ink[k] && ink[around(k + i)] < ink[k];
    return is_top;
}

/* The third strongest of the directions that have more than those up to `apart` beside them. */
static int find_third(const int *ink, int apart) {
    int first = 0, second = 0, third = 0;
    for (int k = 0; k < DIRECTIONS; k++) {
        int top = is_top(ink, k, apart) ? ink[k] : 0;
        third = most(third, least(second, top));
        second = most(second, least(first, top));
        first = most(first, top);
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
    for (int k = 0; k < DIRECTIONS; k++)
        ink[k] = is_stroke(collar, k) ? collar->reach[k] : 0;
    return most(find_third(ink, 1), find_through(ink)) / (double)OMR_CROP_PAPER;
}

/* The outer circles with their beginnings and ends repeated, so that ways need not look where they
 * are. */
struct ways {
    int16_t ink[OMR_COLLAR_CIRCLES - 1][MARGIN + DIRECTIONS + MARGIN];
};

/* Whether there is enough ink for any way. */
static bool find_ways(struct ways *ways, const struct collar *collar) {
    int highest = 0;
    for (int circle = 1; circle < OMR_COLLAR_CIRCLES; circle++)
        for (int k = 0; k < DIRECTIONS; k++)
            highest = most(highest, collar->ink[circle][k]);
    for (int circle = 1; highest >= LEAST_ON_WAY && circle < OMR_COLLAR_CIRCLES; circle++)
        for (int k = -MARGIN; k < DIRECTIONS + MARGIN; k++)
            ways->ink[circle - 1][MARGIN + k] = (int16_t)collar->ink[circle][around(k)];
    return highest >= LEAST_ON_WAY;
}

/* How much more ink is on a way outwards than beside it, summed up over the circles; no more than
 * the outer ones alone would come to, for ends of hasty strokes are strong near the bubble. */
static int sum_way(const struct ways *ways, int k, int slant) {
    int sum = 0, outer = 0;
    for (int circle = 0; circle < OMR_COLLAR_CIRCLES - 1; circle++) {
        const int16_t *at = &ways->ink[circle][MARGIN + k + slant * circle];
        int ink = at[0] - most(at[-BESIDE], at[BESIDE]);
        sum += ink;
        outer += circle ? ink : 0;
    }
    return least(sum, outer * (OMR_COLLAR_CIRCLES - 1) / (OMR_COLLAR_CIRCLES - 2));
}

/* The best of the ways in each direction; they may go aslant. */
static void sum_ways(int *sums, const struct ways *ways) {
    for (int k = 0; k < DIRECTIONS; k++)
        sums[k] =
            most(0, most(sum_way(ways, k, 0), most(sum_way(ways, k, -1), sum_way(ways, k, 1))));
}

static double find_passing(const struct collar *collar) {
    struct ways ways;
    int sums[DIRECTIONS];
    if (!find_ways(&ways, collar))
        return 0;
    sum_ways(sums, &ways);
    return most(find_through(sums), find_third(sums, ASLANT)) /
           (double)((OMR_COLLAR_CIRCLES - 1) * OMR_CROP_PAPER);
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
    strokes->passing = find_passing(&seen);
    strokes->far = fmin(strokes->struck, find_struck(&seen));
}
