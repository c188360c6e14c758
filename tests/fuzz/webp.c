/* SPDX-License-Identifier: MIT
 *
 * Whatever bytes follow the signature of a WebP: a picture or an error, nothing else. */
#include <omr/image.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const struct omr_image_limits limits = {.max_pixels = 1 << 14};
    struct omr_image *image = NULL;
    struct omr_error err;
    if (size < 12 || memcmp(bytes + 8, "WEBP", 4) != 0)
        return 0;
    if (omr_image_decode(&image, bytes, size, &limits, &err) && image)
        abort();
    omr_image_free(image);
    return 0;
}
