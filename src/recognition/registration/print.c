/* SPDX-License-Identifier: MIT
 *
 * Learning a blank's print. The page is drawn flat at 100 dpi, where text still has its shape and
 * the pictures that come, scans from 100 dpi and photos, show as much. Patches are taken where the
 * print varies in both directions (J. Shi & C. Tomasi, Good features to track, 1994: the lesser
 * eigenvalue of the summed gradients), the best in each cell of a grid, so that they are spread
 * over the page. */
#include "recognition/registration/print.h"

#include "base/error.h"
#include "recognition/registration/registration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_PX = 2000, PAPER = 200, KEYPOINTS_MOST = 2500 };
static const double SCALE = 1 / 3.0;
/* Patches are tried every so many pixels; the best of each cell is kept. */
enum { EVERY = 4, CELL = 72, EDGE = OMR_PATCH_SIDE / 2 + 2 };
/* Print that varies less has no shape: root of the lesser eigenvalue by pixel, grey levels. */
static const double LEAST_SHAPE = 6;
/* What looks so much like its surroundings may be found at the wrong place. */
static const double MOST_ALIKE = 0.8;
enum { NEAR_PX = 6, AROUND_PX = 40 };
/* So much around a bubble's box may be written on, page px and share of the box. */
static const double AROUND_BUBBLE_PX = 8, AROUND_BUBBLE = 0.25;

/* Sums of gradients' products over all pixels left and above. */
struct sums {
    int width, height;
    double *xx, *xy, *yy;
};

static enum omr_status draw_flat(struct omr_print *print, const struct omr_sheet *sheet,
                                 const struct omr_page_map *map, struct omr_error *err) {
    double longest = fmax(sheet->page->width, sheet->page->height);
    print->scale = fmin(SCALE, LONGEST_PX / longest);
    int level = omr_sheet_level(sheet, map, 1.5 * print->scale);
    const struct omr_pixmap *from = &sheet->pyramid->level[level];
    enum omr_status status =
        omr_pixmap_init(&print->picture, (int)fmax(1, sheet->page->width * print->scale),
                        (int)fmax(1, sheet->page->height * print->scale), err);
    if (status)
        return status;
    for (int y = 0; y < print->picture.height; y++)
        for (int x = 0; x < print->picture.width; x++) {
            struct omr_point p =
                omr_page_map_apply(map, (x + 0.5) / print->scale, (y + 0.5) / print->scale);
            double value = omr_pixmap_between(from, omr_level_coordinate(p.x, level),
                                              omr_level_coordinate(p.y, level));
            double share = value < 0 ? 1 : value / omr_sheet_paper(sheet, p);
            omr_pixmap_row(&print->picture, y)[x] = (uint8_t)fmin(255, PAPER * share + 0.5);
        }
    return OMR_OK;
}

static void shut(uint8_t *shut, const struct omr_print *print, const struct omr_box *box,
                 double around) {
    int width = print->picture.width, height = print->picture.height;
    int left = (int)fmax(0, (box->left - around) * print->scale);
    int top = (int)fmax(0, (box->top - around) * print->scale);
    int right = (int)fmin(width - 1, (box->left + box->width + around) * print->scale);
    int bottom = (int)fmin(height - 1, (box->top + box->height + around) * print->scale);
    for (int y = top; y <= bottom && left <= right; y++)
        memset(shut + (size_t)y * (size_t)width + left, 1, (size_t)(right - left + 1));
}

/* Marks what differs from sheet to sheet, and the markers, which other forms have too. */
static void shut_page(uint8_t *map, const struct omr_print *print,
                      const struct omr_form_page *page) {
    for (int i = 0; i < page->bubble_count; i++) {
        const struct omr_bubble *b = &page->bubbles[i];
        struct omr_box box = {b->x - b->width / 2, b->y - b->height / 2, b->width, b->height};
        shut(map, print, &box, AROUND_BUBBLE_PX + AROUND_BUBBLE * fmax(b->width, b->height));
    }
    for (int i = 0; i < page->element_count; i++)
        if (page->elements[i].kind == OMR_ELEMENT_BARCODE ||
            page->elements[i].kind == OMR_ELEMENT_CLIP_AREA)
            shut(map, print, &page->elements[i].box, AROUND_BUBBLE_PX);
    for (int i = 0; i < page->marker_count; i++)
        shut(map, print, &page->markers[i].box, AROUND_BUBBLE_PX);
    if (page->identifier.width > 0)
        shut(map, print, &page->identifier, AROUND_BUBBLE_PX);
}

static size_t sum_index(const struct sums *sums, int x, int y) {
    return (size_t)y * ((size_t)sums->width + 1) + (size_t)x;
}

static bool sums_init(struct sums *sums, const struct omr_pixmap *picture) {
    *sums = (struct sums){.width = picture->width, .height = picture->height};
    size_t count = ((size_t)picture->width + 1) * ((size_t)picture->height + 1);
    sums->xx = calloc(3 * count, sizeof *sums->xx);
    if (!sums->xx)
        return false;
    sums->xy = sums->xx + count;
    sums->yy = sums->xy + count;
    for (int y = 1; y < picture->height - 1; y++) {
        const uint8_t *row = omr_pixmap_row(picture, y);
        double xx = 0, xy = 0, yy = 0;
        for (int x = 1; x < picture->width; x++) {
            if (x < picture->width - 1) {
                double dx = (row[x + 1] - row[x - 1]) / 2.0;
                double dy = (row[x + (int)picture->stride] - row[x - (int)picture->stride]) / 2.0;
                xx += dx * dx, xy += dx * dy, yy += dy * dy;
            }
            size_t at = sum_index(sums, x + 1, y + 1), above = sum_index(sums, x + 1, y);
            sums->xx[at] = sums->xx[above] + xx;
            sums->xy[at] = sums->xy[above] + xy;
            sums->yy[at] = sums->yy[above] + yy;
        }
    }
    return true;
}

static double sum_of(const struct sums *sums, const double *of, int x, int y) {
    int half = OMR_PATCH_SIDE / 2;
    return of[sum_index(sums, x + half, y + half)] - of[sum_index(sums, x - half, y + half)] -
           of[sum_index(sums, x + half, y - half)] + of[sum_index(sums, x - half, y - half)];
}

/* How much the print around (x, y) varies in the direction in which it varies least. */
static double shape_at(const struct sums *sums, int x, int y) {
    double xx = sum_of(sums, sums->xx, x, y) / OMR_PATCH_PIXELS;
    double xy = sum_of(sums, sums->xy, x, y) / OMR_PATCH_PIXELS;
    double yy = sum_of(sums, sums->yy, x, y) / OMR_PATCH_PIXELS;
    double middle = (xx + yy) / 2, off = sqrt((xx - yy) * (xx - yy) / 4 + xy * xy);
    return sqrt(fmax(0, middle - off));
}

static bool is_shut(const uint8_t *map, int width, int x, int y) {
    int half = OMR_PATCH_SIDE / 2;
    for (int v = y - half; v < y + half; v++)
        if (memchr(map + (size_t)v * (size_t)width + x - half, 1, OMR_PATCH_SIDE))
            return true;
    return false;
}

static void take_patch(struct omr_patch *patch, const struct omr_print *print, int x, int y) {
    int half = OMR_PATCH_SIDE / 2, sum = 0, k = 0;
    for (int v = y - half; v < y + half; v++)
        for (int u = x - half; u < x + half; u++)
            sum += omr_pixmap_row(&print->picture, v)[u];
    int mean = (sum + OMR_PATCH_PIXELS / 2) / OMR_PATCH_PIXELS;
    double squares = 0;
    for (int v = y - half; v < y + half; v++)
        for (int u = x - half; u < x + half; u++, k++) {
            patch->sample[k] = (int16_t)(omr_pixmap_row(&print->picture, v)[u] - mean);
            squares += patch->sample[k] * patch->sample[k];
            patch->rest += patch->sample[k];
        }
    patch->length = sqrt(fmax(0, squares - (double)patch->rest * patch->rest / OMR_PATCH_PIXELS));
    patch->at = (struct omr_point){x / print->scale, y / print->scale};
}

/* How much the print looks like the patch at another place nearby. */
static double alike_nearby(const struct omr_print *print, const struct omr_patch *patch) {
    int half = OMR_PATCH_SIDE / 2, x = (int)lround(patch->at.x * print->scale) - half;
    int y = (int)lround(patch->at.y * print->scale) - half;
    double most = 0;
    for (int v = y - AROUND_PX; v <= y + AROUND_PX; v += 2)
        for (int u = x - AROUND_PX; u <= x + AROUND_PX; u += 2) {
            bool is_on = u >= 0 && v >= 0 && u + OMR_PATCH_SIDE <= print->picture.width &&
                         v + OMR_PATCH_SIDE <= print->picture.height;
            if (is_on && (abs(u - x) > NEAR_PX || abs(v - y) > NEAR_PX))
                most = fmax(most, omr_patch_likeness(patch, omr_pixmap_row(&print->picture, v) + u,
                                                     print->picture.stride));
        }
    return most;
}

/* The best places of the grid's cells, the best first. */
struct spot {
    int x, y;
    double shape;
};
static int compare_spots(const void *a, const void *b) {
    const struct spot *p = a, *q = b;
    if (p->shape != q->shape)
        return p->shape > q->shape ? -1 : 1;
    return p->y != q->y ? p->y - q->y : p->x - q->x;
}

static struct spot best_of_cell(const struct sums *sums, const uint8_t *map, int left, int top) {
    struct spot best = {0};
    for (int y = top; y < top + CELL; y += EVERY)
        for (int x = left; x < left + CELL; x += EVERY) {
            if (x < EDGE || y < EDGE || x > sums->width - EDGE || y > sums->height - EDGE)
                continue;
            double shape = shape_at(sums, x, y);
            if (shape > best.shape && shape >= LEAST_SHAPE && !is_shut(map, sums->width, x, y))
                best = (struct spot){x, y, shape};
        }
    return best;
}

static enum omr_status choose_patches(struct omr_print *print, const struct sums *sums,
                                      const uint8_t *map, struct omr_arena *arena,
                                      struct omr_error *err) {
    size_t cells = (size_t)(sums->width / CELL + 1) * (size_t)(sums->height / CELL + 1);
    struct spot *spots = OMR_ARENA_ARRAY(arena, struct spot, cells);
    print->patch = OMR_ARENA_ARRAY(arena, struct omr_patch, OMR_PATCHES_MOST);
    if (!spots || !print->patch)
        return omr_fail_memory(err);
    int count = 0;
    for (int top = 0; top < sums->height; top += CELL)
        for (int left = 0; left < sums->width; left += CELL) {
            spots[count] = best_of_cell(sums, map, left, top);
            count += spots[count].shape > 0;
        }
    qsort(spots, (size_t)count, sizeof *spots, compare_spots);
    for (int i = 0; i < count && print->patch_count < OMR_PATCHES_MOST; i++) {
        struct omr_patch *patch = &print->patch[print->patch_count];
        *patch = (struct omr_patch){.rest = 0};
        take_patch(patch, print, spots[i].x, spots[i].y);
        print->patch_count += alike_nearby(print, patch) < MOST_ALIKE;
    }
    return OMR_OK;
}

/* Keypoints of the page without those on what differs from sheet to sheet. */
static enum omr_status find_keypoints(struct omr_print *print, const uint8_t *map,
                                      struct omr_error *err) {
    enum omr_status status =
        omr_keypoints_find(&print->keypoints, &print->picture, KEYPOINTS_MOST, err);
    int kept = 0;
    for (int i = 0; i < print->keypoints.count; i++) {
        struct omr_keypoint *k = &print->keypoints.item[i];
        int x = (int)fmax(0, fmin(print->picture.width - 1, k->x));
        int y = (int)fmax(0, fmin(print->picture.height - 1, k->y));
        if (!map[(size_t)y * (size_t)print->picture.width + (size_t)x])
            print->keypoints.item[kept++] = *k;
    }
    print->keypoints.count = kept;
    return status;
}

enum omr_status omr_print_learn(struct omr_print *print, const struct omr_sheet *sheet,
                                const struct omr_page_map *map,
                                const struct omr_ring_factor *ring_factor, struct omr_arena *arena,
                                struct omr_error *err) {
    struct omr_print made = {.scale = 0};
    struct sums sums = {0};
    uint8_t *closed = NULL;
    enum omr_status status = draw_flat(&made, sheet, map, err);
    if (status)
        goto done;
    closed = calloc((size_t)made.picture.width, (size_t)made.picture.height);
    if (!closed || !sums_init(&sums, &made.picture)) {
        status = omr_fail_memory(err);
        goto done;
    }
    shut_page(closed, &made, sheet->page);
    if ((status = choose_patches(&made, &sums, closed, arena, err)) ||
        (status = find_keypoints(&made, closed, err)))
        goto done;
    memcpy(made.ring_factor, ring_factor, sizeof made.ring_factor);
    *print = made;
done:
    free(sums.xx);
    free(closed);
    if (status)
        omr_print_clear(&made);
    return status;
}

void omr_print_clear(struct omr_print *print) {
    omr_pixmap_clear(&print->picture);
    omr_keypoints_clear(&print->keypoints);
    *print = (struct omr_print){0};
}
