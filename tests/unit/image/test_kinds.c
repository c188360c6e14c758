/* SPDX-License-Identifier: MIT
 *
 * Every kind of JPEG, PNG and TIFF that the example's photo can be made into gives the same answers
 * as the photo. Kinds of other files, and colours, alpha and orientations, are in
 * tests/cli/kinds.py. */
#include "base/file.h"
#include "pictures.h"
#include "tiffs.h"

#include <omr/form.h>
#include <omr/image.h>
#include <omr/recognize.h>
#include <omr/result.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct omr_form *form;
static uint8_t *photo;
static char *expected; /* the photo's answers */

static char *load(const char *name, size_t *size) {
    struct omr_error err = {0};
    char path[512], *bytes;
    const char *top = getenv("OMR_TOP");
    snprintf(path, sizeof path, "%s/examples/exam/%s", top ? top : ".", name);
    if (omr_file_load(path, 16 << 20, &bytes, size, &err))
        fail_msg("%s", err.text);
    return bytes;
}

/* The answers as CSV; NULL, saying why, where the picture cannot be read. */
static char *read_answers(const struct omr_image *image) {
    struct omr_recognize_options options;
    struct omr_result *result;
    struct omr_error err = {0};
    char *text = NULL;
    omr_recognize_options_init(&options);
    if (omr_recognize(&result, form, image, &options, &err)) {
        print_message("# %s\n", err.text);
        return NULL;
    }
    assert_int_equal(omr_result_write(result, OMR_FORMAT_CSV, &text, NULL, NULL), OMR_OK);
    omr_result_free(result);
    return text;
}

/* Half as wide and high, so that the many kinds take seconds, not minutes; pixels in `photo`. */
static struct omr_image *shrink(const struct omr_image *image) {
    int width = omr_image_width(image) / 2, height = omr_image_height(image) / 2;
    struct omr_image *small;
    photo = malloc((size_t)width * (size_t)height);
    assert_non_null(photo);
    for (int y = 0; y < height; y++) {
        const uint8_t *upper = omr_image_row(image, 2 * y),
                      *lower = omr_image_row(image, 2 * y + 1);
        for (int x = 0; x < width; x++)
            photo[(size_t)y * (size_t)width + (size_t)x] =
                (uint8_t)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2) /
                          4);
    }
    assert_int_equal(omr_image_from_grey(&small, photo, width, height, (size_t)width, NULL),
                     OMR_OK);
    return small;
}

static int set_up(void **state) {
    (void)state;
    size_t size;
    struct omr_image *image;
    char *bytes = load("pattern.omr", &size);
    assert_int_equal(omr_form_parse(&form, bytes, size, NULL), OMR_OK);
    free(bytes);
    bytes = load("photo.jpg", &size);
    assert_int_equal(omr_image_decode(&image, bytes, size, NULL, NULL), OMR_OK);
    free(bytes);
    struct omr_image *small = shrink(image);
    scene_use(photo, omr_image_width(small), omr_image_height(small));
    expected = read_answers(small);
    omr_image_free(small);
    omr_image_free(image);
    return expected && strstr(expected, "40718253") ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    omr_form_free(form);
    free(photo);
    free(expected);
    return 0;
}

/* How many kinds of a table gave other answers, each named. */
static int check(const char *name, struct bytes file) {
    struct omr_image *image;
    struct omr_error err = {0};
    if (omr_image_decode(&image, file.bytes, file.size, NULL, &err)) {
        print_message("# %s: %s\n", name, err.text);
        free(file.bytes);
        return 1;
    }
    char *answers = read_answers(image);
    int differs = !answers || strcmp(answers, expected) != 0;
    if (differs)
        print_message("# %s: other answers:\n%s", name, answers ? answers : "none\n");
    free(answers);
    omr_image_free(image);
    free(file.bytes);
    return differs;
}

static void every_kind_of_jpeg_gives_the_photos_answers(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct jpeg_kind kind;
    } kinds[] = {
        {"grey", {.colours = "grey"}},
        {"YCC, colours at half size", {.colours = "ycc", .has_half_colours = true}},
        {"RGB", {.colours = "rgb"}},
        {"CMYK", {.colours = "cmyk"}},
        {"YCCK", {.colours = "ycck"}},
        {"progressive", {.colours = "ycc", .is_progressive = true}},
        {"progressive YCCK", {.colours = "ycck", .is_progressive = true}},
        {"arithmetic", {.colours = "ycc", .is_arithmetic = true}},
        {"arithmetic progressive",
         {.colours = "grey", .is_arithmetic = true, .is_progressive = true}},
        {"a restart marker each row of blocks", {.colours = "ycc", .restart_rows = 1}},
        {"resolution", {.colours = "grey", .dpi = 250}},
    };
    int differing = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        differing += check(kinds[i].name, make_jpeg(&kinds[i].kind));
    assert_int_equal(differing, 0);
}

static void a_jpeg_without_its_end_marker_gives_the_photos_answers(void **state) {
    (void)state;
    struct bytes file = make_jpeg(&(struct jpeg_kind){.colours = "ycc"});
    file.size -= 2;
    assert_int_equal(check("no end marker", file), 0);
    file = make_jpeg(&(struct jpeg_kind){.colours = "ycc"});
    file.bytes = realloc(file.bytes, file.size + 1000);
    memset(file.bytes + file.size, 0x5a, 1000);
    file.size += 1000;
    assert_int_equal(check("bytes after the end", file), 0);
}

static void every_kind_of_png_gives_the_photos_answers(void **state) {
    (void)state;
    static const struct {
        const char *colours;
        int depths[5];
    } kinds[] = {{"grey", {1, 2, 4, 8, 16}},
                 {"grey+alpha", {8, 16}},
                 {"rgb", {8, 16}},
                 {"rgba", {8, 16}},
                 {"palette", {1, 2, 4, 8}}};
    int differing = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (const int *depth = kinds[i].depths; depth < kinds[i].depths + 5 && *depth; depth++)
            for (int interlaced = 0; interlaced < 2; interlaced++) {
                char name[64];
                snprintf(name, sizeof name, "%s %d%s", kinds[i].colours, *depth,
                         interlaced ? " interlaced" : "");
                differing +=
                    check(name, make_png(&(struct png_kind){.colours = kinds[i].colours,
                                                            .depth = *depth,
                                                            .is_interlaced = interlaced,
                                                            .filter = *depth < 8 ? 1 : 2}));
            }
    assert_int_equal(differing, 0);
}

static void every_kind_of_tiff_gives_the_photos_answers(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct tiff_kind kind;
    } kinds[] = {
        {"plain", {.rows = 16}},
        {"one strip", {.rows = 0}},
        {"grey 4", {.depth = 4}},
        {"grey 16", {.depth = 16}},
        {"grey 16, other order", {.depth = 16, .is_big_endian = true}},
        {"white is 0", {.colours = "inverse"}},
        {"white is 0, 1 bit", {.colours = "inverse", .depth = 1, .compression = "g4"}},
        {"palette 4", {.colours = "palette", .depth = 4}},
        {"palette 8", {.colours = "palette"}},
        {"palette of 8-bit entries", {.colours = "palette", .has_small_palette = true}},
        {"RGB", {.colours = "rgb", .compression = "lzw", .has_predictor = true}},
        {"RGB 16", {.colours = "rgb", .depth = 16, .compression = "deflate"}},
        {"RGB planes", {.colours = "rgb", .is_separate = true, .compression = "deflate"}},
        {"CMYK", {.colours = "cmyk", .compression = "packbits"}},
        {"tiles", {.tile = 128, .compression = "lzw"}},
        {"tiles of planes", {.colours = "rgb", .tile = 64, .is_separate = true}},
        {"tiles of 1 bit", {.depth = 1, .tile = 64, .compression = "g4"}},
        {"JPEG", {.compression = "jpeg", .rows = 16}},
        {"JPEG tiles in colour", {.colours = "ycc", .compression = "jpeg", .tile = 64}},
        {"G3", {.depth = 1, .compression = "g3"}},
        {"G3 in two dimensions", {.depth = 1, .compression = "g3:2d"}},
        {"G4", {.depth = 1, .compression = "g4", .rows = 100}},
        {"runs of a fax", {.depth = 1, .compression = "rle"}},
        {"G3, lowest bit first", {.depth = 1, .compression = "g3", .is_reversed = true}},
        {"G4, lowest bit first", {.depth = 1, .compression = "g4", .is_reversed = true}},
        {"1 bit LZW", {.depth = 1, .compression = "lzw"}},
        {"1 bit plain, lowest bit first", {.depth = 1, .is_reversed = true}},
        {"BigTIFF", {.is_big = true, .compression = "deflate", .rows = 64}},
    };
    int differing = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        differing += check(kinds[i].name, make_tiff(&kinds[i].kind));
    assert_int_equal(differing, 0);
}

/* Group 3 in fine resolution: nearly, but not quite square. */
static void a_fax_of_fine_resolution_gives_the_photos_answers(void **state) {
    (void)state;
    assert_int_equal(
        check("204 x 196", make_tiff(&(struct tiff_kind){
                               .depth = 1, .compression = "g3", .x_dpi = 204, .y_dpi = 196})),
        0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_jpeg_gives_the_photos_answers),
        cmocka_unit_test(a_jpeg_without_its_end_marker_gives_the_photos_answers),
        cmocka_unit_test(every_kind_of_png_gives_the_photos_answers),
        cmocka_unit_test(every_kind_of_tiff_gives_the_photos_answers),
        cmocka_unit_test(a_fax_of_fine_resolution_gives_the_photos_answers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
