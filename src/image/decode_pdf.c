/* SPDX-License-Identifier: MIT
 *
 * PDF files of scanned pages. Where a page is one picture, as scanners write it, that picture is
 * taken as it is; strips, masks and layers are put together on a sheet of the resolution of the
 * finest. Pages that are drawn (text, lines) are refused: reading only their pictures would lose
 * what is printed or marked there. */
#include "image/decode.h"

#include "base/error.h"
#include "image/pdf_file.h"
#include "image/stretch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The pictures must cover this share of a page, or they are no scan. */
static const double LEAST_COVER = 0.5;

/* Pictures of less than this share of the largest do not decide how fine the page is. */
static const double SMALL = 0.05;

static const double POINTS = 72; /* an inch */

struct state {
    struct omr_pdf_file *file;
    struct omr_image_limits limits;
};

static void close_pages(void *given) {
    struct state *state = given;
    omr_pdf_close(state->file);
    free(state);
}

static enum omr_status open_pages(void **given, int *count, const uint8_t *bytes, size_t size,
                                  const struct omr_image_limits *limits, struct omr_error *err) {
    struct state *state = calloc(1, sizeof *state);
    if (!state)
        return omr_fail_memory(err);
    state->limits = *limits;
    enum omr_status status = omr_pdf_open(&state->file, bytes, size, limits, err);
    if (status) {
        free(state);
        return status;
    }
    *count = omr_pdf_page_count(state->file);
    *given = state;
    return OMR_OK;
}

static double area_of(const struct omr_pdf_picture *picture) {
    const struct omr_pdf_matrix *m = &picture->state.matrix;
    return fabs(m->a * m->d - m->b * m->c);
}

static enum omr_status check_page(const struct omr_pdf_page *page, struct omr_error *err) {
    double cover = 0, size = (page->right - page->left) * (page->top - page->bottom);
    for (int i = 0; i < page->count; i++)
        cover += area_of(&page->pictures[i]);
    if (page->count == 0 || !(cover >= LEAST_COVER * size))
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.pdf_drawn",
                        "the PDF page is no scan but drawn: turn it into a picture of 300 dpi");
    if (page->has_other)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.pdf_mixed",
                        "the PDF page shows text or drawings over its scan: turn it into a "
                        "picture of 300 dpi");
    return OMR_OK;
}

/* Two directions of the page as it is seen, x to the right, y down. */
struct axes {
    double right_x, right_y, down_x, down_y; /* where the picture's own right and down point */
};

static struct axes axes_of(const struct omr_pdf_matrix *m, int rotation) {
    struct axes axes = {m->a, -m->b, -m->c, m->d};
    for (; rotation > 0; rotation -= 90)
        axes = (struct axes){-axes.right_y, axes.right_x, -axes.down_y, axes.down_x};
    return axes;
}

static bool is_small(double x, double y) {
    return fabs(x) < 1e-3 * fabs(y);
}

/* As EXIF counts; 0 where the picture lies aslant. */
static int find_orientation(const struct axes *axes) {
    if (is_small(axes->right_y, axes->right_x) && is_small(axes->down_x, axes->down_y))
        return axes->right_x > 0 ? (axes->down_y > 0 ? 1 : 4) : (axes->down_y > 0 ? 2 : 3);
    if (is_small(axes->right_x, axes->right_y) && is_small(axes->down_y, axes->down_x))
        return axes->right_y > 0 ? (axes->down_x > 0 ? 5 : 6) : (axes->down_x > 0 ? 8 : 7);
    return 0;
}

/* The picture alone, its pixels as they are. */
static enum omr_status take_picture(struct omr_picture *made, const struct omr_pdf_picture *picture,
                                    const struct axes *axes, const struct omr_image_limits *limits,
                                    struct omr_error *err) {
    struct omr_pixmap grey = {0};
    enum omr_status status = omr_pdf_picture_decode(picture, &grey, limits, err);
    if (status)
        return status;
    uint64_t width = (uint64_t)grey.width, height = (uint64_t)grey.height;
    double across = grey.width / hypot(axes->right_x, axes->right_y) * POINTS;
    double down = grey.height / hypot(axes->down_x, axes->down_y) * POINTS;
    omr_square_size(across, down, &width, &height);
    if (width != (uint64_t)grey.width || height != (uint64_t)grey.height)
        if ((status = omr_image_check_size(width, height, limits, err)) ||
            (status = omr_pixmap_stretch(&grey, (int)width, (int)height, err))) {
            omr_pixmap_clear(&grey);
            return status;
        }
    *made = (struct omr_picture){
        .grey = grey, .dpi = across > down ? across : down, .orientation = find_orientation(axes)};
    return OMR_OK;
}

/* Pixels a point, in the finer direction. */
static double scale_of(const struct omr_pdf_picture *picture) {
    const struct omr_pdf_matrix *m = &picture->state.matrix;
    return fmax(picture->width / hypot(m->a, m->b), picture->height / hypot(m->c, m->d));
}

/* That of the finest picture: a background is often coarse, and what is printed on it is not.
 * Small ones, stamps and signs, do not count. */
static double find_scale(const struct omr_pdf_page *page) {
    double largest = 0, finest = 0;
    for (int i = 0; i < page->count; i++)
        largest = fmax(largest, area_of(&page->pictures[i]));
    for (int i = 0; i < page->count; i++)
        if (area_of(&page->pictures[i]) >= SMALL * largest)
            finest = fmax(finest, scale_of(&page->pictures[i]));
    return finest;
}

/* From the sheet's pixels to the unit square of a picture. */
static struct omr_pdf_matrix invert(const struct omr_pdf_matrix *m) {
    double determinant = m->a * m->d - m->b * m->c;
    return (struct omr_pdf_matrix){
        .a = m->d / determinant,
        .b = -m->b / determinant,
        .c = -m->c / determinant,
        .d = m->a / determinant,
        .e = (m->c * m->f - m->d * m->e) / determinant,
        .f = (m->b * m->e - m->a * m->f) / determinant,
    };
}

static int sample(const struct omr_pixmap *pixmap, double u, double v) {
    int x = (int)(u * pixmap->width), y = (int)((1 - v) * pixmap->height);
    x = x < pixmap->width ? x : pixmap->width - 1;
    y = y < pixmap->height ? y : pixmap->height - 1;
    return omr_pixmap_row(pixmap, y)[x];
}

struct layer {
    struct omr_pixmap grey, alpha;
    const struct omr_pdf_picture *picture;
};

static uint8_t blend(const struct layer *layer, uint8_t under, double u, double v) {
    int alpha = 255, grey = sample(&layer->grey, u, v);
    if (layer->picture->is_mask) {
        alpha = 255 - grey;
        grey = layer->picture->state.fill;
    } else if (layer->alpha.pixels) {
        alpha = sample(&layer->alpha, u, v);
        alpha = layer->picture->is_alpha_dark ? 255 - alpha : alpha;
    }
    return (uint8_t)((grey * alpha + under * (255 - alpha) + 127) / 255);
}

static int clamp(double value, int most) {
    return value <= 0 ? 0 : value >= most ? most : (int)value;
}

static void put_layer(struct omr_pixmap *sheet, const struct layer *layer,
                      const struct omr_pdf_matrix *to_sheet) {
    struct omr_pdf_matrix m = omr_pdf_matrix_join(&layer->picture->state.matrix, to_sheet);
    struct omr_pdf_matrix back = invert(&m);
    double x[4] = {m.e, m.e + m.a, m.e + m.c, m.e + m.a + m.c};
    double y[4] = {m.f, m.f + m.b, m.f + m.d, m.f + m.b + m.d};
    double left = x[0], right = x[0], top = y[0], bottom = y[0];
    for (int i = 1; i < 4; i++) {
        left = fmin(left, x[i]);
        right = fmax(right, x[i]);
        top = fmin(top, y[i]);
        bottom = fmax(bottom, y[i]);
    }
    for (int row = clamp(top, sheet->height); row < clamp(bottom + 1, sheet->height); row++)
        for (int at = clamp(left, sheet->width); at < clamp(right + 1, sheet->width); at++) {
            double u = back.a * (at + 0.5) + back.c * (row + 0.5) + back.e;
            double v = back.b * (at + 0.5) + back.d * (row + 0.5) + back.f;
            uint8_t *pixel = &omr_pixmap_row(sheet, row)[at];
            if (u >= 0 && u < 1 && v > 0 && v <= 1)
                *pixel = blend(layer, *pixel, u, v);
        }
}

static enum omr_status add_layer(struct omr_pixmap *sheet, const struct omr_pdf_picture *picture,
                                 const struct omr_pdf_matrix *to_sheet,
                                 const struct omr_image_limits *limits, struct omr_error *err) {
    struct layer layer = {.picture = picture};
    enum omr_status status = OMR_OK;
    if (!(area_of(picture) > 1e-6))
        return OMR_OK;
    status = omr_pdf_picture_decode(picture, &layer.grey, limits, err);
    if (!status && picture->alpha)
        status = omr_pdf_picture_decode(picture->alpha, &layer.alpha, limits, err);
    if (!status)
        put_layer(sheet, &layer, to_sheet);
    omr_pixmap_clear(&layer.grey);
    omr_pixmap_clear(&layer.alpha);
    return status;
}

static enum omr_status put_together(struct omr_picture *made, const struct omr_pdf_page *page,
                                    const struct omr_image_limits *limits, struct omr_error *err) {
    static const int turns[] = {1, 6, 3, 8};
    struct omr_pixmap sheet = {0};
    double scale = find_scale(page);
    double width = round((page->right - page->left) * scale);
    double height = round((page->top - page->bottom) * scale);
    if (!(width >= 1 && height >= 1 && width < INT32_MAX && height < INT32_MAX))
        return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the PDF file is damaged: %s",
                        "a page has no size");
    enum omr_status status = omr_image_check_size((uint64_t)width, (uint64_t)height, limits, err);
    if (!status)
        status = omr_pixmap_init(&sheet, (int)width, (int)height, err);
    if (status)
        return status;
    struct omr_pdf_matrix to_sheet = {
        .a = scale, .d = -scale, .e = -page->left * scale, .f = page->top * scale};
    memset(sheet.pixels, 255, sheet.stride * (size_t)sheet.height);
    for (int i = 0; !status && i < page->count; i++)
        status = add_layer(&sheet, &page->pictures[i], &to_sheet, limits, err);
    if (status) {
        omr_pixmap_clear(&sheet);
        return status;
    }
    *made = (struct omr_picture){
        .grey = sheet, .dpi = scale * POINTS, .orientation = turns[page->rotation / 90]};
    return OMR_OK;
}

static enum omr_status decode_page(struct omr_picture *made, const void *given, int number,
                                   struct omr_error *err) {
    const struct state *state = given;
    struct omr_pdf_page page = {0};
    enum omr_status status = omr_pdf_page_find(&page, state->file, number, err);
    if (!status)
        status = check_page(&page, err);
    if (!status) {
        const struct omr_pdf_picture *first = &page.pictures[0];
        struct axes axes = axes_of(&first->state.matrix, page.rotation);
        bool is_whole = page.count == 1 && find_orientation(&axes) && !first->alpha &&
                        (!first->is_mask || first->state.fill == 0);
        status = is_whole ? take_picture(made, first, &axes, &state->limits, err)
                          : put_together(made, &page, &state->limits, err);
    }
    omr_pdf_page_clear(&page);
    return status;
}

const struct omr_pages_kind omr_pdf_pages = {open_pages, decode_page, close_pages};
