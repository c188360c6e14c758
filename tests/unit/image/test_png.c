/* SPDX-License-Identifier: MIT */
#include "image/pixmap.h"
#include "pictures.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct omr_image *decode(struct bytes file) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    if (omr_image_decode(&image, file.bytes, file.size, NULL, &err))
        fail_msg("%s: %s", err.code, err.text);
    return image;
}

typedef int expected_grey(const struct png_kind *kind, int x, int y);

static void assert_decodes(struct png_kind kind, expected_grey *expected) {
    for (int is_interlaced = 0; is_interlaced <= 1; is_interlaced++) {
        kind.is_interlaced = is_interlaced;
        struct bytes file = make_png(&kind);
        struct omr_image *image = decode(file);
        assert_int_equal(omr_image_width(image), SCENE_WIDTH);
        assert_int_equal(omr_image_height(image), SCENE_HEIGHT);
        for (int y = 0; y < SCENE_HEIGHT; y++)
            for (int x = 0; x < SCENE_WIDTH; x++)
                if (omr_image_row(image, y)[x] != expected(&kind, x, y))
                    fail_msg("%s, %d bits, (%d, %d): %d is not %d", kind.colours, kind.depth, x, y,
                             omr_image_row(image, y)[x], expected(&kind, x, y));
        omr_image_free(image);
        free(file.bytes);
    }
}

static void assert_refused(const void *bytes, size_t size, const struct omr_image_limits *limits,
                           enum omr_status status, const char *code) {
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    assert_int_equal(omr_image_decode(&image, bytes, size, limits, &err), status);
    assert_string_equal(err.code, code);
    assert_null(image);
}

static int plain(const struct png_kind *kind, int x, int y) {
    (void)kind;
    return scene_grey(x, y);
}

static void all_colour_types_show_the_same_grey(void **state) {
    (void)state;
    static const char *const colours[] = {"grey", "grey+alpha", "rgb", "rgba"};
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
        assert_decodes((struct png_kind){.colours = colours[i], .depth = 8}, plain);
        assert_decodes((struct png_kind){.colours = colours[i], .depth = 16}, plain);
    }
    assert_decodes((struct png_kind){.colours = "palette", .depth = 8}, plain);
}

static void every_filter_of_every_colour_type_is_undone(void **state) {
    (void)state;
    static const char *const colours[] = {"grey", "grey+alpha", "rgb", "rgba"};
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        for (int filter = 1; filter <= 5; filter++)
            assert_decodes((struct png_kind){.colours = colours[i], .depth = 8, .filter = filter},
                           plain);
}

static void data_in_many_chunks_is_joined(void **state) {
    (void)state;
    assert_decodes(
        (struct png_kind){.colours = "rgb", .depth = 8, .filter = 1, .has_many_parts = true},
        plain);
}

/* The upper bits, spread over 0 to 255 again. */
static int coarse(const struct png_kind *kind, int x, int y) {
    return (scene_grey(x, y) >> (8 - kind->depth)) * 255 / ((1 << kind->depth) - 1);
}

static void few_bits_a_pixel_are_spread_over_all_greys(void **state) {
    (void)state;
    for (int depth = 1; depth <= 4; depth *= 2) {
        assert_decodes((struct png_kind){.colours = "grey", .depth = depth}, coarse);
        assert_decodes((struct png_kind){.colours = "palette", .depth = depth}, coarse);
    }
}

static int over_white(const struct png_kind *kind, int x, int y) {
    (void)kind;
    int alpha = scene_alpha(x);
    return (scene_grey(x, y) * alpha + 255 * (255 - alpha) + 127) / 255;
}

static void transparent_parts_are_white_paper(void **state) {
    (void)state;
    for (int depth = 8; depth <= 16; depth += 8) {
        assert_decodes(
            (struct png_kind){.colours = "grey+alpha", .depth = depth, .is_see_through = true},
            over_white);
        assert_decodes((struct png_kind){.colours = "rgba", .depth = depth, .is_see_through = true},
                       over_white);
    }
}

static int palette_over_white(const struct png_kind *kind, int x, int y) {
    (void)kind;
    int grey = scene_grey(x, y), alpha = 255 - grey / 2;
    return (grey * alpha + 255 * (255 - alpha) + 127) / 255;
}

static void transparent_palette_entries_are_white_paper(void **state) {
    (void)state;
    assert_decodes((struct png_kind){.colours = "palette", .depth = 8, .is_see_through = true},
                   palette_over_white);
}

static void the_orientation_of_an_exif_chunk_counts(void **state) {
    (void)state;
    unsigned char exif[EXIF_SIZE];
    make_exif(exif, 6, true);
    struct bytes file = make_png(&(struct png_kind){.colours = "grey",
                                                    .depth = 8,
                                                    .exif = exif + EXIF_SIGNATURE_SIZE,
                                                    .exif_size = EXIF_SIZE - EXIF_SIGNATURE_SIZE});
    struct omr_image *image = decode(file);
    assert_int_equal(omr_image_width(image), SCENE_HEIGHT);
    assert_int_equal(omr_image_height(image), SCENE_WIDTH);
    for (int y = 0; y < SCENE_WIDTH; y++)
        for (int x = 0; x < SCENE_HEIGHT; x++)
            assert_int_equal(omr_image_row(image, y)[x], scene_grey(y, SCENE_HEIGHT - 1 - x));
    omr_image_free(image);
    free(file.bytes);
}

static void the_resolution_is_told(void **state) {
    (void)state;
    struct bytes file = make_png(&(struct png_kind){.colours = "grey", .depth = 8, .dpi = 300});
    struct omr_image *image = decode(file);
    assert_true(image->dpi > 299.9 && image->dpi < 300.1);
    omr_image_free(image);
    free(file.bytes);
}

static void a_missing_end_chunk_is_forgiven(void **state) {
    (void)state;
    struct bytes file = make_png(&(struct png_kind){.colours = "rgb", .depth = 8});
    file.size -= 12;
    omr_image_free(decode(file));
    free(file.bytes);
}

/* The last bytes of the data are a checksum, the chunk's and the closing chunk. */
static void a_file_cut_off_anywhere_is_refused(void **state) {
    (void)state;
    static const struct png_kind kinds[] = {{.colours = "grey", .depth = 8},
                                            {.colours = "rgba", .depth = 8},
                                            {.colours = "grey", .depth = 8, .is_interlaced = true}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct bytes file = make_png(&kinds[i]);
        for (size_t size = 8; size < file.size - 12 - 4 - 4; size++)
            assert_refused(file.bytes, size, NULL, OMR_ERROR_INPUT, "image.truncated");
        free(file.bytes);
    }
}

static void damaged_data_is_refused(void **state) {
    (void)state;
    struct bytes file = make_png(&(struct png_kind){.colours = "rgb", .depth = 8});
    file.bytes[file.size / 2] ^= 0x55;
    assert_refused(file.bytes, file.size, NULL, OMR_ERROR_INPUT, "image.damaged");
    free(file.bytes);
}

static void limits_are_checked_before_pixels_are_decoded(void **state) {
    (void)state;
    struct bytes file = make_png(&(struct png_kind){.colours = "grey", .depth = 8});
    struct omr_image_limits side = {.max_side = SCENE_WIDTH - 1},
                            pixels = {.max_pixels = SCENE_WIDTH * SCENE_HEIGHT - 1},
                            enough = {.max_side = SCENE_WIDTH,
                                      .max_pixels = SCENE_WIDTH * SCENE_HEIGHT};
    assert_refused(file.bytes, file.size, &side, OMR_ERROR_LIMIT, "image.limit.side");
    assert_refused(file.bytes, file.size, &pixels, OMR_ERROR_LIMIT, "image.limit.pixels");
    struct omr_image *image = NULL;
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, &enough, NULL), OMR_OK);
    omr_image_free(image);
    free(file.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_colour_types_show_the_same_grey),
        cmocka_unit_test(every_filter_of_every_colour_type_is_undone),
        cmocka_unit_test(data_in_many_chunks_is_joined),
        cmocka_unit_test(few_bits_a_pixel_are_spread_over_all_greys),
        cmocka_unit_test(transparent_parts_are_white_paper),
        cmocka_unit_test(transparent_palette_entries_are_white_paper),
        cmocka_unit_test(the_orientation_of_an_exif_chunk_counts),
        cmocka_unit_test(the_resolution_is_told),
        cmocka_unit_test(a_missing_end_chunk_is_forgiven),
        cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
        cmocka_unit_test(damaged_data_is_refused),
        cmocka_unit_test(limits_are_checked_before_pixels_are_decoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
