/* SPDX-License-Identifier: MIT */
#include "pictures.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <webp/encode.h>

static struct bytes make_webp(int channels, bool is_lossless) {
    struct bytes made = {0};
    uint8_t samples[SCENE_WIDTH * SCENE_HEIGHT * 4], *webp = NULL;
    for (int y = 0; y < SCENE_HEIGHT; y++)
        for (int x = 0; x < SCENE_WIDTH; x++) {
            uint8_t *at = samples + (size_t)(y * SCENE_WIDTH + x) * (size_t)channels;
            scene_colour(x, y, at);
            if (channels == 4)
                at[3] = (uint8_t)scene_alpha(x);
        }
    int stride = SCENE_WIDTH * channels;
    if (channels == 4)
        made.size = WebPEncodeLosslessRGBA(samples, SCENE_WIDTH, SCENE_HEIGHT, stride, &webp);
    else if (is_lossless)
        made.size = WebPEncodeLosslessRGB(samples, SCENE_WIDTH, SCENE_HEIGHT, stride, &webp);
    else
        made.size = WebPEncodeRGB(samples, SCENE_WIDTH, SCENE_HEIGHT, stride, 100, &webp);
    assert_true(made.size > 0);
    made.bytes = malloc(made.size);
    assert_non_null(made.bytes);
    memcpy(made.bytes, webp, made.size);
    WebPFree(webp);
    return made;
}

static struct omr_image *decode(const struct bytes *file) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    if (omr_image_decode(&image, file->bytes, file->size, NULL, &err))
        fail_msg("%s: %s", err.code, err.text);
    assert_int_equal(omr_image_width(image), SCENE_WIDTH);
    assert_int_equal(omr_image_height(image), SCENE_HEIGHT);
    return image;
}

static void assert_shows_scene(int channels, bool is_lossless, int tolerance) {
    struct bytes file = make_webp(channels, is_lossless);
    struct omr_image *image = decode(&file);
    for (int y = 0; y < SCENE_HEIGHT; y++)
        for (int x = 0; x < SCENE_WIDTH; x++) {
            int alpha = channels == 4 ? scene_alpha(x) : 255;
            int expected = (scene_grey(x, y) * alpha + 255 * (255 - alpha)) / 255;
            assert_in_range(omr_image_row(image, y)[x] - expected + tolerance, 0, 2 * tolerance);
        }
    omr_image_free(image);
    free(file.bytes);
}

static void lossless_pictures_are_read_exactly(void **state) {
    (void)state;
    assert_shows_scene(3, true, 1);
}

static void lossy_pictures_are_read(void **state) {
    (void)state;
    assert_shows_scene(3, false, 8);
}

static void transparent_parts_are_white_paper(void **state) {
    (void)state;
    assert_shows_scene(4, true, 2);
}

static void a_file_cut_off_anywhere_is_refused(void **state) {
    (void)state;
    for (int is_lossless = 0; is_lossless < 2; is_lossless++) {
        struct bytes file = make_webp(3, is_lossless);
        for (unsigned long size = 16; size < file.size - 4; size++) {
            struct omr_image *image = NULL;
            assert_int_equal(omr_image_decode(&image, file.bytes, size, NULL, NULL),
                             OMR_ERROR_INPUT);
            assert_null(image);
        }
        free(file.bytes);
    }
}

static void limits_are_checked(void **state) {
    (void)state;
    struct bytes file = make_webp(3, true);
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    struct omr_image_limits limits = {.max_side = SCENE_WIDTH - 1};
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, &limits, &err),
                     OMR_ERROR_LIMIT);
    assert_string_equal(err.code, "image.limit.side");
    assert_null(image);
    free(file.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lossless_pictures_are_read_exactly),
        cmocka_unit_test(lossy_pictures_are_read),
        cmocka_unit_test(transparent_parts_are_white_paper),
        cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
        cmocka_unit_test(limits_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
