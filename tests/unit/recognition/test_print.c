/* SPDX-License-Identifier: MIT
 *
 * What else is printed: patches near a map, keypoints, the page found by both, and blanks. */
#include "recognition/blank.h"
#include "recognition/registration/keypoints.h"
#include "recognition/registration/print.h"
#include "support/draw.h"
#include "support/random.h"
#include "unit/recognition/drawn.h"

#include <math.h>
#include <omr/recognize.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LINES = 17 };

/* Lines of words that no one has written, where the form has no bubbles. */
static void print_text(struct omr_pixmap *paper, uint64_t seed) {
    struct fake_random random = fake_random_make(seed, 7);
    for (int line = 0; line < LINES; line++) {
        char text[40] = "";
        for (int i = 0; i < 34; i++)
            text[i] =
                (char)(fake_random_chance(&random, 0.2) ? ' '
                                                        : 'A' + fake_random_below(&random, 26));
        fake_draw_text(paper, text, 500, 130 + 78 * line, 24, 3, 0.85);
    }
}

/* A form, its blank learnt, and what is needed to look at a picture of it. */
struct fixture {
    struct drawn drawn;
    struct omr_blank *blank;
};

static struct omr_image *image_of(const struct omr_pixmap *pixmap) {
    struct omr_image *image;
    assert_int_equal(omr_image_from_grey(&image, pixmap->pixels, pixmap->width, pixmap->height,
                                         pixmap->stride, NULL),
                     OMR_OK);
    return image;
}

static void fixture_init(struct fixture *f) {
    drawn_init(&f->drawn);
    print_text(&f->drawn.paper, 1);
    struct omr_image *image = image_of(&f->drawn.paper);
    struct omr_error err = {0};
    int page = 0;
    assert_int_equal(omr_blank_new(&f->blank, &f->drawn.form, &err), OMR_OK);
    if (omr_blank_learn(f->blank, image, 0, &page, &err))
        fail_msg("%s", err.text);
    assert_int_equal(page, 1);
    omr_image_free(image);
}

static void fixture_clear(struct fixture *f) {
    omr_blank_free(f->blank);
    drawn_clear(&f->drawn);
}

/* A picture of the page, ready to be looked at with its print known. */
static struct omr_pixmap take_picture(struct look *look, struct fixture *f,
                                      const struct omr_homography *view) {
    struct omr_pixmap picture = drawn_picture(&f->drawn.paper, view, 1500, 1500);
    look_init(look, &picture, &f->drawn.page);
    look->sheet.print = omr_blank_print(f->blank, 0);
    return picture;
}

static struct omr_page_map map_of(const struct omr_homography *view) {
    struct omr_page_map map;
    omr_page_map_init(&map, view, DRAWN_WIDTH, DRAWN_HEIGHT);
    return map;
}

static void patches_are_spread_over_the_text_and_none_lies_on_a_bubble(void **state) {
    (void)state;
    struct fixture f;
    fixture_init(&f);
    const struct omr_print *print = omr_blank_print(f.blank, 0);
    double least = 1e9, most = 0;
    assert_in_range(print->patch_count, 20, OMR_PATCHES_MOST);
    for (int i = 0; i < print->patch_count; i++) {
        struct omr_point at = print->patch[i].at;
        least = fmin(least, at.y);
        most = fmax(most, at.y);
        for (int k = 0; k < DRAWN_BUBBLES; k++) {
            const struct omr_bubble *b = &f.drawn.bubbles[k];
            double reach = OMR_PATCH_SIDE / 2.0 / print->scale + DRAWN_BOX / 2.0;
            assert_true(fmax(fabs(b->x - at.x), fabs(b->y - at.y)) > reach);
        }
    }
    assert_true(most - least > 800);
    fixture_clear(&f);
}

static void patches_tell_how_far_a_map_is_off(void **state) {
    (void)state;
    struct fixture f;
    struct look look;
    struct omr_patch_match matches[OMR_PATCHES_MOST];
    fixture_init(&f);
    struct omr_homography view = drawn_view(4, 0.8, 0, 750, 750);
    struct omr_pixmap picture = take_picture(&look, &f, &view);
    struct omr_page_map map = map_of(&view);
    map.bend_x[0] = 13;
    map.bend_y[0] = -7;
    omr_patches_find(matches, &look.sheet, &map, 24);
    for (int i = 0; i < look.sheet.print->patch_count; i++) {
        assert_true(matches[i].is_inside);
        assert_true(matches[i].likeness > 0.8);
        assert_true(hypot(matches[i].shift.x + 13, matches[i].shift.y - 7) < 1.5);
    }
    look_clear(&look);
    omr_pixmap_clear(&picture);
    fixture_clear(&f);
}

static void print_speaks_for_the_right_place_and_against_a_row_aside(void **state) {
    (void)state;
    struct fixture f;
    struct look look;
    fixture_init(&f);
    struct omr_homography view = drawn_view(-3, 0.7, 0.05, 750, 750);
    struct omr_pixmap picture = take_picture(&look, &f, &view);
    struct omr_page_map map = map_of(&view), half_turn;
    struct omr_print_opinion opinion = omr_print_ask(&look.sheet, &map);
    assert_true(opinion.is_for && opinion.is_sure && !opinion.is_against);
    map.bend_y[0] = DRAWN_PITCH_Y;
    opinion = omr_print_ask(&look.sheet, &map);
    assert_true(opinion.is_against && !opinion.is_for);
    struct omr_homography turned = drawn_view(177, 0.7, -0.05, 750, 750);
    half_turn = map_of(&turned);
    opinion = omr_print_ask(&look.sheet, &half_turn);
    assert_true(opinion.is_against && !opinion.is_for);
    look_clear(&look);
    omr_pixmap_clear(&picture);
    fixture_clear(&f);
}

static double worst_corner(const struct omr_page_map *map, const struct omr_homography *view) {
    double worst = 0;
    for (int k = 0; k < 4; k++) {
        struct omr_point p = {k % 2 * DRAWN_WIDTH, k / 2 * DRAWN_HEIGHT};
        struct omr_point seen = omr_page_map_apply(map, p.x, p.y);
        struct omr_point truth = omr_homography_apply(view, p);
        worst = fmax(worst, hypot(seen.x - truth.x, seen.y - truth.y));
    }
    return worst;
}

static void a_page_is_found_by_its_print_in_any_turn(void **state) {
    (void)state;
    static const double views[][3] = {{0, 0.9, 0}, {90, 0.8, 0}, {183, 0.6, 0.08}, {-35, 0.7, 0.1}};
    struct fixture f;
    fixture_init(&f);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        struct look look;
        struct omr_homography view = drawn_view(views[i][0], views[i][1], views[i][2], 740, 760);
        struct omr_pixmap picture = take_picture(&look, &f, &view);
        struct omr_page_map map;
        bool is_found = false;
        assert_int_equal(omr_print_find(&map, &look.sheet, &is_found, NULL), OMR_OK);
        assert_true(is_found);
        assert_true(worst_corner(&map, &view) < 12);
        assert_int_equal(omr_print_bend(&map, &look.sheet, NULL), OMR_OK);
        assert_true(omr_print_ask(&look.sheet, &map).is_sure);
        look_clear(&look);
        omr_pixmap_clear(&picture);
    }
    fixture_clear(&f);
}

static void another_text_is_not_found(void **state) {
    (void)state;
    struct fixture f;
    struct look look;
    bool is_found = true;
    fixture_init(&f);
    struct omr_box all = {170, 10, DRAWN_WIDTH - 340, DRAWN_HEIGHT - 20};
    drawn_erase_box(&f.drawn, &all);
    print_text(&f.drawn.paper, 2);
    struct omr_homography view = drawn_view(2, 0.8, 0, 750, 750);
    struct omr_pixmap picture = take_picture(&look, &f, &view);
    struct omr_page_map map;
    assert_int_equal(omr_print_find(&map, &look.sheet, &is_found, NULL), OMR_OK);
    assert_false(is_found);
    look_clear(&look);
    omr_pixmap_clear(&picture);
    fixture_clear(&f);
}

static void keypoints_are_described_alike_when_the_picture_is_turned(void **state) {
    (void)state;
    struct omr_pixmap page = drawn_blank(400, 400), turned = drawn_blank(400, 400);
    struct omr_keypoints a = {0}, b = {0};
    int alike = 0;
    fake_draw_text(&page, "TURN ME", 60, 200, 40, 4, 0.9);
    for (int y = 0; y < 400; y++)
        for (int x = 0; x < 400; x++)
            omr_pixmap_row(&turned, x)[399 - y] = omr_pixmap_row(&page, y)[x];
    assert_int_equal(omr_keypoints_find(&a, &page, 200, NULL), OMR_OK);
    assert_int_equal(omr_keypoints_find(&b, &turned, 200, NULL), OMR_OK);
    assert_true(a.count > 20);
    for (int i = 0; i < a.count; i++)
        for (int k = 0; k < b.count; k++)
            if (hypotf(b.item[k].x - (399 - a.item[i].y), b.item[k].y - a.item[i].x) <
                    0.5F * a.item[i].size &&
                omr_keypoint_distance(&a.item[i], &b.item[k]) < 20000) {
                alike++;
                break;
            }
    assert_true(alike > 0.85 * a.count);
    omr_keypoints_clear(&a);
    omr_keypoints_clear(&b);
    omr_pixmap_clear(&page);
    omr_pixmap_clear(&turned);
}

static void plain_paper_has_no_keypoints(void **state) {
    (void)state;
    struct omr_pixmap page = drawn_blank(120, 90);
    struct omr_keypoints none = {0};
    assert_int_equal(omr_keypoints_find(&none, &page, 200, NULL), OMR_OK);
    assert_int_equal(none.count, 0);
    omr_keypoints_clear(&none);
    omr_pixmap_clear(&page);
}

static void erase_outlines(struct drawn *drawn) {
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &drawn->bubbles[i];
        struct omr_box box = {b->x - 22, b->y - 22, 44, 44};
        drawn_erase_box(drawn, &box);
    }
}

static void bubbles_whose_outlines_have_vanished_are_read_where_print_puts_them(void **state) {
    (void)state;
    struct fixture f;
    struct omr_result *result = NULL;
    struct omr_error err = {0};
    struct omr_recognize_options how;
    fixture_init(&f);
    erase_outlines(&f.drawn);
    for (int i = 0; i < 4; i++)
        drawn_erase_box(&f.drawn, &f.drawn.markers[i].box);
    for (int row = 0; row < DRAWN_ROWS; row++)
        drawn_mark(&f.drawn, row * DRAWN_OPTIONS + row % DRAWN_OPTIONS, 0.8);
    struct omr_homography view = drawn_view(171, 0.8, 0, 750, 750);
    struct omr_pixmap picture = drawn_picture(&f.drawn.paper, &view, 1500, 1500);
    struct omr_image *image = image_of(&picture);
    omr_recognize_options_init(&how);
    assert_int_equal(omr_recognize(&result, &f.drawn.form, image, &how, &err),
                     OMR_ERROR_UNREGISTERED);
    how.blank = f.blank;
    if (omr_recognize(&result, &f.drawn.form, image, &how, &err))
        fail_msg("%s", err.text);
    assert_string_equal(result->registration.method, "print");
    for (int i = 0; i < result->field_count; i++) {
        const struct omr_field *field = &result->fields[i];
        int row = -1;
        for (int k = 0; k < DRAWN_ROWS; k++)
            row = strcmp(field->name, f.drawn.names[k]) == 0 ? k : row;
        assert_in_range(row, 0, DRAWN_ROWS - 1);
        assert_string_equal(field->value,
                            f.drawn.bubbles[row * DRAWN_OPTIONS + row % DRAWN_OPTIONS].value);
    }
    omr_result_free(result);
    omr_image_free(image);
    omr_pixmap_clear(&picture);
    fixture_clear(&f);
}

static void a_blank_is_learnt_once_and_of_pages_that_there_are(void **state) {
    (void)state;
    struct fixture f;
    struct omr_error err = {0};
    fixture_init(&f);
    struct omr_image *image = image_of(&f.drawn.paper);
    assert_int_equal(omr_blank_learn(f.blank, image, 1, NULL, &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, "blank.twice");
    assert_int_equal(omr_blank_learn(f.blank, image, 2, NULL, &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, "blank.page");
    omr_image_free(image);
    fixture_clear(&f);
}

static void a_blank_of_another_form_is_no_aid(void **state) {
    (void)state;
    struct fixture f;
    struct drawn other;
    struct omr_recognize_options how;
    struct omr_result *result = NULL;
    struct omr_error err = {0};
    fixture_init(&f);
    drawn_init(&other);
    struct omr_image *image = image_of(&other.paper);
    omr_recognize_options_init(&how);
    how.blank = f.blank;
    assert_int_equal(omr_recognize(&result, &other.form, image, &how, &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, "recognize.blank");
    assert_int_equal(omr_recognize(&result, &f.drawn.form, image, &how, &err),
                     OMR_ERROR_UNREGISTERED);
    assert_string_equal(err.code, "registration.other_print");
    omr_image_free(image);
    drawn_clear(&other);
    fixture_clear(&f);
}

static void a_picture_of_something_else_is_no_blank(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_blank *blank;
    struct omr_error err = {0};
    drawn_init(&drawn);
    struct omr_pixmap nothing = drawn_blank(DRAWN_WIDTH, DRAWN_HEIGHT);
    struct omr_image *image = image_of(&nothing);
    assert_int_equal(omr_blank_new(&blank, &drawn.form, &err), OMR_OK);
    assert_int_equal(omr_blank_learn(blank, image, 0, NULL, &err), OMR_ERROR_UNREGISTERED);
    assert_string_equal(err.code, "blank.other_form");
    assert_null(omr_blank_print(blank, 0));
    omr_image_free(image);
    omr_pixmap_clear(&nothing);
    omr_blank_free(blank);
    drawn_clear(&drawn);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patches_are_spread_over_the_text_and_none_lies_on_a_bubble),
        cmocka_unit_test(patches_tell_how_far_a_map_is_off),
        cmocka_unit_test(print_speaks_for_the_right_place_and_against_a_row_aside),
        cmocka_unit_test(a_page_is_found_by_its_print_in_any_turn),
        cmocka_unit_test(another_text_is_not_found),
        cmocka_unit_test(keypoints_are_described_alike_when_the_picture_is_turned),
        cmocka_unit_test(plain_paper_has_no_keypoints),
        cmocka_unit_test(bubbles_whose_outlines_have_vanished_are_read_where_print_puts_them),
        cmocka_unit_test(a_blank_is_learnt_once_and_of_pages_that_there_are),
        cmocka_unit_test(a_blank_of_another_form_is_no_aid),
        cmocka_unit_test(a_picture_of_something_else_is_no_blank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
