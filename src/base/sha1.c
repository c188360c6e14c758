/* SPDX-License-Identifier: MIT */
#include "base/sha1.h"

#include <stdio.h>
#include <string.h>

static uint32_t turn(uint32_t word, int bits) {
    return word << bits | word >> (32 - bits);
}

static void mix(uint32_t state[5], const unsigned char block[64]) {
    uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 80; i++)
        w[i] = turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20              ? (b & c) | (~b & d)
                     : i < 40 || i >= 60 ? b ^ c ^ d
                                         : (b & c) | (b & d) | (c & d);
        uint32_t k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
        uint32_t next = turn(a, 5) + f + e + k + w[i];
        e = d;
        d = c;
        c = turn(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

void omr_sha1_start(struct omr_sha1 *sum) {
    *sum = (struct omr_sha1){.state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
}

void omr_sha1_add(struct omr_sha1 *sum, const void *bytes, size_t size) {
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) {
        sum->block[sum->size++ % 64] = at[i];
        if (sum->size % 64 == 0)
            mix(sum->state, sum->block);
    }
}

void omr_sha1_end(struct omr_sha1 *sum, unsigned char digest[OMR_SHA1_SIZE]) {
    uint64_t bits = sum->size * 8;
    unsigned char length[8];
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    omr_sha1_add(sum, "\x80", 1);
    while (sum->size % 64 != 56)
        omr_sha1_add(sum, "", 1);
    omr_sha1_add(sum, length, sizeof length);
    for (int i = 0; i < OMR_SHA1_SIZE; i++)
        digest[i] = (unsigned char)(sum->state[i / 4] >> (24 - 8 * (i % 4)));
}

void omr_uuid_of_name(char text[OMR_UUID_SIZE], const unsigned char space[16], const void *name,
                      size_t size) {
    struct omr_sha1 sum;
    unsigned char digest[OMR_SHA1_SIZE];
    omr_sha1_start(&sum);
    omr_sha1_add(&sum, space, 16);
    omr_sha1_add(&sum, name, size);
    omr_sha1_end(&sum, digest);
    digest[6] = (unsigned char)((digest[6] & 0x0f) | 0x50);
    digest[8] = (unsigned char)((digest[8] & 0x3f) | 0x80);
    for (int i = 0, at = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[at++] = '-';
        at += snprintf(text + at, 3, "%02x", digest[i]);
    }
}
