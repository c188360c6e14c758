/* SPDX-License-Identifier: MIT
 *
 * Crops and what is measured on them, on the drawn page whose places are known. */
#include "recognition/mark/crop.h"
#include "recognition/mark/measure.h"
#include "recognition/mark/printed.h"
#include "support/draw.h"
#include "unit/recognition/close.h"
#include "unit/recognition/drawn.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct bench {
    struct drawn drawn;
    struct look look;
    struct omr_registration registration;
    struct omr_measure measures[DRAWN_BUBBLES];
};

static void bench_open(struct bench *bench) {
    drawn_init(&bench->drawn);
}

static void bench_look(struct bench *bench) {
    look_init(&bench->look, &bench->drawn.paper, &bench->drawn.page);
    plain_registration(&bench->registration, &bench->look);
}

/* `printed`: what the blank shows; NULL: not known. */
static void bench_measure_with(struct bench *bench, const struct omr_printed *printed) {
    bench_look(bench);
    assert_int_equal(omr_marks_measure(bench->measures, &bench->look.sheet, &bench->registration,
                                       printed, &bench->look.arena, NULL),
                     OMR_OK);
}

static void bench_measure(struct bench *bench) {
    bench_measure_with(bench, NULL);
}

static void bench_close(struct bench *bench) {
    look_clear(&bench->look);
    drawn_clear(&bench->drawn);
}

static struct omr_crop crop_of(struct bench *bench, int bubble) {
    struct omr_crop crop;
    struct omr_crop_mask mask;
    omr_crop_mask_init(&mask, OMR_SHAPE_ELLIPSE);
    omr_crop_take(&crop, &bench->look.sheet, &bench->registration, bubble, &mask);
    if (crop.is_measured)
        omr_crop_divide(&crop, crop.paper, &mask);
    return crop;
}

static void print_letters(struct bench *bench, double height) {
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &bench->drawn.bubbles[i];
        double width = fake_text_width(b->value, height);
        fake_draw_text(&bench->drawn.paper, b->value, b->x - width / 2, b->y + height / 2, height,
                       3, 0.9);
    }
}

static void a_mask_is_the_inside_of_its_shape(void **state) {
    (void)state;
    struct omr_crop_mask round, box;
    omr_crop_mask_init(&round, OMR_SHAPE_ELLIPSE);
    omr_crop_mask_init(&box, OMR_SHAPE_SQUARE);
    double area = OMR_CROP_PIXELS;
    assert_close(round.count / area, 3.14159 / 4 * 0.64, 0.02);
    assert_int_equal(box.count, 18 * 18); /* centres within 0.72 of 12 px from the middle */
}

static void a_crop_of_an_empty_bubble_is_plain_paper(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    bench_look(&bench);
    struct omr_crop crop = crop_of(&bench, 0);
    assert_true(crop.is_measured);
    assert_close(crop.darkness, 0, 0.01);
    assert_int_equal(crop.sample[OMR_CROP_PIXELS / 2 + OMR_CROP_SIDE / 2], OMR_CROP_PAPER);
    bench_close(&bench);
}

static void a_crop_is_by_the_papers_own_brightness(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    drawn_mark(&bench.drawn, 0, 0.5);
    for (int y = 0; y < DRAWN_HEIGHT; y++)
        for (int x = 0; x < DRAWN_WIDTH; x++) {
            uint8_t *pixel = &omr_pixmap_row(&bench.drawn.paper, y)[x];
            *pixel = (uint8_t)(*pixel * 0.4);
        }
    bench_look(&bench);
    assert_close(crop_of(&bench, 0).darkness, 0.5, 0.02);
    assert_close(crop_of(&bench, 1).darkness, 0, 0.02);
    bench_close(&bench);
}

static void a_crop_outside_the_picture_is_not_measured(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    bench_look(&bench);
    bench.registration.placements[0].is_inside = false;
    assert_false(crop_of(&bench, 0).is_measured);
    bench.registration.placements[1].frame.at = (struct omr_point){-500, 4};
    assert_false(crop_of(&bench, 1).is_measured);
    bench_close(&bench);
}

static void a_thick_pen_that_covers_all_paper_around_is_ink(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    fake_draw_disc(&bench.drawn.paper, bench.drawn.bubbles[12].x, bench.drawn.bubbles[12].y, 32, 32,
                   0.85);
    bench_measure(&bench);
    assert_over(bench.measures[12].fill, 0.7);
    bench_close(&bench);
}

static void a_shadow_over_neighbours_is_no_ink(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    double edge = bench.drawn.bubbles[4 * DRAWN_OPTIONS].y - 40;
    for (int y = (int)edge; y < DRAWN_HEIGHT && y < edge + 400; y++)
        for (int x = 0; x < DRAWN_WIDTH; x++) {
            uint8_t *pixel = &omr_pixmap_row(&bench.drawn.paper, y)[x];
            *pixel = (uint8_t)(*pixel * 0.45);
        }
    bench_measure(&bench);
    for (int i = 4 * DRAWN_OPTIONS; i < 7 * DRAWN_OPTIONS; i++)
        assert_close(bench.measures[i].excess, 0, 0.03);
    bench_close(&bench);
}

static void marks_have_their_darkness_and_empty_bubbles_none(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int row = 0; row < DRAWN_ROWS; row++)
        drawn_mark(&bench.drawn, row * DRAWN_OPTIONS + row % DRAWN_OPTIONS, 0.6);
    bench_measure(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        bool is_marked = i % DRAWN_OPTIONS == i / DRAWN_OPTIONS % DRAWN_OPTIONS;
        assert_true(bench.measures[i].is_measured);
        assert_close(bench.measures[i].excess, is_marked ? 0.6 : 0, 0.03);
        assert_close(bench.measures[i].fill, is_marked ? 0.6 : 0, 0.03);
    }
    bench_close(&bench);
}

static void printed_letters_drop_out(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    print_letters(&bench, 18);
    drawn_mark(&bench.drawn, 7, 0.7);
    bench_look(&bench);
    assert_over(crop_of(&bench, 1).darkness, 0.15); /* the letter itself is dark */
    look_clear(&bench.look);
    bench_measure(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        if (i != 7)
            assert_close(bench.measures[i].excess, 0, 0.02);
    assert_true(bench.measures[7].has_own_look);
    assert_over(bench.measures[7].fill, 0.6);
    bench_close(&bench);
}

static void an_answer_that_everybody_marked_is_marked(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    print_letters(&bench, 18);
    for (int row = 0; row < DRAWN_ROWS; row++)
        drawn_mark(&bench.drawn, row * DRAWN_OPTIONS + 2, 0.6);
    bench_measure(&bench);
    for (int row = 0; row < DRAWN_ROWS; row++) {
        assert_over(bench.measures[row * DRAWN_OPTIONS + 2].fill, 0.45);
        assert_under(bench.measures[row * DRAWN_OPTIONS + 1].fill, 0.1);
    }
    assert_false(bench.measures[2].has_own_look);
    bench_close(&bench);
}

static void pencil_in_an_answer_that_everybody_marked_still_counts(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int row = 0; row < DRAWN_ROWS; row++)
        drawn_mark(&bench.drawn, row * DRAWN_OPTIONS + 2, 0.25);
    bench_measure(&bench);
    for (int row = 0; row < DRAWN_ROWS; row++)
        assert_over(bench.measures[row * DRAWN_OPTIONS + 2].fill, 0.2);
    bench_close(&bench);
}

static void light_marks_on_most_of_a_value_are_no_empty_look(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int row = 0; row < DRAWN_ROWS; row++)
        if (row % 4)
            drawn_mark(&bench.drawn, row * DRAWN_OPTIONS + 1, 0.25);
    bench_measure(&bench);
    assert_true(bench.measures[1].has_own_look);
    for (int row = 0; row < DRAWN_ROWS; row++)
        assert_close(bench.measures[row * DRAWN_OPTIONS + 1].excess, row % 4 ? 0.25 : 0, 0.03);
    bench_close(&bench);
}

static void fewer_than_six_of_a_value_use_the_others_of_their_size(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int row = 0; row < 5; row++)
        bench.drawn.bubbles[row * DRAWN_OPTIONS].value = "rare";
    for (int row = 5; row < 11; row++)
        bench.drawn.bubbles[row * DRAWN_OPTIONS].value = "enough";
    bench_measure(&bench);
    assert_false(bench.measures[0].has_own_look);
    assert_true(bench.measures[5 * DRAWN_OPTIONS].has_own_look);
    bench_close(&bench);
}

static void light_pencil_in_an_answer_that_everybody_marked_is_no_letter(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int row = 0; row < DRAWN_ROWS; row++)
        drawn_mark(&bench.drawn, row * DRAWN_OPTIONS + 2, 0.1);
    bench_measure(&bench);
    for (int row = 0; row < DRAWN_ROWS; row++)
        assert_over(bench.measures[row * DRAWN_OPTIONS + 2].fill, 0.08);
    bench_close(&bench);
}

static void a_bold_letter_in_a_small_bubble_is_no_mark(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &bench.drawn.bubbles[i];
        if (i % DRAWN_OPTIONS == 1)
            fake_draw_text(&bench.drawn.paper, "B", b->x - 7, b->y + 9, 18, 2.5, 0.9);
    }
    bench_measure(&bench);
    look_clear(&bench.look);
    bench_look(&bench);
    assert_over(crop_of(&bench, 1).darkness, 0.16); /* darker than other letters would be */
    assert_true(bench.measures[1].has_own_look);
    for (int row = 0; row < DRAWN_ROWS; row++)
        assert_close(bench.measures[row * DRAWN_OPTIONS + 1].fill, 0, 0.02);
    bench_close(&bench);
}

static void a_ticked_box_without_its_like_is_marked(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    const struct omr_bubble *b = &bench.drawn.bubbles[0];
    bench.drawn.bubbles[0].width = bench.drawn.bubbles[0].height = DRAWN_BOX + 3;
    bench.drawn.positions[0].bubble_count = 1;
    fake_draw_stroke(&bench.drawn.paper, b->x - 10, b->y, b->x, b->y + 12, 4, 0.9);
    fake_draw_stroke(&bench.drawn.paper, b->x, b->y + 12, b->x + 10, b->y - 12, 4, 0.9);
    bench_measure(&bench);
    assert_true(bench.measures[0].is_assumed);
    assert_over(bench.measures[0].fill, 0.08);
    bench_close(&bench);
}

/* The first field becomes a list of boxes of a size of their own, the first `count` of them ticked.
 */
static void tick_list(struct bench *bench, int count) {
    for (int i = 0; i < DRAWN_OPTIONS; i++) {
        struct omr_bubble *b = &bench->drawn.bubbles[i];
        b->width = b->height = DRAWN_BOX + 3;
        b->shape = OMR_SHAPE_SQUARE;
        if (i >= count)
            continue;
        fake_draw_stroke(&bench->drawn.paper, b->x - 10, b->y, b->x, b->y + 12, 4, 0.9);
        fake_draw_stroke(&bench->drawn.paper, b->x, b->y + 12, b->x + 10, b->y - 12, 4, 0.9);
    }
}

static void a_list_whose_boxes_are_all_ticked_alike_is_doubtful(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    tick_list(&bench, DRAWN_OPTIONS);
    bench_measure(&bench);
    for (int i = 0; i < DRAWN_OPTIONS; i++)
        assert_true(bench.measures[i].is_assumed);
    bench_close(&bench);
}

static void one_empty_box_tells_that_the_others_are_ticked(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    tick_list(&bench, DRAWN_OPTIONS - 1);
    bench_measure(&bench);
    for (int i = 0; i < DRAWN_OPTIONS; i++)
        assert_false(bench.measures[i].is_assumed);
    for (int i = 0; i < DRAWN_OPTIONS - 1; i++)
        assert_over(bench.measures[i].fill, 0.08);
    assert_close(bench.measures[DRAWN_OPTIONS - 1].fill, 0, 0.02);
    bench_close(&bench);
}

static void three_of_a_letter_are_enough_to_know_it(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int row = 0; row < 3; row++) {
        struct omr_bubble *b = &bench.drawn.bubbles[row * DRAWN_OPTIONS];
        b->value = "R";
        fake_draw_text(&bench.drawn.paper, "R", b->x - 7, b->y + 9, 18, 3, 0.9);
    }
    drawn_mark(&bench.drawn, 0, 0.5);
    bench_measure(&bench);
    assert_true(bench.measures[0].has_own_look);
    assert_false(bench.measures[0].may_have_letter);
    assert_over(bench.measures[0].excess, 0.3);
    assert_close(bench.measures[DRAWN_OPTIONS].excess, 0, 0.02);
    assert_close(bench.measures[2 * DRAWN_OPTIONS].excess, 0, 0.02);
    bench_close(&bench);
}

static void what_three_share_is_doubtful_when_half_marks_are_as_dark(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int row = 0; row < 3; row++) {
        struct omr_bubble *b = &bench.drawn.bubbles[row * DRAWN_OPTIONS];
        b->value = "R";
        for (int x = -9; x < -1; x += 4)
            fake_draw_stroke(&bench.drawn.paper, b->x + x, b->y - 8, b->x + x, b->y + 8, 4, 0.9);
    }
    bench_measure(&bench);
    for (int row = 0; row < 3; row++) {
        const struct omr_measure *measure = &bench.measures[row * DRAWN_OPTIONS];
        assert_true(measure->is_assumed || measure->excess > 0.12);
    }
    bench_close(&bench);
}

static void where_others_have_letters_a_rare_value_may_have_one(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    print_letters(&bench, 18);
    bench.drawn.bubbles[0].value = "rare";
    bench_measure(&bench);
    assert_true(bench.measures[0].may_have_letter);
    assert_false(bench.measures[1].may_have_letter);
    bench_close(&bench);
}

static void a_page_wholly_filled_is_wholly_marked(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        drawn_mark(&bench.drawn, i, 0.7);
    bench_measure(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        assert_over(bench.measures[i].fill, 0.6);
    bench_close(&bench);
}

static void a_tick_has_a_high_peak_and_little_ink(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    const struct omr_bubble *b = &bench.drawn.bubbles[3];
    fake_draw_stroke(&bench.drawn.paper, b->x - 10, b->y, b->x, b->y + 12, 3, 0.9);
    fake_draw_stroke(&bench.drawn.paper, b->x, b->y + 12, b->x + 10, b->y - 12, 3, 0.9);
    bench_measure(&bench);
    assert_over(bench.measures[3].peak, 0.4);
    assert_under(bench.measures[3].excess, 0.35);
    assert_over(bench.measures[3].excess, 0.08);
    bench_close(&bench);
}

static void sizes_and_shapes_are_classes_of_their_own(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    bench.drawn.bubbles[0].width = bench.drawn.bubbles[0].height = 60;
    bench.drawn.bubbles[1].shape = OMR_SHAPE_SQUARE;
    bench.drawn.bubbles[2].width = 41.5; /* within 2 px */
    bench_look(&bench);
    assert_int_equal(bench.look.classes.count, 3);
    assert_int_equal(bench.look.classes.of_bubble[2], bench.look.classes.of_bubble[3]);
    assert_int_not_equal(bench.look.classes.of_bubble[0], bench.look.classes.of_bubble[3]);
    assert_int_not_equal(bench.look.classes.of_bubble[1], bench.look.classes.of_bubble[3]);
    bench_close(&bench);
}

static void more_sizes_than_classes_join_the_nearest(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        bench.drawn.bubbles[i].width = bench.drawn.bubbles[i].height = 10 + 3 * i;
    bench_look(&bench);
    assert_int_equal(bench.look.classes.count, OMR_BUBBLE_CLASSES_MOST);
    int counted = 0;
    for (int c = 0; c < bench.look.classes.count; c++)
        counted += bench.look.classes.item[c].bubble_count;
    assert_int_equal(counted, DRAWN_BUBBLES);
    assert_int_equal(bench.look.classes.of_bubble[DRAWN_BUBBLES - 1], OMR_BUBBLE_CLASSES_MOST - 1);
    bench_close(&bench);
}

static void the_pitch_is_the_nearest_neighbours(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    bench_look(&bench);
    assert_close(bench.look.classes.pitch_px, DRAWN_PITCH_X, 1e-9);
    bench_close(&bench);
}

/* A bold sign in every bubble, another one in each, as letters never are. */
static void print_signs(struct bench *bench, double darkness) {
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &bench->drawn.bubbles[i];
        double turn = 0.37 * i, reach = 7 + i % 4;
        fake_draw_stroke(&bench->drawn.paper, b->x - reach * cos(turn), b->y - reach * sin(turn),
                         b->x + reach * cos(turn), b->y + reach * sin(turn), 6, darkness);
    }
}

/* Learns the bench's page as a blank, whose crops live in the arena. */
static void learn_printed(struct omr_printed *printed, struct bench *blank,
                          struct omr_arena *arena) {
    bench_look(blank);
    assert_int_equal(
        omr_printed_learn(printed, &blank->look.sheet, &blank->registration, arena, NULL), OMR_OK);
}

/* Halves the contrast and blurs, as a poor copy does. */
static void copy_badly(struct omr_pixmap *paper) {
    for (int round = 0; round < 2; round++)
        for (int y = 1; y < DRAWN_HEIGHT - 1; y++) {
            uint8_t *row = omr_pixmap_row(paper, y);
            for (int x = 1; x < DRAWN_WIDTH - 1; x++)
                row[x] = (uint8_t)((2 * row[x] + row[x + 1] + row[x + (int)paper->stride] + 2) / 4);
        }
    for (int y = 0; y < DRAWN_HEIGHT; y++)
        for (int x = 0; x < DRAWN_WIDTH; x++)
            omr_pixmap_row(paper, y)[x] = (uint8_t)(128 + omr_pixmap_row(paper, y)[x] / 2);
}

static void the_blank_tells_print_from_marks_where_no_bubble_is_like_another(void **state) {
    (void)state;
    struct bench blank, bench;
    struct omr_arena arena = {0};
    struct omr_printed printed;
    bench_open(&blank);
    print_signs(&blank, 0.9);
    learn_printed(&printed, &blank, &arena);
    for (int is_copy = 0; is_copy < 2; is_copy++) {
        bench_open(&bench);
        print_signs(&bench, 0.9);
        drawn_mark(&bench.drawn, 3, 0.5);
        if (is_copy)
            copy_badly(&bench.drawn.paper);
        bench_measure_with(&bench, &printed);
        for (int i = 0; i < DRAWN_BUBBLES; i++)
            if (i == 3)
                assert_true(bench.measures[i].excess > (is_copy ? 0.12 : 0.25));
            else
                assert_true(bench.measures[i].excess < 0.04);
        assert_true(bench.measures[3].has_own_look);
        bench_close(&bench);
    }
    bench_close(&blank);
    omr_arena_clear(&arena);
}

/* A dot of print in the bubbles of three rows in four, elsewhere in each: what the bubbles of a
 * value have in common shows none, only that they are usually darker than it. */
static void print_dots(struct bench *bench) {
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &bench->drawn.bubbles[i];
        if (i / DRAWN_OPTIONS % 4)
            fake_draw_disc(&bench->drawn.paper, b->x + 7 * cos(1.3 * i), b->y + 7 * sin(1.3 * i), 3,
                           3, 0.9);
    }
}

static void what_the_blank_shows_goes_before_a_look_that_suits_less(void **state) {
    (void)state;
    struct bench blank, bench;
    struct omr_arena arena = {0};
    struct omr_printed printed;
    bench_open(&blank);
    print_dots(&blank);
    learn_printed(&printed, &blank, &arena);
    bench_open(&bench);
    print_dots(&bench);
    bench_measure(&bench);
    assert_true(bench.measures[0].has_own_look);
    assert_under(bench.measures[0].excess, -0.03); /* a faint mark would be lost */
    look_clear(&bench.look);
    bench_measure_with(&bench, &printed);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        assert_close(bench.measures[i].excess, 0, 0.01);
    bench_close(&bench);
    bench_close(&blank);
    omr_arena_clear(&arena);
}

static void the_blank_tells_a_page_wholly_filled_from_an_empty_one(void **state) {
    (void)state;
    struct bench blank, bench;
    struct omr_arena arena = {0};
    struct omr_printed printed;
    bench_open(&blank);
    print_signs(&blank, 0.9);
    learn_printed(&printed, &blank, &arena);
    bench_open(&bench);
    print_signs(&bench, 0.9);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        drawn_mark(&bench.drawn, i, 0.4);
    bench_measure_with(&bench, &printed);
    int marked = 0;
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        marked += bench.measures[i].excess > 0.15;
    assert_int_equal(marked, DRAWN_BUBBLES);
    bench_close(&bench);
    bench_close(&blank);
    omr_arena_clear(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mask_is_the_inside_of_its_shape),
        cmocka_unit_test(a_crop_of_an_empty_bubble_is_plain_paper),
        cmocka_unit_test(a_crop_is_by_the_papers_own_brightness),
        cmocka_unit_test(a_crop_outside_the_picture_is_not_measured),
        cmocka_unit_test(a_thick_pen_that_covers_all_paper_around_is_ink),
        cmocka_unit_test(a_shadow_over_neighbours_is_no_ink),
        cmocka_unit_test(marks_have_their_darkness_and_empty_bubbles_none),
        cmocka_unit_test(printed_letters_drop_out),
        cmocka_unit_test(an_answer_that_everybody_marked_is_marked),
        cmocka_unit_test(pencil_in_an_answer_that_everybody_marked_still_counts),
        cmocka_unit_test(light_marks_on_most_of_a_value_are_no_empty_look),
        cmocka_unit_test(fewer_than_six_of_a_value_use_the_others_of_their_size),
        cmocka_unit_test(light_pencil_in_an_answer_that_everybody_marked_is_no_letter),
        cmocka_unit_test(a_bold_letter_in_a_small_bubble_is_no_mark),
        cmocka_unit_test(a_ticked_box_without_its_like_is_marked),
        cmocka_unit_test(a_list_whose_boxes_are_all_ticked_alike_is_doubtful),
        cmocka_unit_test(one_empty_box_tells_that_the_others_are_ticked),
        cmocka_unit_test(three_of_a_letter_are_enough_to_know_it),
        cmocka_unit_test(what_three_share_is_doubtful_when_half_marks_are_as_dark),
        cmocka_unit_test(where_others_have_letters_a_rare_value_may_have_one),
        cmocka_unit_test(a_page_wholly_filled_is_wholly_marked),
        cmocka_unit_test(a_tick_has_a_high_peak_and_little_ink),
        cmocka_unit_test(sizes_and_shapes_are_classes_of_their_own),
        cmocka_unit_test(more_sizes_than_classes_join_the_nearest),
        cmocka_unit_test(the_pitch_is_the_nearest_neighbours),
        cmocka_unit_test(the_blank_tells_print_from_marks_where_no_bubble_is_like_another),
        cmocka_unit_test(what_the_blank_shows_goes_before_a_look_that_suits_less),
        cmocka_unit_test(the_blank_tells_a_page_wholly_filled_from_an_empty_one),
    };
    return cmocka_run_group_tests_name("mark", tests, NULL, NULL);
}
