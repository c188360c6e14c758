/* SPDX-License-Identifier: MIT
 *
 * The barcodes that the language names. Of several spellings of one kind the first is handed on. */
#ifndef OMR_GENERATION_MARKUP_BARCODE_TYPES_H
#define OMR_GENERATION_MARKUP_BARCODE_TYPES_H

#include "generation/markup/schema.h"

extern const struct omr_word omr_barcode_types[];

#endif
