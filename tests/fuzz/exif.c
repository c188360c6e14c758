/* SPDX-License-Identifier: MIT
 *
 * Whatever EXIF data says, the orientation is one of eight. */
#include "image/exif.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    int orientation = omr_exif_orientation(bytes, size);
    if (orientation < 1 || orientation > 8)
        abort();
    return 0;
}
