/* SPDX-License-Identifier: MIT */
#include "image/pyramid.h"
#include "pictures.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct omr_image *decode(struct bytes file) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    if (omr_image_decode(&image, file.bytes, file.size, NULL, &err))
        fail_msg("%s: %s", err.code, err.text);
    return image;
}

static void assert_near(int value, int expected, int tolerance) {
    if (abs(value - expected) > tolerance)
        fail_msg("%d is not within %d of %d", value, tolerance, expected);
}

static void assert_scene(const struct omr_image *image, int tolerance) {
    assert_int_equal(omr_image_width(image), SCENE_WIDTH);
    assert_int_equal(omr_image_height(image), SCENE_HEIGHT);
    for (int y = 0; y < SCENE_HEIGHT; y++)
        for (int x = 0; x < SCENE_WIDTH; x++)
            assert_near(omr_image_row(image, y)[x], scene_grey(x, y), tolerance);
}

static void assert_decodes(struct jpeg_kind kind, int tolerance) {
    struct bytes file = make_jpeg(&kind);
    struct omr_image *image = decode(file);
    assert_scene(image, tolerance);
    omr_image_free(image);
    free(file.bytes);
}

static void assert_refused(const void *bytes, size_t size, const struct omr_image_limits *limits,
                           enum omr_status status, const char *code) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    assert_int_equal(omr_image_decode(&image, bytes, size, limits, &err), status);
    assert_string_equal(err.code, code);
    assert_null(image);
}

static void grey_and_colour_files_show_the_same_grey(void **state) {
    (void)state;
    assert_decodes((struct jpeg_kind){.colours = "grey"}, 2);
    assert_decodes((struct jpeg_kind){.colours = "ycc"}, 2);
    assert_decodes((struct jpeg_kind){.colours = "ycc", .has_half_colours = true}, 2);
    assert_decodes((struct jpeg_kind){.colours = "rgb"}, 2);
}

static void files_of_four_inks_show_the_same_grey(void **state) {
    (void)state;
    assert_decodes((struct jpeg_kind){.colours = "ycck"}, 3);
}

static void progressive_and_arithmetic_files_are_read(void **state) {
    (void)state;
    assert_decodes((struct jpeg_kind){.colours = "ycc", .is_progressive = true}, 2);
    assert_decodes((struct jpeg_kind){.colours = "ycc", .is_arithmetic = true}, 2);
    assert_decodes((struct jpeg_kind){.colours = "grey", .restart_rows = 1}, 2);
}

/* Where pixel (x, y) of the upright picture lies in the file. */
static void find_source(int orientation, int x, int y, int *source_x, int *source_y) {
    int right = SCENE_WIDTH - 1, bottom = SCENE_HEIGHT - 1;
    const int table[9][2] = {
        {0},    {x, y},          {right - x, y},          {right - x, bottom - y}, {x, bottom - y},
        {y, x}, {y, bottom - x}, {right - y, bottom - x}, {right - y, x}};
    *source_x = table[orientation][0];
    *source_y = table[orientation][1];
}

static void assert_upright(int orientation, bool is_big_endian) {
    unsigned char exif[EXIF_SIZE];
    make_exif(exif, orientation, is_big_endian);
    struct bytes file =
        make_jpeg(&(struct jpeg_kind){.colours = "ycc", .exif = exif, .exif_size = sizeof exif});
    struct omr_image *image = decode(file);
    bool is_on_side = orientation >= 5;
    assert_int_equal(omr_image_width(image), is_on_side ? SCENE_HEIGHT : SCENE_WIDTH);
    assert_int_equal(omr_image_height(image), is_on_side ? SCENE_WIDTH : SCENE_HEIGHT);
    for (int y = 0; y < omr_image_height(image); y++)
        for (int x = 0; x < omr_image_width(image); x++) {
            int source_x, source_y;
            find_source(orientation, x, y, &source_x, &source_y);
            assert_near(omr_image_row(image, y)[x], scene_grey(source_x, source_y), 2);
        }
    omr_image_free(image);
    free(file.bytes);
}

static void all_eight_orientations_come_out_upright(void **state) {
    (void)state;
    for (int orientation = 1; orientation <= 8; orientation++) {
        assert_upright(orientation, false);
        assert_upright(orientation, true);
    }
}

/* `repeats` of the scene, which is odd in both directions, make a picture of odd or even sides. */
static void assert_halved(int orientation, const char *colours, int repeats) {
    unsigned char exif[EXIF_SIZE];
    make_exif(exif, orientation, false);
    struct bytes file = make_jpeg(&(struct jpeg_kind){
        .colours = colours, .exif = exif, .exif_size = sizeof exif, .repeats = repeats});
    struct omr_image *image = decode(file);
    struct omr_pyramid pyramid;
    bool is_even = repeats % 2 == 0;
    assert_int_equal(image->half.pixels != NULL, orientation == 1 || (orientation >= 5 && is_even));
    assert_int_equal(omr_pyramid_init(&pyramid, &image->grey, NULL, 8, NULL), OMR_OK);
    const struct omr_pixmap *expected = &pyramid.level[1];
    for (int y = 0; image->half.pixels && y < expected->height; y++)
        assert_memory_equal(omr_pixmap_row(&image->half, y), omr_pixmap_row(expected, y),
                            (size_t)expected->width);
    omr_pyramid_clear(&pyramid);
    omr_image_free(image);
    free(file.bytes);
}

static void the_half_made_while_decoding_is_that_of_the_picture(void **state) {
    (void)state;
    for (int orientation = 1; orientation <= 8; orientation++)
        for (int repeats = 1; repeats <= 4; repeats++) {
            assert_halved(orientation, "ycc", repeats);
            assert_halved(orientation, "ycck", repeats);
        }
}

static void the_resolution_is_told(void **state) {
    (void)state;
    struct bytes file = make_jpeg(&(struct jpeg_kind){.colours = "grey", .dpi = 300});
    struct omr_image *image = decode(file);
    assert_true(image->dpi == 300);
    assert_true(image->decode_ms > 0);
    omr_image_free(image);
    free(file.bytes);
}

static void a_missing_end_marker_is_forgiven(void **state) {
    (void)state;
    static const struct jpeg_kind kinds[] = {
        {.colours = "ycc"}, {.colours = "ycc", .is_progressive = true}, {.colours = "grey"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct bytes file = make_jpeg(&kinds[i]);
        file.size -= 2;
        struct omr_image *image = decode(file);
        assert_scene(image, 2);
        omr_image_free(image);
        free(file.bytes);
    }
}

/* The exact end of the last block is not on a byte's border: a few bytes may be spare. */
static void a_file_cut_off_anywhere_is_refused(void **state) {
    (void)state;
    static const struct jpeg_kind kinds[] = {{.colours = "grey"},
                                             {.colours = "ycc"},
                                             {.colours = "ycc", .restart_rows = 1},
                                             {.colours = "grey", .is_progressive = true},
                                             {.colours = "ycck"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct bytes file = make_jpeg(&kinds[i]);
        for (size_t size = 3; size < file.size - 6; size++)
            assert_refused(file.bytes, size, NULL, OMR_ERROR_INPUT, "image.truncated");
        free(file.bytes);
    }
}

static void damaged_data_is_refused_and_the_row_named(void **state) {
    (void)state;
    struct bytes file = make_jpeg(&(struct jpeg_kind){.colours = "grey", .repeats = 8});
    memcpy(file.bytes + file.size / 2, "\xff\xd9", 2);
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, NULL, &err), OMR_ERROR_INPUT);
    assert_string_equal(err.code, "image.damaged");
    assert_non_null(strstr(err.text, "from row 1"));
    free(file.bytes);
}

static void limits_are_checked_before_pixels_are_decoded(void **state) {
    (void)state;
    struct bytes file = make_jpeg(&(struct jpeg_kind){.colours = "grey"});
    struct omr_image_limits side = {.max_side = SCENE_WIDTH - 1},
                            pixels = {.max_pixels = SCENE_WIDTH * SCENE_HEIGHT - 1},
                            bytes = {.max_bytes = file.size - 1},
                            enough = {.max_side = SCENE_WIDTH,
                                      .max_pixels = SCENE_WIDTH * SCENE_HEIGHT,
                                      .max_bytes = file.size};
    assert_refused(file.bytes, file.size, &side, OMR_ERROR_LIMIT, "image.limit.side");
    assert_refused(file.bytes, file.size, &pixels, OMR_ERROR_LIMIT, "image.limit.pixels");
    assert_refused(file.bytes, file.size, &bytes, OMR_ERROR_LIMIT, "image.limit.bytes");
    struct omr_image *image = NULL;
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, &enough, NULL), OMR_OK);
    omr_image_free(image);
    free(file.bytes);
}

static void a_header_of_a_huge_picture_is_refused_by_default(void **state) {
    (void)state;
    struct bytes file = make_jpeg(&(struct jpeg_kind){.colours = "grey"});
    unsigned char *frame = memmem(file.bytes, file.size, "\xff\xc0", 2);
    assert_non_null(frame);
    memcpy(frame + 5, "\xff\xff\xff\xff", 4);
    assert_refused(file.bytes, file.size, NULL, OMR_ERROR_LIMIT, "image.limit.side");
    memcpy(frame + 5, "\x75\x00\x75\x00", 4);
    assert_refused(file.bytes, file.size, NULL, OMR_ERROR_LIMIT, "image.limit.pixels");
    free(file.bytes);
}

static void a_file_of_too_many_scans_is_refused(void **state) {
    (void)state;
    struct bytes file = make_jpeg(&(struct jpeg_kind){.colours = "ycc", .is_progressive = true});
    struct omr_image_limits few = {.max_scans = 9}, enough = {.max_scans = 10};
    assert_refused(file.bytes, file.size, &few, OMR_ERROR_LIMIT, "image.limit.scans");
    struct omr_image *image = NULL;
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, &enough, NULL), OMR_OK);
    omr_image_free(image);
    free(file.bytes);
}

static void the_largest_pictures_may_have_fewer_scans(void **state) {
    (void)state;
    struct bytes file =
        make_jpeg(&(struct jpeg_kind){.colours = "grey", .is_progressive = true, .scan_count = 21});
    struct omr_image_limits tight = {.max_pixels = SCENE_WIDTH * SCENE_HEIGHT},
                            wide = {.max_pixels = 2 * SCENE_WIDTH * SCENE_HEIGHT};
    assert_refused(file.bytes, file.size, &tight, OMR_ERROR_LIMIT, "image.limit.scans");
    struct omr_image *image = NULL;
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, &wide, NULL), OMR_OK);
    assert_scene(image, 2);
    omr_image_free(image);
    free(file.bytes);
}

static void other_kinds_of_jpeg_are_named_as_unsupported(void **state) {
    (void)state;
    struct bytes file = make_jpeg(&(struct jpeg_kind){.colours = "grey"});
    unsigned char *frame = memmem(file.bytes, file.size, "\xff\xc0", 2);
    assert_non_null(frame);
    frame[4] = 12;
    assert_refused(file.bytes, file.size, NULL, OMR_ERROR_UNSUPPORTED, "image.jpeg_kind");
    frame[4] = 8;
    frame[1] = 0xc3;
    assert_refused(file.bytes, file.size, NULL, OMR_ERROR_UNSUPPORTED, "image.jpeg_kind");
    free(file.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grey_and_colour_files_show_the_same_grey),
        cmocka_unit_test(files_of_four_inks_show_the_same_grey),
        cmocka_unit_test(progressive_and_arithmetic_files_are_read),
        cmocka_unit_test(all_eight_orientations_come_out_upright),
        cmocka_unit_test(the_half_made_while_decoding_is_that_of_the_picture),
        cmocka_unit_test(the_resolution_is_told),
        cmocka_unit_test(a_missing_end_marker_is_forgiven),
        cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
        cmocka_unit_test(damaged_data_is_refused_and_the_row_named),
        cmocka_unit_test(limits_are_checked_before_pixels_are_decoded),
        cmocka_unit_test(a_header_of_a_huge_picture_is_refused_by_default),
        cmocka_unit_test(a_file_of_too_many_scans_is_refused),
        cmocka_unit_test(the_largest_pictures_may_have_fewer_scans),
        cmocka_unit_test(other_kinds_of_jpeg_are_named_as_unsupported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
