/* SPDX-License-Identifier: MIT */
#include "recognition/result/sort.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Compares two runs of digits by value, of any length, and moves behind them. */
static int compare_digits(const char **a, const char **b) {
    *a += strspn(*a, "0");
    *b += strspn(*b, "0");
    size_t a_length = strspn(*a, "0123456789"), b_length = strspn(*b, "0123456789");
    int order = a_length < b_length ? -1 : a_length > b_length ? 1 : memcmp(*a, *b, a_length);
    *a += a_length;
    *b += b_length;
    return order;
}

/* The small letter of a capital one, in the scripts whose capitals stand in rows: Latin, Greek,
 * Cyrillic. `_` is before every small letter in ASCII already. */
static uint32_t fold(uint32_t code) {
    if ((code >= 'A' && code <= 'Z') || (code >= 0xc0 && code <= 0xde && code != 0xd7) ||
        (code >= 0x391 && code <= 0x3a9) || (code >= 0x410 && code <= 0x42f))
        return code + 0x20;
    if (code >= 0x400 && code <= 0x40f)
        return code + 0x50;
    if ((code >= 0x100 && code <= 0x137) || (code >= 0x14a && code <= 0x177))
        return code | 1;
    return code;
}

/* The next character, folded; bytes that are not UTF-8 stand for themselves. */
static uint32_t next_folded(const char **text) {
    static const unsigned char lead_mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    const char *at = *text;
    size_t length = omr_utf8_length(at, strnlen(at, 4));
    if (!length) {
        ++*text;
        return (unsigned char)*at;
    }
    uint32_t code = (unsigned char)*at & lead_mask[length];
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)at[i] & 0x3f);
    *text += length;
    return fold(code);
}

int omr_name_compare(const char *a, const char *b) {
    while (*a && *b) {
        if (is_digit(*a) && is_digit(*b)) {
            int order = compare_digits(&a, &b);
            if (order)
                return order;
        } else {
            uint32_t x = next_folded(&a), y = next_folded(&b);
            if (x != y)
                return x < y ? -1 : 1;
        }
    }
    return (*a != 0) - (*b != 0);
}
