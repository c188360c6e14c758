/* SPDX-License-Identifier: MIT */
#include "jpeg.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

enum { QUALITY = 85 };

struct pixels jpeg_decode(struct file file, int channels) {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, file.bytes, file.size);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_start_decompress(&jpeg);
    size_t stride = (size_t)jpeg.output_width * (size_t)channels;
    struct pixels pixels = {.width = (int)jpeg.output_width,
                            .height = (int)jpeg.output_height,
                            .channels = channels,
                            .bytes = malloc(stride * jpeg.output_height)};
    if (!pixels.bytes)
        abort();
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = pixels.bytes + jpeg.output_scanline * stride;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return pixels;
}

struct file jpeg_encode(struct pixels pixels) {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct file file = {0};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &file.bytes, &file.size);
    jpeg.image_width = (unsigned)pixels.width;
    jpeg.image_height = (unsigned)pixels.height;
    jpeg.input_components = pixels.channels;
    jpeg.in_color_space = pixels.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, QUALITY, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    size_t stride = (size_t)pixels.width * (size_t)pixels.channels;
    while (jpeg.next_scanline < jpeg.image_height) {
        JSAMPROW row = pixels.bytes + jpeg.next_scanline * stride;
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return file;
}
