/* SPDX-License-Identifier: MIT
 *
 * libjpeg-turbo by itself: what decoding cannot be faster than, and what makes the pictures. */
#ifndef OMR_BENCH_JPEG_H
#define OMR_BENCH_JPEG_H

#include <stddef.h>
#include <stdint.h>

struct pixels {
    int width, height, channels; /* 1 grey or 3 RGB */
    uint8_t *bytes;              /* rows without gaps; free() */
};

struct file {
    unsigned char *bytes; /* free() */
    unsigned long size;
};

/* Decodes as few lines as can be written: no limits, no checks, no turning. Ends the program when
 * the file is no good. */
struct pixels jpeg_decode(struct file file, int channels);

/* Quality 85; colour is stored at half size, as cameras do. */
struct file jpeg_encode(struct pixels pixels);

#endif
