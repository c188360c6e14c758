/* SPDX-License-Identifier: MIT
 *
 * Whole pictures: their size, what they refuse, and what a shortage of memory leaves behind. */
#include "support/failing_memory.h"

#include <omr/overlay.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char pattern[] =
    "{\"Name\":\"\xc3\x89tude\",\"Pages\":[{\"Width\":1200,\"Height\":1600,\"Elements\":["
    "{\"Type\":\"ReferencePoint\",\"Left\":20,\"Top\":20,\"Width\":60,\"Height\":60},"
    "{\"Type\":\"Barcode\",\"Name\":\"b\",\"BarcodeType\":\"QR\",\"Left\":800,\"Top\":90,"
    "\"Width\":200,\"Height\":200},"
    "{\"Type\":\"ChoiceBox\",\"Name\":\"A very long name that no margin has room for, never\","
    "\"BubbleWidth\":60,\"BubbleHeight\":60,\"Bubbles\":[{\"Value\":\"A\",\"Left\":100,"
    "\"Top\":400},{\"Value\":\"long value\",\"Left\":200,\"Top\":400}]},"
    "{\"Type\":\"CheckBox\",\"Name\":\"c\",\"BubbleWidth\":40,\"BubbleHeight\":40,\"Bubbles\":[{"
    "\"Value\":\"yes\",\"Left\":100,\"Top\":600}]}]}]}";

static struct omr_bubble_reading bubbles[] = {{.value = "A",
                                               .fill = 0.9,
                                               .is_marked = true,
                                               .x_px = 130,
                                               .y_px = 430,
                                               .right = {30, 2},
                                               .down = {-2, 30}},
                                              {.value = "B",
                                               .fill = 0.4,
                                               .x_px = 230,
                                               .y_px = 432,
                                               .right = {30, 2},
                                               .down = {-2, 30},
                                               .reasons = OMR_REASON_UNSURE_MARK}};
static struct omr_quad quad = {{{800, 90}, {1000, 90}, {1000, 290}, {800, 290}}};
static struct omr_field fields[] = {{.name = "Q1",
                                     .value = "A",
                                     .needs_review = true,
                                     .reasons = OMR_REASON_UNSURE_MARK,
                                     .bubbles = bubbles,
                                     .bubble_count = 2},
                                    {.name = "b", .value = "text", .area = &quad}};
static struct omr_finding finding = {"mirrored", "the picture is mirrored"};
static const struct omr_result result = {
    .fields = fields,
    .field_count = 2,
    .review_count = 1,
    .findings = &finding,
    .finding_count = 1,
    .registration = {.corners = {{5, 5}, {1195, 5}, {1195, 1595}, {5, 1595}},
                     .method = "markers",
                     .markers = &quad,
                     .marker_count = 1},
    .page = 1};

static struct omr_image *make_image(int width, int height) {
    struct omr_image *image = NULL;
    uint8_t *pixels = malloc((size_t)width * (size_t)height);
    assert_non_null(pixels);
    memset(pixels, 230, (size_t)width * (size_t)height);
    assert_int_equal(omr_image_from_grey(&image, pixels, width, height, (size_t)width, NULL),
                     OMR_OK);
    free(pixels);
    return image;
}

static struct omr_form *make_form(void) {
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    if (omr_form_parse(&form, pattern, sizeof pattern - 1, &err))
        fail_msg("%s", err.text);
    return form;
}

/* The picture must be one that can be read again; its size. */
static void measure_and_free(char *png, size_t size, int *width, int *height) {
    struct omr_image *image = NULL;
    assert_int_equal(omr_image_decode(&image, png, size, NULL, NULL), OMR_OK);
    *width = omr_image_width(image);
    *height = omr_image_height(image);
    omr_image_free(image);
    free(png);
}

static void pictures_of_every_shape_fit_into_2000_px(void **state) {
    (void)state;
    static const int sizes[][2] = {{1200, 1600}, {3000, 2000}, {100, 140}, {1, 3000}, {4000, 3}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct omr_image *image = make_image(sizes[i][0], sizes[i][1]);
        char *png;
        size_t size;
        int width, height;
        assert_int_equal(omr_overlay_draw(&result, image, NULL, &png, &size, NULL), OMR_OK);
        measure_and_free(png, size, &width, &height);
        assert_true(width <= 2000 && height <= 2000);
        assert_true(width >= 640);
        omr_image_free(image);
    }
}

static void a_page_that_could_not_be_read_needs_a_reason(void **state) {
    (void)state;
    struct omr_image *image = make_image(600, 800);
    struct omr_error err = {0};
    char *png = NULL;
    size_t size;
    int width, height;
    assert_int_equal(omr_overlay_draw(NULL, image, NULL, &png, &size, &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, "overlay.nothing");
    assert_null(png);
    assert_int_equal(omr_overlay_draw(NULL, image, "why not", &png, &size, &err), OMR_OK);
    measure_and_free(png, size, &width, &height);
    omr_image_free(image);
}

static void a_form_has_no_picture_of_a_page_it_has_not(void **state) {
    (void)state;
    struct omr_form *form = make_form();
    struct omr_error err = {0};
    char *png = NULL;
    size_t size;
    int width, height;
    assert_int_equal(omr_form_draw(form, 1, &png, &size, &err), OMR_ERROR_USAGE);
    assert_string_equal(err.text, "the form has 1 pages, not a page 2");
    assert_int_equal(omr_form_draw(form, -1, &png, &size, NULL), OMR_ERROR_USAGE);
    assert_null(png);
    assert_int_equal(omr_form_draw(form, 0, &png, &size, NULL), OMR_OK);
    measure_and_free(png, size, &width, &height);
    assert_true(height == 1600 || height > width);
    omr_form_free(form);
}

static enum omr_status draw_both(const struct omr_form *form, const struct omr_image *image,
                                 struct omr_error *err) {
    char *png = NULL;
    size_t size;
    enum omr_status status = omr_overlay_draw(&result, image, NULL, &png, &size, err);
    assert_true(!png == !!status);
    free(png);
    png = NULL;
    if (!status)
        status = omr_form_draw(form, 0, &png, &size, err);
    assert_true(!png == !!status);
    free(png);
    return status;
}

static void drawing_survives_a_shortage_of_memory(void **state) {
    (void)state;
    if (!failing_memory_works()) {
        print_message("# skipped: memory cannot be made to fail under a sanitizer\n");
        skip();
    }
    struct omr_form *form = make_form();
    struct omr_image *image = make_image(300, 400);
    bool has_failed = true;
    for (long countdown = 1; has_failed; countdown++) {
        struct omr_error err = {0};
        failing_memory_begin(countdown);
        enum omr_status status = draw_both(form, image, &err);
        long held = failing_memory_end(&has_failed);
        assert_int_equal(held, 0);
        if (status)
            assert_int_equal(err.status, OMR_ERROR_MEMORY);
        assert_true(countdown < 2000);
    }
    omr_image_free(image);
    omr_form_free(form);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_of_every_shape_fit_into_2000_px),
        cmocka_unit_test(a_page_that_could_not_be_read_needs_a_reason),
        cmocka_unit_test(a_form_has_no_picture_of_a_page_it_has_not),
        cmocka_unit_test(drawing_survives_a_shortage_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
