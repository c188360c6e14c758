/* SPDX-License-Identifier: MIT */
#include "image/exif.h"

#include <stdbool.h>

enum { UPRIGHT = 1, TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, TYPE_LONG = 4, ENTRY_SIZE = 12 };

struct exif_reader {
    const uint8_t *bytes;
    size_t size;
    bool is_big_endian;
};

/* Bytes beyond the end read as zero: no orientation is 0, so nothing is mistaken for one. */
static uint32_t byte_at(const struct exif_reader *exif, size_t offset) {
    return offset < exif->size ? exif->bytes[offset] : 0;
}

static uint32_t read_16(const struct exif_reader *exif, size_t offset) {
    uint32_t first = byte_at(exif, offset), second = byte_at(exif, offset + 1);
    return exif->is_big_endian ? first << 8 | second : second << 8 | first;
}

static uint32_t read_32(const struct exif_reader *exif, size_t offset) {
    uint32_t first = read_16(exif, offset), second = read_16(exif, offset + 2);
    return exif->is_big_endian ? first << 16 | second : second << 16 | first;
}

static bool read_header(struct exif_reader *exif) {
    uint32_t order = byte_at(exif, 0) << 8 | byte_at(exif, 1);
    exif->is_big_endian = order == ('M' << 8 | 'M');
    return (exif->is_big_endian || order == ('I' << 8 | 'I')) && read_16(exif, 2) == 42;
}

static uint32_t read_value(const struct exif_reader *exif, size_t entry) {
    switch (read_16(exif, entry + 2)) {
    case TYPE_SHORT:
        return read_16(exif, entry + 8);
    case TYPE_LONG:
        return read_32(exif, entry + 8);
    default:
        return 0;
    }
}

int omr_exif_orientation(const uint8_t *bytes, size_t size) {
    struct exif_reader exif = {.bytes = bytes, .size = size};
    if (!read_header(&exif))
        return UPRIGHT;
    size_t directory = read_32(&exif, 4);
    size_t count = read_16(&exif, directory);
    for (size_t i = 0; i < count; i++) {
        size_t entry = directory + 2 + i * ENTRY_SIZE;
        if (read_16(&exif, entry) != TAG_ORIENTATION)
            continue;
        uint32_t value = read_value(&exif, entry);
        return value >= 1 && value <= 8 ? (int)value : UPRIGHT;
    }
    return UPRIGHT;
}
