/* SPDX-License-Identifier: MIT
 *
 * A picture of a filled form, decoded to grey. */
#ifndef OMR_IMAGE_H
#define OMR_IMAGE_H

#include <omr/error.h>
#include <stddef.h>
#include <stdint.h>

struct omr_image;

/* Checked before anything is allocated. Zero means the default. */
struct omr_image_limits {
    uint64_t max_bytes;  /* of the file; default 64 MiB */
    uint64_t max_pixels; /* width x height; default 100 million */
    uint32_t max_side;   /* the longer side; default 30,000 px */
    uint32_t max_scans;  /* of a progressive JPEG; default 100, for the largest pictures 20 */
    uint32_t max_pages;  /* of one file; default 500 */
    uint64_t max_memory; /* bytes that the decoder of a page may take; default 1 GiB */
};

/* Decodes a JPEG, PNG, BMP, GIF, WebP or TIFF picture, or a scan in a PDF file, told apart by
 * content, to 8-bit grey at full size, turned upright by what the file says of its orientation,
 * with square pixels; transparent parts become white paper. Of a moving GIF the first frame counts.
 * `bytes` are not kept. On success `*image` belongs to the caller, who ends it with
 * omr_image_free(). `limits` may be NULL. Errors: OMR_ERROR_INPUT (damaged), OMR_ERROR_UNSUPPORTED
 * (of another kind, which is named), OMR_ERROR_USAGE (the file has several pages: see struct
 * omr_document), OMR_ERROR_LIMIT, OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_image_decode(struct omr_image **image, const void *bytes, size_t size,
                                         const struct omr_image_limits *limits,
                                         struct omr_error *err);

/* Wraps grey pixels that the caller already has: `height` rows of `width` bytes, 0 black, 255
 * white, `stride` bytes apart. The pixels are copied. */
OMR_API enum omr_status omr_image_from_grey(struct omr_image **image, const uint8_t *pixels,
                                            int width, int height, size_t stride,
                                            struct omr_error *err);

/* Ends an image; NULL is allowed. */
OMR_API void omr_image_free(struct omr_image *image);

/* Size in pixels, upright. */
OMR_API int omr_image_width(const struct omr_image *image);
OMR_API int omr_image_height(const struct omr_image *image);

/* Row `y` of the upright picture, omr_image_width() bytes; lives as long as the image. */
OMR_API const uint8_t *omr_image_row(const struct omr_image *image, int y);

/* A file of one or several pages: TIFF and PDF may have several, every other kind has one.
 *
 *     omr_document_open(&document, bytes, size, NULL, &err);
 *     for (int page = 0; page < omr_document_page_count(document); page++)
 *         if (!omr_document_decode(document, page, &image, &err))
 *             ... omr_image_free(image);
 *     omr_document_close(document); */
struct omr_document;

/* Finds the pages; decodes nothing yet. `bytes` must stay until the document is closed with
 * omr_document_close(). A page that is damaged, or that the damaged file does not let find, is
 * counted: decoding it fails. Errors: as omr_image_decode(). */
OMR_API enum omr_status omr_document_open(struct omr_document **document, const void *bytes,
                                          size_t size, const struct omr_image_limits *limits,
                                          struct omr_error *err);

/* Closes a document; NULL is allowed. */
OMR_API void omr_document_close(struct omr_document *document);

/* How many pages there are, at least 1. */
OMR_API int omr_document_page_count(const struct omr_document *document);

/* Decodes page `page` (from 0) like omr_image_decode(). The image does not refer to the document.
 * Several threads may decode at once. Errors: as there, and OMR_ERROR_USAGE for no such page. */
OMR_API enum omr_status omr_document_decode(const struct omr_document *document, int page,
                                            struct omr_image **image, struct omr_error *err);

/* What kind of picture a file is that begins with these bytes: "JPEG", "TIFF", ..., also of kinds
 * that cannot be read ("HEIC"); NULL for what is no picture. 16 bytes are enough. */
OMR_API const char *omr_document_kind(const void *bytes, size_t size);

#endif
