/* SPDX-License-Identifier: MIT */
#include "image/pixmap.h"
#include "pictures.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FILE_HEADER = 14, INFO_HEADER = 40, MAX_SIZE = 16384 };

/* A bitmap under construction. */
struct file {
    unsigned char bytes[MAX_SIZE];
    size_t size;
};

static void put_16(struct file *file, size_t at, unsigned value) {
    file->bytes[at] = (unsigned char)value;
    file->bytes[at + 1] = (unsigned char)(value >> 8);
}

static void put_32(struct file *file, size_t at, unsigned value) {
    put_16(file, at, value & 0xffff);
    put_16(file, at + 2, value >> 16);
}

static void append(struct file *file, const void *bytes, size_t size) {
    assert_true(file->size + size <= MAX_SIZE);
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

static void begin(struct file *file, int width, int height, unsigned depth, unsigned compression) {
    memset(file, 0, sizeof *file);
    memcpy(file->bytes, "BM", 2);
    put_32(file, 14, INFO_HEADER);
    put_32(file, 18, (unsigned)width);
    put_32(file, 22, (unsigned)height);
    put_16(file, 26, 1);
    put_16(file, 28, depth);
    put_32(file, 30, compression);
    put_32(file, 38, 11811); /* a metre: 300 dpi */
    file->size = FILE_HEADER + INFO_HEADER;
}

/* Greys from black to white. */
static void append_palette(struct file *file, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        unsigned char grey = (unsigned char)(i * 255 / (count - 1));
        append(file, (unsigned char[]){grey, grey, grey, 0}, 4);
    }
}

static void begin_pixels(struct file *file) {
    put_32(file, 10, (unsigned)file->size);
}

static struct omr_image *decode(const struct file *file) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    if (omr_image_decode(&image, file->bytes, file->size, NULL, &err))
        fail_msg("%s: %s", err.code, err.text);
    return image;
}

/* `expected` holds the rows from the top. */
static void assert_pixels(const struct file *file, int width, int height, const char *expected) {
    struct omr_image *image = decode(file);
    assert_int_equal(omr_image_width(image), width);
    assert_int_equal(omr_image_height(image), height);
    for (int y = 0; y < height; y++)
        assert_memory_equal(omr_image_row(image, y), expected + y * width, (size_t)width);
    omr_image_free(image);
}

static void assert_refused(const struct file *file, const struct omr_image_limits *limits,
                           enum omr_status status, const char *code) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    assert_int_equal(omr_image_decode(&image, file->bytes, file->size, limits, &err), status);
    assert_string_equal(err.code, code);
    assert_null(image);
}

static void append_scene(struct file *file, unsigned depth) {
    for (int y = SCENE_HEIGHT - 1; y >= 0; y--) {
        unsigned char row[SCENE_WIDTH * 4 + 4] = {0}, rgb[3];
        size_t step = depth / 8;
        for (int x = 0; x < SCENE_WIDTH; x++) {
            scene_colour(x, y, rgb);
            memcpy(row + (size_t)x * step, ((unsigned char[]){rgb[2], rgb[1], rgb[0]}), 3);
        }
        append(file, row, (SCENE_WIDTH * step + 3) / 4 * 4);
    }
}

static void true_colour_shows_the_same_grey_as_other_kinds(void **state) {
    (void)state;
    for (unsigned depth = 24; depth <= 32; depth += 8) {
        struct file file;
        begin(&file, SCENE_WIDTH, SCENE_HEIGHT, depth, 0);
        begin_pixels(&file);
        append_scene(&file, depth);
        struct omr_image *image = decode(&file);
        for (int y = 0; y < SCENE_HEIGHT; y++)
            for (int x = 0; x < SCENE_WIDTH; x++)
                assert_int_equal(omr_image_row(image, y)[x], scene_grey(x, y));
        assert_true(image->dpi > 299.9 && image->dpi < 300.1);
        omr_image_free(image);
    }
}

static void palettes_of_every_depth_are_read(void **state) {
    (void)state;
    struct file file;
    begin(&file, 3, 2, 1, 0);
    append_palette(&file, 2);
    begin_pixels(&file);
    append(&file, "\x60\0\0\0\xa0\0\0\0", 8);
    assert_pixels(&file, 3, 2, "\xff\0\xff\0\xff\xff");

    begin(&file, 3, 1, 4, 0);
    append_palette(&file, 16);
    begin_pixels(&file);
    append(&file, "\x0f\x10\0\0", 4);
    assert_pixels(&file, 3, 1, "\0\xff\x11");

    begin(&file, 2, 1, 8, 0);
    append_palette(&file, 256);
    begin_pixels(&file);
    append(&file, "\x12\xfe\0\0", 4);
    assert_pixels(&file, 2, 1, "\x12\xfe");
}

static void a_negative_height_means_from_the_top_down(void **state) {
    (void)state;
    struct file file;
    begin(&file, 1, -2, 8, 0);
    append_palette(&file, 256);
    begin_pixels(&file);
    append(&file, "\x01\0\0\0\x02\0\0\0", 8);
    assert_pixels(&file, 1, 2, "\x01\x02");
}

static void fields_of_bits_are_spread_over_all_greys(void **state) {
    (void)state;
    struct file file;
    begin(&file, 3, 1, 16, 0);
    begin_pixels(&file);
    append(&file, "\xff\x7f\0\0\x10\x42\0\0", 8); /* 5 bits a colour: white, black, middle */
    assert_pixels(&file, 3, 1, "\xff\0\x84");

    begin(&file, 2, 1, 16, 3);
    append(&file, "\0\xf8\0\0\xe0\x07\0\0\x1f\0\0\0", 12); /* 5, 6 and 5 bits */
    begin_pixels(&file);
    append(&file, "\xff\xff\xe0\x07", 4);
    assert_pixels(&file, 2, 1, "\xff\x96");

    begin(&file, 2, 1, 32, 3);
    append(&file, "\0\0\xf0\x3f\0\xfc\x0f\0\xff\x03\0\0", 12); /* 10 bits a colour */
    begin_pixels(&file);
    append(&file, "\xff\xff\xff\x3f\0\0\0\0", 8);
    assert_pixels(&file, 2, 1, "\xff\0");
}

static void transparent_pixels_are_white_paper(void **state) {
    (void)state;
    struct file file;
    begin(&file, 2, 1, 32, 3);
    put_32(&file, 14, 56);
    append(&file, "\0\0\xff\0\0\xff\0\0\xff\0\0\0\0\0\0\xff", 16);
    begin_pixels(&file);
    append(&file, "\0\0\0\0\0\0\0\xff", 8);
    assert_pixels(&file, 2, 1, "\xff\0");
}

static void headers_of_os2_are_read(void **state) {
    (void)state;
    struct file file = {.size = FILE_HEADER + 12};
    memcpy(file.bytes, "BM", 2);
    put_32(&file, 14, 12);
    put_16(&file, 18, 2);
    put_16(&file, 20, 1);
    put_16(&file, 22, 1);
    put_16(&file, 24, 1);
    append(&file, "\xff\xff\xff\0\0\0", 6);
    begin_pixels(&file);
    append(&file, "\x40\0\0\0", 4);
    assert_pixels(&file, 2, 1, "\xff\0");
}

static void run_lengths_of_8_bits_are_read(void **state) {
    (void)state;
    struct file file;
    begin(&file, 4, 3, 8, 1);
    append_palette(&file, 256);
    begin_pixels(&file);
    append(&file,
           "\x04\x07\0\0"
           "\0\x03\x01\x02\x03\0\x01\x09\0\0"
           "\0\x02\x02\0\x01\x05\0\x01",
           22);
    assert_pixels(&file, 4, 3,
                  "\0\0\x05\0"
                  "\x01\x02\x03\x09"
                  "\x07\x07\x07\x07");
}

static void run_lengths_of_4_bits_are_read(void **state) {
    (void)state;
    struct file file;
    begin(&file, 5, 2, 4, 2);
    append_palette(&file, 16);
    begin_pixels(&file);
    append(&file,
           "\x05\x1f\0\0"
           "\0\x05\x01\x23\x40\0\0\x01",
           12);
    assert_pixels(&file, 5, 2,
                  "\0\x11\x22\x33\x44"
                  "\x11\xff\x11\xff\x11");
}

static void runs_that_leave_the_picture_are_dropped(void **state) {
    (void)state;
    struct file file;
    begin(&file, 2, 1, 8, 1);
    append_palette(&file, 256);
    begin_pixels(&file);
    append(&file, "\xff\x07\0\x02\xff\xff\xff\x08\0\x01", 10);
    assert_pixels(&file, 2, 1, "\x07\x07");
}

static void a_file_cut_off_anywhere_is_refused(void **state) {
    (void)state;
    struct file file;
    begin(&file, SCENE_WIDTH, SCENE_HEIGHT, 24, 0);
    begin_pixels(&file);
    append_scene(&file, 24);
    for (size_t whole = file.size--; file.size >= 2; file.size--) {
        assert_true(file.size < whole);
        assert_refused(&file, NULL, OMR_ERROR_INPUT, "image.truncated");
    }
    begin(&file, 2, 2, 8, 1);
    append_palette(&file, 256);
    begin_pixels(&file);
    append(&file, "\x02\x07\0\0\x01\x07", 6);
    assert_refused(&file, NULL, OMR_ERROR_INPUT, "image.truncated");
}

static void headers_that_make_no_sense_are_refused(void **state) {
    (void)state;
    struct file file;
    begin(&file, 2, 2, 7, 0);
    begin_pixels(&file);
    append(&file, "................", 16);
    assert_refused(&file, NULL, OMR_ERROR_INPUT, "image.damaged");
    put_16(&file, 28, 8);
    put_32(&file, 10, 20);
    assert_refused(&file, NULL, OMR_ERROR_INPUT, "image.damaged");
    put_32(&file, 14, 13);
    assert_refused(&file, NULL, OMR_ERROR_INPUT, "image.damaged");
}

static void other_files_inside_are_named_as_unsupported(void **state) {
    (void)state;
    struct file file;
    begin(&file, 2, 2, 24, 4);
    assert_refused(&file, NULL, OMR_ERROR_UNSUPPORTED, "image.bmp_kind");
}

static void limits_are_checked_before_anything_else(void **state) {
    (void)state;
    struct file file;
    begin(&file, 20000, 20000, 8, 1);
    begin_pixels(&file);
    assert_refused(&file, NULL, OMR_ERROR_LIMIT, "image.limit.pixels");
    begin(&file, 0x7fffffff, 1, 8, 1);
    assert_refused(&file, NULL, OMR_ERROR_LIMIT, "image.limit.side");
    begin(&file, 0, 5, 8, 1);
    assert_refused(&file, NULL, OMR_ERROR_INPUT, "image.empty");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(true_colour_shows_the_same_grey_as_other_kinds),
        cmocka_unit_test(palettes_of_every_depth_are_read),
        cmocka_unit_test(a_negative_height_means_from_the_top_down),
        cmocka_unit_test(fields_of_bits_are_spread_over_all_greys),
        cmocka_unit_test(transparent_pixels_are_white_paper),
        cmocka_unit_test(headers_of_os2_are_read),
        cmocka_unit_test(run_lengths_of_8_bits_are_read),
        cmocka_unit_test(run_lengths_of_4_bits_are_read),
        cmocka_unit_test(runs_that_leave_the_picture_are_dropped),
        cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
        cmocka_unit_test(headers_that_make_no_sense_are_refused),
        cmocka_unit_test(other_files_inside_are_named_as_unsupported),
        cmocka_unit_test(limits_are_checked_before_anything_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
