/* SPDX-License-Identifier: MIT
 *
 * The parts that find a page by its bubbles, each by itself: points near a place, shapes on a
 * picture, the places of the form, letters in bubbles. */
#include "recognition/registration/candidates.h"
#include "recognition/registration/lattice.h"
#include "recognition/registration/letters.h"
#include "recognition/registration/nearest.h"
#include "support/draw.h"
#include "support/random.h"
#include "unit/recognition/close.h"
#include "unit/recognition/drawn.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { POINTS = 500 };

static int nearest_by_hand(const struct omr_point *points, struct omr_point p, double radius) {
    int best = -1;
    double least = radius;
    for (int i = 0; i < POINTS; i++) {
        double away = hypot(points[i].x - p.x, points[i].y - p.y);
        if (away < least)
            least = away, best = i;
    }
    return best;
}

static void the_nearest_point_is_found(void **state) {
    (void)state;
    struct omr_arena arena = {0};
    struct omr_nearest nearest;
    struct omr_point points[POINTS];
    struct fake_random random = fake_random_make(1, 2);
    for (int i = 0; i < POINTS; i++)
        points[i] = (struct omr_point){fake_random_between(&random, -300, 900),
                                       fake_random_between(&random, 100, 400)};
    assert_int_equal(omr_nearest_init(&nearest, points, POINTS, 20, &arena, NULL), OMR_OK);
    for (int i = 0; i < 300; i++) {
        struct omr_point p = {fake_random_between(&random, -500, 1100),
                              fake_random_between(&random, 0, 500)};
        double radius = fake_random_between(&random, 1, 90);
        assert_int_equal(omr_nearest_find(&nearest, p, radius), nearest_by_hand(points, p, radius));
    }
    omr_arena_clear(&arena);
}

static void near_points_come_in_order_and_without_the_one_left_out(void **state) {
    (void)state;
    struct omr_arena arena = {0};
    struct omr_nearest nearest;
    const struct omr_point points[] = {{0, 0}, {30, 0}, {10, 0}, {20, 0}, {99, 0}};
    int index[8];
    assert_int_equal(omr_nearest_init(&nearest, points, 5, 7, &arena, NULL), OMR_OK);
    assert_int_equal(omr_nearest_list(&nearest, points[0], 50, 0, index, 8), 3);
    assert_int_equal(index[0], 2);
    assert_int_equal(index[1], 3);
    assert_int_equal(index[2], 1);
    assert_int_equal(omr_nearest_list(&nearest, points[0], 50, -1, index, 2), 2);
    assert_int_equal(index[0], 0);
    assert_int_equal(omr_nearest_init(&nearest, points, 0, 7, &arena, NULL), OMR_OK);
    assert_int_equal(omr_nearest_find(&nearest, points[0], 50), -1);
    omr_arena_clear(&arena);
}

static const struct omr_candidate *candidate_at(const struct omr_candidates *all, double x,
                                                double y) {
    for (int i = 0; i < all->count; i++)
        if (hypot(all->item[i].at.x + 0.5 - x, all->item[i].at.y + 0.5 - y) < 2)
            return &all->item[i];
    return NULL;
}

static void bubbles_are_candidates_empty_or_filled(void **state) {
    (void)state;
    struct drawn drawn;
    struct look look;
    struct omr_candidates all = {0};
    const struct omr_candidates_look how = {0, 20, 60, 0.86};
    drawn_init(&drawn);
    for (int i = 0; i < DRAWN_BUBBLES; i += 4)
        drawn_mark(&drawn, i, 0.8);
    look_init(&look, &drawn.paper, &drawn.page);
    assert_int_equal(omr_candidates_add(&all, &look.sheet, &how, NULL), OMR_OK);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_candidate *one =
            candidate_at(&all, drawn.bubbles[i].x, drawn.bubbles[i].y);
        assert_non_null(one);
        assert_close(one->size, 39, 3);
    }
    omr_candidates_clear(&all);
    look_clear(&look);
    drawn_clear(&drawn);
}

static void a_second_look_adds_nothing_twice_and_no_letter_in_a_bubble(void **state) {
    (void)state;
    struct drawn drawn;
    struct look look;
    struct omr_candidates all = {0};
    const struct omr_candidates_look how = {0, 8, 50, 0.86};
    drawn_init(&drawn);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        fake_draw_text(&drawn.paper, "O", drawn.bubbles[i].x - 6, drawn.bubbles[i].y + 8, 16, 2, 1);
    look_init(&look, &drawn.paper, &drawn.page);
    assert_int_equal(omr_candidates_add(&all, &look.sheet, &how, NULL), OMR_OK);
    int count = all.count;
    assert_int_equal(omr_candidates_add(&all, &look.sheet, &how, NULL), OMR_OK);
    assert_int_equal(all.count, count);
    assert_int_equal(count, DRAWN_BUBBLES);
    omr_candidates_clear(&all);
    look_clear(&look);
    drawn_clear(&drawn);
}

static void the_right_place_explains_every_bubble_and_no_other_does(void **state) {
    (void)state;
    struct drawn drawn;
    struct look look;
    struct omr_lattice lattice;
    drawn_init(&drawn);
    struct omr_homography map = drawn_view(190, 0.8, 0.15, 700, 850);
    struct omr_pixmap picture = drawn_picture(&drawn.paper, &map, 1400, 1700);
    look_init(&look, &picture, &drawn.page);
    assert_int_equal(omr_lattice_find(&lattice, &look.sheet, &look.arena, NULL), OMR_OK);
    assert_int_equal(lattice.bubbles, DRAWN_BUBBLES);
    assert_over(lattice.count, 1);
    assert_int_equal(lattice.place[0].explained, DRAWN_BUBBLES);
    assert_false(lattice.place[0].is_mirrored);
    assert_under(lattice.place[1].explained, DRAWN_BUBBLES - 4);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        struct omr_point p = {drawn.bubbles[i].x, drawn.bubbles[i].y};
        struct omr_point truth = omr_homography_apply(&map, p);
        struct omr_point found = omr_homography_apply(&lattice.place[0].map, p);
        assert_under(hypot(found.x + 0.5 - truth.x, found.y + 0.5 - truth.y), 2);
    }
    look_clear(&look);
    omr_pixmap_clear(&picture);
    drawn_clear(&drawn);
}

static void a_picture_of_nothing_has_no_places(void **state) {
    (void)state;
    struct drawn drawn;
    struct look look;
    struct omr_lattice lattice;
    struct omr_pixmap blank = drawn_blank(900, 1200);
    drawn_init(&drawn);
    look_init(&look, &blank, &drawn.page);
    assert_int_equal(omr_lattice_find(&lattice, &look.sheet, &look.arena, NULL), OMR_OK);
    assert_int_equal(lattice.count, 0);
    look_clear(&look);
    omr_pixmap_clear(&blank);
    drawn_clear(&drawn);
}

static void a_move_is_read_from_two_maps(void **state) {
    (void)state;
    struct drawn drawn;
    struct omr_page_move move;
    drawn_init(&drawn);
    struct omr_homography taken = drawn_view(20, 0.7, 0.1, 700, 850);
    assert_true(omr_page_move_between(&move, &taken, &taken, &drawn.page));
    assert_int_equal(move.turn[0], 1);
    assert_int_equal(move.turn[3], 1);
    assert_close(move.shift.x, 0, 0.01);
    /* Half a turn about the middle, then 64 px to the right: a bubble at the middle of the page was
     * taken where the other map has the bubble 64 px to its right. */
    struct omr_homography asked = drawn_view(200, 0.7, 0, 700, 850);
    taken = drawn_view(20, 0.7, 0, 700, 850);
    double angle = 20 * 3.14159265358979 / 180;
    asked.h[2] += 64 * 0.7 * cos(angle);
    asked.h[5] += 64 * 0.7 * sin(angle);
    assert_true(omr_page_move_between(&move, &taken, &asked, &drawn.page));
    assert_int_equal(move.turn[0], -1);
    assert_int_equal(move.turn[3], -1);
    assert_int_equal(move.turn[1], 0);
    assert_close(move.shift.x, 64, 0.5);
    assert_close(move.shift.y, 0, 0.5);
    drawn_clear(&drawn);
}

static void letters_agree_with_the_right_place_only(void **state) {
    (void)state;
    static const struct omr_page_move right = {{1, 0, 0, 1}, {0, 0}};
    static const struct omr_page_move wrong[] = {{{1, 0, 0, 1}, {DRAWN_PITCH_X, 0}},
                                                 {{1, 0, 0, 1}, {-DRAWN_PITCH_X, 0}}};
    struct drawn drawn;
    struct look look;
    struct omr_registration registration;
    struct omr_letters letters;
    int kinds;
    drawn_init(&drawn);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &drawn.bubbles[i];
        fake_draw_text(&drawn.paper, b->value, b->x - fake_text_width(b->value, 16) / 2, b->y + 8,
                       16, 2, 0.8);
        if (i % 7 == 0)
            drawn_mark(&drawn, i, 0.8);
    }
    look_init(&look, &drawn.paper, &drawn.page);
    plain_registration(&registration, &look);
    assert_int_equal(omr_letters_take(&letters, &look.sheet, &registration, &look.arena, NULL),
                     OMR_OK);
    double agreement = omr_letters_agree(&letters, &right, NULL, &kinds);
    assert_int_equal(kinds, DRAWN_OPTIONS);
    assert_over(agreement, 0.6);
    for (int k = 0; k < 2; k++)
        assert_under(omr_letters_agree(&letters, &wrong[k], NULL, &kinds), agreement - 0.2);
    look_clear(&look);
    drawn_clear(&drawn);
}

static void empty_bubbles_say_nothing(void **state) {
    (void)state;
    static const struct omr_page_move right = {{1, 0, 0, 1}, {0, 0}};
    struct drawn drawn;
    struct look look;
    struct omr_registration registration;
    struct omr_letters letters;
    int kinds;
    drawn_init(&drawn);
    look_init(&look, &drawn.paper, &drawn.page);
    plain_registration(&registration, &look);
    assert_int_equal(omr_letters_take(&letters, &look.sheet, &registration, &look.arena, NULL),
                     OMR_OK);
    assert_close(omr_letters_agree(&letters, &right, NULL, &kinds), 0, 1e-9);
    assert_int_equal(kinds, 0);
    look_clear(&look);
    drawn_clear(&drawn);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_point_is_found),
        cmocka_unit_test(near_points_come_in_order_and_without_the_one_left_out),
        cmocka_unit_test(bubbles_are_candidates_empty_or_filled),
        cmocka_unit_test(a_second_look_adds_nothing_twice_and_no_letter_in_a_bubble),
        cmocka_unit_test(the_right_place_explains_every_bubble_and_no_other_does),
        cmocka_unit_test(a_picture_of_nothing_has_no_places),
        cmocka_unit_test(a_move_is_read_from_two_maps),
        cmocka_unit_test(letters_agree_with_the_right_place_only),
        cmocka_unit_test(empty_bubbles_say_nothing),
    };
    return cmocka_run_group_tests_name("lattice", tests, NULL, NULL);
}
