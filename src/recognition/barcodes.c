/* SPDX-License-Identifier: MIT */
#include "recognition/barcodes.h"

#include "barcode/read.h"

#include <math.h>

/* Room around the declared region, by its smaller side: codes need quiet space, and some stand a
 * little outside their box. */
static const double MARGINS[] = {0.15, 0.5};
enum { LONGEST_SIDE_PX = 2400, RUN_PX = 16, ONE_PX = 256 };

/* Picture coordinates in 1/256 px; what lies far outside stays outside. */
static int64_t fixed(double coordinate) {
    return llrint(fmin(fmax(coordinate, -1e9), 1e9) * ONE_PX);
}

static uint8_t sample(const struct omr_pixmap *picture, int64_t x, int64_t y) {
    int64_t x0 = x >> 8, y0 = y >> 8;
    if (x0 < 0 || y0 < 0 || x0 + 1 >= picture->width || y0 + 1 >= picture->height)
        return 255;
    const uint8_t *above = omr_pixmap_row(picture, (int)y0) + x0, *below = above + picture->stride;
    unsigned right = (unsigned)x & (ONE_PX - 1), down = (unsigned)y & (ONE_PX - 1);
    unsigned upper = above[0] * (ONE_PX - right) + above[1] * right;
    unsigned lower = below[0] * (ONE_PX - right) + below[1] * right;
    return (uint8_t)((upper * (ONE_PX - down) + lower * down + ONE_PX * ONE_PX / 2) >> 16);
}

/* Up to RUN_PX pixels from `from` towards `to`, which is RUN_PX pixels on. */
static void sample_run(uint8_t *row, int count, const struct omr_pixmap *picture,
                       struct omr_point from, struct omr_point to) {
    int64_t x = fixed(from.x), y = fixed(from.y);
    int64_t dx = fixed(to.x) - x, dy = fixed(to.y) - y;
    for (int i = 0; i < count; i++)
        row[i] = sample(picture, x + dx * i / RUN_PX, y + dy * i / RUN_PX);
}

/* One row of a crop. The map bends so little that a short run is straight, and it is dear. */
static void sample_row(uint8_t *row, int width, const struct omr_pixmap *picture,
                       const struct omr_page_map *map, double left, double y, double zoom) {
    struct omr_point from = omr_page_map_apply(map, left, y);
    for (int x = 0; x < width; x += RUN_PX) {
        struct omr_point to = omr_page_map_apply(map, left + (x + RUN_PX) / zoom, y);
        sample_run(row + x, width - x < RUN_PX ? width - x : RUN_PX, picture, from, to);
        from = to;
    }
}

/* The page's region `box`, straightened, at about the picture's own resolution. */
static enum omr_status take_crop(struct omr_pixmap *crop, const struct omr_sheet *sheet,
                                 const struct omr_page_map *map, const struct omr_box *box,
                                 struct omr_error *err) {
    struct omr_frame frame =
        omr_page_map_frame(map, box->left + box->width / 2, box->top + box->height / 2);
    double zoom = fmin(1.5, fmax(0.5, omr_frame_scale(&frame)));
    double longest = fmax(box->width, box->height) * zoom;
    if (longest > LONGEST_SIDE_PX)
        zoom *= LONGEST_SIDE_PX / longest;
    enum omr_status status =
        omr_pixmap_init(crop, (int)(box->width * zoom) + 1, (int)(box->height * zoom) + 1, err);
    if (status)
        return status;
    for (int y = 0; y < crop->height; y++)
        sample_row(omr_pixmap_row(crop, y), crop->width, &sheet->pyramid->level[0], map, box->left,
                   box->top + y / zoom, zoom);
    return OMR_OK;
}

enum omr_status omr_barcode_read_box(const char **text, const char *type, const struct omr_box *box,
                                     const struct omr_sheet *sheet, const struct omr_page_map *map,
                                     struct omr_arena *arena, struct omr_error *err) {
    const char *found = NULL;
    enum omr_status status = OMR_OK;
    for (size_t i = 0; i < sizeof MARGINS / sizeof MARGINS[0] && !status && !found; i++) {
        double margin = fmax(12, MARGINS[i] * fmin(box->width, box->height));
        struct omr_box grown = {box->left - margin, box->top - margin, box->width + 2 * margin,
                                box->height + 2 * margin};
        struct omr_pixmap crop = {0};
        status = take_crop(&crop, sheet, map, &grown, err);
        if (!status)
            status = omr_barcode_read(&crop, type, arena, &found, err);
        omr_pixmap_clear(&crop);
    }
    *text = found;
    return status;
}

static enum omr_status read_element(struct omr_barcode_reading *reading,
                                    const struct omr_element *element,
                                    const struct omr_sheet *sheet, const struct omr_page_map *map,
                                    struct omr_arena *arena, struct omr_error *err) {
    *reading = (struct omr_barcode_reading){.text = ""};
    if (!omr_barcode_is_known(element->barcode)) {
        reading->reasons = OMR_REASON_BARCODE_KIND;
        return OMR_OK;
    }
    const char *text;
    enum omr_status status =
        omr_barcode_read_box(&text, element->barcode, &element->box, sheet, map, arena, err);
    if (!status && text)
        reading->text = text;
    else
        reading->reasons = OMR_REASON_BARCODE;
    return status;
}

enum omr_status omr_barcodes_read(struct omr_barcode_reading *readings,
                                  const struct omr_sheet *sheet,
                                  const struct omr_registration *registration,
                                  struct omr_arena *arena, struct omr_error *err) {
    for (int e = 0; e < sheet->page->element_count; e++) {
        const struct omr_element *element = &sheet->page->elements[e];
        if (element->kind != OMR_ELEMENT_BARCODE)
            continue;
        enum omr_status status =
            read_element(&readings[e], element, sheet, &registration->map, arena, err);
        if (status)
            return status;
    }
    return OMR_OK;
}
