/* SPDX-License-Identifier: MIT
 *
 * A page as a picture. What is grey and shows no pictures is drawn on a surface of one byte a
 * pixel, which is four times less to fill, to read and to pack. */
#include "generation/render/pictures.h"

#include "base/error.h"
#include "image/encode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DPI = 300, SIDE_MAX = 20000 };

static bool is_grey(uint32_t colour) {
    return (colour >> 16 & 255) == (colour & 255) && (colour >> 8 & 255) == (colour & 255);
}

static bool has_grey_lines(const struct omr_placed_item *item) {
    for (int i = 0; item->has_sides && i < 4; i++)
        if (item->side[i].width > 0 && !is_grey(item->side[i].colour))
            return false;
    return item->stroke.width <= 0 || is_grey(item->stroke.colour);
}

static bool is_grey_item(const struct omr_placed_item *item,
                         const struct omr_render_image *images) {
    if (item->kind == OMR_ITEM_IMAGE)
        return omr_picture_is_grey(&images[item->image]);
    if (item->text &&
        (!is_grey(omr_text_colour(item->text)) || omr_text_measure(item->text).has_colour))
        return false;
    return (!item->has_fill || is_grey(item->fill)) && has_grey_lines(item);
}

static bool is_grey_page(const struct omr_placed_page *page,
                         const struct omr_render_image *images) {
    for (int i = 0; i < page->item_count; i++)
        if (!is_grey_item(&page->items[i], images))
            return false;
    return true;
}

static bool shows_images(const struct omr_placed_page *page) {
    for (int i = 0; i < page->item_count; i++)
        if (page->items[i].kind == OMR_ITEM_IMAGE)
            return true;
    return false;
}

static enum omr_status draw(cairo_surface_t *surface, const struct omr_placed_page *page,
                            const struct omr_render_image *images, bool is_darkness,
                            struct omr_error *err) {
    struct omr_ink_way way = {.is_darkness = is_darkness, .is_pixels = true};
    struct omr_pictures pictures = {0};
    cairo_t *cairo = cairo_create(surface);
    if (!is_darkness) {
        cairo_set_source_rgb(cairo, 1, 1, 1);
        cairo_paint(cairo);
    }
    enum omr_status status = omr_pictures_load(&pictures, page, images, err);
    if (!status)
        status = omr_draw_page(cairo, page, &pictures, &way, err);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    omr_pictures_clear(&pictures);
    return status;
}

static void invert(uint8_t *row, int width) {
    for (int x = 0; x < width; x++)
        row[x] = (uint8_t)~row[x];
}

/* Words of 0RGB become bytes, in their own place: they are never more. */
static void shorten(uint8_t *to, const uint8_t *row, int width, int channels) {
    for (int x = 0; x < width; x++) {
        uint32_t pixel;
        memcpy(&pixel, row + 4 * (size_t)x, sizeof pixel);
        if (channels == 3) {
            *to++ = (uint8_t)(pixel >> 16);
            *to++ = (uint8_t)(pixel >> 8);
        }
        *to++ = (uint8_t)pixel;
    }
}

static void take_pixels(struct omr_raster *raster, cairo_surface_t *surface, bool is_darkness) {
    uint8_t *pixels = cairo_image_surface_get_data(surface);
    for (int y = 0; y < raster->height; y++) {
        uint8_t *row = pixels + (size_t)y * raster->stride;
        if (is_darkness)
            invert(row, raster->width);
        else
            shorten(row, row, raster->width, raster->channels);
    }
    raster->pixels = pixels;
}

typedef enum omr_status encode(struct omr_buffer *into, const struct omr_raster *raster,
                               struct omr_error *err);

static encode *find_encoder(const char *kind) {
    if (strcasecmp(kind, "png") == 0)
        return omr_png_encode;
    if (strcasecmp(kind, "jpg") == 0 || strcasecmp(kind, "jpeg") == 0)
        return omr_jpeg_encode;
    if (strcasecmp(kind, "tiff") == 0 || strcasecmp(kind, "tif") == 0)
        return omr_tiff_encode;
    return NULL;
}

static enum omr_status check(const struct omr_placed_page *page, const char *kind,
                             struct omr_error *err) {
    if (!find_encoder(kind))
        return omr_fail(err, OMR_ERROR_USAGE, "render.kind",
                        "pages cannot be written as %.40s: png, jpg, tiff or pdf", kind);
    if (!(page->width >= 1 && page->width <= SIDE_MAX && page->height >= 1 &&
          page->height <= SIDE_MAX))
        return omr_fail(err, OMR_ERROR_LIMIT, "render.size",
                        "a page of %g x %g pixels cannot be drawn", page->width, page->height);
    return OMR_OK;
}

enum omr_status omr_render_picture(struct omr_buffer *file, const struct omr_placed_page *page,
                                   const struct omr_render_image *images, const char *kind,
                                   struct omr_error *err) {
    enum omr_status status = check(page, kind, err);
    if (status)
        return status;
    bool has_grey = is_grey_page(page, images), is_darkness = has_grey && !shows_images(page);
    struct omr_raster raster = {.width = (int)lround(page->width),
                                .height = (int)lround(page->height),
                                .channels = has_grey ? 1 : 3,
                                .dpi = DPI,
                                .is_drawn = true};
    cairo_surface_t *surface = cairo_image_surface_create(
        is_darkness ? CAIRO_FORMAT_A8 : CAIRO_FORMAT_RGB24, raster.width, raster.height);
    if ((status = omr_draw_fail(cairo_surface_status(surface), err)) ||
        (status = draw(surface, page, images, is_darkness, err)))
        goto done;
    raster.stride = (size_t)cairo_image_surface_get_stride(surface);
    take_pixels(&raster, surface, is_darkness);
    status = find_encoder(kind)(file, &raster, err);
done:
    cairo_surface_destroy(surface);
    return status;
}
