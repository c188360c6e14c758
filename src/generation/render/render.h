/* SPDX-License-Identifier: MIT
 *
 * Draws placed pages: as pictures of 300 dpi (PNG, JPEG, TIFF) or as PDF for the printer (vectors,
 * fonts embedded, tagged; the same pages give the same bytes). A page is grey unless something on
 * it has a colour. */
#ifndef OMR_GENERATION_RENDER_RENDER_H
#define OMR_GENERATION_RENDER_RENDER_H

#include "base/buffer.h"
#include "generation/layout/item.h"

#include <omr/error.h>

/* A picture for OMR_ITEM_IMAGE, decoded: premultiplied ARGB, rows of `width` 32-bit words. */
struct omr_render_image {
    const uint32_t *pixels;
    int width, height;
};

/* One page as a picture. `kind` is "png", "jpg" or "tiff". */
enum omr_status omr_render_picture(struct omr_buffer *file, const struct omr_placed_page *page,
                                   const struct omr_render_image *images, const char *kind,
                                   struct omr_error *err);

/* All pages as one PDF, written piece by piece to `write` (false from it ends the work with
 * OMR_ERROR_IO), so that a batch of thousands of copies needs the memory of one page:
 * open, add pages, close. A tagged one tells readers what is a paragraph and what a figure, and
 * keeps that in memory until its end, some 8 KB a page. */
struct omr_pdf_writer;
typedef bool omr_pdf_write(void *to, const void *bytes, size_t size);
enum omr_status omr_pdf_writer_open(struct omr_pdf_writer **pdf, omr_pdf_write *write, void *to,
                                    bool is_tagged, struct omr_error *err);
enum omr_status omr_pdf_writer_add(struct omr_pdf_writer *pdf, const struct omr_placed_page *page,
                                   const struct omr_render_image *images, struct omr_error *err);
enum omr_status omr_pdf_writer_close(struct omr_pdf_writer *pdf,
                                     struct omr_error *err); /* also ends it */

#endif
