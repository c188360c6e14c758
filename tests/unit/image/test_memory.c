/* SPDX-License-Identifier: MIT
 *
 * Decoding with memory that runs out at every possible moment. */
#include "pictures.h"
#include "support/failing_memory.h"
#include "tiffs.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_survives_shortage(struct bytes file) {
    bool has_failed = true;
    for (long n = 1; has_failed; n++) {
        struct omr_image *image = NULL;
        struct omr_error err = {0};
        failing_memory_begin(n);
        enum omr_status status = omr_image_decode(&image, file.bytes, file.size, NULL, &err);
        omr_image_free(image);
        long held = failing_memory_end(&has_failed);
        assert_int_equal(held, 0);
        if (status != (has_failed ? OMR_ERROR_MEMORY : OMR_OK))
            fail_msg("request %ld: %s %s", n, err.code, err.text);
        assert_true(n < 1000);
    }
    free(file.bytes);
}

static void a_jpeg_survives_a_shortage_of_memory(void **state) {
    (void)state;
    static const struct jpeg_kind kinds[] = {{.colours = "grey"},
                                             {.colours = "ycc", .is_progressive = true},
                                             {.colours = "ycck"},
                                             {.colours = "rgb"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_survives_shortage(make_jpeg(&kinds[i]));
}

static void a_jpeg_on_its_side_survives_a_shortage_of_memory(void **state) {
    (void)state;
    unsigned char exif[EXIF_SIZE];
    make_exif(exif, 6, true);
    assert_survives_shortage(
        make_jpeg(&(struct jpeg_kind){.colours = "grey", .exif = exif, .exif_size = sizeof exif}));
}

static void a_png_survives_a_shortage_of_memory(void **state) {
    (void)state;
    static const struct png_kind kinds[] = {
        {.colours = "grey", .depth = 8},
        {.colours = "rgba", .depth = 8, .is_interlaced = true},
        {.colours = "palette", .depth = 4, .is_see_through = true}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_survives_shortage(make_png(&kinds[i]));
}

/* All but libtiff's own memory: see tiff_memory.c. JPEG inside is left out, since libtiff goes on
 * with a decompressor that could not be made. */
static void a_tiff_survives_a_shortage_of_memory(void **state) {
    (void)state;
    static const struct tiff_kind kinds[] = {
        {.compression = "g4", .depth = 1},
        {.compression = "lzw", .colours = "rgb", .has_predictor = true},
        {.compression = "deflate", .colours = "palette", .tile = 16},
        {.compression = "packbits", .colours = "cmyk", .orientation = 6},
        {.colours = "rgb", .is_separate = true, .x_dpi = 100, .y_dpi = 200}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_survives_shortage(make_tiff(&kinds[i]));
}

int main(void) {
    if (!failing_memory_works()) {
        printf("skipped: memory cannot be made to fail under AddressSanitizer\n");
        return 77;
    }

    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_jpeg_survives_a_shortage_of_memory),
        cmocka_unit_test(a_jpeg_on_its_side_survives_a_shortage_of_memory),
        cmocka_unit_test(a_png_survives_a_shortage_of_memory),
        cmocka_unit_test(a_tiff_survives_a_shortage_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
