/* SPDX-License-Identifier: MIT */
#include "overlay/canvas.h"
#include "overlay/shape.h"
#include "overlay/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct omr_ink black = {0, 0, 0, 1};

static void open_canvas(struct omr_canvas *canvas) {
    assert_int_equal(omr_canvas_init(canvas, 40, 30, NULL), OMR_OK);
}

static int red_at(const struct omr_canvas *canvas, int x, int y) {
    return canvas->pixels[(y * canvas->width + x) * 3];
}

/* How much ink there is, in pixels. */
static double ink_on(const struct omr_canvas *canvas) {
    double sum = 0;
    for (int i = 0; i < canvas->width * canvas->height; i++)
        sum += 1 - canvas->pixels[3 * i] / 255.0;
    return sum;
}

static void an_area_covers_what_it_encloses(void **state) {
    (void)state;
    struct omr_canvas canvas;
    open_canvas(&canvas);
    omr_canvas_box(&canvas, 9.5, 4.5, 19.5, 14.5, black);
    assert_true(fabs(ink_on(&canvas) - 100) < 0.01);
    assert_int_equal(red_at(&canvas, 10, 5), 0);
    assert_int_equal(red_at(&canvas, 19, 14), 0);
    assert_int_equal(red_at(&canvas, 9, 5), 255);
    assert_int_equal(red_at(&canvas, 20, 14), 255);
    omr_canvas_clear(&canvas);
}

static void a_pixel_covered_in_part_is_grey(void **state) {
    (void)state;
    struct omr_canvas canvas;
    open_canvas(&canvas);
    omr_canvas_box(&canvas, 9.5, 4.5, 19.75, 14.5, black);
    assert_in_range(red_at(&canvas, 20, 8), 188, 194);
    omr_canvas_clear(&canvas);
}

static void ink_that_is_half_opaque_shows_what_is_below(void **state) {
    (void)state;
    struct omr_canvas canvas;
    open_canvas(&canvas);
    omr_canvas_box(&canvas, 0, 0, 30, 20, (struct omr_ink){100, 0, 0, 0.5});
    assert_in_range(red_at(&canvas, 5, 5), 177, 178);
    assert_in_range(canvas.pixels[(5 * 40 + 5) * 3 + 1], 127, 128);
    omr_canvas_clear(&canvas);
}

static void what_lies_outside_is_left_away(void **state) {
    (void)state;
    struct omr_canvas canvas;
    open_canvas(&canvas);
    omr_canvas_box(&canvas, -1000, -1000, 1000, 1000, black);
    assert_true(fabs(ink_on(&canvas) - 1200) < 0.01);
    omr_canvas_clear(&canvas);
    open_canvas(&canvas);
    omr_canvas_box(&canvas, 50, 40, 60, 50, black);
    omr_canvas_line(&canvas, (struct omr_point){-9, -9}, (struct omr_point){-5, -9}, 3, black);
    omr_canvas_line(&canvas, (struct omr_point){100, 0}, (struct omr_point){300, 0}, 3, black);
    assert_true(ink_on(&canvas) == 0);
    omr_canvas_clear(&canvas);
}

static void places_that_are_no_numbers_draw_nothing(void **state) {
    (void)state;
    const double bad[] = {NAN, INFINITY, -INFINITY, 1e300};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct omr_canvas canvas;
        open_canvas(&canvas);
        omr_canvas_box(&canvas, bad[i], 0, 10, 10, black);
        omr_canvas_line(&canvas, (struct omr_point){bad[i], 0}, (struct omr_point){5, 5}, 2, black);
        omr_letters_draw(&canvas, "A", 1, 0, bad[i], 10, black);
        assert_true(ink_on(&canvas) == 0);
        omr_canvas_clear(&canvas);
    }
}

static void a_line_has_its_length_and_width(void **state) {
    (void)state;
    struct omr_canvas canvas;
    open_canvas(&canvas);
    omr_canvas_line(&canvas, (struct omr_point){5, 15}, (struct omr_point){35, 15}, 3, black);
    assert_int_equal(red_at(&canvas, 20, 14), 0);
    assert_int_equal(red_at(&canvas, 20, 16), 0);
    assert_int_equal(red_at(&canvas, 20, 17), 255);
    assert_in_range((int)ink_on(&canvas), 90, 102); /* with its round ends */
    omr_canvas_clear(&canvas);
}

static void an_ellipse_has_its_area_and_fills_from_below(void **state) {
    (void)state;
    struct omr_canvas canvas;
    struct omr_shape shape = {.centre = {20, 15}, .right = {12, 0}, .down = {0, 8}};
    open_canvas(&canvas);
    omr_shape_fill(&canvas, &shape, 1, black);
    assert_true(fabs(ink_on(&canvas) - 12 * 8 * 3.14159) < 3);
    omr_canvas_clear(&canvas);
    open_canvas(&canvas);
    omr_shape_fill(&canvas, &shape, 0.5, black);
    assert_int_equal(red_at(&canvas, 20, 12), 255);
    assert_int_equal(red_at(&canvas, 20, 18), 0);
    assert_true(fabs(ink_on(&canvas) - 6 * 8 * 3.14159) < 3);
    omr_canvas_clear(&canvas);
}

static void a_picture_becomes_the_mean_of_its_pixels(void **state) {
    (void)state;
    uint8_t pixels[80 * 60];
    struct omr_pixmap picture = {.width = 80, .height = 60, .stride = 80, .pixels = pixels};
    struct omr_canvas canvas;
    for (int i = 0; i < 80 * 60; i++)
        pixels[i] = i % 2 ? 200 : 100; /* columns */
    open_canvas(&canvas);
    omr_canvas_place(&canvas, &picture, 0, 0, 40, 30, 1);
    assert_int_equal(red_at(&canvas, 0, 0), 150);
    assert_int_equal(red_at(&canvas, 39, 29), 150);
    omr_canvas_place(&canvas, &picture, 0, 0, 40, 30, 0.5);
    assert_in_range(red_at(&canvas, 20, 15), 202, 203);
    omr_canvas_clear(&canvas);
}

static void a_picture_can_be_enlarged(void **state) {
    (void)state;
    uint8_t pixels[] = {0, 255};
    struct omr_pixmap picture = {.width = 2, .height = 1, .stride = 2, .pixels = pixels};
    struct omr_canvas canvas;
    open_canvas(&canvas);
    omr_canvas_place(&canvas, &picture, 0, 0, 40, 30, 1);
    assert_int_equal(red_at(&canvas, 19, 29), 0);
    assert_int_equal(red_at(&canvas, 20, 0), 255);
    omr_canvas_clear(&canvas);
}

static void text_stays_within_its_width_and_height(void **state) {
    (void)state;
    struct omr_canvas canvas;
    const char *text = "A\xc3\xa9\xc3\x96!";
    double width = omr_letters_width(text, strlen(text), 10);
    assert_true(width > 15 && width < 40);
    open_canvas(&canvas);
    omr_letters_draw(&canvas, text, strlen(text), 0, 20, 10, black);
    assert_true(ink_on(&canvas) > 40);
    for (int y = 0; y < 30; y++)
        for (int x = 0; x < 40; x++)
            if (x > width + 1 || y < 5 || y > 22)
                assert_int_equal(red_at(&canvas, x, y), 255);
    omr_canvas_clear(&canvas);
}

static void text_is_cut_between_characters(void **state) {
    (void)state;
    const char *text = "\xc3\xa9\xc3\xa9";
    double one = omr_letters_width(text, 2, 10);
    assert_int_equal(omr_letters_fit(text, 4, one * 1.9, 10), 2);
    assert_int_equal(omr_letters_fit(text, 4, one * 2.1, 10), 4);
    assert_int_equal(omr_letters_fit(text, 4, one * 0.5, 10), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_area_covers_what_it_encloses),
        cmocka_unit_test(a_pixel_covered_in_part_is_grey),
        cmocka_unit_test(ink_that_is_half_opaque_shows_what_is_below),
        cmocka_unit_test(what_lies_outside_is_left_away),
        cmocka_unit_test(places_that_are_no_numbers_draw_nothing),
        cmocka_unit_test(a_line_has_its_length_and_width),
        cmocka_unit_test(an_ellipse_has_its_area_and_fills_from_below),
        cmocka_unit_test(a_picture_becomes_the_mean_of_its_pixels),
        cmocka_unit_test(a_picture_can_be_enlarged),
        cmocka_unit_test(text_stays_within_its_width_and_height),
        cmocka_unit_test(text_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
