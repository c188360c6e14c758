/* SPDX-License-Identifier: MIT
 *
 * A PDF file: its pages, and the pictures on a page. Only pdf_file.c and pdf_stream.c see
 * qpdf. */
#ifndef OMR_IMAGE_PDF_FILE_H
#define OMR_IMAGE_PDF_FILE_H

#include "image/pdf_picture.h"

#include <omr/error.h>
#include <omr/image.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct omr_pdf_file;

/* Opens the file; `bytes` must outlive it. Errors: OMR_ERROR_INPUT, OMR_ERROR_UNSUPPORTED (needs a
 * password), OMR_ERROR_LIMIT (too many pages), OMR_ERROR_MEMORY. */
enum omr_status omr_pdf_open(struct omr_pdf_file **file, const uint8_t *bytes, size_t size,
                             const struct omr_image_limits *limits, struct omr_error *err);
void omr_pdf_close(struct omr_pdf_file *file);

int omr_pdf_page_count(const struct omr_pdf_file *file);

/* What a page shows. */
struct omr_pdf_page {
    double left, bottom, right, top; /* of what is seen, in points */
    int rotation;                    /* clockwise: 0, 90, 180, 270 */
    struct omr_pdf_picture *pictures;
    int count;
    bool has_other; /* something beside pictures can be seen */
};

/* Finds the pictures of page `number` (from 0). Several threads may do so at once, one after the
 * other. The page is ended with omr_pdf_page_clear(). Errors: OMR_ERROR_INPUT,
 * OMR_ERROR_UNSUPPORTED "image.pdf_kind", OMR_ERROR_LIMIT, OMR_ERROR_MEMORY. */
enum omr_status omr_pdf_page_find(struct omr_pdf_page *page, struct omr_pdf_file *file, int number,
                                  struct omr_error *err);
void omr_pdf_page_clear(struct omr_pdf_page *page);

#endif
