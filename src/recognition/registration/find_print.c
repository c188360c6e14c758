/* SPDX-License-Identifier: MIT
 *
 * From keypoints that look alike to the one map that most of them agree on. A pair of keypoints
 * alone makes a guess, since each has a size and a direction; the guess that the most pairs support
 * is fitted to them again and again, first loosely as a plane seen from above, at last as a plane
 * in perspective. No chance is involved. */
#include "recognition/registration/print.h"
#include "recognition/registration/registration.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>

enum { LONGEST_PX = 2000, KEYPOINTS_MOST = 4000, LEAST_PAIRS = 8, LEAST_PATCHES = 6 };
/* Patches are looked for so far from a map that was found, page px. */
static const double FAR_PX = 60;
/* The second best keypoint of another place must be so much farther, as a share of squares. */
static const double APART = 0.75;
/* How far a pair may be off a guess: share of the page's longer side, radians, ln of sizes. */
static const double LOOSE = 0.05, LOOSE_ANGLE = 0.4, LOOSE_SIZE = 0.45;
/* How far off the map in the rounds that follow. */
static const double REACH[] = {0.05, 0.035, 0.025, 0.018, 0.012, 0.012};
enum { ROUNDS = sizeof REACH / sizeof *REACH, FLAT_ROUNDS = 3 };

/* A keypoint of the print and one of the picture that looks like it. */
struct pair {
    struct omr_point from, to; /* page px, picture px */
    double scale, turn;        /* picture px by page px; radians */
};

struct finder {
    struct pair *pairs;
    struct omr_point *from, *to; /* of those that support a map */
    int count;
    double reach_px; /* the page's longer side */
};

/* The nearest two keypoints by what they look like, the second at another place. */
static const struct omr_keypoint *nearest(const struct omr_keypoints *all,
                                          const struct omr_keypoint *one, double *ratio) {
    const struct omr_keypoint *best = NULL;
    int least = 1 << 30, second = 1 << 30;
    for (int i = 0; i < all->count; i++) {
        const struct omr_keypoint *k = &all->item[i];
        int distance = omr_keypoint_distance(one, k);
        if (distance >= second)
            continue;
        bool is_same = best && hypotf(k->x - best->x, k->y - best->y) < 2 * best->size;
        if (distance < least) {
            second = is_same ? second : least;
            least = distance;
            best = k;
        } else if (!is_same) {
            second = distance;
        }
    }
    *ratio = best ? least / (second + 1.0) : 1;
    return best;
}

static void pair_up(struct finder *finder, const struct omr_print *print,
                    const struct omr_keypoints *seen, double zoom) {
    for (int i = 0; i < print->keypoints.count; i++) {
        const struct omr_keypoint *k = &print->keypoints.item[i];
        double ratio;
        const struct omr_keypoint *other = nearest(seen, k, &ratio);
        if (!other || ratio > APART)
            continue;
        finder->pairs[finder->count++] =
            (struct pair){.from = {(k->x + 0.5) / print->scale, (k->y + 0.5) / print->scale},
                          .to = {(other->x + 0.5) * zoom - 0.5, (other->y + 0.5) * zoom - 0.5},
                          .scale = other->size * zoom / (k->size / print->scale),
                          .turn = other->angle - k->angle};
    }
}

static struct omr_homography guess(const struct pair *pair) {
    double c = pair->scale * cos(pair->turn), s = pair->scale * sin(pair->turn);
    return (struct omr_homography){{c, -s, pair->to.x - c * pair->from.x + s * pair->from.y, s, c,
                                    pair->to.y - s * pair->from.x - c * pair->from.y, 0, 0, 1}};
}

static double off(const struct omr_homography *map, const struct pair *pair) {
    struct omr_point p = omr_homography_apply(map, pair->from);
    return hypot(p.x - pair->to.x, p.y - pair->to.y);
}

/* How many pairs support the guess that pair `i` makes. */
static int count_support(const struct finder *finder, int i) {
    const struct pair *own = &finder->pairs[i];
    struct omr_homography map = guess(own);
    int count = 0;
    for (int k = 0; k < finder->count; k++) {
        const struct pair *pair = &finder->pairs[k];
        double turn = (pair->turn - own->turn) / (2 * 3.14159265358979);
        count += fabs(turn - round(turn)) * 2 * 3.14159265358979 < LOOSE_ANGLE &&
                 fabs(log(pair->scale / own->scale)) < LOOSE_SIZE &&
                 off(&map, pair) < LOOSE * finder->reach_px * own->scale;
    }
    return count;
}

/* The affine map of `count` pairs by least squares. */
static bool fit_affine(struct omr_homography *map, const struct omr_point *from,
                       const struct omr_point *to, int count) {
    double a[9] = {0}, x[3] = {0}, y[3] = {0}, again[9];
    for (int i = 0; i < count; i++) {
        const double row[3] = {from[i].x / 1000, from[i].y / 1000, 1};
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 3; c++)
                a[3 * r + c] += row[r] * row[c];
            x[r] += row[r] * to[i].x;
            y[r] += row[r] * to[i].y;
        }
    }
    for (int k = 0; k < 9; k++)
        again[k] = a[k];
    if (!omr_solve_spd(a, x, 3) || !omr_solve_spd(again, y, 3))
        return false;
    *map = (struct omr_homography){
        {x[0] / 1000, x[1] / 1000, x[2], y[0] / 1000, y[1] / 1000, y[2], 0, 0, 1}};
    return true;
}

/* Fits the map to the pairs that support it, closer in each round; how many do at last, 0 when they
 * determine no map. */
static int settle(struct finder *finder, struct omr_homography *map, double scale) {
    int count = 0;
    for (int round = 0; round < ROUNDS; round++) {
        count = 0;
        for (int k = 0; k < finder->count; k++)
            if (off(map, &finder->pairs[k]) < REACH[round] * finder->reach_px * scale) {
                finder->from[count] = finder->pairs[k].from;
                finder->to[count++] = finder->pairs[k].to;
            }
        bool is_fitted =
            count >= LEAST_PAIRS &&
            (round < FLAT_ROUNDS ? fit_affine(map, finder->from, finder->to, count)
                                 : omr_homography_fit(map, finder->from, finder->to, count));
        if (!is_fitted)
            return 0;
    }
    return count;
}

/* The map that the most pairs support. */
static bool agree(struct finder *finder, struct omr_homography *map) {
    int best = -1, most = LEAST_PAIRS - 1;
    for (int i = 0; i < finder->count; i++) {
        int count = count_support(finder, i);
        if (count > most)
            most = count, best = i;
    }
    if (best < 0)
        return false;
    *map = guess(&finder->pairs[best]);
    return settle(finder, map, finder->pairs[best].scale) >= LEAST_PAIRS;
}

/* Whether patches are in place near where the map puts them: enough to follow it from there. */
static bool is_borne_out(const struct omr_sheet *sheet, const struct omr_page_map *map) {
    struct omr_patch_match matches[OMR_PATCHES_MOST];
    int in_place = 0;
    omr_patches_find(matches, sheet, map, FAR_PX);
    for (int i = 0; i < sheet->print->patch_count; i++)
        in_place += omr_patch_is_in_place(&matches[i]);
    return in_place >= LEAST_PATCHES;
}

/* Looks on one level of the picture. */
static enum omr_status find_on_level(struct omr_page_map *map, const struct omr_sheet *sheet,
                                     int level, bool *is_found, struct omr_error *err) {
    const struct omr_print *print = sheet->print;
    struct omr_keypoints seen = {0};
    struct omr_homography flat;
    *is_found = false;
    enum omr_status status =
        omr_keypoints_find(&seen, &sheet->pyramid->level[level], KEYPOINTS_MOST, err);
    if (status)
        return status;
    size_t most = (size_t)print->keypoints.count + 1;
    struct finder finder = {.reach_px = fmax(sheet->page->width, sheet->page->height)};
    finder.pairs = malloc(most * sizeof *finder.pairs);
    finder.from = malloc(most * sizeof *finder.from);
    finder.to = malloc(most * sizeof *finder.to);
    if (finder.pairs && finder.from && finder.to) {
        pair_up(&finder, print, &seen, 1 << level);
        *is_found = agree(&finder, &flat);
    } else {
        status = omr_fail_memory(err);
    }
    free(finder.pairs);
    free(finder.from);
    free(finder.to);
    omr_keypoints_clear(&seen);
    if (*is_found) {
        omr_page_map_init(map, &flat, sheet->page->width, sheet->page->height);
        *is_found = is_borne_out(sheet, map);
    }
    return status;
}

/* The finest level that is not larger than need be. */
static int choose_level(const struct omr_sheet *sheet) {
    int level = 0;
    while (level + 1 < sheet->pyramid->level_count &&
           (sheet->pyramid->level[level].width > LONGEST_PX ||
            sheet->pyramid->level[level].height > LONGEST_PX))
        level++;
    return level;
}

enum omr_status omr_print_find(struct omr_page_map *map, const struct omr_sheet *sheet,
                               bool *is_found, struct omr_error *err) {
    int first = choose_level(sheet);
    enum omr_status status = OMR_OK;
    *is_found = false;
    /* Where dots and specks hide what is printed, half the size shows it. */
    for (int level = first; level < sheet->pyramid->level_count && level < first + 2; level++)
        if (!status && !*is_found)
            status = find_on_level(map, sheet, level, is_found, err);
    return status;
}
