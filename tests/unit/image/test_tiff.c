/* SPDX-License-Identifier: MIT */
#include "image/pixmap.h"
#include "tiffs.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct omr_image *decode(const struct tiff_kind *kind) {
    struct bytes file = make_tiff(kind);
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    if (omr_image_decode(&image, file.bytes, file.size, NULL, &err))
        fail_msg("%s %s: %s: %s", kind->colours, kind->compression, err.code, err.text);
    free(file.bytes);
    return image;
}

static void assert_shows_page(const struct omr_image *image, const struct tiff_kind *kind, int page,
                              int tolerance) {
    assert_int_equal(omr_image_width(image), SCENE_WIDTH);
    assert_int_equal(omr_image_height(image), SCENE_HEIGHT);
    for (int y = 0; y < SCENE_HEIGHT; y++)
        for (int x = 0; x < SCENE_WIDTH; x++) {
            int is = omr_image_row(image, y)[x], expected = tiff_grey(kind, page, x, y);
            if (abs(is - expected) > tolerance)
                fail_msg("%s %s %d bits: %d instead of %d at %d, %d", kind->colours,
                         kind->compression, kind->depth, is, expected, x, y);
        }
}

static void assert_shows_scene(const struct tiff_kind *kind, int tolerance) {
    struct omr_image *image = decode(kind);
    assert_shows_page(image, kind, 0, tolerance);
    omr_image_free(image);
}

static void assert_refused(const struct bytes *file, const struct omr_image_limits *limits,
                           enum omr_status status, const char *code) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    assert_int_equal(omr_image_decode(&image, file->bytes, file->size, limits, &err), status);
    assert_string_equal(err.code, code);
    assert_null(image);
}

static void faxes_of_every_kind_are_read(void **state) {
    (void)state;
    static const char *const kinds[] = {"g3", "g3:2d", "g4", "rle", "packbits", "lzw", NULL};
    for (int i = 0; i < 7; i++)
        for (int order = 0; order < 8; order++)
            assert_shows_scene(&(struct tiff_kind){.compression = kinds[i],
                                                   .colours = order & 1 ? "inverse" : "grey",
                                                   .depth = 1,
                                                   .is_reversed = order & 2,
                                                   .rows = order & 4 ? 7 : 0},
                               0);
}

static void every_compression_is_read_in_grey_and_in_colour(void **state) {
    (void)state;
    static const char *const kinds[] = {"lzw", "deflate", "packbits", NULL};
    for (int i = 0; i < 4; i++)
        for (int order = 0; order < 8; order++)
            assert_shows_scene(&(struct tiff_kind){.compression = kinds[i],
                                                   .colours = order & 1 ? "rgb" : "grey",
                                                   .rows = order & 2 ? 5 : 0,
                                                   .depth = order & 4 ? 16 : 8,
                                                   .has_predictor = kinds[i] && i < 2},
                               1);
}

static void jpeg_inside_is_read(void **state) {
    (void)state;
    assert_shows_scene(&(struct tiff_kind){.compression = "jpeg"}, 2);
    assert_shows_scene(&(struct tiff_kind){.compression = "jpeg", .colours = "rgb", .rows = 16}, 3);
    assert_shows_scene(&(struct tiff_kind){.compression = "jpeg", .colours = "ycc"}, 6);
    assert_shows_scene(&(struct tiff_kind){.compression = "jpeg", .colours = "ycc", .tile = 32}, 6);
}

static void tiles_and_planes_are_put_together(void **state) {
    (void)state;
    for (int order = 0; order < 8; order++)
        assert_shows_scene(&(struct tiff_kind){.colours = "rgb",
                                               .compression = order & 4 ? "deflate" : NULL,
                                               .is_separate = order & 1,
                                               .tile = order & 2 ? 16 : 0,
                                               .rows = 6},
                           1);
    assert_shows_scene(&(struct tiff_kind){.compression = "g4", .depth = 1, .tile = 32}, 0);
}

static void depths_between_are_spread_over_all_greys(void **state) {
    (void)state;
    assert_shows_scene(&(struct tiff_kind){.depth = 2}, 64);
    assert_shows_scene(&(struct tiff_kind){.depth = 4}, 16);
    assert_shows_scene(&(struct tiff_kind){.depth = 4, .colours = "rgb"}, 16);
    assert_shows_scene(&(struct tiff_kind){.depth = 4, .colours = "inverse"}, 16);
    assert_shows_scene(&(struct tiff_kind){.depth = 16, .colours = "inverse"}, 0);
}

static void palettes_are_looked_up(void **state) {
    (void)state;
    assert_shows_scene(&(struct tiff_kind){.colours = "palette"}, 0);
    assert_shows_scene(&(struct tiff_kind){.colours = "palette", .depth = 4}, 16);
    assert_shows_scene(&(struct tiff_kind){.colours = "palette", .has_small_palette = true}, 0);
}

static void inks_on_white_are_grey(void **state) {
    (void)state;
    assert_shows_scene(&(struct tiff_kind){.colours = "cmyk"}, 1);
}

static void transparent_parts_are_white_paper(void **state) {
    (void)state;
    static const char *const kinds[] = {"rgb+alpha", "rgb+multiplied"};
    for (int i = 0; i < 2; i++) {
        struct omr_image *image = decode(&(struct tiff_kind){.colours = kinds[i]});
        for (int x = 0; x < SCENE_WIDTH; x++) {
            int alpha = scene_alpha(x);
            int expected = (scene_grey(x, 3) * alpha + 255 * (255 - alpha)) / 255;
            assert_in_range(omr_image_row(image, 3)[x] - expected + 2, 0, 4);
        }
        omr_image_free(image);
    }
}

static void both_byte_orders_and_big_files_are_read(void **state) {
    (void)state;
    for (int order = 0; order < 4; order++)
        assert_shows_scene(
            &(struct tiff_kind){
                .is_big_endian = order & 1, .is_big = order & 2, .depth = 16, .compression = "lzw"},
            0);
}

static void the_orientation_turns_the_picture_upright(void **state) {
    (void)state;
    struct omr_image *image = decode(&(struct tiff_kind){.orientation = 6});
    assert_int_equal(omr_image_width(image), SCENE_HEIGHT);
    assert_int_equal(omr_image_height(image), SCENE_WIDTH);
    assert_int_equal(omr_image_row(image, 0)[SCENE_HEIGHT - 1], scene_grey(0, 0));
    omr_image_free(image);
    image = decode(&(struct tiff_kind){.orientation = 3});
    assert_int_equal(omr_image_row(image, 0)[0], scene_grey(SCENE_WIDTH - 1, SCENE_HEIGHT - 1));
    omr_image_free(image);
}

static void pixels_of_a_fax_are_stretched_to_squares(void **state) {
    (void)state;
    struct omr_image *image = decode(&(struct tiff_kind){.x_dpi = 204, .y_dpi = 98});
    assert_int_equal(omr_image_width(image), SCENE_WIDTH);
    assert_int_equal(omr_image_height(image), 60); /* 29 * 204 / 98 = 60.4 */
    assert_true(image->dpi > 203 && image->dpi < 205);
    /* Source row 14.5 is in the middle. */
    int middle = omr_image_row(image, 30)[20];
    assert_in_range(middle, scene_grey(20, 14) - 1, scene_grey(20, 15) + 1);
    omr_image_free(image);
    image = decode(&(struct tiff_kind){.x_dpi = 100, .y_dpi = 200});
    assert_int_equal(omr_image_width(image), 2 * SCENE_WIDTH);
    assert_int_equal(omr_image_height(image), SCENE_HEIGHT);
    assert_in_range(omr_image_row(image, 7)[43], scene_grey(21, 7) - 2, scene_grey(22, 7) + 2);
    omr_image_free(image);
}

static void resolutions_that_cannot_be_true_do_not_stretch(void **state) {
    (void)state;
    assert_shows_scene(&(struct tiff_kind){.x_dpi = 300, .y_dpi = 1}, 0);
    assert_shows_scene(&(struct tiff_kind){.x_dpi = 300, .y_dpi = 299}, 0);
}

static void assert_pages(const struct tiff_kind *kind) {
    struct bytes file = make_tiff(kind);
    struct omr_document *document;
    assert_int_equal(omr_document_open(&document, file.bytes, file.size, NULL, NULL), OMR_OK);
    assert_int_equal(omr_document_page_count(document), kind->pages);
    for (int page = kind->pages - 1; page >= 0; page--) {
        struct omr_image *image;
        assert_int_equal(omr_document_decode(document, page, &image, NULL), OMR_OK);
        assert_shows_page(image, kind, page, 0);
        omr_image_free(image);
    }
    omr_document_close(document);
    free(file.bytes);
}

static void all_pages_are_found_in_order(void **state) {
    (void)state;
    assert_pages(&(struct tiff_kind){.pages = 3, .compression = "lzw"});
    assert_pages(&(struct tiff_kind){.pages = 300, .compression = "g4", .depth = 1});
}

static void small_copies_are_no_pages(void **state) {
    (void)state;
    assert_pages(&(struct tiff_kind){.pages = 3, .has_thumbnails = true});
}

static void several_pages_are_no_single_picture(void **state) {
    (void)state;
    struct bytes file = make_tiff(&(struct tiff_kind){.pages = 2});
    assert_refused(&file, NULL, OMR_ERROR_USAGE, "image.several_pages");
    free(file.bytes);
}

static void a_page_that_does_not_exist_is_refused(void **state) {
    (void)state;
    struct bytes file = make_tiff(&(struct tiff_kind){.pages = 2});
    struct omr_document *document;
    struct omr_image *image = NULL;
    assert_int_equal(omr_document_open(&document, file.bytes, file.size, NULL, NULL), OMR_OK);
    assert_int_equal(omr_document_decode(document, 2, &image, NULL), OMR_ERROR_USAGE);
    assert_int_equal(omr_document_decode(document, -1, &image, NULL), OMR_ERROR_USAGE);
    assert_null(image);
    omr_document_close(document);
    free(file.bytes);
}

/* The directory of page 2 is overwritten: page 1 can be read, and the loss shows. */
static void a_broken_chain_of_pages_is_a_page_that_fails(void **state) {
    (void)state;
    struct bytes file = make_tiff(&(struct tiff_kind){.pages = 3});
    struct omr_document *document;
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    size_t first = file.bytes[4] | (size_t)file.bytes[5] << 8;
    size_t entries = file.bytes[first], next = first + 2 + 12 * entries;
    memcpy(file.bytes + next, "\xff\xff\xff\x7f", 4);
    assert_int_equal(omr_document_open(&document, file.bytes, file.size, NULL, NULL), OMR_OK);
    assert_int_equal(omr_document_page_count(document), 2);
    assert_int_equal(omr_document_decode(document, 0, &image, NULL), OMR_OK);
    omr_image_free(image);
    image = NULL;
    assert_int_equal(omr_document_decode(document, 1, &image, &err), OMR_ERROR_INPUT);
    assert_string_equal(err.code, "image.damaged");
    assert_null(image);
    omr_document_close(document);
    free(file.bytes);
}

static void pages_in_a_circle_come_to_an_end(void **state) {
    (void)state;
    struct bytes file = make_tiff(&(struct tiff_kind){.pages = 1});
    struct omr_document *document;
    size_t first = file.bytes[4] | (size_t)file.bytes[5] << 8;
    size_t entries = file.bytes[first], next = first + 2 + 12 * entries;
    memcpy(file.bytes + next, file.bytes + 4, 4);
    assert_int_equal(omr_document_open(&document, file.bytes, file.size, NULL, NULL), OMR_OK);
    assert_in_range(omr_document_page_count(document), 1, 2);
    omr_document_close(document);
    free(file.bytes);
}

/* Cut off before the directory, a file cannot be opened; cut off in the pixels, which lie behind
 * it here, it is refused however little is missing. */
static void a_file_cut_off_anywhere_is_refused(void **state) {
    (void)state;
    static const char *const kinds[] = {"g3", "g4", "lzw", "deflate", "packbits", NULL};
    for (size_t i = 0; i < 6; i++) {
        struct tiff_kind kind = {.compression = kinds[i], .depth = i < 2 ? 1 : 8};
        struct bytes file = make_tiff(&kind);
        for (unsigned long size = 8; size < file.size; size++) {
            struct omr_image *image = NULL;
            if (omr_image_decode(&image, file.bytes, size, NULL, NULL) == OMR_OK)
                assert_shows_page(image, &kind, 0, 0);
            omr_image_free(image);
        }
        free(file.bytes);
    }
}

/* Where the strip's length says less than there is. */
static void a_strip_that_ends_early_is_damaged(void **state) {
    (void)state;
    static const char *const kinds[] = {"g3", "g4", "lzw", "deflate", "packbits", "jpeg"};
    for (size_t i = 0; i < 6; i++) {
        struct tiff_kind kind = {.compression = kinds[i], .depth = i < 2 ? 1 : 8};
        struct bytes file = make_tiff(&kind);
        size_t first = file.bytes[4] | (size_t)file.bytes[5] << 8;
        for (size_t entry = 0; entry < file.bytes[first]; entry++) {
            unsigned char *at = file.bytes + first + 2 + 12 * entry;
            unsigned length = at[8] | (unsigned)at[9] << 8;
            if (at[0] == 0x17 && at[1] == 1) { /* StripByteCounts */
                at[8] = (unsigned char)(length / 2);
                at[9] = (unsigned char)(length / 2 >> 8);
            }
        }
        struct omr_image *image = NULL;
        struct omr_error err = {0};
        if (omr_image_decode(&image, file.bytes, file.size, NULL, &err) != OMR_ERROR_INPUT)
            fail_msg("%s is read in part", kinds[i]);
        free(file.bytes);
    }
}

static void kinds_that_cannot_be_read_say_so(void **state) {
    (void)state;
    struct bytes file = make_tiff(&(struct tiff_kind){.compression = "lzma"});
    assert_refused(&file, NULL, OMR_ERROR_UNSUPPORTED, "image.tiff_kind");
    free(file.bytes);
}

static void limits_hold_for_size_pages_and_stretching(void **state) {
    (void)state;
    struct bytes file = make_tiff(&(struct tiff_kind){.pages = 9});
    assert_refused(&file, &(struct omr_image_limits){.max_pages = 8}, OMR_ERROR_LIMIT,
                   "image.limit.pages");
    free(file.bytes);
    file = make_tiff(&(struct tiff_kind){.x_dpi = 204, .y_dpi = 98});
    assert_refused(&file, &(struct omr_image_limits){.max_side = 59}, OMR_ERROR_LIMIT,
                   "image.limit.side");
    assert_refused(&file, &(struct omr_image_limits){.max_side = 42}, OMR_ERROR_LIMIT,
                   "image.limit.side");
    assert_refused(&file, &(struct omr_image_limits){.max_pixels = 43 * 29 - 1}, OMR_ERROR_LIMIT,
                   "image.limit.pixels");
    free(file.bytes);
}

/* Thousands of strips that all claim the same bytes would be decoded for hours. */
static void strips_upon_each_other_are_refused(void **state) {
    (void)state;
    struct bytes file = make_tiff(&(struct tiff_kind){.rows = 1});
    size_t first = file.bytes[4] | (size_t)file.bytes[5] << 8;
    for (size_t entry = 0; entry < file.bytes[first]; entry++) {
        const unsigned char *at = file.bytes + first + 2 + 12 * entry;
        size_t list = at[8] | (size_t)at[9] << 8, step = at[2] == 3 ? 2 : 4;
        for (size_t i = 0; at[0] == 0x17 && at[1] == 1 && i < SCENE_HEIGHT; i++)
            memcpy(file.bytes + list + i * step, "\xff\x03\0", step == 2 ? 2 : 3);
    }
    assert_refused(&file, NULL, OMR_ERROR_INPUT, "image.damaged");
    free(file.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faxes_of_every_kind_are_read),
        cmocka_unit_test(every_compression_is_read_in_grey_and_in_colour),
        cmocka_unit_test(jpeg_inside_is_read),
        cmocka_unit_test(tiles_and_planes_are_put_together),
        cmocka_unit_test(depths_between_are_spread_over_all_greys),
        cmocka_unit_test(palettes_are_looked_up),
        cmocka_unit_test(inks_on_white_are_grey),
        cmocka_unit_test(transparent_parts_are_white_paper),
        cmocka_unit_test(both_byte_orders_and_big_files_are_read),
        cmocka_unit_test(the_orientation_turns_the_picture_upright),
        cmocka_unit_test(pixels_of_a_fax_are_stretched_to_squares),
        cmocka_unit_test(resolutions_that_cannot_be_true_do_not_stretch),
        cmocka_unit_test(all_pages_are_found_in_order),
        cmocka_unit_test(small_copies_are_no_pages),
        cmocka_unit_test(several_pages_are_no_single_picture),
        cmocka_unit_test(a_page_that_does_not_exist_is_refused),
        cmocka_unit_test(a_broken_chain_of_pages_is_a_page_that_fails),
        cmocka_unit_test(pages_in_a_circle_come_to_an_end),
        cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
        cmocka_unit_test(a_strip_that_ends_early_is_damaged),
        cmocka_unit_test(kinds_that_cannot_be_read_say_so),
        cmocka_unit_test(limits_hold_for_size_pages_and_stretching),
        cmocka_unit_test(strips_upon_each_other_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
