/* SPDX-License-Identifier: MIT
 *
 * The drawn page in pictures of all kinds, from squares to placements, against the known map. */
#include "recognition/registration/registration.h"
#include "support/draw.h"
#include "unit/recognition/close.h"
#include "unit/recognition/drawn.h"

#include <omr/result.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 1400, HEIGHT = 1700 };

struct scene {
    struct drawn drawn;
    struct omr_pixmap picture;
    struct look look;
    struct omr_registration found;
    struct omr_error err;
};

/* Some marks, none of them alike in two rows, so that no turn looks like another. */
static void scene_open(struct scene *scene) {
    memset(scene, 0, sizeof *scene);
    drawn_init(&scene->drawn);
    for (int row = 0; row < DRAWN_ROWS; row++)
        drawn_mark(&scene->drawn, row * DRAWN_OPTIONS + (row * row) % DRAWN_OPTIONS, 0.8);
}

static enum omr_status scene_find(struct scene *scene, const struct omr_homography *map, int width,
                                  int height) {
    scene->picture = drawn_picture(&scene->drawn.paper, map, width, height);
    look_init(&scene->look, &scene->picture, &scene->drawn.page);
    return omr_registration_find(&scene->found, &scene->look.sheet, &scene->look.arena,
                                 &scene->err);
}

static void scene_close(struct scene *scene) {
    look_clear(&scene->look);
    omr_pixmap_clear(&scene->picture);
    drawn_clear(&scene->drawn);
}

/* The farthest that any bubble is placed from where it is, px of the picture. */
static double worst_placement(const struct scene *scene, const struct omr_homography *map) {
    double worst = 0;
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &scene->drawn.bubbles[i];
        struct omr_point truth = omr_homography_apply(map, (struct omr_point){b->x, b->y});
        struct omr_point at = scene->found.placements[i].frame.at;
        worst = fmax(worst, hypot(at.x - (truth.x - 0.5), at.y - (truth.y - 0.5)));
    }
    return worst;
}

static bool has_finding(const struct scene *scene, const char *code) {
    for (int i = 0; i < scene->found.finding_count; i++)
        if (!strcmp(scene->found.findings[i].code, code))
            return true;
    return false;
}

static void assert_found(struct scene *scene, const struct omr_homography *map, double tolerance) {
    assert_int_equal(scene_find(scene, map, WIDTH, HEIGHT), OMR_OK);
    assert_under(worst_placement(scene, map), tolerance);
}

static void a_straight_page_is_placed_to_half_a_pixel(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 703.3, 851.8);
    scene_open(&scene);
    assert_found(&scene, &map, 0.5);
    assert_string_equal(scene.found.method, "markers");
    assert_int_equal(scene.found.reasons, 0);
    assert_int_equal(scene.found.finding_count, 0);
    assert_under(scene.found.residual_px, 0.5);
    assert_close(scene.found.rotation_deg, 0, 0.1);
    assert_close(scene.found.corners[2].x, 703.3 + 600 - 0.5, 1);
    assert_close(scene.found.corners[2].y, 851.8 + 800 - 0.5, 1);
    scene_close(&scene);
}

static void all_four_turns_are_told_apart_by_the_print(void **state) {
    (void)state;
    static const int turns[] = {90, 180, 270};
    for (int k = 0; k < 3; k++) {
        struct scene scene;
        struct omr_homography map = drawn_view(turns[k], 0.8, 0, 700, 850);
        scene_open(&scene);
        assert_found(&scene, &map, 0.7);
        assert_close(fabs(scene.found.rotation_deg), turns[k] == 180 ? 180 : 90, 0.1);
        assert_int_equal(scene.found.reasons, 0);
        scene_close(&scene);
    }
}

static void a_crooked_page_is_found(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(-7, 0.8, 0, 700, 850);
    scene_open(&scene);
    assert_found(&scene, &map, 0.7);
    assert_close(scene.found.rotation_deg, -7, 0.2);
    scene_close(&scene);
}

static void a_page_seen_from_aside_is_found(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(4, 0.9, 0.25, 700, 850);
    scene_open(&scene);
    assert_found(&scene, &map, 0.7);
    scene_close(&scene);
}

static void a_page_without_one_marker_is_found(void **state) {
    (void)state;
    for (int missing = 0; missing < 4; missing += 2) {
        struct scene scene;
        struct omr_homography map = drawn_view(2, 0.9, 0, 700, 850);
        scene_open(&scene);
        drawn_erase_box(&scene.drawn, &scene.drawn.markers[missing].box);
        assert_found(&scene, &map, 0.8);
        assert_string_equal(scene.found.method, "three markers");
        scene_close(&scene);
    }
}

static void a_page_seen_from_behind_is_found_and_said_to_be(void **state) {
    (void)state;
    struct scene scene;
    const struct omr_homography map = {{-1, 0, 1300, 0, 1, 50, 0, 0, 1}};
    scene_open(&scene);
    assert_found(&scene, &map, 0.7);
    assert_true(has_finding(&scene, "mirrored"));
    scene_close(&scene);
}

static void erase_markers(struct scene *scene) {
    for (int k = 0; k < 4; k++)
        drawn_erase_box(&scene->drawn, &scene->drawn.markers[k].box);
}

static void a_page_without_markers_is_found_by_its_outlines(void **state) {
    (void)state;
    for (int turn = 0; turn < 360; turn += 45) {
        struct scene scene;
        struct omr_homography map = drawn_view(turn, 0.8, 0.1, 700, 850);
        scene_open(&scene);
        erase_markers(&scene);
        assert_found(&scene, &map, 0.8);
        assert_string_equal(scene.found.method, "outlines");
        assert_int_equal(scene.found.marker_count, 0);
        assert_int_equal(scene.found.finding_count, 0);
        scene_close(&scene);
    }
}

static void the_page_of_a_pattern_without_markers_is_found_by_its_outlines(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(3, 0.9, 0, 700, 850);
    scene_open(&scene);
    erase_markers(&scene);
    scene.drawn.page.marker_count = 3;
    assert_found(&scene, &map, 0.7);
    assert_string_equal(scene.found.method, "outlines");
    scene_close(&scene);
}

static void a_page_without_markers_seen_from_behind_is_said_to_be(void **state) {
    (void)state;
    struct scene scene;
    const struct omr_homography map = {{-1, 0, 1300, 0, 1, 50, 0, 0, 1}};
    scene_open(&scene);
    erase_markers(&scene);
    assert_found(&scene, &map, 0.7);
    assert_true(has_finding(&scene, "mirrored"));
    scene_close(&scene);
}

/* Prints rows of five outlines in one column from `first` to `last`. */
static void print_rows(struct scene *scene, int first, int last) {
    memset(scene->drawn.paper.pixels, 255, scene->drawn.paper.stride * DRAWN_HEIGHT);
    for (int row = first; row <= last; row++)
        for (int i = 0; i < DRAWN_OPTIONS; i++)
            fake_draw_ring(&scene->drawn.paper, 300 + i * DRAWN_PITCH_X, 300 + row * DRAWN_PITCH_Y,
                           18, 18, 3, 0.8);
}

/* Rows of a pattern without markers. */
static void know_rows(struct scene *scene, int first, int last) {
    scene->drawn.page.marker_count = 0;
    scene->drawn.page.element_count = last - first + 1;
    scene->drawn.page.bubble_count = scene->drawn.page.element_count * DRAWN_OPTIONS;
    for (int i = 0; i < scene->drawn.page.bubble_count; i++) {
        scene->drawn.bubbles[i].x = 300 + i % DRAWN_OPTIONS * DRAWN_PITCH_X;
        scene->drawn.bubbles[i].y = 300 + (first + i / DRAWN_OPTIONS) * DRAWN_PITCH_Y;
    }
}

static void more_rows_than_the_form_knows_are_refused(void **state) {
    (void)state;
    for (int extra = -1; extra <= 1; extra += 2) { /* above, below */
        struct scene scene;
        struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
        scene_open(&scene);
        print_rows(&scene, extra < 0 ? 1 : 2, extra < 0 ? 11 : 12);
        know_rows(&scene, 2, 11);
        assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_ERROR_UNREGISTERED);
        assert_string_equal(scene.err.code, "registration.two_places");
        assert_non_null(strstr(scene.err.text, "Could not find positioning markers on the image"));
        scene_close(&scene);
    }
}

static void a_form_of_few_bubbles_and_no_markers_is_refused(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    scene_open(&scene);
    print_rows(&scene, 2, 2);
    know_rows(&scene, 2, 2);
    assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_ERROR_UNREGISTERED);
    assert_string_equal(scene.err.code, "registration.few_bubbles");
    scene_close(&scene);
}

static void another_form_without_markers_is_refused(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    scene_open(&scene);
    erase_markers(&scene);
    scene.drawn.page.marker_count = 0;
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        scene.drawn.bubbles[i].x += 31 + 17 * (i % 3);
        scene.drawn.bubbles[i].y -= 37 + 11 * (i % 2);
    }
    assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_ERROR_UNREGISTERED);
    assert_string_equal(scene.err.code, "registration.no_bubbles");
    scene_close(&scene);
}

static void another_form_with_the_same_markers_is_refused(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    scene_open(&scene);
    for (int i = 0; i < DRAWN_BUBBLES; i++) { /* the pattern knows other places than the print */
        scene.drawn.bubbles[i].x += 31 + 17 * (i % 3);
        scene.drawn.bubbles[i].y -= 37 + 11 * (i % 2);
    }
    assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_ERROR_UNREGISTERED);
    assert_string_equal(scene.err.code, "registration.other_form");
    assert_non_null(strstr(scene.err.text, "Could not find positioning markers on the image"));
    scene_close(&scene);
}

/* The pattern is of a page that ends below the eleventh row, and so are its markers. */
static void know_a_shorter_page(struct scene *scene) {
    struct drawn *drawn = &scene->drawn;
    enum { KNOWN = 11 * DRAWN_OPTIONS, SECOND = 16 * DRAWN_OPTIONS };
    memmove(&drawn->bubbles[KNOWN], &drawn->bubbles[SECOND], KNOWN * sizeof drawn->bubbles[0]);
    drawn->page.bubble_count = 2 * KNOWN;
    drawn->page.height = 1240;
    drawn->markers[2].box.top = drawn->markers[3].box.top = 1120;
}

static void a_longer_form_that_has_the_same_rows_is_refused(void **state) {
    (void)state;
    for (int has_upper = 0; has_upper <= 1; has_upper++) { /* two markers in place, or none */
        struct scene scene;
        struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
        scene_open(&scene);
        know_a_shorter_page(&scene);
        for (int k = 0; k < 2 && !has_upper; k++) {
            struct omr_box *box = &scene.drawn.markers[k].box;
            drawn_erase_box(&scene.drawn, box);
            double left = k ? 800 : 340;
            fake_draw_box(&scene.drawn.paper, left, box->top, left + 60, box->top + 60, 0.9);
        }
        assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_ERROR_UNREGISTERED);
        assert_string_equal(scene.err.code, "registration.other_markers");
        scene_close(&scene);
    }
}

/* Lower markers that were torn off, and print elsewhere that looks like one. */
static void a_page_without_two_markers_and_other_print_is_found(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    scene_open(&scene);
    drawn_erase_box(&scene.drawn, &scene.drawn.markers[2].box);
    drawn_erase_box(&scene.drawn, &scene.drawn.markers[3].box);
    fake_draw_box(&scene.drawn.paper, 800, 1250, 860, 1310, 0.9);
    assert_found(&scene, &map, 0.7);
    assert_int_equal(scene.found.reasons, 0);
    scene_close(&scene);
}

/* Two views of the page on one picture, one beside the other. */
static void a_second_copy_of_the_form_is_told(void **state) {
    (void)state;
    for (int turn = 0; turn <= 180; turn += 180) {
        struct scene scene;
        struct omr_homography left = drawn_view(2, 1, 0, 700, 850);
        struct omr_homography right = drawn_view(turn, 0.95, 0, 700 + WIDTH, 850);
        scene_open(&scene);
        scene.picture = drawn_picture(&scene.drawn.paper, &left, 2 * WIDTH, HEIGHT);
        struct omr_pixmap other = drawn_picture(&scene.drawn.paper, &right, 2 * WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++)
            memcpy(omr_pixmap_row(&scene.picture, y) + WIDTH, omr_pixmap_row(&other, y) + WIDTH,
                   WIDTH);
        omr_pixmap_clear(&other);
        look_init(&scene.look, &scene.picture, &scene.drawn.page);
        assert_int_equal(
            omr_registration_find(&scene.found, &scene.look.sheet, &scene.look.arena, &scene.err),
            OMR_OK);
        assert_true(has_finding(&scene, "second_sheet"));
        assert_true(scene.found.reasons & OMR_REASON_POSITION);
        scene_close(&scene);
    }
}

static void squares_with_nothing_between_are_no_second_copy(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    scene_open(&scene);
    scene.picture = drawn_picture(&scene.drawn.paper, &map, 2 * WIDTH, HEIGHT);
    for (int k = 0; k < 4; k++) { /* a page's distances to the right of the page */
        double x = 1540 + (k == 1 || k == 2 ? 1020 : 0), y = 110 + (k >= 2 ? 1420 : 0);
        fake_draw_box(&scene.picture, x, y, x + 60, y + 60, 0.9);
    }
    look_init(&scene.look, &scene.picture, &scene.drawn.page);
    assert_int_equal(
        omr_registration_find(&scene.found, &scene.look.sheet, &scene.look.arena, &scene.err),
        OMR_OK);
    assert_int_equal(scene.found.finding_count, 0);
    assert_int_equal(scene.found.reasons, 0);
    scene_close(&scene);
}

static void an_empty_sheet_of_paper_is_refused(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    scene_open(&scene);
    memset(scene.drawn.paper.pixels, 240, scene.drawn.paper.stride * DRAWN_HEIGHT);
    assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_ERROR_UNREGISTERED);
    scene_close(&scene);
}

/* Nothing but the markers. */
static void print_bare_page(struct scene *scene) {
    memset(scene->drawn.paper.pixels, 255, scene->drawn.paper.stride * DRAWN_HEIGHT);
    for (int k = 0; k < 4; k++) {
        const struct omr_box *box = &scene->drawn.markers[k].box;
        fake_draw_box(&scene->drawn.paper, box->left, box->top, box->left + box->width,
                      box->top + box->height, 0.9);
    }
}

/* Twelve rows about the page's middle: the same both ways up and in a mirror, but for the letters
 * in the bubbles. */
static void print_symmetric_form(struct scene *scene, bool has_letters) {
    print_bare_page(scene);
    for (int i = 0; i < 60; i++) {
        struct omr_bubble *b = &scene->drawn.bubbles[i];
        b->x = DRAWN_WIDTH / 2.0 + (i % 5 - 2) * DRAWN_PITCH_X;
        b->y = DRAWN_HEIGHT / 2.0 + (i / 5 - 5.5) * DRAWN_PITCH_Y;
        fake_draw_ring(&scene->drawn.paper, b->x, b->y, 18, 18, 3, 0.8);
        if (has_letters)
            fake_draw_text(&scene->drawn.paper, b->value, b->x - fake_text_width(b->value, 16) / 2,
                           b->y + 8, 16, 2, 0.8);
    }
    scene->drawn.page.bubble_count = 60;
    scene->drawn.page.element_count = 12;
}

static double worst_of_sixty(const struct scene *scene, const struct omr_homography *map) {
    double worst = 0;
    for (int i = 0; i < 60; i++) {
        const struct omr_bubble *b = &scene->drawn.bubbles[i];
        struct omr_point truth = omr_homography_apply(map, (struct omr_point){b->x, b->y});
        struct omr_point at = scene->found.placements[i].frame.at;
        worst = fmax(worst, hypot(at.x - (truth.x - 0.5), at.y - (truth.y - 0.5)));
    }
    return worst;
}

static void a_form_that_reads_the_same_both_ways_up_is_flagged(void **state) {
    (void)state;
    for (int with_markers = 0; with_markers < 2; with_markers++) {
        struct scene scene;
        struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
        memset(&scene, 0, sizeof scene);
        drawn_init(&scene.drawn);
        print_symmetric_form(&scene, false);
        if (!with_markers)
            erase_markers(&scene);
        assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_OK);
        assert_true(has_finding(&scene, "orientation_unsure"));
        assert_true(scene.found.reasons & OMR_REASON_POSITION);
        scene_close(&scene);
    }
}

enum { LURE_RISE = 115 };

/* Rows in the upper part of the page only, and squares below that pass for the lower markers. */
static void print_upper_form(struct scene *scene) {
    print_bare_page(scene);
    for (int i = 0; i < 60; i++) {
        struct omr_bubble *b = &scene->drawn.bubbles[i];
        b->x = 260 + (i % 5) * DRAWN_PITCH_X + (i >= 40) * 400;
        b->y = 160 + (i / 5 % 8) * DRAWN_PITCH_Y / 2.0;
        b->width = b->height = 28;
        fake_draw_ring(&scene->drawn.paper, b->x, b->y, 12, 12, 3, 0.8);
    }
    for (int k = 2; k < 4; k++) {
        const struct omr_box *box = &scene->drawn.markers[k].box;
        double top = box->top - LURE_RISE;
        fake_draw_box(&scene->drawn.paper, box->left, top, box->left + box->width,
                      top + box->height, 0.9);
    }
    scene->drawn.page.bubble_count = 60;
    scene->drawn.page.element_count = 12;
}

static void squares_that_lead_to_the_same_places_leave_nothing_open(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    memset(&scene, 0, sizeof scene);
    drawn_init(&scene.drawn);
    print_upper_form(&scene);
    assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_OK);
    assert_under(worst_of_sixty(&scene, &map), 0.7);
    assert_false(has_finding(&scene, "orientation_unsure"));
    scene_close(&scene);
}

static void letters_in_the_bubbles_tell_which_way_up(void **state) {
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct scene scene;
        struct omr_homography map = drawn_view(k & 1 ? 180 : 0, 1, 0, 700, 850);
        memset(&scene, 0, sizeof scene);
        drawn_init(&scene.drawn);
        print_symmetric_form(&scene, true);
        if (k & 2)
            erase_markers(&scene);
        assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_OK);
        assert_under(worst_of_sixty(&scene, &map), 0.7);
        assert_int_equal(scene.found.reasons, 0);
        assert_int_equal(scene.found.finding_count, 0);
        scene_close(&scene);
    }
}

static void letters_in_the_bubbles_tell_a_mirrored_picture(void **state) {
    (void)state;
    static const struct omr_homography mirror[] = {{{-1, 0, 1300, 0, 1, 50, 0, 0, 1}},
                                                   {{1, 0, 100, 0, -1, 1650, 0, 0, 1}}};
    for (int k = 0; k < 4; k++) {
        struct scene scene;
        memset(&scene, 0, sizeof scene);
        drawn_init(&scene.drawn);
        print_symmetric_form(&scene, true);
        if (k & 2)
            erase_markers(&scene);
        assert_int_equal(scene_find(&scene, &mirror[k & 1], WIDTH, HEIGHT), OMR_OK);
        assert_under(worst_of_sixty(&scene, &mirror[k & 1]), 0.7);
        assert_true(has_finding(&scene, "mirrored"));
        assert_int_equal(scene.found.marker_count, k & 2 ? 0 : 4);
        scene_close(&scene);
    }
}

static void bubbles_cut_off_by_the_picture_are_not_inside(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 600 - 165, 850);
    scene_open(&scene);
    assert_int_equal(scene_find(&scene, &map, 1100, HEIGHT), OMR_OK);
    assert_false(scene.found.placements[0].is_inside); /* its left half is beyond the edge */
    assert_true(scene.found.placements[2].is_inside);
    scene_close(&scene);
}

static void missing_print_is_told(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    scene_open(&scene);
    for (int i = 100; i < 110; i++) {
        const struct omr_bubble *b = &scene.drawn.bubbles[i];
        struct omr_box box = {b->x - 22, b->y - 22, 44, 44};
        drawn_erase_box(&scene.drawn, &box);
    }
    assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_OK);
    assert_true(has_finding(&scene, "outlines_missing"));
    assert_true(scene.found.reasons & OMR_REASON_POSITION);
    scene_close(&scene);
}

/* Only one row of answers: there is no other row or column that could tell a shift. */
static void a_form_of_one_question_is_found_without_a_doubt(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    scene_open(&scene);
    print_bare_page(&scene);
    for (int i = 0; i < DRAWN_OPTIONS; i++)
        fake_draw_ring(&scene.drawn.paper, scene.drawn.bubbles[i].x, scene.drawn.bubbles[i].y, 18,
                       18, 3, 0.8);
    drawn_mark(&scene.drawn, 1, 0.8);
    scene.drawn.page.bubble_count = DRAWN_OPTIONS;
    scene.drawn.page.element_count = 1;
    assert_int_equal(scene_find(&scene, &map, WIDTH, HEIGHT), OMR_OK);
    assert_int_equal(scene.found.reasons, 0);
    scene_close(&scene);
}

static void the_same_picture_gives_the_same_registration(void **state) {
    (void)state;
    struct scene first, second;
    struct omr_homography map = drawn_view(3, 0.9, 0.1, 700, 850);
    scene_open(&first);
    scene_open(&second);
    assert_int_equal(scene_find(&first, &map, WIDTH, HEIGHT), OMR_OK);
    assert_int_equal(scene_find(&second, &map, WIDTH, HEIGHT), OMR_OK);
    assert_memory_equal(&first.found.map, &second.found.map, sizeof first.found.map);
    scene_close(&first);
    scene_close(&second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_straight_page_is_placed_to_half_a_pixel),
        cmocka_unit_test(all_four_turns_are_told_apart_by_the_print),
        cmocka_unit_test(a_crooked_page_is_found),
        cmocka_unit_test(a_page_seen_from_aside_is_found),
        cmocka_unit_test(a_page_without_one_marker_is_found),
        cmocka_unit_test(a_page_seen_from_behind_is_found_and_said_to_be),
        cmocka_unit_test(a_page_without_markers_is_found_by_its_outlines),
        cmocka_unit_test(the_page_of_a_pattern_without_markers_is_found_by_its_outlines),
        cmocka_unit_test(a_page_without_markers_seen_from_behind_is_said_to_be),
        cmocka_unit_test(more_rows_than_the_form_knows_are_refused),
        cmocka_unit_test(a_form_of_few_bubbles_and_no_markers_is_refused),
        cmocka_unit_test(another_form_without_markers_is_refused),
        cmocka_unit_test(another_form_with_the_same_markers_is_refused),
        cmocka_unit_test(a_longer_form_that_has_the_same_rows_is_refused),
        cmocka_unit_test(a_page_without_two_markers_and_other_print_is_found),
        cmocka_unit_test(a_second_copy_of_the_form_is_told),
        cmocka_unit_test(squares_with_nothing_between_are_no_second_copy),
        cmocka_unit_test(an_empty_sheet_of_paper_is_refused),
        cmocka_unit_test(a_form_that_reads_the_same_both_ways_up_is_flagged),
        cmocka_unit_test(squares_that_lead_to_the_same_places_leave_nothing_open),
        cmocka_unit_test(letters_in_the_bubbles_tell_which_way_up),
        cmocka_unit_test(letters_in_the_bubbles_tell_a_mirrored_picture),
        cmocka_unit_test(bubbles_cut_off_by_the_picture_are_not_inside),
        cmocka_unit_test(missing_print_is_told),
        cmocka_unit_test(a_form_of_one_question_is_found_without_a_doubt),
        cmocka_unit_test(the_same_picture_gives_the_same_registration),
    };
    return cmocka_run_group_tests_name("registration", tests, NULL, NULL);
}
