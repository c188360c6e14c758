/* SPDX-License-Identifier: MIT
 *
 * Whatever bytes follow the signature of KIND: pages or errors, nothing else. Built once for each
 * kind of picture, so that each has its own seeds and its own time. */
#include <omr/image.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const struct omr_image_limits limits = {
        .max_pixels = 1 << 16, .max_scans = 20, .max_pages = 8};
    struct omr_document *document = NULL;
    struct omr_error err;
    const char *kind = omr_document_kind(bytes, size);
    if (!kind || strcmp(kind, KIND) != 0)
        return 0;
    if (omr_document_open(&document, bytes, size, &limits, &err))
        return document ? abort(), 1 : 0;
    for (int page = 0; page < omr_document_page_count(document); page++) {
        struct omr_image *image = NULL;
        if (!omr_document_decode(document, page, &image, &err) == !image)
            abort();
        omr_image_free(image);
    }
    omr_document_close(document);
    return 0;
}
