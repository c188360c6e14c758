/* SPDX-License-Identifier: MIT
 *
 * The drawn page with its outlines gone or nearly so: what else must be there for it to be found.
 */
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

/* The page without a single outline. */
static void scene_open(struct scene *scene) {
    memset(scene, 0, sizeof *scene);
    drawn_init(&scene->drawn);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        const struct omr_bubble *b = &scene->drawn.bubbles[i];
        struct omr_box box = {b->x - b->width / 2, b->y - b->height / 2, b->width, b->height};
        drawn_erase_box(&scene->drawn, &box);
    }
}

static enum omr_status scene_find(struct scene *scene, const struct omr_homography *map) {
    scene->picture = drawn_picture(&scene->drawn.paper, map, WIDTH, HEIGHT);
    look_init(&scene->look, &scene->picture, &scene->drawn.page);
    return omr_registration_find(&scene->found, &scene->look.sheet, &scene->look.arena,
                                 &scene->err);
}

static void scene_close(struct scene *scene) {
    look_clear(&scene->look);
    omr_pixmap_clear(&scene->picture);
    drawn_clear(&scene->drawn);
}

/* Marks one bubble in each of the first `rows` rows. */
static void mark_rows(struct scene *scene, int rows) {
    for (int row = 0; row < rows; row++)
        drawn_mark(&scene->drawn, row * DRAWN_OPTIONS + (row * row) % DRAWN_OPTIONS, 0.9);
}

/* A dot as dirt makes them. */
static void dot(struct scene *scene, double x, double y) {
    fake_draw_box(&scene->drawn.paper, x - 1, y - 1, x + 1, y + 1, 0.9);
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

static bool is_faint(const struct scene *scene) {
    for (int i = 0; i < scene->found.finding_count; i++)
        if (!strcmp(scene->found.findings[i].code, "outlines_faint"))
            return true;
    return false;
}

static void assert_laid(struct scene *scene, const struct omr_homography *map, unsigned reasons) {
    assert_int_equal(scene_find(scene, map), OMR_OK);
    assert_under(worst_placement(scene, map), 1);
    assert_true(is_faint(scene));
    assert_int_equal(scene->found.reasons, reasons);
}

static void assert_refused(struct scene *scene) {
    struct omr_homography map = drawn_view(0.5, 1, 0, 700, 850);
    assert_int_equal(scene_find(scene, &map), OMR_ERROR_UNREGISTERED);
}

static void marks_bear_out_where_the_markers_put_the_page(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0.7, 1, 0, 703.3, 851.8);
    scene_open(&scene);
    mark_rows(&scene, DRAWN_ROWS);
    assert_laid(&scene, &map, 0);
    scene_close(&scene);
}

static void a_page_upside_down_is_told_by_its_marks(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(180, 1, 0, 700, 850);
    scene_open(&scene);
    mark_rows(&scene, DRAWN_ROWS);
    assert_laid(&scene, &map, 0);
    scene_close(&scene);
}

static void marks_on_a_part_of_the_page_leave_the_rest_for_review(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(0, 1, 0, 700, 850);
    scene_open(&scene);
    mark_rows(&scene, 12);
    assert_laid(&scene, &map, OMR_REASON_POSITION);
    scene_close(&scene);
}

static void two_dots_left_of_each_outline_are_enough_together(void **state) {
    (void)state;
    struct scene scene;
    struct omr_homography map = drawn_view(-0.4, 1, 0, 700, 850);
    scene_open(&scene);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        for (int k = 0; k < 2; k++) {
            const struct omr_bubble *b = &scene.drawn.bubbles[i];
            double angle = 2.4 * (2 * i + k), radius = DRAWN_RING_RATIO * b->width / 2;
            dot(&scene, b->x + radius * cos(angle), b->y + radius * sin(angle));
        }
    assert_laid(&scene, &map, 0);
    scene_close(&scene);
}

static void a_page_without_outlines_and_marks_is_refused(void **state) {
    (void)state;
    struct scene scene;
    scene_open(&scene);
    assert_refused(&scene);
    scene_close(&scene);
}

static void dirt_anywhere_does_not_make_a_form(void **state) {
    (void)state;
    struct scene scene;
    scene_open(&scene);
    for (int i = 0; i < 1500; i++)
        dot(&scene, 100 + fmod(i * 389.7, DRAWN_WIDTH - 200),
            150 + fmod(i * 611.3, DRAWN_HEIGHT - 300));
    assert_refused(&scene);
    scene_close(&scene);
}

static void marks_between_the_bubbles_are_of_another_form(void **state) {
    (void)state;
    static const double share[][2] = {{0.5, 0}, {0, 0.5}, {0.5, 0.5}, {0.3, 0.2}};
    for (size_t k = 0; k < sizeof share / sizeof share[0]; k++) {
        struct scene scene;
        scene_open(&scene);
        for (int i = 0; i < DRAWN_BUBBLES; i += 3)
            fake_draw_disc(&scene.drawn.paper,
                           scene.drawn.bubbles[i].x + share[k][0] * DRAWN_PITCH_X,
                           scene.drawn.bubbles[i].y + share[k][1] * DRAWN_PITCH_Y, 15, 15, 0.9);
        assert_refused(&scene);
        scene_close(&scene);
    }
}

/* Fewer columns and rows, wider apart: some marks are where bubbles are, most are not. */
static void marks_of_a_form_with_another_pitch_are_refused(void **state) {
    (void)state;
    struct scene scene;
    scene_open(&scene);
    for (int row = 0; row < 18; row++)
        for (int column = 0; column < 8; column += 1 + row % 2)
            fake_draw_disc(&scene.drawn.paper, scene.drawn.bubbles[0].x + 1.3 * 64 * column,
                           scene.drawn.bubbles[0].y + 0.9 * 76 * row, 15, 15, 0.9);
    assert_refused(&scene);
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_bear_out_where_the_markers_put_the_page),
        cmocka_unit_test(a_page_upside_down_is_told_by_its_marks),
        cmocka_unit_test(marks_on_a_part_of_the_page_leave_the_rest_for_review),
        cmocka_unit_test(two_dots_left_of_each_outline_are_enough_together),
        cmocka_unit_test(a_page_without_outlines_and_marks_is_refused),
        cmocka_unit_test(dirt_anywhere_does_not_make_a_form),
        cmocka_unit_test(marks_between_the_bubbles_are_of_another_form),
        cmocka_unit_test(marks_of_a_form_with_another_pitch_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
