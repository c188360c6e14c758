/* SPDX-License-Identifier: MIT
 *
 * A picture as a PDF file holds it: bytes as they are, and what there is to know to decode them. */
#ifndef OMR_IMAGE_PDF_PICTURE_H
#define OMR_IMAGE_PDF_PICTURE_H

#include "image/pdf_content.h"
#include "image/pixmap.h"

#include <omr/error.h>
#include <omr/image.h>

enum omr_pdf_filter {
    OMR_PDF_PLAIN,
    OMR_PDF_FLATE,
    OMR_PDF_LZW,
    OMR_PDF_RUNS,
    OMR_PDF_FAX,
    OMR_PDF_JPEG
};

enum { OMR_PDF_PALETTE_SIZE = 256 };

struct omr_pdf_picture {
    struct omr_pdf_state state; /* the picture is the unit square, moved by its matrix */
    uint32_t width, height, depth;
    int channels;      /* of a pixel: 1, 3 or 4 (inks) */
    bool is_inverted;  /* 0 is white, or no ink is dark */
    bool is_mask;      /* dark is painted with the state's grey, white is not */
    int palette_count; /* 0: none; else entries of RGB */
    uint8_t palette[OMR_PDF_PALETTE_SIZE * 3];
    enum omr_pdf_filter filter;
    uint32_t predictor; /* 1 none, 2 TIFF, from 10 on PNG */
    int fax_k;          /* < 0 Group 4, 0 Group 3, > 0 Group 3 in two dimensions */
    bool is_fax_aligned;
    unsigned char *bytes; /* owned */
    size_t size;
    struct omr_pdf_picture *alpha; /* owned; NULL: opaque */
    bool is_alpha_dark;            /* dark is opaque */
};

void omr_pdf_picture_clear(struct omr_pdf_picture *picture);

/* Decodes to grey, upright as in the file. Errors: those of the decoders. */
enum omr_status omr_pdf_picture_decode(const struct omr_pdf_picture *picture,
                                       struct omr_pixmap *grey,
                                       const struct omr_image_limits *limits,
                                       struct omr_error *err);

#endif
