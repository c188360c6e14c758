/* SPDX-License-Identifier: MIT
 *
 * Odd forms and odd pictures, and hostile ones: whatever comes, recognition ends soon, with a
 * result or a plain error. Run under sanitizers this also shows that nothing is read that should
 * not be. The forms keep the limits of omr_form_parse(). */
#include "support/draw.h"
#include "unit/recognition/close.h"
#include "unit/recognition/drawn.h"

#include <omr/recognize.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* Processor time of one picture on a busy machine (an idle one takes about two seconds for the
 * worst). Sanitizers take many times as long: there the crowds are smaller, as wrong reads show in
 * them as well. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifdef IS_SANITIZED
static const double SOON_S = 20;
enum { MOST_BUBBLES = 6000 };
#else
static const double SOON_S = 8;
enum { MOST_BUBBLES = 40000 };
#endif
enum { WIDTH = 1300, HEIGHT = 1700 };

static double cpu_seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Reads the picture; ends it. The status must be one that a caller expects. */
static enum omr_status read_soon(const struct omr_form_page *page, struct omr_pixmap *picture,
                                 struct omr_result **result) {
    const struct omr_form form = {.name = "odd", .pages = page, .page_count = 1};
    struct omr_image *image = NULL;
    struct omr_result *own = NULL;
    struct omr_error err = {0};
    assert_int_equal(omr_image_from_grey(&image, picture->pixels, picture->width, picture->height,
                                         picture->stride, &err),
                     OMR_OK);
    omr_pixmap_clear(picture);
    double begin = cpu_seconds();
    enum omr_status status = omr_recognize(&own, &form, image, NULL, &err);
    double seconds = cpu_seconds() - begin;
    omr_image_free(image);
    if (getenv("OMR_TEST_TIMES"))
        print_message("# %.2f s: %s\n", seconds, status ? err.text : "read");
    if (status)
        assert_true(strlen(err.text) > 10);
    assert_true(status == OMR_OK || status == OMR_ERROR_UNREGISTERED);
    assert_true((own != NULL) == (status == OMR_OK));
    if (result)
        *result = own;
    else
        omr_result_free(own);
    assert_under(seconds, SOON_S); /* of the processor's time: others may be at work */
    return status;
}

static enum omr_status read_drawn(struct omr_pixmap picture) {
    struct drawn drawn;
    drawn_init(&drawn);
    enum omr_status status = read_soon(&drawn.page, &picture, NULL);
    drawn_clear(&drawn);
    return status;
}

static struct omr_pixmap filled(int width, int height, uint8_t level) {
    struct omr_pixmap picture = drawn_blank(width, height);
    memset(picture.pixels, level, picture.stride * (size_t)height);
    return picture;
}

static void tiny_and_thin_pictures_are_refused(void **state) {
    (void)state;
    static const int sizes[][2] = {{1, 1},     {1, 2},    {2, 1},    {2, 2},
                                   {3, 3},     {7, 7},    {16, 16},  {3, 20000},
                                   {20000, 3}, {1, 9999}, {9999, 1}, {40, 4000}};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++)
        for (int level = 0; level <= 255; level += 85)
            assert_int_equal(read_drawn(filled(sizes[k][0], sizes[k][1], (uint8_t)level)),
                             OMR_ERROR_UNREGISTERED);
}

static void pictures_of_one_grey_are_refused(void **state) {
    (void)state;
    for (int level = 0; level <= 255; level += 51)
        assert_int_equal(read_drawn(filled(WIDTH, HEIGHT, (uint8_t)level)), OMR_ERROR_UNREGISTERED);
}

static void noise_is_refused(void **state) {
    (void)state;
    for (int kind = 0; kind < 3; kind++) { /* grey, black and white, sparse */
        struct omr_pixmap picture = drawn_blank(WIDTH, HEIGHT);
        uint32_t bits = 12345;
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                bits = bits * 1664525 + 1013904223;
                uint8_t level = (uint8_t)(bits >> 24);
                omr_pixmap_row(&picture, y)[x] = kind == 0   ? level
                                                 : kind == 1 ? (level & 1 ? 255 : 0)
                                                             : (level < 3 ? 0 : 255);
            }
        assert_int_equal(read_drawn(picture), OMR_ERROR_UNREGISTERED);
    }
}

static struct omr_pixmap checkerboard(int width, int height, int side) {
    struct omr_pixmap picture = drawn_blank(width, height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            omr_pixmap_row(&picture, y)[x] = (x / side + y / side) % 2 ? 255 : 0;
    return picture;
}

static void checkerboards_are_refused(void **state) {
    (void)state;
    static const int sides[] = {1, 2, 3, 7, 20, 61, 200};
    for (size_t k = 0; k < sizeof sides / sizeof sides[0]; k++)
        assert_int_equal(read_drawn(checkerboard(WIDTH, HEIGHT, sides[k])), OMR_ERROR_UNREGISTERED);
}

static void stripes_and_slopes_are_refused(void **state) {
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        struct omr_pixmap picture = drawn_blank(WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                omr_pixmap_row(&picture, y)[x] = (uint8_t)(kind == 0   ? 255 * (x / 9 % 2)
                                                           : kind == 1 ? 255 * (y / 9 % 2)
                                                           : kind == 2 ? x * 255 / WIDTH
                                                                       : (x * y >> 6) & 255);
        assert_int_equal(read_drawn(picture), OMR_ERROR_UNREGISTERED);
    }
}

/* Solid squares of a marker's size in rows and columns: every four of them could be markers. */
static struct omr_pixmap tiled(int width, int height) {
    struct omr_pixmap picture = drawn_blank(width, height);
    for (int y = 40; y + 60 < height; y += 130)
        for (int x = 40; x + 60 < width; x += 130)
            fake_draw_box(&picture, x, y, x + 60, y + 60, 0.95);
    return picture;
}

static void a_floor_of_tiles_is_refused(void **state) {
    (void)state;
    assert_int_equal(read_drawn(tiled(WIDTH, HEIGHT)), OMR_ERROR_UNREGISTERED);
}

/* -- forms ------------------------------------------------------------------------------------ */

/* A form of `count` bubbles whose places the test chooses, in elements of up to 1000. */
struct crowd {
    struct drawn drawn;
    struct omr_form_page page;
    struct omr_bubble *bubbles;
    struct omr_position *positions;
    struct omr_element *elements;
};

static void crowd_init(struct crowd *crowd, int count, int per_element) {
    drawn_init(&crowd->drawn);
    int elements = (count + per_element - 1) / per_element;
    crowd->bubbles = calloc((size_t)count + 1, sizeof *crowd->bubbles);
    crowd->positions = calloc((size_t)elements + 1, sizeof *crowd->positions);
    crowd->elements = calloc((size_t)elements + 1, sizeof *crowd->elements);
    assert_true(crowd->bubbles && crowd->positions && crowd->elements);
    for (int i = 0; i < count; i++) {
        crowd->bubbles[i] = crowd->drawn.bubbles[i % DRAWN_BUBBLES];
        crowd->bubbles[i].element = i / per_element;
    }
    for (int e = 0; e < elements; e++) {
        int left = count - e * per_element;
        crowd->positions[e] =
            (struct omr_position){"", e * per_element, left < per_element ? left : per_element};
        crowd->elements[e] = crowd->drawn.elements[0];
        crowd->elements[e].positions = &crowd->positions[e];
    }
    crowd->page = crowd->drawn.page;
    crowd->page.bubbles = crowd->bubbles;
    crowd->page.bubble_count = count;
    crowd->page.elements = crowd->elements;
    crowd->page.element_count = elements;
}

static void crowd_clear(struct crowd *crowd) {
    free(crowd->bubbles);
    free(crowd->positions);
    free(crowd->elements);
    drawn_clear(&crowd->drawn);
}

static struct omr_pixmap usual_picture(const struct crowd *crowd) {
    struct omr_homography map = drawn_view(1, 1, 0, WIDTH / 2.0, HEIGHT / 2.0);
    return drawn_picture(&crowd->drawn.paper, &map, WIDTH, HEIGHT);
}

static enum omr_status read_crowd(struct crowd *crowd) {
    struct omr_pixmap picture = usual_picture(crowd);
    return read_soon(&crowd->page, &picture, NULL);
}

static void assert_read_by_outlines(struct crowd *crowd) {
    struct omr_pixmap picture = usual_picture(crowd);
    struct omr_result *result;
    assert_int_equal(read_soon(&crowd->page, &picture, &result), OMR_OK);
    assert_string_equal(result->registration.method, "outlines");
    omr_result_free(result);
}

/* Spread evenly over the page in columns and rows. */
static void spread(struct crowd *crowd, int columns, double size) {
    int rows = (crowd->page.bubble_count + columns - 1) / columns;
    for (int i = 0; i < crowd->page.bubble_count; i++) {
        struct omr_bubble *b = &crowd->bubbles[i];
        b->x = crowd->page.width * (0.1 + 0.8 * (i % columns) / columns);
        b->y = crowd->page.height * (0.1 + 0.8 * (i / columns) / rows);
        b->width = b->height = size;
    }
}

static void one_bubble_is_read(void **state) {
    (void)state;
    struct crowd crowd;
    struct omr_result *result;
    crowd_init(&crowd, 1, 1);
    drawn_mark(&crowd.drawn, 0, 0.8);
    struct omr_pixmap picture = usual_picture(&crowd);
    assert_int_equal(read_soon(&crowd.page, &picture, &result), OMR_OK);
    assert_int_equal(result->field_count, 1);
    assert_string_equal(result->fields[0].value, "A");
    omr_result_free(result);
    crowd_clear(&crowd);
}

static void a_form_without_bubbles_is_read(void **state) {
    (void)state;
    struct crowd crowd;
    crowd_init(&crowd, 0, 1);
    assert_int_equal(read_crowd(&crowd), OMR_OK);
    crowd_clear(&crowd);
}

static void forty_thousand_bubbles_that_are_not_there_are_refused(void **state) {
    (void)state;
    struct crowd crowd;
    crowd_init(&crowd, MOST_BUBBLES, 1000);
    spread(&crowd, 200, 5);
    assert_int_equal(read_crowd(&crowd), OMR_ERROR_UNREGISTERED);
    crowd_clear(&crowd);
}

static void forty_thousand_large_bubbles_end_soon_too(void **state) {
    (void)state;
    struct crowd crowd;
    crowd_init(&crowd, MOST_BUBBLES, 4);
    spread(&crowd, 200, 40);
    read_crowd(&crowd);
    crowd_clear(&crowd);
}

static void every_bubble_three_hundred_times_ends_soon(void **state) {
    (void)state;
    struct crowd crowd;
    crowd_init(&crowd, MOST_BUBBLES, 1000); /* all of them are really there */
    read_crowd(&crowd);
    crowd_clear(&crowd);
}

static void all_bubbles_in_one_place_end_soon(void **state) {
    (void)state;
    for (int count = 100; count <= MOST_BUBBLES; count *= 20) {
        struct crowd crowd;
        crowd_init(&crowd, count, 1000);
        for (int i = 0; i < count; i++)
            crowd.bubbles[i] = crowd.drawn.bubbles[0];
        read_crowd(&crowd);
        crowd_clear(&crowd);
    }
}

static void bubbles_on_the_pages_corners_end_soon(void **state) {
    (void)state;
    struct crowd crowd;
    crowd_init(&crowd, 400, 4);
    for (int i = 0; i < 400; i++) {
        crowd.bubbles[i].x = i & 1 ? DRAWN_WIDTH : 0;
        crowd.bubbles[i].y = i & 2 ? DRAWN_HEIGHT : 0;
    }
    read_crowd(&crowd);
    crowd_clear(&crowd);
}

static void bubbles_far_outside_the_page_end_soon(void **state) {
    (void)state; /* more than the parser lets through */
    struct crowd crowd;
    crowd_init(&crowd, 400, 4);
    for (int i = 0; i < 400; i++) {
        crowd.bubbles[i].x = (i % 20 - 10) * 1e5;
        crowd.bubbles[i].y = (i / 20 - 10) * 1e7;
    }
    read_crowd(&crowd);
    crowd_clear(&crowd);
}

static void bubbles_of_every_size_end_soon(void **state) {
    (void)state;
    static const double sizes[] = {1e-3, 0.5, 2, 400, 1200, 100000};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        struct crowd crowd;
        crowd_init(&crowd, DRAWN_BUBBLES, 5);
        for (int i = 0; i < DRAWN_BUBBLES; i++)
            crowd.bubbles[i].width = crowd.bubbles[i].height = sizes[k];
        read_crowd(&crowd);
        for (int i = 0; i < DRAWN_BUBBLES; i++)
            crowd.bubbles[i].height = 40;
        read_crowd(&crowd);
        crowd_clear(&crowd);
    }
}

static void markers_of_odd_sizes_and_places_leave_the_page_to_its_outlines(void **state) {
    (void)state;
    static const struct omr_box odd[] = {{600, 800, 1e-3, 1e-3},
                                         {60, 60, 60, 60},
                                         {0, 0, 1200, 1600},
                                         {600, 800, 1, 3000},
                                         {1199, 0, 1, 1}};
    for (size_t k = 0; k < sizeof odd / sizeof odd[0]; k++) {
        struct crowd crowd;
        crowd_init(&crowd, DRAWN_BUBBLES, 5);
        struct omr_marker markers[4];
        for (int i = 0; i < 4; i++)
            markers[i] = (struct omr_marker){odd[k], OMR_MARKER_CORNER};
        crowd.page.markers = markers;
        assert_read_by_outlines(&crowd);
        crowd_clear(&crowd);
    }
}

static void tiny_markers_about_the_pages_middle_leave_the_page_to_its_outlines(void **state) {
    (void)state;
    static const double sizes[] = {1e-6, 0.1, 1, 4};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        struct crowd crowd;
        crowd_init(&crowd, DRAWN_BUBBLES, 5);
        for (int i = 0; i < 4; i++)
            crowd.drawn.markers[i].box =
                (struct omr_box){600 + (i == 1 || i == 2 ? sizes[k] : -2 * sizes[k]),
                                 800 + (i >= 2 ? sizes[k] : -2 * sizes[k]), sizes[k], sizes[k]};
        assert_read_by_outlines(&crowd);
        crowd_clear(&crowd);
    }
}

static void a_page_of_a_hundred_px_ends_soon(void **state) {
    (void)state;
    for (int count = 100; count <= MOST_BUBBLES; count *= 20) {
        struct crowd crowd;
        crowd_init(&crowd, count, 1000);
        struct omr_pixmap picture = usual_picture(&crowd); /* a page px is a dozen of the picture */
        crowd.page.width = 100;
        crowd.page.height = 1600.0 / 12;
        for (int i = 0; i < 4; i++) {
            struct omr_box *box = &crowd.drawn.markers[i].box;
            *box =
                (struct omr_box){box->left / 12, box->top / 12, box->width / 12, box->height / 12};
        }
        spread(&crowd, count / 10, 3);
        read_soon(&crowd.page, &picture, NULL);
        crowd_clear(&crowd);
    }
}

static void a_page_of_twenty_thousand_px_ends_soon(void **state) {
    (void)state;
    struct crowd crowd;
    crowd_init(&crowd, MOST_BUBBLES, 1000);
    struct omr_pixmap picture = usual_picture(&crowd);
    crowd.page.width = 15000;
    crowd.page.height = 20000;
    for (int i = 0; i < 4; i++) {
        struct omr_box *box = &crowd.drawn.markers[i].box;
        *box = (struct omr_box){box->left * 12.5, box->top * 12.5, box->width * 12.5,
                                box->height * 12.5};
    }
    spread(&crowd, 200, 40);
    read_soon(&crowd.page, &picture, NULL);
    crowd_clear(&crowd);
}

static void many_sizes_of_bubbles_on_a_floor_of_tiles_end_soon(void **state) {
    (void)state;
    struct crowd crowd;
    crowd_init(&crowd, 1600, 5);
    spread(&crowd, 40, 20);
    for (int i = 0; i < 1600; i++)
        crowd.bubbles[i].width = 8 + 4 * (i % 40);
    struct omr_pixmap picture = tiled(2600, 3400);
    read_soon(&crowd.page, &picture, NULL);
    crowd_clear(&crowd);
}

static void square_bubbles_on_a_floor_of_tiles_end_soon(void **state) {
    (void)state;
    struct crowd crowd;
    crowd_init(&crowd, MOST_BUBBLES, 5);
    spread(&crowd, 200, 20);
    for (int i = 0; i < MOST_BUBBLES; i++) {
        crowd.bubbles[i].width = 8 + 4 * (i % 40);
        crowd.bubbles[i].shape = OMR_SHAPE_SQUARE;
    }
    struct omr_pixmap picture = tiled(2600, 3400);
    read_soon(&crowd.page, &picture, NULL);
    crowd_clear(&crowd);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiny_and_thin_pictures_are_refused),
        cmocka_unit_test(pictures_of_one_grey_are_refused),
        cmocka_unit_test(noise_is_refused),
        cmocka_unit_test(checkerboards_are_refused),
        cmocka_unit_test(stripes_and_slopes_are_refused),
        cmocka_unit_test(a_floor_of_tiles_is_refused),
        cmocka_unit_test(one_bubble_is_read),
        cmocka_unit_test(a_form_without_bubbles_is_read),
        cmocka_unit_test(forty_thousand_bubbles_that_are_not_there_are_refused),
        cmocka_unit_test(forty_thousand_large_bubbles_end_soon_too),
        cmocka_unit_test(every_bubble_three_hundred_times_ends_soon),
        cmocka_unit_test(all_bubbles_in_one_place_end_soon),
        cmocka_unit_test(bubbles_on_the_pages_corners_end_soon),
        cmocka_unit_test(bubbles_far_outside_the_page_end_soon),
        cmocka_unit_test(bubbles_of_every_size_end_soon),
        cmocka_unit_test(markers_of_odd_sizes_and_places_leave_the_page_to_its_outlines),
        cmocka_unit_test(tiny_markers_about_the_pages_middle_leave_the_page_to_its_outlines),
        cmocka_unit_test(a_page_of_a_hundred_px_ends_soon),
        cmocka_unit_test(a_page_of_twenty_thousand_px_ends_soon),
        cmocka_unit_test(many_sizes_of_bubbles_on_a_floor_of_tiles_end_soon),
        cmocka_unit_test(square_bubbles_on_a_floor_of_tiles_end_soon),
    };
    return cmocka_run_group_tests_name("odd", tests, NULL, NULL);
}
