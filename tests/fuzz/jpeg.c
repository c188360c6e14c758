/* SPDX-License-Identifier: MIT
 *
 * Whatever bytes follow the signature of a JPEG: a picture or an error, nothing else. */
#include <omr/image.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const struct omr_image_limits limits = {.max_pixels = 1 << 18, .max_scans = 20};
    struct omr_image *image = NULL;
    struct omr_error err;
    if (size < 3 || bytes[0] != 0xff || bytes[1] != 0xd8 || bytes[2] != 0xff)
        return 0;
    if (omr_image_decode(&image, bytes, size, &limits, &err) && image)
        abort();
    omr_image_free(image);
    return 0;
}
