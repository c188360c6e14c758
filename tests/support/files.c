/* SPDX-License-Identifier: MIT
 *
 * Picture files: the only part of the tests' support that sees libjpeg and libpng. */
#include "support/optics.h"

#include "base/error.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

struct jpeg_failure {
    struct jpeg_error_mgr manager;
    jmp_buf back;
};

static void jpeg_fail(j_common_ptr info) {
    struct jpeg_failure *failure = (struct jpeg_failure *)info->err;
    longjmp(failure->back, 1);
}

static bool jpeg_write(const struct omr_pixmap *pixmap, int quality, unsigned char **bytes,
                       unsigned long *size) {
    struct jpeg_compress_struct info;
    struct jpeg_failure failure;
    info.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = jpeg_fail;
    if (setjmp(failure.back)) {
        jpeg_destroy_compress(&info);
        return false;
    }
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, bytes, size);
    info.image_width = (JDIMENSION)pixmap->width;
    info.image_height = (JDIMENSION)pixmap->height;
    info.input_components = 1;
    info.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = omr_pixmap_row(pixmap, (int)info.next_scanline);
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    return true;
}

static bool jpeg_read(struct omr_pixmap *pixmap, const unsigned char *bytes, unsigned long size) {
    struct jpeg_decompress_struct info;
    struct jpeg_failure failure;
    info.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = jpeg_fail;
    if (setjmp(failure.back)) {
        jpeg_destroy_decompress(&info);
        return false;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, bytes, size);
    jpeg_read_header(&info, TRUE);
    jpeg_start_decompress(&info);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = omr_pixmap_row(pixmap, (int)info.output_scanline);
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return true;
}

enum omr_status fake_jpeg(struct omr_pixmap *pixmap, int quality, struct omr_error *err) {
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    bool is_done = jpeg_write(pixmap, quality, &bytes, &size) && jpeg_read(pixmap, bytes, size);
    free(bytes);
    return is_done ? OMR_OK
                   : omr_fail(err, OMR_ERROR_INTERNAL, "fake.jpeg", "the JPEG codec failed");
}

enum omr_status fake_png_save(const struct omr_pixmap *pixmap, const char *path,
                              struct omr_error *err) {
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)pixmap->width,
                       .height = (png_uint_32)pixmap->height,
                       .format = PNG_FORMAT_GRAY,
                       .flags = PNG_IMAGE_FLAG_FAST};
    if (!png_image_write_to_file(&image, path, 0, pixmap->pixels, (png_int_32)pixmap->stride, NULL))
        return omr_fail(err, OMR_ERROR_IO, "fake.png", "%s: %s", path, image.message);
    return OMR_OK;
}

enum omr_status fake_png_load(struct omr_pixmap *pixmap, const char *path, struct omr_error *err) {
    static const png_color white = {255, 255, 255};
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path))
        return omr_fail(err, OMR_ERROR_IO, "fake.png", "%s: %s", path, image.message);
    image.format = PNG_FORMAT_GRAY;
    enum omr_status status =
        image.width > 20000 || image.height > 20000
            ? omr_fail(err, OMR_ERROR_LIMIT, "fake.png", "%s: too large", path)
            : omr_pixmap_init(pixmap, (int)image.width, (int)image.height, err);
    if (!status &&
        !png_image_finish_read(&image, &white, pixmap->pixels, (png_int_32)pixmap->stride, NULL)) {
        omr_pixmap_clear(pixmap);
        status = omr_fail(err, OMR_ERROR_INPUT, "fake.png", "%s: %s", path, image.message);
    }
    png_image_free(&image);
    return status;
}
