/* SPDX-License-Identifier: MIT
 *
 * Placed items on a cairo context, whatever is behind it. For this folder only. */
#ifndef OMR_GENERATION_RENDER_DRAW_H
#define OMR_GENERATION_RENDER_DRAW_H

#include "generation/render/render.h"

#include <cairo.h>

/* How a device takes colours. */
struct omr_ink_way {
    bool is_darkness; /* an alpha surface that holds darkness: 0 paper, 255 black */
    bool is_pixels;   /* edges may be put on whole pixels, one of which is one unit */
    bool is_tagged;   /* a PDF that is told what each item is */
};

/* Pictures as cairo takes them, one for each source that was shown so far, else NULL. */
struct omr_pictures {
    cairo_surface_t **surfaces;
    int count;
};

/* Draws the page in page pixels, markers last. Errors: OMR_ERROR_MEMORY, OMR_ERROR_INPUT (a barcode
 * that cannot be made), OMR_ERROR_INTERNAL (an item that makes no sense). */
enum omr_status omr_draw_page(cairo_t *cairo, const struct omr_placed_page *page,
                              struct omr_pictures *pictures, const struct omr_ink_way *way,
                              struct omr_error *err);

/* The same for a barcode alone. */
enum omr_status omr_draw_barcode(cairo_t *cairo, const struct omr_placed_item *item,
                                 const struct omr_ink_way *way, struct omr_error *err);

/* Sets what is drawn next: 0xRRGGBB. */
void omr_draw_colour(cairo_t *cairo, const struct omr_ink_way *way, uint32_t colour);

/* What cairo complains of. */
enum omr_status omr_draw_fail(cairo_status_t status, struct omr_error *err);

#endif
