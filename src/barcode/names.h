/* SPDX-License-Identifier: MIT
 *
 * Names of kinds of barcodes, as forms spell them. */
#ifndef OMR_BARCODE_NAMES_H
#define OMR_BARCODE_NAMES_H

#include <stdbool.h>

enum { OMR_BARCODE_NAME_SIZE = 32 };

/* Lower case, letters and digits only: "Code-128" and "code 128" are the same name. False when it
 * is too long to be one. */
bool omr_barcode_name_simplify(char simple[OMR_BARCODE_NAME_SIZE], const char *name);

#endif
