/* SPDX-License-Identifier: MIT
 *
 * Which dark squares are which markers: from squares made by hand, without any pixels. */
#include "recognition/registration/hypothesis.h"
#include "support/draw.h"
#include "unit/recognition/close.h"
#include "unit/recognition/drawn.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The markers as a picture through `map` shows them; a mirrored one turns their corners round. */
static void show_markers(struct omr_squares *squares, const struct drawn *drawn,
                         const struct omr_homography *map, bool is_mirrored) {
    memset(squares, 0, sizeof *squares);
    for (int i = 0; i < 4; i++) {
        const struct omr_box *box = &drawn->markers[i].box;
        struct omr_square *square = &squares->square[squares->count++];
        for (int k = 0; k < 4; k++) {
            struct omr_point p = {box->left + (k == 1 || k == 2 ? box->width : 0),
                                  box->top + (k >= 2 ? box->height : 0)};
            p = omr_homography_apply(map, p);
            square->corner[is_mirrored ? 3 - k : k] = p;
            square->centre.x += p.x / 4;
            square->centre.y += p.y / 4;
        }
        square->side_px = hypot(square->corner[0].x - square->corner[1].x,
                                square->corner[0].y - square->corner[1].y);
        square->fill_ratio = 1;
    }
}

static double worst_corner(const struct omr_homography *found, const struct omr_homography *truth) {
    double worst = 0;
    for (int k = 0; k < 4; k++) {
        struct omr_point p = {k & 1 ? DRAWN_WIDTH : 0, k & 2 ? DRAWN_HEIGHT : 0};
        struct omr_point a = omr_homography_apply(found, p), b = omr_homography_apply(truth, p);
        worst = fmax(worst, hypot(a.x - b.x, a.y - b.y));
    }
    return worst;
}

/* How near the best of all hypotheses comes to the truth, px at the page's corners. */
static double nearest(const struct omr_hypotheses *all, const struct omr_homography *truth) {
    double least = 1e9;
    for (int i = 0; i < all->count; i++)
        least = fmin(least, worst_corner(&all->item[i].map, truth));
    return least;
}

static void four_markers_in_any_turn_are_among_the_hypotheses(void **state) {
    (void)state;
    struct drawn drawn;
    drawn_init(&drawn);
    for (int turn = 0; turn < 360; turn += 45) {
        struct omr_homography map = drawn_view(turn, 0.8, 0.05, 900, 900);
        struct omr_squares squares;
        struct omr_hypotheses all = {.count = 0};
        show_markers(&squares, &drawn, &map, false);
        omr_hypotheses_add(&all, &drawn.page, &squares, 4, false);
        assert_under(nearest(&all, &map), 0.01);
    }
    drawn_clear(&drawn);
}

static void four_squares_alone_leave_two_turns_open(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_squares squares;
    struct omr_hypotheses all = {.count = 0};
    struct omr_homography map = drawn_view(0, 1, 0, 600, 800);
    struct omr_homography reversed = drawn_view(180, 1, 0, 600, 800);
    drawn_init(&drawn);
    show_markers(&squares, &drawn, &map, false);
    omr_hypotheses_add(&all, &drawn.page, &squares, 4, false);
    assert_under(nearest(&all, &map), 0.01);
    assert_under(nearest(&all, &reversed), 0.01);
    drawn_clear(&drawn);
}

static void strangers_among_the_squares_do_not_hide_the_markers(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_squares squares;
    struct omr_hypotheses all = {.count = 0};
    struct omr_homography map = drawn_view(8, 0.7, 0, 700, 800);
    drawn_init(&drawn);
    show_markers(&squares, &drawn, &map, false);
    for (int i = 0; i < 16; i++) { /* a keyboard beside the sheet */
        struct omr_square key = squares.square[0];
        for (int k = 0; k < 4; k++) {
            key.corner[k].x += 1100 + 70 * (i % 4);
            key.corner[k].y += 70 * (i / 4);
        }
        key.centre.x += 1100 + 70 * (i % 4);
        key.centre.y += 70 * (i / 4);
        squares.square[squares.count++] = key;
    }
    omr_hypotheses_add(&all, &drawn.page, &squares, 4, false);
    assert_under(nearest(&all, &map), 0.01);
    drawn_clear(&drawn);
}

static void any_three_markers_are_enough(void **state) {
    (void)state;
    struct drawn drawn;
    drawn_init(&drawn);
    for (int missing = 0; missing < 4; missing++) {
        struct omr_squares squares;
        struct omr_hypotheses all = {.count = 0};
        struct omr_homography map = drawn_view(95, 0.8, 0, 900, 800);
        show_markers(&squares, &drawn, &map, false);
        squares.square[missing] = squares.square[--squares.count];
        omr_hypotheses_add(&all, &drawn.page, &squares, 3, false);
        assert_under(nearest(&all, &map), 0.5);
    }
    drawn_clear(&drawn);
}

static void two_markers_are_tried_too(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_squares squares;
    struct omr_hypotheses all = {.count = 0};
    struct omr_homography map = drawn_view(3, 0.8, 0, 700, 800);
    drawn_init(&drawn);
    show_markers(&squares, &drawn, &map, false);
    squares.count = 2; /* the upper two */
    omr_hypotheses_add(&all, &drawn.page, &squares, 2, false);
    assert_under(nearest(&all, &map), 5);
    drawn_clear(&drawn);
}

static void a_mirrored_page_is_found_only_when_asked_for(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_squares squares;
    struct omr_hypotheses plain = {.count = 0}, mirrored = {.count = 0};
    const struct omr_homography map = {{-1, 0.1, 1250, 0.1, 1, 30, 0, 0, 1}};
    drawn_init(&drawn);
    show_markers(&squares, &drawn, &map, true);
    omr_hypotheses_add(&plain, &drawn.page, &squares, 4, false);
    omr_hypotheses_add(&mirrored, &drawn.page, &squares, 4, true);
    assert_over(nearest(&plain, &map), 100);
    assert_under(nearest(&mirrored, &map), 0.01);
    for (int i = 0; i < mirrored.count; i++)
        assert_true(mirrored.item[i].is_mirrored);
    drawn_clear(&drawn);
}

static void squares_of_another_size_make_no_hypothesis(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_squares squares;
    struct omr_hypotheses all = {.count = 0};
    struct omr_homography map = drawn_view(0, 1, 0, 600, 800);
    drawn_init(&drawn);
    show_markers(&squares, &drawn, &map, false);
    for (int i = 0; i < 4; i++) {
        struct omr_square *square = &squares.square[i];
        for (int k = 0; k < 4; k++) {
            square->corner[k].x = square->centre.x + (square->corner[k].x - square->centre.x) / 3;
            square->corner[k].y = square->centre.y + (square->corner[k].y - square->centre.y) / 3;
        }
        square->side_px /= 3;
    }
    omr_hypotheses_add(&all, &drawn.page, &squares, 4, false);
    assert_int_equal(all.count, 0);
    drawn_clear(&drawn);
}

static void the_least_misfit_comes_first_and_no_more_than_fit_are_kept(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_squares squares = {.count = OMR_SQUARES_MOST};
    struct omr_hypotheses all = {.count = 0};
    drawn_init(&drawn);
    for (int i = 0; i < OMR_SQUARES_MOST; i++) {
        struct omr_square *square = &squares.square[i];
        *square = (struct omr_square){
            .centre = {250.0 * (i % 5), 260.0 * (i / 5)}, .side_px = 30, .fill_ratio = 1};
        for (int k = 0; k < 4; k++)
            square->corner[k] = (struct omr_point){
                square->centre.x + (k == 1 || k == 2 ? 15 : -15) + (i * 7 + k) % 3,
                square->centre.y + (k >= 2 ? 15 : -15)};
    }
    for (int wanted = 2; wanted <= 4; wanted++)
        omr_hypotheses_add(&all, &drawn.page, &squares, wanted, false);
    assert_int_equal(all.count, OMR_HYPOTHESES_MOST);
    for (int i = 1; i < all.count; i++)
        assert_true(all.item[i - 1].misfit <= all.item[i].misfit);
    drawn_clear(&drawn);
}

static void squares_in_one_place_make_no_hypothesis(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_squares squares = {.count = OMR_SQUARES_MOST};
    drawn_init(&drawn);
    for (int i = 0; i < OMR_SQUARES_MOST; i++)
        squares.square[i] = (struct omr_square){
            .corner = {{0, 0}, {9, 0}, {9, 9}, {0, 9}}, .centre = {4.5, 4.5}, .side_px = 9};
    for (int wanted = 2; wanted <= 4; wanted++) {
        struct omr_hypotheses all = {.count = 0};
        omr_hypotheses_add(&all, &drawn.page, &squares, wanted, false);
        assert_int_equal(all.count, 0);
    }
    drawn_clear(&drawn);
}

static void corner_markers_are_told_by_their_place(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_box marker[OMR_MARKERS_MOST];
    drawn_init(&drawn);
    struct omr_marker first = drawn.markers[0];
    drawn.markers[0] = drawn.markers[2];
    drawn.markers[2] = first;
    assert_int_equal(omr_corner_markers(&drawn.page, marker), 4);
    assert_close(marker[0].left, 60, 0);
    assert_close(marker[2].left, DRAWN_WIDTH - 120, 0);
    drawn_clear(&drawn);
}

static void markers_in_one_quarter_count_once(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_box marker[OMR_MARKERS_MOST];
    drawn_init(&drawn);
    for (int i = 0; i < 4; i++)
        drawn.markers[i].box = (struct omr_box){60 + 70 * i, 60, 60, 60};
    assert_int_equal(omr_corner_markers(&drawn.page, marker), 1);
    drawn_clear(&drawn);
}

static void a_score_tells_the_right_turn_from_the_wrong_one(void **state) {
    (void)state;
    struct drawn drawn;
    struct look look;
    struct omr_hypothesis right = {.map = plain_map()}, wrong = {.map = plain_map()};
    drawn_init(&drawn);
    wrong.map = drawn_view(180, 1, 0, 600, 800);
    look_init(&look, &drawn.paper, &drawn.page);
    omr_hypothesis_score(&right, &look.sheet);
    omr_hypothesis_score(&wrong, &look.sheet);
    assert_over(right.score, 0.1);
    assert_over(right.score, 1.2 * wrong.score);
    assert_close(right.ring_factor[0].across, 0.9, 0.11);
    look_clear(&look);
    drawn_clear(&drawn);
}

/* A pale print: the marks answer to rings of any size, and more than the outlines do. */
static void thick_marks_do_not_hide_in_which_size_outlines_are_drawn(void **state) {
    (void)state;
    struct drawn drawn;
    struct look look;
    struct omr_hypothesis one = {.map = plain_map()};
    drawn_init(&drawn);
    memset(drawn.paper.pixels, 250, drawn.paper.stride * DRAWN_HEIGHT);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        fake_draw_ring(&drawn.paper, drawn.bubbles[i].x, drawn.bubbles[i].y, 18, 18, 2, 0.1);
        if (i % 3 == 0)
            fake_draw_disc(&drawn.paper, drawn.bubbles[i].x, drawn.bubbles[i].y, 15, 15, 1.0);
    }
    look_init(&look, &drawn.paper, &drawn.page);
    omr_hypothesis_score(&one, &look.sheet);
    assert_close(one.ring_factor[0].across, 0.9, 0.01);
    look_clear(&look);
    drawn_clear(&drawn);
}

static void a_marker_is_dark_and_paper_is_not(void **state) {
    (void)state;
    struct drawn drawn;
    struct look look;
    struct omr_page_map map;
    const struct omr_homography flat = plain_map();
    const struct omr_box nothing = {500, 60, 60, 60}, outside = {-900, -900, 60, 60};
    drawn_init(&drawn);
    look_init(&look, &drawn.paper, &drawn.page);
    omr_page_map_init(&map, &flat, DRAWN_WIDTH, DRAWN_HEIGHT);
    assert_over(omr_marker_darkness(&look.sheet, &map, &drawn.markers[1].box), 0.85);
    assert_close(omr_marker_darkness(&look.sheet, &map, &nothing), 0, 0.01);
    assert_close(omr_marker_darkness(&look.sheet, &map, &outside), 0, 0);
    look_clear(&look);
    drawn_clear(&drawn);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_markers_in_any_turn_are_among_the_hypotheses),
        cmocka_unit_test(four_squares_alone_leave_two_turns_open),
        cmocka_unit_test(strangers_among_the_squares_do_not_hide_the_markers),
        cmocka_unit_test(any_three_markers_are_enough),
        cmocka_unit_test(two_markers_are_tried_too),
        cmocka_unit_test(a_mirrored_page_is_found_only_when_asked_for),
        cmocka_unit_test(squares_of_another_size_make_no_hypothesis),
        cmocka_unit_test(the_least_misfit_comes_first_and_no_more_than_fit_are_kept),
        cmocka_unit_test(squares_in_one_place_make_no_hypothesis),
        cmocka_unit_test(corner_markers_are_told_by_their_place),
        cmocka_unit_test(markers_in_one_quarter_count_once),
        cmocka_unit_test(thick_marks_do_not_hide_in_which_size_outlines_are_drawn),
        cmocka_unit_test(a_score_tells_the_right_turn_from_the_wrong_one),
        cmocka_unit_test(a_marker_is_dark_and_paper_is_not),
    };
    return cmocka_run_group_tests_name("hypothesis", tests, NULL, NULL);
}
