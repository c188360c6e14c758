/* SPDX-License-Identifier: MIT
 *
 * The fakes themselves: what is measured with them must be able to rely on them. */
#include "support/conditions.h"
#include "support/forms.h"
#include "support/paper.h"
#include "support/pen.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct desk {
    struct omr_form *form;
    struct omr_pixmap paper;
};

static void desk_set(struct desk *desk, int design) {
    struct fake_random random = fake_random_make(7, 3);
    struct fake_style style;
    fake_style_random(&style, &random);
    style.has_dark = false;
    assert_int_equal(fake_form_make(&desk->form, design, 5, NULL), OMR_OK);
    assert_int_equal(fake_paper_print(&desk->paper, &desk->form->pages[0], &style, &random, NULL),
                     OMR_OK);
}

static void desk_clear(struct desk *desk) {
    omr_pixmap_clear(&desk->paper);
    fake_form_free(desk->form);
}

static uint64_t pixels_sum(const struct omr_pixmap *pixmap) {
    uint64_t sum = 14695981039346656037u;
    for (int y = 0; y < pixmap->height; y++)
        for (int x = 0; x < pixmap->width; x++)
            sum = (sum ^ omr_pixmap_row(pixmap, y)[x]) * 1099511628211u;
    return sum;
}

static void the_same_seed_takes_the_same_picture(void **state) {
    (void)state;
    struct desk desk;
    struct fake_picture first, second, other;
    desk_set(&desk, 2);
    assert_int_equal(fake_condition_take(FAKE_PHOTO, 11, &desk.paper, &first, NULL), OMR_OK);
    assert_int_equal(fake_condition_take(FAKE_PHOTO, 11, &desk.paper, &second, NULL), OMR_OK);
    assert_int_equal(fake_condition_take(FAKE_PHOTO, 12, &desk.paper, &other, NULL), OMR_OK);
    assert_true(pixels_sum(&first.grey) == pixels_sum(&second.grey));
    assert_true(pixels_sum(&first.grey) != pixels_sum(&other.grey));
    fake_picture_clear(&first);
    fake_picture_clear(&second);
    fake_picture_clear(&other);
    desk_clear(&desk);
}

static int grey_at(const struct fake_picture *picture, double x, double y) {
    struct omr_point p = fake_geometry_map(&picture->geometry, x, y);
    int column = (int)p.x, row = (int)p.y;
    bool is_inside =
        column >= 0 && row >= 0 && column < picture->grey.width && row < picture->grey.height;
    return is_inside ? omr_pixmap_row(&picture->grey, row)[column] : -1;
}

/* Mean grey difference between places just inside and just outside the markers' edges towards the
 * page's middle, where the sheet is white: as large as the ink is dark, if the map is right. */
static double marker_contrast(const struct fake_picture *picture,
                              const struct omr_form_page *page) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < 4; i++) {
        const struct omr_box *box = &page->markers[i].box;
        double side = box->left < page->width / 2 ? box->left + box->width : box->left;
        double inwards = box->left < page->width / 2 ? 1 : -1;
        for (int j = 0; j <= 20; j++) {
            double y = box->top + box->height * (0.25 + 0.5 * j / 20);
            int ink = grey_at(picture, side - 12 * inwards, y);
            int white = grey_at(picture, side + 14 * inwards, y);
            if (ink < 0 || white < 0)
                continue;
            sum += white - ink;
            count++;
        }
    }
    assert_true(count > 20);
    return sum / count;
}

static void the_map_tells_where_the_markers_edges_are_in_every_condition(void **state) {
    (void)state;
    struct desk desk;
    desk_set(&desk, 8);
    for (int c = 0; c < FAKE_CONDITION_COUNT; c++) {
        struct fake_picture picture;
        assert_int_equal(
            fake_condition_take((enum fake_condition)c, 31, &desk.paper, &picture, NULL), OMR_OK);
        double contrast = marker_contrast(&picture, &desk.form->pages[0]);
        if (contrast < 40)
            print_message("%s: %.1f\n", fake_condition_name((enum fake_condition)c), contrast);
        assert_true(contrast > 40);
        fake_picture_clear(&picture);
    }
    desk_clear(&desk);
}

static double bubble_mean(const struct omr_pixmap *paper, const struct omr_bubble *bubble) {
    double sum = 0;
    int count = 0, reach = (int)(bubble->width * 0.42);
    for (int y = -reach; y <= reach; y++)
        for (int x = -reach; x <= reach; x++)
            if (x * x + y * y <= reach * reach) {
                sum += omr_pixmap_row(paper, (int)bubble->y + y)[(int)bubble->x + x];
                count++;
            }
    return sum / count;
}

static void every_pen_leaves_ink_in_its_bubble(void **state) {
    (void)state;
    struct desk desk;
    desk_set(&desk, 0);
    for (int pen = 0; pen < FAKE_PEN_COUNT; pen++) {
        struct fake_random random = fake_random_make(9, (uint64_t)pen);
        const struct omr_bubble *bubble = &desk.form->pages[0].bubbles[100 + 40 * pen];
        struct fake_hand hand;
        fake_hand_random(&hand, (enum fake_pen)pen, &random);
        double before = bubble_mean(&desk.paper, bubble);
        fake_mark_draw(&desk.paper, bubble, &hand, &random);
        assert_true(bubble_mean(&desk.paper, bubble) < before * 0.95);
    }
    desk_clear(&desk);
}

static void every_design_fits_on_its_page(void **state) {
    (void)state;
    for (int design = 0; design < FAKE_FORM_DESIGNS; design++) {
        struct omr_form *form;
        assert_int_equal(fake_form_make(&form, design, 3, NULL), OMR_OK);
        const struct omr_form_page *page = &form->pages[0];
        assert_true(page->bubble_count >= 40);
        for (int i = 0; i < page->bubble_count; i++) {
            const struct omr_bubble *bubble = &page->bubbles[i];
            assert_true(bubble->x > 150 && bubble->x < page->width - 100);
            assert_true(bubble->y > 300 && bubble->y < page->height - 100);
        }
        fake_form_free(form);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_takes_the_same_picture),
        cmocka_unit_test(the_map_tells_where_the_markers_edges_are_in_every_condition),
        cmocka_unit_test(every_pen_leaves_ink_in_its_bubble),
        cmocka_unit_test(every_design_fits_on_its_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
