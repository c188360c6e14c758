/* SPDX-License-Identifier: MIT
 *
 * Streams of PDF files written out in letters. */
#ifndef OMR_IMAGE_PDF_ARMOUR_H
#define OMR_IMAGE_PDF_ARMOUR_H

#include "base/buffer.h"

#include <stddef.h>

/* Append what the letters mean; end at the mark, and pass over what does not belong there. */
void omr_pdf_unhex(struct omr_buffer *into, const unsigned char *letters, size_t size);
void omr_pdf_unascii85(struct omr_buffer *into, const unsigned char *letters, size_t size);

#endif
