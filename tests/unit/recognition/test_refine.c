/* SPDX-License-Identifier: MIT
 *
 * From roughly to exactly: bends, local shifts, outline sizes and the whole-pitch check. */
#include "recognition/registration/fit_steps.h"
#include "recognition/registration/refine.h"
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

/* The first bubble of the second column of questions. */
enum { SECOND_COLUMN = 16 * DRAWN_OPTIONS };

struct bench {
    struct drawn drawn;
    struct look look;
    struct omr_page_map map;
    struct omr_outline outlines[DRAWN_BUBBLES];
};

static void bench_open(struct bench *bench) {
    struct omr_homography flat = plain_map();
    drawn_init(&bench->drawn);
    look_init(&bench->look, &bench->drawn.paper, &bench->drawn.page);
    omr_page_map_init(&bench->map, &flat, DRAWN_WIDTH, DRAWN_HEIGHT);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        bench->outlines[i] = (struct omr_outline){.response = 0.5, .closed = 1, .weight = 1};
}

static void bench_close(struct bench *bench) {
    look_clear(&bench->look);
    drawn_clear(&bench->drawn);
}

/* A smooth displacement of third order, some 20 px at the page's corners. */
static struct omr_point truth_at(const struct omr_page_map *map, double x, double y) {
    double t[OMR_BEND_TERMS];
    omr_page_map_terms(map, x, y, t);
    return (struct omr_point){2 + 5 * t[1] - 4 * t[4] + 6 * t[9],
                              -3 + 7 * t[3] + 5 * t[6] - 2 * t[7]};
}

static void set_truth(struct bench *bench) {
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        bench->outlines[i].shift =
            truth_at(&bench->map, bench->drawn.bubbles[i].x, bench->drawn.bubbles[i].y);
}

static double worst_bend(const struct bench *bench) {
    double worst = 0;
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &bench->drawn.bubbles[i];
        struct omr_point at = omr_page_map_apply(&bench->map, b->x, b->y);
        struct omr_point truth = truth_at(&bench->map, b->x, b->y);
        worst = fmax(worst, hypot(at.x - (b->x - 0.5 + truth.x), at.y - (b->y - 0.5 + truth.y)));
    }
    return worst;
}

static double bend(struct bench *bench, const struct omr_point *anchors, int count) {
    double typical = -1;
    assert_int_equal(omr_page_map_bend(&bench->map, &bench->look.sheet, bench->outlines, anchors,
                                       count, &typical, NULL),
                     OMR_OK);
    return typical;
}

static bool is_bent(struct bench *bench, const struct omr_ring_factor *factor) {
    bool is_bent = false;
    assert_int_equal(
        omr_page_map_search_bend(&bench->map, &bench->look.sheet, factor, 1, &is_bent, NULL),
        OMR_OK);
    return is_bent;
}

static void a_bend_recovers_a_known_cubic(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    set_truth(&bench);
    double typical = bend(&bench, NULL, 0);
    assert_under(typical, 0.05);
    assert_under(worst_bend(&bench), 0.2);
    bench_close(&bench);
}

static void a_fifth_of_strays_does_not_bend_the_map(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    set_truth(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i += 5)
        bench.outlines[i].shift = (struct omr_point){i % 2 ? 20 : -15, i % 3 ? 18 : -22};
    bend(&bench, NULL, 0);
    assert_under(worst_bend(&bench), 0.5);
    bench_close(&bench);
}

static void outlines_without_weight_do_not_count(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    set_truth(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i += 2)
        bench.outlines[i] = (struct omr_outline){.shift = {20, 20}, .response = 0.5};
    bend(&bench, NULL, 0);
    assert_under(worst_bend(&bench), 0.3);
    bench_close(&bench);
}

static void faint_responses_do_not_count(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    set_truth(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i += 3)
        bench.outlines[i] =
            (struct omr_outline){.shift = {20, 20}, .response = 0.1, .closed = 1, .weight = 1};
    bend(&bench, NULL, 0);
    assert_under(worst_bend(&bench), 0.3);
    bench_close(&bench);
}

static void without_outlines_the_map_stays(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    memset(bench.outlines, 0, sizeof bench.outlines);
    const struct omr_point anchor = {90, 90};
    double typical = bend(&bench, &anchor, 1);
    assert_over(typical, 1e6);
    struct omr_point p = omr_page_map_apply(&bench.map, 600, 800);
    assert_close(p.x, 599.5, 1e-9);
    assert_close(p.y, 799.5, 1e-9);
    bench_close(&bench);
}

static void one_outline_moves_the_map_and_tears_nothing(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    memset(bench.outlines, 0, sizeof bench.outlines);
    bench.outlines[40] =
        (struct omr_outline){.shift = {4, -2}, .response = 0.5, .closed = 1, .weight = 1};
    bend(&bench, NULL, 0);
    const struct omr_bubble *b = &bench.drawn.bubbles[40];
    struct omr_point p = omr_page_map_apply(&bench.map, b->x, b->y);
    assert_close(p.x - b->x + 0.5, 4, 0.2);
    assert_close(p.y - b->y + 0.5, -2, 0.2);
    for (int k = 0; k < 4; k++) {
        double x = k & 1 ? DRAWN_WIDTH : 0, y = k & 2 ? DRAWN_HEIGHT : 0;
        struct omr_point corner = omr_page_map_apply(&bench.map, x, y);
        assert_under(hypot(corner.x - x, corner.y - y), 20);
    }
    bench_close(&bench);
}

/* A page drawn with its rows bowed: by `sagitta` px in the middle, nothing at the sides. */
static void bow(struct bench *bench, double sagitta) {
    look_clear(&bench->look);
    memset(bench->drawn.paper.pixels, 255, bench->drawn.paper.stride * DRAWN_HEIGHT);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &bench->drawn.bubbles[i];
        double u = 2 * b->x / DRAWN_WIDTH - 1, radius = DRAWN_RING_RATIO * DRAWN_BOX / 2;
        fake_draw_ring(&bench->drawn.paper, b->x, b->y + sagitta * (1 - u * u), radius, radius, 3,
                       0.8);
    }
    look_init(&bench->look, &bench->drawn.paper, &bench->drawn.page);
}

static void a_curl_of_ninety_px_is_found(void **state) {
    (void)state;
    const struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST] = {
        {DRAWN_RING_RATIO, DRAWN_RING_RATIO}};
    for (int sign = -1; sign <= 1; sign += 2) {
        struct bench bench;
        bench_open(&bench);
        bow(&bench, 90 * sign);
        assert_true(is_bent(&bench, factor));
        for (int i = 0; i < DRAWN_BUBBLES; i++) {
            const struct omr_bubble *b = &bench.drawn.bubbles[i];
            double u = 2 * b->x / DRAWN_WIDTH - 1;
            struct omr_point p = omr_page_map_apply(&bench.map, b->x, b->y);
            assert_close(p.x, b->x - 0.5, 8);
            assert_close(p.y, b->y - 0.5 + 90 * sign * (1 - u * u), 8);
        }
        bench_close(&bench);
    }
}

static void a_flat_sheet_is_not_bent(void **state) {
    (void)state;
    const struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST] = {
        {DRAWN_RING_RATIO, DRAWN_RING_RATIO}};
    struct bench bench;
    bench_open(&bench);
    assert_false(is_bent(&bench, factor));
    for (int k = 0; k < OMR_BEND_TERMS; k++)
        assert_close(fabs(bench.map.bend_x[k]) + fabs(bench.map.bend_y[k]), 0, 0);
    bench_close(&bench);
}

static void neighbours_shift_alike(void **state) {
    (void)state;
    struct bench bench;
    struct omr_point local[DRAWN_BUBBLES] = {{0}};
    bench_open(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i++) /* two halves of the page, creased between them */
        bench.outlines[i].shift = (struct omr_point){0, bench.drawn.bubbles[i].y > 800 ? 4 : -4};
    bench.outlines[2].shift = (struct omr_point){0, 9}; /* a stray in the upper half */
    assert_int_equal(
        omr_local_shifts_add(local, &bench.look.sheet, bench.outlines, 0.25, 220, NULL), OMR_OK);
    assert_under(local[2].y, 0);
    assert_under(local[0].y, -2);
    assert_over(local[15 * DRAWN_OPTIONS].y, 2.5);
    bench_close(&bench);
}

static void a_lone_outline_moves_little(void **state) {
    (void)state;
    struct bench bench;
    struct omr_point local[DRAWN_BUBBLES] = {{0}};
    bench_open(&bench);
    memset(bench.outlines, 0, sizeof bench.outlines);
    bench.outlines[7] =
        (struct omr_outline){.shift = {5, 0}, .response = 0.5, .closed = 1, .weight = 1};
    assert_int_equal(
        omr_local_shifts_add(local, &bench.look.sheet, bench.outlines, 0.25, 220, NULL), OMR_OK);
    assert_over(local[7].x, 1);
    assert_under(local[7].x, 2.5);
    assert_close(local[DRAWN_BUBBLES - 1].x, 0, 0);
    bench_close(&bench);
}

static void local_shifts_add_up(void **state) {
    (void)state;
    struct bench bench;
    struct omr_point local[DRAWN_BUBBLES];
    bench_open(&bench);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        local[i] = (struct omr_point){10, 20};
    memset(bench.outlines, 0, sizeof bench.outlines);
    assert_int_equal(
        omr_local_shifts_add(local, &bench.look.sheet, bench.outlines, 0.25, 220, NULL), OMR_OK);
    assert_close(local[9].x, 10, 0);
    assert_close(local[9].y, 20, 0);
    bench_close(&bench);
}

static void outlines_are_seen_where_they_are(void **state) {
    (void)state;
    const struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST] = {
        {DRAWN_RING_RATIO, DRAWN_RING_RATIO}};
    struct bench bench;
    bench_open(&bench);
    bench.map.bend_x[0] = -3; /* the map puts all three px too far left, two too low */
    bench.map.bend_y[0] = 2;
    omr_outlines_find(bench.outlines, &bench.look.sheet, &bench.map, NULL, factor, 0, 6, 1000);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        assert_close(bench.outlines[i].shift.x, 3, 0.3);
        assert_close(bench.outlines[i].shift.y, -2, 0.3);
        assert_close(bench.outlines[i].weight, 1, 0);
        assert_over(bench.outlines[i].closed, 0.9);
    }
    bench_close(&bench);
}

static void a_marked_bubble_weighs_less(void **state) {
    (void)state;
    const struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST] = {
        {DRAWN_RING_RATIO, DRAWN_RING_RATIO}};
    struct bench bench;
    bench_open(&bench);
    drawn_mark(&bench.drawn, 6, 0.9);
    omr_outlines_find(bench.outlines, &bench.look.sheet, &bench.map, NULL, factor, 0, 4, 1000);
    assert_under(bench.outlines[6].weight, 0.3);
    assert_close(bench.outlines[5].weight, 1, 0);
    bench_close(&bench);
}

static void a_sample_of_outlines_is_spread_over_the_page(void **state) {
    (void)state;
    const struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST] = {
        {DRAWN_RING_RATIO, DRAWN_RING_RATIO}};
    struct bench bench;
    bench_open(&bench);
    omr_outlines_find(bench.outlines, &bench.look.sheet, &bench.map, NULL, factor, 0, 4, 30);
    int seen = 0;
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        seen += bench.outlines[i].weight > 0;
    assert_in_range(seen, 20, 30);
    assert_true(bench.outlines[130].weight > 0 || bench.outlines[134].weight > 0 ||
                bench.outlines[125].weight > 0 || bench.outlines[133].weight > 0);
    bench_close(&bench);
}

static void the_size_of_outlines_is_learnt(void **state) {
    (void)state;
    struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST] = {{0.8, 0.8}};
    struct bench bench;
    bench_open(&bench);
    omr_outlines_find(bench.outlines, &bench.look.sheet, &bench.map, NULL, factor, 0, 2, 1000);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        bench.outlines[i].weight = 1;
    omr_ring_factors_learn(factor, &bench.look.sheet, &bench.map, NULL, bench.outlines, 0);
    assert_close(factor[0].across, DRAWN_RING_RATIO, 0.036);
    bench_close(&bench);
}

/* Pale outlines, and inside them something like a black C. */
static void pale_outlines_are_not_mistaken_for_black_letters(void **state) {
    (void)state;
    struct omr_ring_factor factor[OMR_BUBBLE_CLASSES_MOST] = {{0.72, 0.72}};
    struct bench bench;
    bench_open(&bench);
    look_clear(&bench.look);
    struct omr_pixmap *paper = &bench.drawn.paper;
    memset(paper->pixels, 255, paper->stride * DRAWN_HEIGHT);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &bench.drawn.bubbles[i];
        double outline = DRAWN_RING_RATIO * DRAWN_BOX / 2, letter = 0.65 * DRAWN_BOX / 2;
        fake_draw_ring(paper, b->x, b->y, letter, letter, 3, 0.9);
        for (int y = (int)b->y - 9; y <= (int)b->y + 9; y++)
            memset(omr_pixmap_row(paper, y) + (int)b->x, 255, DRAWN_BOX / 2);
        fake_draw_ring(paper, b->x, b->y, outline, outline, 3, 0.25);
    }
    look_init(&bench.look, paper, &bench.drawn.page);
    omr_outlines_find(bench.outlines, &bench.look.sheet, &bench.map, NULL, factor, 0, 2, 1000);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        bench.outlines[i].weight = 1;
    omr_ring_factors_learn(factor, &bench.look.sheet, &bench.map, NULL, bench.outlines, 0);
    assert_close(factor[0].across, DRAWN_RING_RATIO, 0.036);
    bench_close(&bench);
}

/* Where a page that lies in waves has its print, px below where it should be. */
static double wave_at(double y) {
    return 10 * sin(2 * 3.14159265 * y / 800);
}

static void draw_in_waves(struct bench *bench) {
    look_clear(&bench->look);
    memset(bench->drawn.paper.pixels, 255, bench->drawn.paper.stride * DRAWN_HEIGHT);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &bench->drawn.bubbles[i];
        double radius = DRAWN_RING_RATIO * DRAWN_BOX / 2;
        double height = 2 * radius + wave_at(b->y + radius) - wave_at(b->y - radius);
        fake_draw_ring(&bench->drawn.paper, b->x, b->y + wave_at(b->y), radius, height / 2, 3, 0.8);
    }
    look_init(&bench->look, &bench->drawn.paper, &bench->drawn.page);
}

static void follow(struct omr_fit *fit, struct bench *bench) {
    struct omr_hypothesis hypothesis = {.map = plain_map(), .square = {-1, -1, -1, -1}};
    for (int c = 0; c < OMR_BUBBLE_CLASSES_MOST; c++)
        hypothesis.ring_factor[c] = omr_ring_factor_even(DRAWN_RING_RATIO);
    assert_int_equal(omr_fit_init(fit, &bench->look.sheet, &bench->look.arena, NULL), OMR_OK);
    assert_int_equal(omr_fit_follow(fit, &hypothesis, NULL), OMR_OK);
}

static void a_sheet_in_waves_is_followed_from_bubble_to_bubble(void **state) {
    (void)state;
    struct bench bench;
    struct omr_fit fit;
    bench_open(&bench);
    draw_in_waves(&bench);
    follow(&fit, &bench);
    assert_true(fit.is_spread);
    assert_true(omr_fit_is_good(&fit));
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &bench.drawn.bubbles[i];
        const struct omr_placement *placement = &fit.result.placements[i];
        assert_close(placement->frame.at.x, b->x - 0.5, 3);
        assert_close(placement->frame.at.y, b->y - 0.5 + wave_at(b->y), 3);
        assert_over(placement->trust, 0.5);
    }
    bench_close(&bench);
}

static void what_lies_beyond_the_last_outline_is_not_trusted(void **state) {
    (void)state;
    struct bench bench;
    struct omr_fit fit;
    bench_open(&bench);
    draw_in_waves(&bench);
    for (int i = 0; i < 4 * DRAWN_OPTIONS; i++) { /* where the first rows were, nothing is left */
        const struct omr_bubble *b = &bench.drawn.bubbles[i];
        drawn_erase_box(&bench.drawn, &(struct omr_box){b->x - 32, b->y - 50, 64, 100});
    }
    look_clear(&bench.look);
    look_init(&bench.look, &bench.drawn.paper, &bench.drawn.page);
    follow(&fit, &bench);
    assert_true(fit.is_spread);
    assert_close(fit.result.placements[0].trust, 0, 0);
    assert_over(fit.result.placements[8 * DRAWN_OPTIONS].trust, 0.5);
    bench_close(&bench);
}

static void a_bubble_much_nearer_to_its_neighbour_than_printed_is_not_trusted(void **state) {
    (void)state;
    struct bench bench;
    struct omr_fit fit;
    bench_open(&bench);
    draw_in_waves(&bench);
    follow(&fit, &bench);
    assert_true(fit.is_spread);
    int middle = DRAWN_BUBBLES / 2;
    assert_over(omr_fit_trust(&fit, middle), 0.5);
    fit.result.placements[middle].frame.at.y -= 0.4 * DRAWN_PITCH_Y;
    assert_close(omr_fit_trust(&fit, middle), 0, 0);
    assert_close(omr_fit_trust(&fit, middle - DRAWN_OPTIONS), 0, 0);
    assert_over(omr_fit_trust(&fit, 0), 0.5);
    bench_close(&bench);
}

static void a_flat_sheet_is_not_followed_from_bubble_to_bubble(void **state) {
    (void)state;
    struct bench bench;
    struct omr_fit fit;
    bench_open(&bench);
    follow(&fit, &bench);
    assert_false(fit.is_spread);
    assert_true(omr_fit_is_good(&fit));
    bench_close(&bench);
}

/* A fit at the end of its refinement whose map is off by (x, y) page px. */
static void fit_off_by(struct omr_fit *fit, struct bench *bench, double x, double y) {
    assert_int_equal(omr_fit_init(fit, &bench->look.sheet, &bench->look.arena, NULL), OMR_OK);
    fit->result.map = bench->map;
    fit->result.map.bend_x[0] = x;
    fit->result.map.bend_y[0] = y;
    fit->result.ring_factor[0] = omr_ring_factor_even(DRAWN_RING_RATIO);
    fit->result.level = 1;
    fit->usual = 0.3;
    fit->light = DRAWN_BUBBLES; /* some are not where they should be: the check is worth its time */
    fit->present = DRAWN_BUBBLES - 5;
}

static void a_map_off_by_a_column_or_a_row_is_moved_back(void **state) {
    (void)state;
    static const double off[][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {2, 0}, {0, -2}, {1, 1}};
    for (int k = 0; k < 7; k++) {
        struct bench bench;
        struct omr_fit fit;
        bench_open(&bench);
        fit_off_by(&fit, &bench, off[k][0] * DRAWN_PITCH_X + 3, off[k][1] * DRAWN_PITCH_Y - 2);
        assert_true(omr_fit_check_pitch(&fit));
        assert_true(fit.is_moved);
        assert_close(fit.result.map.bend_x[0], 3, 1e-9);
        assert_close(fit.result.map.bend_y[0], -2, 1e-9);
        bench_close(&bench);
    }
}

static void a_map_in_its_place_is_left_there(void **state) {
    (void)state;
    struct bench bench;
    struct omr_fit fit;
    bench_open(&bench);
    fit_off_by(&fit, &bench, 1, 1);
    assert_true(omr_fit_check_pitch(&fit));
    assert_false(fit.is_moved);
    assert_close(fit.result.map.bend_x[0], 1, 0);
    bench_close(&bench);
}

static void marks_do_not_move_the_map(void **state) {
    (void)state;
    struct bench bench;
    struct omr_fit fit;
    bench_open(&bench);
    for (int row = 0; row < DRAWN_ROWS; row++) /* everybody chose the first answer */
        fake_draw_disc(&bench.drawn.paper, bench.drawn.bubbles[row * DRAWN_OPTIONS].x,
                       bench.drawn.bubbles[row * DRAWN_OPTIONS].y, 22, 22, 0.9);
    fit_off_by(&fit, &bench, 0, 0);
    omr_fit_check_pitch(&fit);
    assert_false(fit.is_moved);
    bench_close(&bench);
}

/* The second column of questions is looked for so many steps aside, all else where it is. */
static void put_second_column_aside(struct omr_fit *fit, struct bench *bench, int across,
                                    int down) {
    fit_off_by(fit, bench, 0, 0);
    for (int i = SECOND_COLUMN; i < DRAWN_BUBBLES; i++)
        fit->local[i] = (struct omr_point){across * DRAWN_PITCH_X, down * DRAWN_PITCH_Y};
    omr_fit_look(fit, fit->result.level, 6, OMR_FIT_ALL, OMR_SETTLED_PX);
    assert_int_equal(omr_fit_check_blocks(fit, NULL), OMR_OK);
}

static double farthest_local(const struct omr_fit *fit) {
    double farthest = 0;
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        farthest = fmax(farthest, hypot(fit->local[i].x, fit->local[i].y));
    return farthest;
}

static void a_block_off_by_a_column_or_a_row_is_moved_back(void **state) {
    (void)state;
    const int off[][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (int k = 0; k < 4; k++) {
        struct bench bench;
        struct omr_fit fit;
        bench_open(&bench);
        put_second_column_aside(&fit, &bench, off[k][0], off[k][1]);
        assert_true(farthest_local(&fit) < 1);
        assert_int_equal(fit.missing, 0);
        bench_close(&bench);
    }
}

static void blocks_in_their_place_are_left_there(void **state) {
    (void)state;
    struct bench bench;
    struct omr_fit fit;
    bench_open(&bench);
    put_second_column_aside(&fit, &bench, 0, 0);
    assert_close(farthest_local(&fit), 0, 0);
    assert_false(fit.is_spread);
    bench_close(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bend_recovers_a_known_cubic),
        cmocka_unit_test(a_fifth_of_strays_does_not_bend_the_map),
        cmocka_unit_test(outlines_without_weight_do_not_count),
        cmocka_unit_test(faint_responses_do_not_count),
        cmocka_unit_test(without_outlines_the_map_stays),
        cmocka_unit_test(one_outline_moves_the_map_and_tears_nothing),
        cmocka_unit_test(a_curl_of_ninety_px_is_found),
        cmocka_unit_test(a_flat_sheet_is_not_bent),
        cmocka_unit_test(neighbours_shift_alike),
        cmocka_unit_test(a_lone_outline_moves_little),
        cmocka_unit_test(local_shifts_add_up),
        cmocka_unit_test(outlines_are_seen_where_they_are),
        cmocka_unit_test(a_marked_bubble_weighs_less),
        cmocka_unit_test(a_sample_of_outlines_is_spread_over_the_page),
        cmocka_unit_test(the_size_of_outlines_is_learnt),
        cmocka_unit_test(pale_outlines_are_not_mistaken_for_black_letters),
        cmocka_unit_test(a_sheet_in_waves_is_followed_from_bubble_to_bubble),
        cmocka_unit_test(what_lies_beyond_the_last_outline_is_not_trusted),
        cmocka_unit_test(a_bubble_much_nearer_to_its_neighbour_than_printed_is_not_trusted),
        cmocka_unit_test(a_flat_sheet_is_not_followed_from_bubble_to_bubble),
        cmocka_unit_test(a_map_off_by_a_column_or_a_row_is_moved_back),
        cmocka_unit_test(a_map_in_its_place_is_left_there),
        cmocka_unit_test(a_block_off_by_a_column_or_a_row_is_moved_back),
        cmocka_unit_test(blocks_in_their_place_are_left_there),
        cmocka_unit_test(marks_do_not_move_the_map),
    };
    return cmocka_run_group_tests_name("refine", tests, NULL, NULL);
}
