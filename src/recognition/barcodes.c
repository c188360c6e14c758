/* SPDX-License-Identifier: MIT */
#include "recognition/barcodes.h"

#include "barcode/read.h"

#include <math.h>

/* Room around the declared region, by its smaller side: codes need quiet space, and some stand a
 * little outside their box. */
static const double MARGINS[] = {0.15, 0.5};
enum { LONGEST_SIDE_PX = 2400 };

static uint8_t sample(const struct omr_pixmap *picture, double x, double y) {
    int x0 = (int)floor(x), y0 = (int)floor(y);
    if (x0 < 0 || y0 < 0 || x0 + 1 >= picture->width || y0 + 1 >= picture->height)
        return 255;
    const uint8_t *above = omr_pixmap_row(picture, y0) + x0, *below = above + picture->stride;
    double fx = x - x0, fy = y - y0;
    return (uint8_t)((above[0] * (1 - fx) + above[1] * fx) * (1 - fy) +
                     (below[0] * (1 - fx) + below[1] * fx) * fy + 0.5);
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
    for (int y = 0; y < crop->height; y++) {
        uint8_t *row = omr_pixmap_row(crop, y);
        for (int x = 0; x < crop->width; x++) {
            struct omr_point p = omr_page_map_apply(map, box->left + x / zoom, box->top + y / zoom);
            row[x] = sample(&sheet->pyramid->level[0], p.x, p.y);
        }
    }
    return OMR_OK;
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
    for (size_t i = 0; i < sizeof MARGINS / sizeof MARGINS[0]; i++) {
        double margin = fmax(12, MARGINS[i] * fmin(element->box.width, element->box.height));
        struct omr_box box = {element->box.left - margin, element->box.top - margin,
                              element->box.width + 2 * margin, element->box.height + 2 * margin};
        struct omr_pixmap crop = {0};
        const char *text = NULL;
        enum omr_status status = take_crop(&crop, sheet, map, &box, err);
        if (!status)
            status = omr_barcode_read(&crop, element->barcode, arena, &text, err);
        omr_pixmap_clear(&crop);
        if (status)
            return status;
        if (text) {
            reading->text = text;
            return OMR_OK;
        }
    }
    reading->reasons = OMR_REASON_BARCODE;
    return OMR_OK;
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
