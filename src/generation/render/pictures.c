/* SPDX-License-Identifier: MIT */
#include "generation/render/pictures.h"

#include "base/error.h"

#include <stdlib.h>

static int count_needed(const struct omr_placed_page *page) {
    int count = 0;
    for (int i = 0; i < page->item_count; i++)
        if (page->items[i].kind == OMR_ITEM_IMAGE && page->items[i].image >= count)
            count = page->items[i].image + 1;
    return count;
}

static enum omr_status grow(struct omr_pictures *pictures, int count, struct omr_error *err) {
    if (count <= pictures->count)
        return OMR_OK;
    cairo_surface_t **more = realloc(pictures->surfaces, (size_t)count * sizeof(cairo_surface_t *));
    if (!more)
        return omr_fail_memory(err);
    for (int i = pictures->count; i < count; i++)
        more[i] = NULL;
    pictures->surfaces = more;
    pictures->count = count;
    return OMR_OK;
}

static bool is_opaque(const struct omr_render_image *image) {
    size_t count = (size_t)image->width * (size_t)image->height;
    for (size_t i = 0; i < count; i++)
        if (image->pixels[i] >> 24 != 255)
            return false;
    return true;
}

/* cairo does not write to what is only a source. */
static cairo_surface_t *make_surface(const struct omr_render_image *image) {
    cairo_format_t format = is_opaque(image) ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32;
    return cairo_image_surface_create_for_data((unsigned char *)(uintptr_t)image->pixels, format,
                                               image->width, image->height, 4 * image->width);
}

enum omr_status omr_pictures_load(struct omr_pictures *pictures, const struct omr_placed_page *page,
                                  const struct omr_render_image *images, struct omr_error *err) {
    enum omr_status status = grow(pictures, count_needed(page), err);
    for (int i = 0; !status && i < page->item_count; i++) {
        const struct omr_placed_item *item = &page->items[i];
        if (item->kind != OMR_ITEM_IMAGE || item->image < 0 || pictures->surfaces[item->image])
            continue;
        cairo_surface_t *surface = make_surface(&images[item->image]);
        pictures->surfaces[item->image] = surface;
        status = omr_draw_fail(cairo_surface_status(surface), err);
    }
    return status;
}

void omr_pictures_clear(struct omr_pictures *pictures) {
    for (int i = 0; i < pictures->count; i++)
        cairo_surface_destroy(pictures->surfaces[i]);
    free(pictures->surfaces);
    *pictures = (struct omr_pictures){0};
}

bool omr_picture_is_grey(const struct omr_render_image *image) {
    size_t count = (size_t)image->width * (size_t)image->height;
    for (size_t i = 0; i < count; i++) {
        uint32_t pixel = image->pixels[i];
        if ((pixel >> 16 & 255) != (pixel & 255) || (pixel >> 8 & 255) != (pixel & 255))
            return false;
    }
    return true;
}
