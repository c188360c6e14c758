/* SPDX-License-Identifier: MIT
 *
 * Pages as PDF through cairo, which writes each page when it ends and the fonts last. Nothing in
 * the file tells when or where it was made. */
#include "generation/render/pictures.h"

#include "base/error.h"

#include <cairo-pdf.h>
#include <stdlib.h>

static const double points_per_pixel = 72.0 / 300;
static const char no_date[] = "2000-01-01T00:00:00Z"; /* or cairo would write when it was made */

struct omr_pdf_writer {
    cairo_surface_t *surface;
    cairo_t *cairo;
    omr_pdf_write *write;
    void *to;
    struct omr_pictures pictures;
    struct omr_ink_way way;
    bool has_failed_to_write;
};

static cairo_status_t write_piece(void *closure, const unsigned char *bytes, unsigned size) {
    struct omr_pdf_writer *pdf = closure;
    if (pdf->has_failed_to_write || pdf->write(pdf->to, bytes, size))
        return CAIRO_STATUS_SUCCESS;
    pdf->has_failed_to_write = true;
    return CAIRO_STATUS_WRITE_ERROR;
}

static enum omr_status look(const struct omr_pdf_writer *pdf, struct omr_error *err) {
    if (pdf->has_failed_to_write)
        return omr_fail(err, OMR_ERROR_IO, "render.write", "the PDF could not be written");
    enum omr_status status = omr_draw_fail(cairo_surface_status(pdf->surface), err);
    return status || !pdf->cairo ? status : omr_draw_fail(cairo_status(pdf->cairo), err);
}

static void end(struct omr_pdf_writer *pdf) {
    if (pdf->cairo)
        cairo_destroy(pdf->cairo);
    cairo_surface_destroy(pdf->surface);
    omr_pictures_clear(&pdf->pictures);
    free(pdf);
}

enum omr_status omr_pdf_writer_open(struct omr_pdf_writer **pdf, omr_pdf_write *write, void *to,
                                    bool is_tagged, struct omr_error *err) {
    struct omr_pdf_writer *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    *made = (struct omr_pdf_writer){.write = write, .to = to, .way.is_tagged = is_tagged};
    made->surface = cairo_pdf_surface_create_for_stream(write_piece, made, 1, 1);
    cairo_pdf_surface_restrict_to_version(made->surface, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(made->surface, CAIRO_PDF_METADATA_CREATE_DATE, no_date);
    made->cairo = cairo_create(made->surface);
    enum omr_status status = look(made, err);
    if (status)
        end(made);
    else
        *pdf = made;
    return status;
}

enum omr_status omr_pdf_writer_add(struct omr_pdf_writer *pdf, const struct omr_placed_page *page,
                                   const struct omr_render_image *images, struct omr_error *err) {
    enum omr_status status = omr_pictures_load(&pdf->pictures, page, images, err);
    if (status)
        return status;
    cairo_pdf_surface_set_size(pdf->surface, page->width * points_per_pixel,
                               page->height * points_per_pixel);
    cairo_save(pdf->cairo);
    cairo_scale(pdf->cairo, points_per_pixel, points_per_pixel);
    status = omr_draw_page(pdf->cairo, page, &pdf->pictures, &pdf->way, err);
    cairo_restore(pdf->cairo);
    cairo_show_page(pdf->cairo);
    return status ? status : look(pdf, err);
}

enum omr_status omr_pdf_writer_close(struct omr_pdf_writer *pdf, struct omr_error *err) {
    cairo_destroy(pdf->cairo);
    pdf->cairo = NULL;
    cairo_surface_finish(pdf->surface);
    enum omr_status status = look(pdf, err);
    end(pdf);
    return status;
}
