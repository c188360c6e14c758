/* SPDX-License-Identifier: MIT */
#include "detection/page.h"

#include "base/error.h"
#include "base/remark.h"
#include "base/sorted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a bubble measures at least and at most, in page px (1.7 and 13 mm). */
static const double LEAST_PX = 20, MOST_PX = 155;
static const double LEAST_TURN_DEG = 0.2, MOST_TURN_DEG = 12;
static const double LEAST_AGREEING = 0.35;
static const double DEG = 3.14159265358979323846 / 180;

static bool is_about(double a, double b, double share) {
    return fabs(a / b - 1) < share;
}

/* What paper it is, by the ratio of its sides; a picture at 300 dpi keeps its own size. */
static bool find_paper(struct omr_found_page *page, double width, double height) {
    static const double papers[][2] = {{2480, 3508}, {2551, 3295}, {2551, 4205}};
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        for (int is_wide = 0; is_wide < 2; is_wide++) {
            double wide = papers[i][is_wide], high = papers[i][!is_wide];
            if (!is_about(width / height, wide / high, 0.015))
                continue;
            bool is_same = is_about(width, wide, 0.01) && is_about(height, high, 0.01);
            page->width = is_same ? width : wide;
            page->height = is_same ? height : high;
            return true;
        }
    return false;
}

static void choose_scale(struct omr_found_page *page, const struct omr_image *image,
                         struct omr_remarks *remarks) {
    double width = image->grey.width, height = image->grey.height;
    const double longer = 3508;
    if (!find_paper(page, width, height)) {
        bool has_dpi = image->dpi >= 100 && image->dpi <= 1200;
        double scale = has_dpi ? 300 / image->dpi : longer / fmax(width, height);
        page->width = round(width * scale);
        page->height = round(height * scale);
        omr_remark_add(remarks, "detect.paper",
                       "the picture has the shape of no known paper: the page is taken to be %.0f "
                       "x %.0f mm",
                       page->width * 25.4 / 300, page->height * 25.4 / 300);
    }
    page->scale_x = page->width / width;
    page->scale_y = page->height / height;
}

static enum omr_status look(struct omr_found_page *page, struct omr_error *err) {
    double scale = fmax(page->scale_x, page->scale_y);
    omr_contours_clear(&page->contours);
    return omr_contours_find(&page->contours, &page->picture, LEAST_PX / scale, MOST_PX / scale,
                             err);
}

/* The slope of the line to the nearest contour of the same size on the right, or below; false where
 * there is none. */
static bool find_slope(const struct omr_contours *contours, int i, bool is_below, double *slope) {
    const struct omr_contour *one = omr_contour_at(contours, i);
    double nearest = 12 * one->width;
    bool is_found = false;
    for (int k = 0; k < contours->count; k++) {
        const struct omr_contour *other = omr_contour_at(contours, k);
        double dx = other->x - one->x, dy = other->y - one->y;
        double along = is_below ? dy : dx, across = is_below ? -dx : dy;
        if (along < 0.8 * one->height || along >= nearest || fabs(across) > 0.25 * along ||
            !is_about(other->width, one->width, 0.08) ||
            !is_about(other->height, one->height, 0.08))
            continue;
        nearest = along;
        *slope = atan2(across, along);
        is_found = true;
    }
    return is_found;
}

/* The middle of the densest tenths of a degree, when enough of all slopes are there: neighbours
 * that do not stand in one row have any slope. */
static double usual_slope(double *slopes, int count) {
    const double window = 0.4 * DEG;
    int best = 0, most = 0;
    omr_sort_numbers(slopes, count);
    for (int first = 0, end = 0; first < count; first++) {
        while (end < count && slopes[end] <= slopes[first] + window)
            end++;
        if (end - first > most) {
            most = end - first;
            best = first;
        }
    }
    return most >= 4 && most >= LEAST_AGREEING * count ? slopes[best + most / 2] : 0;
}

/* The same to the farthest in the row or column, where `turn` is about its slope: the longer the
 * line, the less a pixel matters. */
static bool find_long_slope(const struct omr_contours *contours, int i, bool is_below, double turn,
                            double *slope) {
    const struct omr_contour *one = omr_contour_at(contours, i);
    double farthest = 2 * one->width;
    bool is_found = false;
    for (int k = 0; k < contours->count; k++) {
        const struct omr_contour *other = omr_contour_at(contours, k);
        double dx = other->x - one->x, dy = other->y - one->y;
        double along = is_below ? dy : dx, across = is_below ? -dx : dy;
        double off = across - tan(turn) * along;
        if (along <= farthest || fabs(off) > fmin(0.3 * one->height, 0.02 * along) ||
            !is_about(other->width, one->width, 0.08) ||
            !is_about(other->height, one->height, 0.08))
            continue;
        farthest = along;
        *slope = atan2(across, along);
        is_found = true;
    }
    return is_found;
}

static enum omr_status estimate_turn(const struct omr_contours *contours, double *turn,
                                     struct omr_error *err) {
    double *slopes = malloc((2 * (size_t)contours->count + 1) * sizeof *slopes);
    int count = 0;
    if (!slopes)
        return omr_fail_memory(err);
    for (int i = 0; i < contours->count; i++) {
        count += find_slope(contours, i, false, &slopes[count]);
        count += find_slope(contours, i, true, &slopes[count]);
    }
    *turn = usual_slope(slopes, count);
    count = 0;
    for (int i = 0; i < contours->count && *turn != 0; i++) {
        count += find_long_slope(contours, i, false, *turn, &slopes[count]);
        count += find_long_slope(contours, i, true, *turn, &slopes[count]);
    }
    double finer = usual_slope(slopes, count);
    if (finer != 0)
        *turn = finer;
    free(slopes);
    return OMR_OK;
}

static double sample(const struct omr_pixmap *picture, double x, double y) {
    x = fmin(fmax(x, 0), picture->width - 1.001);
    y = fmin(fmax(y, 0), picture->height - 1.001);
    int left = (int)x, top = (int)y;
    double u = x - left, v = y - top;
    const uint8_t *above = omr_pixmap_row(picture, top) + left;
    const uint8_t *below = omr_pixmap_row(picture, top + 1) + left;
    return (1 - v) * ((1 - u) * above[0] + u * above[1]) + v * ((1 - u) * below[0] + u * below[1]);
}

/* The picture turned about its middle; edges are drawn out. */
static enum omr_status turn_picture(struct omr_found_page *page, double turn,
                                    struct omr_error *err) {
    struct omr_pixmap turned;
    const struct omr_pixmap *from = &page->picture;
    enum omr_status status = omr_pixmap_init(&turned, from->width, from->height, err);
    if (status)
        return status;
    double c = cos(turn), s = sin(turn), x0 = from->width / 2.0, y0 = from->height / 2.0;
    for (int y = 0; y < turned.height; y++) {
        uint8_t *row = omr_pixmap_row(&turned, y);
        for (int x = 0; x < turned.width; x++)
            row[x] = (uint8_t)lround(
                sample(from, x0 + c * (x - x0) - s * (y - y0), y0 + s * (x - x0) + c * (y - y0)));
    }
    page->picture = turned;
    page->owns_picture = true;
    return OMR_OK;
}

static void scale_all(struct omr_found_page *page, struct omr_buffer *items, int count) {
    struct omr_contour *item = (struct omr_contour *)(void *)items->bytes;
    for (int i = 0; i < count; i++) {
        item[i].x = (item[i].x + 0.5) * page->scale_x;
        item[i].y = (item[i].y + 0.5) * page->scale_y;
        item[i].width *= page->scale_x;
        item[i].height *= page->scale_y;
    }
}

enum omr_status omr_found_page_init(struct omr_found_page *page, const struct omr_image *image,
                                    struct omr_remarks *remarks, struct omr_error *err) {
    choose_scale(page, image, remarks);
    page->picture = image->grey;
    double turn = 0;
    enum omr_status status = look(page, err);
    if (!status)
        status = estimate_turn(&page->contours, &turn, err);
    if (!status && fabs(turn) > LEAST_TURN_DEG * DEG && fabs(turn) < MOST_TURN_DEG * DEG) {
        omr_remark_add(remarks, "detect.turned", "the page was %.1f degrees askew: straightened",
                       turn / DEG);
        if (!(status = turn_picture(page, turn, err)))
            status = look(page, err);
    }
    scale_all(page, &page->contours.items, page->contours.count);
    scale_all(page, &page->contours.squares, page->contours.square_count);
    return status;
}

void omr_found_page_clear(struct omr_found_page *page) {
    omr_contours_clear(&page->contours);
    if (page->owns_picture)
        omr_pixmap_clear(&page->picture);
    *page = (struct omr_found_page){0};
}

static const struct omr_contour *square_at(const struct omr_found_page *page, int i) {
    return (const struct omr_contour *)(const void *)page->contours.squares.bytes + i;
}

/* The square nearest to a corner of the page, not farther in than an eighth. */
static const struct omr_contour *find_corner(const struct omr_found_page *page, bool is_right,
                                             bool is_low) {
    const struct omr_contour *best = NULL;
    double nearest = INFINITY;
    for (int i = 0; i < page->contours.square_count; i++) {
        const struct omr_contour *square = square_at(page, i);
        double dx = fabs(square->x - (is_right ? page->width : 0));
        double dy = fabs(square->y - (is_low ? page->height : 0));
        if (dx > page->width / 8 || dy > page->height / 8 || dx + dy >= nearest ||
            square->width < 0.015 * page->width || !is_about(square->width, square->height, 0.15))
            continue;
        nearest = dx + dy;
        best = square;
    }
    return best;
}

static struct omr_marker as_marker(const struct omr_contour *square, enum omr_marker_kind kind) {
    return (struct omr_marker){{square->x - square->width / 2, square->y - square->height / 2,
                                square->width, square->height},
                               kind};
}

/* As wide as the corner squares, taller, and in line with one of them. */
static bool is_rotation(const struct omr_contour *square,
                        const struct omr_contour *const *corners) {
    double side = corners[0]->width;
    double ratio = fmax(square->width, square->height) / fmin(square->width, square->height);
    if (ratio < 1.2 || ratio > 1.8 || !is_about(fmin(square->width, square->height), side, 0.15))
        return false;
    for (int i = 0; i < 4; i++)
        if (fmin(fabs(square->x - corners[i]->x), fabs(square->y - corners[i]->y)) < 0.3 * side &&
            hypot(square->x - corners[i]->x, square->y - corners[i]->y) < 5 * side)
            return true;
    return false;
}

int omr_found_page_markers(const struct omr_found_page *page,
                           struct omr_marker markers[OMR_FOUND_MARKERS_MOST]) {
    const struct omr_contour *corners[4];
    for (int i = 0; i < 4; i++) {
        corners[i] = find_corner(page, i % 2, i / 2);
        if (!corners[i] || !is_about(corners[i]->width, corners[0]->width, 0.15))
            return 0;
        markers[i] = as_marker(corners[i], OMR_MARKER_CORNER);
    }
    for (int i = 0; i < page->contours.square_count; i++)
        if (is_rotation(square_at(page, i), corners)) {
            markers[4] = as_marker(square_at(page, i), OMR_MARKER_ROTATION);
            return 5;
        }
    return 4;
}
