/* SPDX-License-Identifier: MIT */
#include "generation/markup/encoding.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Windows-1252 from 0x80 to 0x9f; what it leaves open is the control character of that number. All
 * others are as in Latin-1. */
static const uint16_t high[32] = {0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                  0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
                                  0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                  0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

static bool is_utf8(const char *bytes, size_t size) {
    for (size_t at = 0; at < size;) {
        size_t length = omr_utf8_length(bytes + at, size - at);
        if (!length)
            return false;
        at += length;
    }
    return true;
}

static char *put(char *to, unsigned character) {
    if (character < 0x80) {
        *to++ = (char)character;
    } else if (character < 0x800) {
        *to++ = (char)(0xc0 | character >> 6);
        *to++ = (char)(0x80 | (character & 0x3f));
    } else {
        *to++ = (char)(0xe0 | character >> 12);
        *to++ = (char)(0x80 | (character >> 6 & 0x3f));
        *to++ = (char)(0x80 | (character & 0x3f));
    }
    return to;
}

bool omr_source_decode(struct omr_source *source, struct omr_arena *arena, const char *bytes,
                       size_t size) {
    *source = (struct omr_source){0};
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    if (is_utf8(bytes, size)) {
        source->bytes = omr_arena_copy(arena, bytes, size);
        source->size = size;
        return source->bytes != NULL;
    }
    char *copy = omr_arena_take(arena, size * 3 + 1, 1), *to = copy;
    if (!copy)
        return false;
    for (size_t i = 0; i < size; i++) {
        unsigned byte = (unsigned char)bytes[i];
        to = put(to, byte >= 0x80 && byte < 0xa0 ? high[byte - 0x80] : byte);
    }
    *source = (struct omr_source){copy, (size_t)(to - copy), true};
    return true;
}
