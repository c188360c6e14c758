/* SPDX-License-Identifier: MIT
 *
 * Four characters a step through a table; a step that meets anything but the alphabet falls back to
 * one character at a time. */
#include "base/base64.h"

#include "base/error.h"

#include <stdint.h>
#include <stdlib.h>

enum { BLANK = 0x40, PAD = 0x80, BAD = 0xff };

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char for_url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void fill_table(uint8_t table[256]) {
    for (int i = 0; i < 256; i++)
        table[i] = BAD;
    for (int i = 0; i < 64; i++)
        table[(unsigned char)standard[i]] = (uint8_t)i;
    table['\r'] = table['\n'] = table[' '] = table['\t'] = BLANK;
    table['='] = PAD;
}

struct decoder {
    uint8_t table[256];
    const unsigned char *text;
    size_t size, at;
    unsigned char *out;
    size_t length;
    uint32_t group; /* bits of an unfinished group */
    int digits;     /* characters in it */
    int pads;
};

/* As many whole groups as come without interruption. */
static void decode_groups(struct decoder *decoder) {
    const uint8_t *table = decoder->table;
    while (decoder->size - decoder->at >= 4) {
        const unsigned char *in = decoder->text + decoder->at;
        unsigned a = table[in[0]], b = table[in[1]], c = table[in[2]], d = table[in[3]];
        if ((a | b | c | d) > 63)
            return;
        unsigned char *out = decoder->out + decoder->length;
        out[0] = (unsigned char)(a << 2 | b >> 4);
        out[1] = (unsigned char)(b << 4 | c >> 2);
        out[2] = (unsigned char)(c << 6 | d);
        decoder->at += 4;
        decoder->length += 3;
    }
}

static void end_group(struct decoder *decoder) {
    uint32_t group = decoder->group << 6 * (4 - decoder->digits);
    for (int i = 0; i < decoder->digits - 1; i++)
        decoder->out[decoder->length++] = (unsigned char)(group >> (16 - 8 * i));
    decoder->group = 0;
    decoder->digits = 0;
}

/* One character; false when it has no place here. */
static bool decode_one(struct decoder *decoder) {
    unsigned value = decoder->table[decoder->text[decoder->at]];
    if (value == BLANK)
        return true;
    if (value == PAD)
        return ++decoder->pads + decoder->digits <= 4 && decoder->digits >= 2;
    if (value == BAD || decoder->pads)
        return false;
    decoder->group = decoder->group << 6 | value;
    if (++decoder->digits == 4)
        end_group(decoder);
    return true;
}

static enum omr_status decode_all(struct decoder *decoder, struct omr_error *err) {
    for (; decoder->at < decoder->size; decoder->at++) {
        if (!decoder->digits && !decoder->pads)
            decode_groups(decoder);
        if (decoder->at < decoder->size && !decode_one(decoder))
            return omr_fail(err, OMR_ERROR_INPUT, "base64.character", "character %zu is not Base64",
                            decoder->at + 1);
    }
    if ((decoder->digits + decoder->pads) % 4)
        return omr_fail(err, OMR_ERROR_INPUT, "base64.end",
                        "the Base64 text ends in the middle of a group of four");
    if (decoder->digits)
        end_group(decoder);
    return OMR_OK;
}

enum omr_status omr_base64_decode(const char *text, size_t size, char **bytes, size_t *length,
                                  struct omr_error *err) {
    struct decoder decoder = {.text = (const unsigned char *)text, .size = size};
    fill_table(decoder.table);
    decoder.out = malloc(size / 4 * 3 + 4);
    if (!decoder.out)
        return omr_fail_memory(err);
    enum omr_status status = decode_all(&decoder, err);
    if (status) {
        free(decoder.out);
        return status;
    }
    decoder.out[decoder.length] = 0;
    *bytes = (char *)decoder.out;
    *length = decoder.length;
    return OMR_OK;
}

/* --- writing --- */

static void write_group(char out[4], const unsigned char *in, size_t count, const char *digits) {
    uint32_t group = (uint32_t)in[0] << 16;
    if (count > 1)
        group |= (uint32_t)in[1] << 8;
    if (count > 2)
        group |= in[2];
    for (int i = 0; i < 4; i++)
        out[i] = digits[group >> (18 - 6 * i) & 63];
}

static void write_text(struct omr_buffer *buffer, const unsigned char *in, size_t size,
                       const char *digits, bool is_padded) {
    if (!omr_buffer_reserve(buffer, size / 3 * 4 + 4))
        return;
    for (; size >= 3; in += 3, size -= 3) {
        write_group(buffer->bytes + buffer->size, in, 3, digits);
        buffer->size += 4;
    }
    if (size) {
        char group[4];
        write_group(group, in, size, digits);
        omr_buffer_append(buffer, group, size + 1);
        omr_buffer_append(buffer, "==", is_padded ? 3 - size : 0);
    }
    buffer->bytes[buffer->size] = 0;
}

void omr_base64_write(struct omr_buffer *buffer, const void *bytes, size_t size) {
    write_text(buffer, bytes, size, standard, true);
}

void omr_base64_write_url(struct omr_buffer *buffer, const void *bytes, size_t size) {
    write_text(buffer, bytes, size, for_url, false);
}
