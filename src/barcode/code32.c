/* SPDX-License-Identifier: MIT */
#include "barcode/code32.h"

#include <stdint.h>
#include <string.h>

enum { CHARACTERS = 6 };

/* Base 32: digits and consonants. */
static const char alphabet[] = "0123456789BCDFGHJKLMNPQRSTUVWXYZ";

static bool read_number(uint32_t *number, const char *code39) {
    *number = 0;
    for (int i = 0; i < CHARACTERS; i++) {
        const char *found = code39[i] ? strchr(alphabet, code39[i]) : NULL;
        if (!found)
            return false;
        *number = *number * 32 + (uint32_t)(found - alphabet);
    }
    return true;
}

/* The last digit is the sum of the others modulo 10, every second one doubled and its own digits
 * added up. */
static bool is_consistent(const char *digits) {
    int sum = 0;
    for (int i = 0; i < OMR_CODE32_DIGITS - 1; i++) {
        int digit = digits[i] - '0';
        sum += i % 2 == 0 ? digit : digit * 2 / 10 + digit * 2 % 10;
    }
    return sum % 10 == digits[OMR_CODE32_DIGITS - 1] - '0';
}

bool omr_code32_decode(char digits[OMR_CODE32_DIGITS + 1], const char *code39, size_t size) {
    uint32_t number;
    if (size == CHARACTERS + 1 && code39[0] == 'A') {
        code39++;
        size--;
    }
    if (size != CHARACTERS || !read_number(&number, code39) || number > 999999999)
        return false;
    for (int i = OMR_CODE32_DIGITS - 1; i >= 0; i--, number /= 10)
        digits[i] = (char)('0' + number % 10);
    digits[OMR_CODE32_DIGITS] = '\0';
    return is_consistent(digits);
}
