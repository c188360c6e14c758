/* SPDX-License-Identifier: MIT
 *
 * Objects and streams of a PDF file. qpdf finds them and hands streams out as they are in the file;
 * nothing is unpacked by it, so that no bomb goes off: content is unpacked here up to a limit,
 * pictures by their decoders. For pdf_file.c. */
#ifndef OMR_IMAGE_PDF_STREAM_H
#define OMR_IMAGE_PDF_STREAM_H

#include "base/buffer.h"
#include "image/pdf_picture.h"

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>

#include <qpdf/qpdf-c.h>

enum { OMR_PDF_UNPACK_MAX = 8 << 20 };

/* While a page is read. */
struct omr_pdf_reader {
    qpdf_data qpdf;
    size_t file_size, picture_size; /* the file's bytes; those of pictures so far */
    struct omr_error *err;
};

enum omr_status omr_pdf_fail_damaged(struct omr_error *err, const char *what);
enum omr_status omr_pdf_fail_kind(struct omr_error *err, const char *what);

/* Values of a dictionary and of an array; what is missing or of another type is null, 0, `usual`,
 * false. */
qpdf_oh omr_pdf_key(qpdf_data qpdf, qpdf_oh dict, const char *key);
double omr_pdf_number(qpdf_data qpdf, qpdf_oh array, int index);
int omr_pdf_int(qpdf_data qpdf, qpdf_oh dict, const char *key, int usual);
bool omr_pdf_bool(qpdf_data qpdf, qpdf_oh dict, const char *key);
bool omr_pdf_is(qpdf_data qpdf, qpdf_oh object, const char *name);

/* Appends a stream that is not a picture, unpacked. Errors: OMR_ERROR_INPUT, OMR_ERROR_UNSUPPORTED
 * (more than `max_size` bytes, or packed as no scanner does), OMR_ERROR_MEMORY. */
enum omr_status omr_pdf_unpack(struct omr_pdf_reader *reader, qpdf_oh stream, size_t max_size,
                               struct omr_buffer *into);

/* Fills in what a picture's stream says, and what lies over it; the state is left alone. Ended with
 * omr_pdf_picture_clear(), also after a failure. */
enum omr_status omr_pdf_read_picture(struct omr_pdf_reader *reader, qpdf_oh stream,
                                     struct omr_pdf_picture *picture);

#endif
