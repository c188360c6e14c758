/* SPDX-License-Identifier: MIT
 *
 * A small picture is read while memory runs out at the first request, the second, and so on, for
 * good or for that moment: each time either that is said, or the result is the same as without a
 * shortage; nothing is left behind. */
#include "recognition/registration/homography.h"
#include "support/failing_memory.h"
#include "unit/recognition/drawn.h"

#include <omr/recognize.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The same answers from the same places, to the last bit. */
static void assert_same_result(const struct omr_result *a, const struct omr_result *b) {
    assert_int_equal(a->field_count, b->field_count);
    assert_memory_equal(a->registration.corners, b->registration.corners,
                        sizeof a->registration.corners);
    for (int i = 0; i < a->field_count; i++) {
        assert_string_equal(a->fields[i].value, b->fields[i].value);
        assert_int_equal(a->fields[i].reasons, b->fields[i].reasons);
        for (int k = 0; k < a->fields[i].bubble_count; k++) {
            const struct omr_bubble_reading *p = &a->fields[i].bubbles[k];
            const struct omr_bubble_reading *q = &b->fields[i].bubbles[k];
            assert_true(p->x_px == q->x_px && p->y_px == q->y_px && p->fill == q->fill);
        }
    }
}

/* One reading whose `n`-th request fails as `begin` says: it ends as `expected` does without a
 * shortage, or says that memory ran out. (Sorting takes room where there is some and does without
 * where there is none.) True when a request was refused. */
static bool read_short(const struct omr_form *form, const struct omr_image *image, long n,
                       void (*begin)(long), enum omr_status expected,
                       const struct omr_result *reference) {
    struct omr_result *result = NULL;
    struct omr_error err = {0};
    bool has_failed;
    begin(n);
    enum omr_status status = omr_recognize(&result, form, image, NULL, &err);
    if (result && reference)
        assert_same_result(result, reference);
    assert_true(!result == !!status);
    omr_result_free(result);
    long held = failing_memory_end(&has_failed);
    if (held || (status != expected && !(has_failed && status == OMR_ERROR_MEMORY)))
        fail_msg("request %ld: %ld blocks held, status %d (%s)", n, held, (int)status, err.text);
    return has_failed;
}

static void fail_at_every_request(const struct omr_pixmap *picture, const struct omr_form *form,
                                  enum omr_status expected) {
    struct omr_image *image = NULL;
    struct omr_result *reference = NULL;
    assert_int_equal(omr_image_from_grey(&image, picture->pixels, picture->width, picture->height,
                                         picture->stride, NULL),
                     OMR_OK);
    assert_int_equal(omr_recognize(&reference, form, image, NULL, NULL), expected);
    long always = 1, once = 1;
    while (read_short(form, image, always, failing_memory_begin, expected, reference))
        always++;
    while (read_short(form, image, once, failing_memory_begin_once, expected, reference))
        once++;
    print_message("# %ld requests\n", always);
    assert_true(always > 10 && once >= always);
    omr_result_free(reference);
    omr_image_free(image);
}

static void need_failing_memory(void) {
    if (!failing_memory_works()) {
        print_message("# skipped: memory cannot be made to fail under a sanitizer\n");
        skip();
    }
}

static void a_page_is_read_or_memory_is_said_to_be_short(void **state) {
    (void)state;
    struct drawn drawn;
    need_failing_memory();
    drawn_init(&drawn);
    drawn_mark(&drawn, 0, 0.8);
    fail_at_every_request(&drawn.paper, &drawn.form, OMR_OK);
    drawn_clear(&drawn);
}

static void a_bent_page_is_read_or_memory_is_said_to_be_short(void **state) {
    (void)state;
    struct drawn drawn;
    need_failing_memory();
    drawn_init(&drawn);
    drawn_mark(&drawn, 0, 0.8);
    for (int y = DRAWN_HEIGHT - 1; y > 0; y--) { /* sheared in a bow: the bend search is needed */
        double v = 2.0 * y / DRAWN_HEIGHT - 1;
        size_t by = (size_t)(50 * (1 - v * v));
        uint8_t *row = omr_pixmap_row(&drawn.paper, y);
        memmove(row + by, row, (size_t)DRAWN_WIDTH - by);
        memset(row, 255, by);
    }
    fail_at_every_request(&drawn.paper, &drawn.form, OMR_OK);
    drawn_clear(&drawn);
}

static void a_page_without_markers_is_read_or_memory_is_said_to_be_short(void **state) {
    (void)state;
    struct drawn drawn;
    need_failing_memory();
    drawn_init(&drawn);
    for (int k = 0; k < 4; k++)
        drawn_erase_box(&drawn, &drawn.markers[k].box);
    fail_at_every_request(&drawn.paper, &drawn.form, OMR_OK);
    drawn_clear(&drawn);
}

static void another_page_is_refused_for_one_reason_or_the_other(void **state) {
    (void)state;
    struct drawn drawn;
    need_failing_memory();
    drawn_init(&drawn);
    for (int k = 0; k < 4; k++)
        drawn_erase_box(&drawn, &drawn.markers[k].box);
    for (int i = 0; i < DRAWN_BUBBLES; i++) { /* the pattern knows other places than the print */
        drawn.bubbles[i].x += 31 + 17 * (i % 3);
        drawn.bubbles[i].y -= 37 + 11 * (i % 2);
    }
    fail_at_every_request(&drawn.paper, &drawn.form, OMR_ERROR_UNREGISTERED);
    drawn_clear(&drawn);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_read_or_memory_is_said_to_be_short),
        cmocka_unit_test(a_bent_page_is_read_or_memory_is_said_to_be_short),
        cmocka_unit_test(a_page_without_markers_is_read_or_memory_is_said_to_be_short),
        cmocka_unit_test(another_page_is_refused_for_one_reason_or_the_other),
    };
    return cmocka_run_group_tests_name("recognize-memory", tests, NULL, NULL);
}
