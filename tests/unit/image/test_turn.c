/* SPDX-License-Identifier: MIT */
#include "image/turn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint8_t shade(int x, int y) {
    return (uint8_t)(x * 7 + y * 31 + x * y);
}

static struct omr_pixmap draw(int width, int height) {
    struct omr_pixmap pixmap;
    assert_int_equal(omr_pixmap_init(&pixmap, width, height, NULL), OMR_OK);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            omr_pixmap_row(&pixmap, y)[x] = shade(x, y);
    return pixmap;
}

/* Orientation by orientation, the pixel that belongs at (x, y) of the turned picture. */
static uint8_t expected(int orientation, int width, int height, int x, int y) {
    int right = width - 1, bottom = height - 1;
    switch (orientation) {
    case 2:
        return shade(right - x, y);
    case 3:
        return shade(right - x, bottom - y);
    case 4:
        return shade(x, bottom - y);
    case 5:
        return shade(y, x);
    case 6:
        return shade(y, bottom - x);
    case 7:
        return shade(right - y, bottom - x);
    case 8:
        return shade(right - y, x);
    default:
        return shade(x, y);
    }
}

static void assert_turns(int orientation, int width, int height) {
    struct omr_pixmap pixmap = draw(width, height);
    assert_int_equal(omr_pixmap_turn(&pixmap, orientation, NULL), OMR_OK);
    assert_int_equal(pixmap.width, orientation >= 5 ? height : width);
    assert_int_equal(pixmap.height, orientation >= 5 ? width : height);
    for (int y = 0; y < pixmap.height; y++)
        for (int x = 0; x < pixmap.width; x++)
            if (omr_pixmap_row(&pixmap, y)[x] != expected(orientation, width, height, x, y))
                fail_msg("orientation %d of %d x %d: wrong at (%d, %d)", orientation, width, height,
                         x, y);
    omr_pixmap_clear(&pixmap);
}

static void every_orientation_moves_every_pixel_to_its_place(void **state) {
    (void)state;
    /* Sizes around the borders of blocks and tiles. */
    static const int sizes[][2] = {{1, 1},   {1, 9},    {9, 1},    {15, 17},  {16, 16},  {32, 18},
                                   {63, 65}, {64, 128}, {129, 70}, {200, 61}, {1500, 3}, {3, 1500}};
    for (int orientation = 1; orientation <= 8; orientation++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            assert_turns(orientation, sizes[i][0], sizes[i][1]);
}

static void rows_that_come_in_strips_are_turned_alike(void **state) {
    (void)state;
    for (int orientation = 5; orientation <= 8; orientation++) {
        struct omr_pixmap whole = draw(70, 150), turned;
        assert_int_equal(omr_pixmap_init(&turned, whole.height, whole.width, NULL), OMR_OK);
        for (int y = 0; y < whole.height; y += OMR_TURN_ROWS) {
            struct omr_pixmap rows = whole;
            rows.pixels = omr_pixmap_row(&whole, y);
            rows.height = whole.height - y < OMR_TURN_ROWS ? whole.height - y : OMR_TURN_ROWS;
            omr_pixmap_turn_rows(&turned, &rows, y, orientation);
        }
        for (int y = 0; y < turned.height; y++)
            for (int x = 0; x < turned.width; x++)
                assert_int_equal(omr_pixmap_row(&turned, y)[x],
                                 expected(orientation, whole.width, whole.height, x, y));
        omr_pixmap_clear(&whole);
        omr_pixmap_clear(&turned);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_orientation_moves_every_pixel_to_its_place),
        cmocka_unit_test(rows_that_come_in_strips_are_turned_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
