/* SPDX-License-Identifier: MIT
 *
 * What people send instead of a picture: named, so that they see at once what went wrong. */
#ifndef OMR_IMAGE_STRANGER_H
#define OMR_IMAGE_STRANGER_H

#include <stddef.h>
#include <stdint.h>

/* "a Word document", "a video", told by how the file begins; NULL for what is not known. A
 * constant. */
const char *omr_stranger_name(const uint8_t *bytes, size_t size);

#endif
