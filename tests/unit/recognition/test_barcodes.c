/* SPDX-License-Identifier: MIT
 *
 * Barcodes of a form, read where the form declares them: on a drawn page whose place is known. */
#include "recognition/barcodes.h"
#include "support/qr.h"
#include "unit/recognition/drawn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct omr_box declared = {520, 1300, 120, 120};

struct scene {
    struct drawn drawn;
    struct omr_element element;
    struct look look;
    struct omr_registration registration;
    struct omr_barcode_reading reading;
};

/* A page with a code of `type` declared, and a QR code printed at `printed` unless it is NULL, seen
 * turned and at an angle. */
static void read_scene(struct scene *scene, const char *type, const struct omr_box *printed) {
    drawn_init(&scene->drawn);
    scene->element = (struct omr_element){.kind = OMR_ELEMENT_BARCODE,
                                          .name = "Sheet",
                                          .box = declared,
                                          .threshold = -1,
                                          .target = "",
                                          .value = "",
                                          .barcode = type};
    scene->drawn.page.elements = &scene->element;
    scene->drawn.page.element_count = 1;
    if (printed)
        assert_true(fake_draw_qr(&scene->drawn.paper, "sheet 42", printed));
    struct omr_homography view = drawn_view(7, 1.1, 0.04, 800, 1000);
    struct omr_pixmap picture = drawn_picture(&scene->drawn.paper, &view, 1600, 2000);
    look_init(&scene->look, &picture, &scene->drawn.page);
    plain_registration(&scene->registration, &scene->look);
    omr_page_map_init(&scene->registration.map, &view, DRAWN_WIDTH, DRAWN_HEIGHT);
    assert_int_equal(omr_barcodes_read(&scene->reading, &scene->look.sheet, &scene->registration,
                                       &scene->look.arena, NULL),
                     OMR_OK);
    omr_pixmap_clear(&picture);
}

static void clear(struct scene *scene) {
    look_clear(&scene->look);
    drawn_clear(&scene->drawn);
}

static void a_code_is_read_where_it_is_declared(void **state) {
    (void)state;
    struct scene scene;
    read_scene(&scene, "QR", &declared);
    assert_string_equal(scene.reading.text, "sheet 42");
    assert_int_equal(scene.reading.reasons, 0);
    clear(&scene);
}

static void one_that_stands_beside_its_place_is_found_by_growing_it(void **state) {
    (void)state;
    const struct omr_box beside = {declared.left + 50, declared.top - 45, 120, 120};
    const struct omr_box larger = {declared.left - 40, declared.top - 40, 200, 200};
    struct scene scene;
    read_scene(&scene, "QR", &beside);
    assert_string_equal(scene.reading.text, "sheet 42");
    clear(&scene);
    read_scene(&scene, "qr", &larger);
    assert_string_equal(scene.reading.text, "sheet 42");
    clear(&scene);
}

static void a_code_far_away_is_another_one(void **state) {
    (void)state;
    const struct omr_box far = {declared.left + 300, declared.top, 120, 120};
    struct scene scene;
    read_scene(&scene, "QR", &far);
    assert_string_equal(scene.reading.text, "");
    assert_int_equal(scene.reading.reasons, OMR_REASON_BARCODE);
    clear(&scene);
}

static void what_is_not_there_or_of_another_kind_is_empty_and_flagged(void **state) {
    (void)state;
    struct scene scene;
    read_scene(&scene, "QR", NULL);
    assert_string_equal(scene.reading.text, "");
    assert_int_equal(scene.reading.reasons, OMR_REASON_BARCODE);
    clear(&scene);
    read_scene(&scene, "Code128", &declared);
    assert_string_equal(scene.reading.text, "");
    assert_int_equal(scene.reading.reasons, OMR_REASON_BARCODE);
    clear(&scene);
}

static void a_kind_that_cannot_be_read_is_empty_and_flagged_with_its_reason(void **state) {
    (void)state;
    struct scene scene;
    read_scene(&scene, "aruco", &declared);
    assert_string_equal(scene.reading.text, "");
    assert_int_equal(scene.reading.reasons, OMR_REASON_BARCODE_KIND);
    clear(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_read_where_it_is_declared),
        cmocka_unit_test(one_that_stands_beside_its_place_is_found_by_growing_it),
        cmocka_unit_test(a_code_far_away_is_another_one),
        cmocka_unit_test(what_is_not_there_or_of_another_kind_is_empty_and_flagged),
        cmocka_unit_test(a_kind_that_cannot_be_read_is_empty_and_flagged_with_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
