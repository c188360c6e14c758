/* SPDX-License-Identifier: MIT
 *
 * Areas: each row of pixels is cut into four lines; between every second crossing of a line with
 * the outline lies the inside, whose share of each pixel is summed up. Short lines are what is
 * near enough to a segment, long ones are thin areas: that is quicker. */
#include "overlay/canvas.h"

#include "base/buffer.h"
#include "base/error.h"
#include "image/encode.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 4, LONG_PX = 48, FARTHEST_PX = 1 << 20 };

enum omr_status omr_canvas_init(struct omr_canvas *canvas, int width, int height,
                                struct omr_error *err) {
    size_t size = (size_t)width * (size_t)height * 3;
    *canvas = (struct omr_canvas){.width = width, .height = height};
    canvas->pixels = malloc(size);
    canvas->cover = calloc((size_t)width, sizeof *canvas->cover);
    if (!canvas->pixels || !canvas->cover) {
        omr_canvas_clear(canvas);
        return omr_fail_memory(err);
    }
    memset(canvas->pixels, 255, size);
    return OMR_OK;
}

void omr_canvas_clear(struct omr_canvas *canvas) {
    free(canvas->pixels);
    free(canvas->cover);
    *canvas = (struct omr_canvas){0};
}

static uint8_t *pixel_at(struct omr_canvas *canvas, int x, int y) {
    return canvas->pixels + ((size_t)y * (size_t)canvas->width + (size_t)x) * 3;
}

static uint8_t mix(uint8_t below, uint8_t ink, double share) {
    return (uint8_t)lrint(below + (ink - below) * share);
}

static void blend(uint8_t *pixel, struct omr_ink ink, double share) {
    share *= ink.opacity;
    pixel[0] = mix(pixel[0], ink.red, share);
    pixel[1] = mix(pixel[1], ink.green, share);
    pixel[2] = mix(pixel[2], ink.blue, share);
}

/* The whole number at or below, kept within what can be counted with. */
static int floor_int(double value) {
    return (int)floor(fmin(fmax(value, -FARTHEST_PX), FARTHEST_PX));
}

static int clamp(int value, int least, int most) {
    return value < least ? least : value > most ? most : value;
}

/* The picture's pixels that one of the canvas covers, in one direction: at least one. */
static void find_run(int index, int count, int source, int *first, int *end) {
    *first = (int)((int64_t)index * source / count);
    *end = (int)(((int64_t)(index + 1) * source + count - 1) / count);
    if (*end > source)
        *end = source;
}

static uint8_t mean_of(const struct omr_pixmap *picture, int x, int x_end, int y, int y_end) {
    unsigned sum = 0, count = (unsigned)((x_end - x) * (y_end - y));
    for (; y < y_end; y++) {
        const uint8_t *row = omr_pixmap_row(picture, y);
        for (int i = x; i < x_end; i++)
            sum += row[i];
    }
    return (uint8_t)(sum / count);
}

void omr_canvas_place(struct omr_canvas *canvas, const struct omr_pixmap *picture, int left,
                      int top, int width, int height, double strength) {
    uint8_t paled[256];
    for (int i = 0; i < 256; i++)
        paled[i] = (uint8_t)lrint(255 - (255 - i) * strength);
    for (int y = 0; y < height; y++) {
        int first, end, from, to;
        find_run(y, height, picture->height, &first, &end);
        for (int x = 0; x < width; x++) {
            find_run(x, width, picture->width, &from, &to);
            memset(pixel_at(canvas, left + x, top + y),
                   paled[mean_of(picture, from, to, first, end)], 3);
        }
    }
}

/* Where the outline crosses a line at height `y`, from left to right. */
static int find_crossings(const struct omr_point *points, int count, double y,
                          double crossings[OMR_CANVAS_POINTS]) {
    int found = 0;
    for (int i = 0; i < count; i++) {
        struct omr_point a = points[i], b = points[(i + 1) % count];
        if ((a.y <= y) == (b.y <= y))
            continue;
        double x = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
        int at = found++;
        for (; at > 0 && crossings[at - 1] > x; at--)
            crossings[at] = crossings[at - 1];
        crossings[at] = x;
    }
    return found;
}

/* Adds the share that the span covers of each pixel of the row. */
static void cover_span(const struct omr_canvas *canvas, double from, double to) {
    int first = clamp(floor_int(from + 0.5), 0, canvas->width);
    int last = clamp(floor_int(to + 0.5), -1, canvas->width - 1);
    for (int x = first; x <= last; x++) {
        double share = fmin(to, x + 0.5) - fmax(from, x - 0.5);
        canvas->cover[x] += (float)(fmax(share, 0) / LINES);
    }
}

static void fill_row(struct omr_canvas *canvas, const struct omr_point *points, int count, int y,
                     struct omr_ink ink) {
    double crossings[OMR_CANVAS_POINTS];
    int first = canvas->width, last = -1;
    for (int line = 0; line < LINES; line++) {
        int found = find_crossings(points, count, y - 0.5 + (line + 0.5) / LINES, crossings) & ~1;
        for (int i = 0; i < found; i += 2)
            cover_span(canvas, crossings[i], crossings[i + 1]);
        if (found) {
            int left = floor_int(crossings[0] + 0.5), right = floor_int(crossings[found - 1] + 0.5);
            first = left < first ? left : first;
            last = right > last ? right : last;
        }
    }
    for (int x = clamp(first, 0, canvas->width); x <= last && x < canvas->width; x++) {
        if (canvas->cover[x] > 0)
            blend(pixel_at(canvas, x, y), ink, fmin(canvas->cover[x], 1));
        canvas->cover[x] = 0;
    }
}

static bool are_sensible(const struct omr_point *points, int count) {
    for (int i = 0; i < count; i++)
        if (!(fabs(points[i].x) < FARTHEST_PX) || !(fabs(points[i].y) < FARTHEST_PX))
            return false;
    return true;
}

void omr_canvas_fill(struct omr_canvas *canvas, const struct omr_point *points, int count,
                     struct omr_ink ink) {
    if (count < 3 || count > OMR_CANVAS_POINTS || !are_sensible(points, count))
        return;
    double top = points[0].y, bottom = top;
    for (int i = 1; i < count; i++) {
        top = fmin(top, points[i].y);
        bottom = fmax(bottom, points[i].y);
    }
    int last = clamp(floor_int(bottom + 0.5), -1, canvas->height - 1);
    for (int y = clamp(floor_int(top + 0.5), 0, canvas->height); y <= last; y++)
        fill_row(canvas, points, count, y, ink);
}

static void draw_short(struct omr_canvas *canvas, struct omr_point a, struct omr_point b,
                       double width, struct omr_ink ink) {
    double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy, reach = width / 2 + 0.5;
    int right = clamp(floor_int(fmax(a.x, b.x) + reach), -1, canvas->width - 1);
    int bottom = clamp(floor_int(fmax(a.y, b.y) + reach), -1, canvas->height - 1);
    int left = clamp(floor_int(fmin(a.x, b.x) - reach), 0, canvas->width);
    for (int y = clamp(floor_int(fmin(a.y, b.y) - reach), 0, canvas->height); y <= bottom; y++)
        for (int x = left; x <= right; x++) {
            double along = length2 > 0 ? ((x - a.x) * dx + (y - a.y) * dy) / length2 : 0;
            along = fmin(fmax(along, 0), 1);
            double share = reach - hypot(x - a.x - along * dx, y - a.y - along * dy);
            if (share > 0)
                blend(pixel_at(canvas, x, y), ink, fmin(share, 1));
        }
}

void omr_canvas_line(struct omr_canvas *canvas, struct omr_point from, struct omr_point to,
                     double width, struct omr_ink ink) {
    struct omr_point ends[] = {from, to};
    if (!are_sensible(ends, 2))
        return;
    double dx = to.x - from.x, dy = to.y - from.y, length = hypot(dx, dy);
    if (length < LONG_PX) {
        draw_short(canvas, from, to, width, ink);
        return;
    }
    double x = -dy / length * width / 2, y = dx / length * width / 2;
    const struct omr_point area[] = {{from.x + x, from.y + y},
                                     {to.x + x, to.y + y},
                                     {to.x - x, to.y - y},
                                     {from.x - x, from.y - y}};
    omr_canvas_fill(canvas, area, 4, ink);
}

void omr_canvas_outline(struct omr_canvas *canvas, const struct omr_point *points, int count,
                        double width, struct omr_ink ink) {
    for (int i = 0; i < count; i++)
        omr_canvas_line(canvas, points[i], points[(i + 1) % count], width, ink);
}

void omr_canvas_box(struct omr_canvas *canvas, double left, double top, double right, double bottom,
                    struct omr_ink ink) {
    const struct omr_point area[] = {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
    omr_canvas_fill(canvas, area, 4, ink);
}

enum omr_status omr_canvas_write(const struct omr_canvas *canvas, char **png, size_t *size,
                                 struct omr_error *err) {
    struct omr_buffer file = {0};
    struct omr_raster raster = {.pixels = canvas->pixels,
                                .width = canvas->width,
                                .height = canvas->height,
                                .stride = (size_t)canvas->width * 3,
                                .channels = 3};
    enum omr_status status = omr_png_encode(&file, &raster, err);
    if (!status)
        *png = omr_buffer_detach(&file, size);
    omr_buffer_clear(&file);
    return status;
}
