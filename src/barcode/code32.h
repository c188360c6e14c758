/* SPDX-License-Identifier: MIT
 *
 * Code 32 (Italian Pharmacode): nine digits written as six characters of Code 39. */
#ifndef OMR_BARCODE_CODE32_H
#define OMR_BARCODE_CODE32_H

#include <stdbool.h>
#include <stddef.h>

enum { OMR_CODE32_DIGITS = 9 };

/* Turns what a Code 39 reader saw ("4MMTWB") into the digits ("154789770" and a closing zero). The
 * letter A, which is printed before them for people, is dropped should it have been encoded. False
 * when this is no Code 32 or its check digit is wrong. */
bool omr_code32_decode(char digits[OMR_CODE32_DIGITS + 1], const char *code39, size_t size);

#endif
