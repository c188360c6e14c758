/* SPDX-License-Identifier: MIT */
#include "pictures.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_refused(const void *bytes, size_t size, enum omr_status status, const char *code,
                           const char *text) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    assert_int_equal(omr_image_decode(&image, bytes, size, NULL, &err), status);
    assert_int_equal(err.status, status);
    assert_string_equal(err.code, code);
    if (!strstr(err.text, text))
        fail_msg("\"%s\" does not name %s", err.text, text);
    assert_null(image);
}

static void kinds_that_cannot_be_read_are_named(void **state) {
    (void)state;
    static const struct {
        char begin[20];
        const char *name;
    } kinds[] = {
        {"\0\0\0\x18"
         "ftypheic",
         "HEIC"},
        {"\0\0\0\x18"
         "ftypavif",
         "AVIF"},
        {"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"},
        {"\xff\x0a\xfa\x7f", "JPEG XL"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char file[64] = {0};
        memcpy(file, kinds[i].begin, 16);
        assert_refused(file, sizeof file, OMR_ERROR_UNSUPPORTED, "image.unsupported",
                       kinds[i].name);
    }
}

static void what_is_no_picture_is_refused(void **state) {
    (void)state;
    assert_refused("hell\x01o", 6, OMR_ERROR_UNSUPPORTED, "image.unknown", "no picture");
    assert_refused("\xff", 1, OMR_ERROR_UNSUPPORTED, "image.unknown", "no picture");
    assert_refused("", 0, OMR_ERROR_INPUT, "image.empty", "empty");
    assert_refused(NULL, 0, OMR_ERROR_INPUT, "image.empty", "empty");
}

static void what_people_send_instead_of_a_picture_is_named(void **state) {
    (void)state;
    static const struct {
        const char *file, *name;
        size_t size;
    } files[] = {
#define FILE_NAMED(file, name) {file, name, sizeof(file) - 1}
        FILE_NAMED("PK\3\4 [Content_Types].xml word/document.xml PK\5\6", "Word document"),
        FILE_NAMED("PK\3\4 [Content_Types].xml xl/workbook.xml PK\5\6", "Excel document"),
        FILE_NAMED("PK\3\4 scans/page.jpg", "ZIP archive"),
        FILE_NAMED(
            "PK\3\4aaaaaaaaaaaaaaaaaaaaaaaaaamimetypeapplication/vnd.oasis.opendocument.text",
            "LibreOffice"),
        FILE_NAMED("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word"),
        FILE_NAMED("{\\rtf1 Dear all}", "RTF"),
        FILE_NAMED("\0\0\0\x18"
                   "ftypisom",
                   "a video"),
        FILE_NAMED("\xef\xbb\xbf\r\n {\"Pages\":[]}", "wrong way round"),
        FILE_NAMED("<!DOCTYPE html><html></html>", "web page"),
        FILE_NAMED("<?xml version='1.0'?><svg/>", "SVG"),
        FILE_NAMED("Liebe Gr\xc3\xbc\xc3\x9f"
                   "e",
                   "a text"),
        FILE_NAMED("\0\0\0\0\0\0\0\0", "zeros"),
#undef FILE_NAMED
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_refused(files[i].file, files[i].size, OMR_ERROR_UNSUPPORTED, "image.other_file",
                       files[i].name);
}

static void a_long_text_is_a_text_wherever_it_is_cut(void **state) {
    (void)state;
    char text[5000];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(text, 'a', shift);
        for (size_t i = shift; i + 3 <= sizeof text; i += 3)
            memcpy(text + i, "\xe2\x82\xac", 3);
        assert_refused(text, sizeof text - 10, OMR_ERROR_UNSUPPORTED, "image.other_file", "a text");
    }
}

static void a_signature_alone_is_a_truncated_file(void **state) {
    (void)state;
    assert_refused("\xff\xd8\xff", 3, OMR_ERROR_INPUT, "image.truncated", "JPEG");
    assert_refused("\x89PNG\r\n\x1a\n", 8, OMR_ERROR_INPUT, "image.truncated", "PNG");
}

static void the_error_may_be_null(void **state) {
    (void)state;
    struct omr_image *image = NULL;
    assert_int_equal(omr_image_decode(&image, "\xff\xd8\xff", 3, NULL, NULL), OMR_ERROR_INPUT);
    assert_int_equal(omr_image_decode(&image, "\x89PNG\r\n\x1a\n", 8, NULL, NULL), OMR_ERROR_INPUT);
    assert_null(image);
}

static void the_same_bytes_give_the_same_pixels(void **state) {
    (void)state;
    struct bytes file = make_jpeg(&(struct jpeg_kind){.colours = "ycc", .repeats = 3});
    struct omr_image *first, *second;
    assert_int_equal(omr_image_decode(&first, file.bytes, file.size, NULL, NULL), OMR_OK);
    assert_int_equal(omr_image_decode(&second, file.bytes, file.size, NULL, NULL), OMR_OK);
    for (int y = 0; y < omr_image_height(first); y++)
        assert_memory_equal(omr_image_row(first, y), omr_image_row(second, y),
                            (size_t)omr_image_width(first));
    omr_image_free(first);
    omr_image_free(second);
    free(file.bytes);
}

static void grey_pixels_are_copied_row_by_row(void **state) {
    (void)state;
    uint8_t pixels[] = {1, 2, 3, 99, 4, 5, 6, 99};
    struct omr_image *image;
    assert_int_equal(omr_image_from_grey(&image, pixels, 3, 2, 4, NULL), OMR_OK);
    memset(pixels, 0, sizeof pixels);
    assert_int_equal(omr_image_width(image), 3);
    assert_int_equal(omr_image_height(image), 2);
    assert_memory_equal(omr_image_row(image, 0), ((uint8_t[]){1, 2, 3}), 3);
    assert_memory_equal(omr_image_row(image, 1), ((uint8_t[]){4, 5, 6}), 3);
    omr_image_free(image);
}

static void grey_pixels_that_make_no_picture_are_refused(void **state) {
    (void)state;
    uint8_t pixel = 0;
    struct omr_image *image = NULL;
    assert_int_equal(omr_image_from_grey(&image, NULL, 1, 1, 1, NULL), OMR_ERROR_USAGE);
    assert_int_equal(omr_image_from_grey(&image, &pixel, 0, 1, 1, NULL), OMR_ERROR_USAGE);
    assert_int_equal(omr_image_from_grey(&image, &pixel, 1, -1, 1, NULL), OMR_ERROR_USAGE);
    assert_int_equal(omr_image_from_grey(&image, &pixel, 2, 1, 1, NULL), OMR_ERROR_USAGE);
    assert_null(image);
}

static void no_image_is_ended_without_harm(void **state) {
    (void)state;
    omr_image_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_that_cannot_be_read_are_named),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(what_people_send_instead_of_a_picture_is_named),
        cmocka_unit_test(a_long_text_is_a_text_wherever_it_is_cut),
        cmocka_unit_test(a_signature_alone_is_a_truncated_file),
        cmocka_unit_test(the_error_may_be_null),
        cmocka_unit_test(the_same_bytes_give_the_same_pixels),
        cmocka_unit_test(grey_pixels_are_copied_row_by_row),
        cmocka_unit_test(grey_pixels_that_make_no_picture_are_refused),
        cmocka_unit_test(no_image_is_ended_without_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
