/* SPDX-License-Identifier: MIT
 *
 * What is written is what is read again, in grey and in colour. */
#include "image/colour.h"
#include "image/encode.h"
#include "image/pixmap.h"
#include "pictures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 61, HEIGHT = 47, STRIDE = 3 * WIDTH + 5 };

static uint8_t pixels[STRIDE * HEIGHT];

/* Soft colours, so that JPEG keeps them. */
static struct omr_raster make_raster(int channels) {
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < channels; c++)
                pixels[y * STRIDE + channels * x + c] = (uint8_t)(20 + 2 * x + y + 30 * c);
    return (struct omr_raster){.pixels = pixels,
                               .width = WIDTH,
                               .height = HEIGHT,
                               .stride = STRIDE,
                               .channels = channels,
                               .dpi = 300};
}

typedef enum omr_status encode(struct omr_buffer *into, const struct omr_raster *raster,
                               struct omr_error *err);

static void assert_grey_comes_back(encode *encoder, int tolerance) {
    struct omr_raster raster = make_raster(1);
    struct omr_buffer file = {0};
    struct omr_image *image;
    assert_int_equal(encoder(&file, &raster, NULL), OMR_OK);
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, NULL, NULL), OMR_OK);
    assert_int_equal(omr_image_width(image), WIDTH);
    assert_int_equal(omr_image_height(image), HEIGHT);
    assert_true(image->dpi > 299.9 && image->dpi < 300.1);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            assert_true(abs(omr_image_row(image, y)[x] - pixels[y * STRIDE + x]) <= tolerance);
    omr_image_free(image);
    omr_buffer_clear(&file);
}

static void grey_comes_back_from_png(void **state) {
    (void)state;
    assert_grey_comes_back(omr_png_encode, 0);
}

static void grey_comes_back_from_tiff(void **state) {
    (void)state;
    assert_grey_comes_back(omr_tiff_encode, 0);
}

static void grey_comes_back_from_jpeg(void **state) {
    (void)state;
    assert_grey_comes_back(omr_jpeg_encode, 3);
}

static void assert_colours_come_back(encode *encoder, int tolerance) {
    struct omr_raster raster = make_raster(3);
    struct omr_buffer file = {0};
    struct omr_colours colours;
    assert_int_equal(encoder(&file, &raster, NULL), OMR_OK);
    assert_int_equal(omr_colours_decode(&colours, file.bytes, file.size, NULL, NULL), OMR_OK);
    assert_int_equal(colours.width, WIDTH);
    assert_int_equal(colours.height, HEIGHT);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            uint32_t pixel = colours.pixels[y * WIDTH + x];
            assert_int_equal(pixel >> 24, 255);
            for (int c = 0; c < 3; c++)
                assert_true(abs((int)(pixel >> (16 - 8 * c) & 255) -
                                pixels[y * STRIDE + 3 * x + c]) <= tolerance);
        }
    omr_colours_clear(&colours);
    omr_buffer_clear(&file);
}

static void colours_come_back_from_png(void **state) {
    (void)state;
    assert_colours_come_back(omr_png_encode, 0);
}

static void colours_come_back_from_jpeg(void **state) {
    (void)state;
    assert_colours_come_back(omr_jpeg_encode, 6);
}

/* 0.299, 0.587 and 0.114 of 20 + 2 x + y + 0, 30 and 60 are 24 more than the red. */
/* What a drawn page may hold at the most: paper, boxes, noise, repeated shapes, greys that change
 * slowly; long enough for the packer's window to move. */
static uint8_t drawn_pixel(int x, int y, uint32_t *seed) {
    *seed = *seed * 1664525 + 1013904223;
    if (y < 300)
        return 255;
    if (y < 600)
        return (x / 10 + y / 10) % 7 == 0 ? 0 : 255;
    if (y < 900)
        return (uint8_t)(*seed >> 24);
    if (y < 1200)
        return (uint8_t)(x % 97 * (y % 31));
    return (uint8_t)(x / 8 + y);
}

static void assert_drawing_comes_back(int width, int height) {
    struct omr_raster raster = {
        .width = width, .height = height, .stride = (size_t)width, .channels = 1, .is_drawn = true};
    uint8_t *drawing = malloc((size_t)width * (size_t)height);
    struct omr_buffer file = {0};
    struct omr_image *image;
    uint32_t seed = 1;
    for (int i = 0; i < width * height; i++)
        drawing[i] = drawn_pixel(i % width, i / width, &seed);
    raster.pixels = drawing;
    assert_int_equal(omr_png_encode(&file, &raster, NULL), OMR_OK);
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, NULL, NULL), OMR_OK);
    for (int y = 0; y < height; y++)
        assert_memory_equal(omr_image_row(image, y), drawing + (size_t)y * (size_t)width,
                            (size_t)width);
    omr_image_free(image);
    omr_buffer_clear(&file);
    free(drawing);
}

static void drawings_come_back_pixel_by_pixel(void **state) {
    (void)state;
    assert_drawing_comes_back(1, 1);
    assert_drawing_comes_back(2, 3);
    assert_drawing_comes_back(1237, 1500);
    assert_drawing_comes_back(20000, 70);
    assert_drawing_comes_back(3, 2000);
}

static void paper_without_print_takes_next_to_nothing(void **state) {
    (void)state;
    uint8_t *paper = malloc(2480 * 3508);
    struct omr_raster raster = {.pixels = paper,
                                .width = 2480,
                                .height = 3508,
                                .stride = 2480,
                                .channels = 1,
                                .is_drawn = true};
    struct omr_buffer file = {0};
    memset(paper, 255, 2480 * 3508);
    assert_int_equal(omr_png_encode(&file, &raster, NULL), OMR_OK);
    assert_in_range(file.size, 100, 20000);
    omr_buffer_clear(&file);
    free(paper);
}

static void tiff_in_colour_is_read_in_grey(void **state) {
    (void)state;
    struct omr_raster raster = make_raster(3);
    struct omr_buffer file = {0};
    struct omr_colours colours;
    assert_int_equal(omr_tiff_encode(&file, &raster, NULL), OMR_OK);
    assert_int_equal(omr_colours_decode(&colours, file.bytes, file.size, NULL, NULL), OMR_OK);
    uint32_t pixel = colours.pixels[10 * WIDTH + 10];
    assert_in_range(pixel & 255, 20 + 30 + 24 - 1, 20 + 30 + 24 + 1);
    assert_int_equal(pixel & 255, pixel >> 8 & 255);
    assert_int_equal(pixel & 255, pixel >> 16 & 255);
    omr_colours_clear(&colours);
    omr_buffer_clear(&file);
}

/* 2 x 1 pixels of RGBA: red half seen, and nothing. */
static const uint8_t half_seen[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44,
    0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0xf4,
    0x22, 0x7f, 0x8a, 0x00, 0x00, 0x00, 0x0f, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8,
    0xcf, 0xc0, 0xd0, 0xc0, 0x00, 0x04, 0x00, 0x0a, 0x81, 0x01, 0x80, 0x0d, 0x80, 0xfe, 0xe7,
    0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

static void transparency_is_kept_and_multiplied(void **state) {
    (void)state;
    struct omr_colours colours;
    assert_int_equal(omr_colours_decode(&colours, half_seen, sizeof half_seen, NULL, NULL), OMR_OK);
    assert_int_equal(colours.width, 2);
    assert_int_equal(colours.pixels[0], 0x80800000);
    assert_int_equal(colours.pixels[1], 0);
    omr_colours_clear(&colours);
}

/* The grey decoder, which is tested by hand, says where everything belongs. */
static void a_turned_photo_is_upright_in_colour_too(void **state) {
    (void)state;
    for (int orientation = 1; orientation <= 8; orientation++) {
        unsigned char exif[EXIF_SIZE];
        make_exif(exif, orientation, true);
        struct bytes file = make_jpeg(
            &(struct jpeg_kind){.colours = "ycc", .exif = exif, .exif_size = sizeof exif});
        struct omr_image *image;
        struct omr_colours colours;
        assert_int_equal(omr_image_decode(&image, file.bytes, file.size, NULL, NULL), OMR_OK);
        assert_int_equal(omr_colours_decode(&colours, file.bytes, file.size, NULL, NULL), OMR_OK);
        assert_int_equal(colours.width, omr_image_width(image));
        assert_int_equal(colours.height, omr_image_height(image));
        for (int y = 0; y < colours.height; y++)
            for (int x = 0; x < colours.width; x++) {
                uint32_t pixel = colours.pixels[y * colours.width + x];
                double luma = 0.299 * (double)(pixel >> 16 & 255) +
                              0.587 * (double)(pixel >> 8 & 255) + 0.114 * (double)(pixel & 255);
                assert_true(abs((int)luma - omr_image_row(image, y)[x]) <= 3);
            }
        omr_image_free(image);
        omr_colours_clear(&colours);
        free(file.bytes);
    }
}

static void pictures_beyond_the_limits_are_refused(void **state) {
    (void)state;
    struct omr_raster raster = make_raster(3);
    struct omr_buffer file = {0};
    struct omr_colours colours = {0};
    struct omr_image_limits limits = {.max_pixels = WIDTH * HEIGHT - 1};
    assert_int_equal(omr_png_encode(&file, &raster, NULL), OMR_OK);
    assert_int_equal(omr_colours_decode(&colours, file.bytes, file.size, &limits, NULL),
                     OMR_ERROR_LIMIT);
    assert_int_equal(omr_colours_decode(&colours, file.bytes, file.size / 2, NULL, NULL),
                     OMR_ERROR_INPUT);
    assert_int_equal(omr_colours_decode(&colours, "no picture", 10, NULL, NULL),
                     OMR_ERROR_UNSUPPORTED);
    assert_null(colours.pixels);
    omr_buffer_clear(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grey_comes_back_from_png),
        cmocka_unit_test(grey_comes_back_from_tiff),
        cmocka_unit_test(grey_comes_back_from_jpeg),
        cmocka_unit_test(colours_come_back_from_png),
        cmocka_unit_test(colours_come_back_from_jpeg),
        cmocka_unit_test(drawings_come_back_pixel_by_pixel),
        cmocka_unit_test(paper_without_print_takes_next_to_nothing),
        cmocka_unit_test(tiff_in_colour_is_read_in_grey),
        cmocka_unit_test(transparency_is_kept_and_multiplied),
        cmocka_unit_test(a_turned_photo_is_upright_in_colour_too),
        cmocka_unit_test(pictures_beyond_the_limits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
