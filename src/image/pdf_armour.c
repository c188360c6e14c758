/* SPDX-License-Identifier: MIT */
#include "image/pdf_armour.h"

#include <stdint.h>

static int digit_of(unsigned char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void omr_pdf_unhex(struct omr_buffer *into, const unsigned char *letters, size_t size) {
    int high = -1;
    if (!omr_buffer_reserve(into, size / 2 + 1))
        return;
    for (size_t i = 0; i < size && letters[i] != '>'; i++) {
        int digit = digit_of(letters[i]);
        if (digit < 0)
            continue;
        if (high >= 0)
            omr_buffer_char(into, (char)(high << 4 | digit));
        high = high >= 0 ? -1 : digit;
    }
    if (high >= 0)
        omr_buffer_char(into, (char)(high << 4));
}

/* The first `count` bytes of a group of four. */
static void put_group(struct omr_buffer *into, uint32_t group, size_t count) {
    char bytes[4] = {(char)(group >> 24), (char)(group >> 16), (char)(group >> 8), (char)group};
    omr_buffer_append(into, bytes, count);
}

/* Five letters are four bytes, `z` alone four zeroes; the last group may be shorter. */
void omr_pdf_unascii85(struct omr_buffer *into, const unsigned char *letters, size_t size) {
    uint32_t group = 0;
    size_t count = 0;
    for (size_t i = 0; i < size && letters[i] != '~'; i++) {
        if (letters[i] == 'z' && count == 0)
            put_group(into, 0, 4);
        if (letters[i] < '!' || letters[i] > 'u')
            continue;
        group = group * 85 + (letters[i] - '!');
        if (++count == 5) {
            put_group(into, group, 4);
            group = 0;
            count = 0;
        }
    }
    for (size_t i = count; count >= 2 && i < 5; i++)
        group = group * 85 + 84;
    if (count >= 2)
        put_group(into, group, count - 1);
}
