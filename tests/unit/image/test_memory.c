/* SPDX-License-Identifier: MIT
 *
 * Decoding with memory that runs out at every possible moment. */
#include "pictures.h"
#include "seeds.h"
#include "support/failing_memory.h"
#include "tiffs.h"

#include <limits.h>
#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* All pages of a file; the first failure counts. */
static enum omr_status read_all(const void *bytes, size_t size, struct omr_error *err) {
    struct omr_document *document = NULL;
    enum omr_status status = omr_document_open(&document, bytes, size, NULL, err);
    for (int page = 0; !status && page < omr_document_page_count(document); page++) {
        struct omr_image *image = NULL;
        status = omr_document_decode(document, page, &image, err);
        omr_image_free(image);
    }
    omr_document_close(document);
    return status;
}

/* Whatever the file is without a shortage: the n-th request fails, for every n. */
static void assert_seed_survives_shortage(const char *name) {
    struct seed seed = seed_load(name);
    enum omr_status usual = read_all(seed.bytes, seed.size, NULL);
    bool has_failed = true;
    for (long n = 1; has_failed; n++) {
        struct omr_error err = {0};
        failing_memory_begin(n);
        enum omr_status status = read_all(seed.bytes, seed.size, &err);
        long held = failing_memory_end(&has_failed);
        if (held || status != (has_failed ? OMR_ERROR_MEMORY : usual))
            fail_msg("%s, request %ld: %ld held, %s %s", name, n, held, err.code, err.text);
    }
    free(seed.bytes);
}

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

/* Left out are what reads through NULL where its own memory runs out: libwebp 1.2 for lossless
 * pictures and alpha, qpdf 11 for the data of a stream. */
static void bmp_gif_and_webp_survive_a_shortage_of_memory(void **state) {
    (void)state;
    static const char *const names[] = {"bmp/rgb.bmp",   "bmp/runs.bmp",       "bmp/alpha.bmp",
                                        "gif/plain.gif", "gif/interlaced.gif", "webp/lossy.webp"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_seed_survives_shortage(names[i]);
}

/* Every seed of every kind, among them those that fuzzing found: whatever a small file claims, no
 * decoder asks for more at once than a small picture needs. */
static void what_a_small_file_claims_takes_little_memory(void **state) {
    (void)state;
    static const char *const kinds[] = {"bmp", "gif", "jpeg", "pdf", "png", "tiff", "webp", NULL};
    enum { MOST = 1 << 20 };
    int count;
    struct seed *seeds = seeds_load(kinds, &count);
    for (int i = 0; i < count; i++) {
        bool has_failed;
        failing_memory_begin(LONG_MAX);
        read_all(seeds[i].bytes, seeds[i].size, NULL);
        failing_memory_end(&has_failed);
        if (failing_memory_largest() > MOST)
            fail_msg("%s: %zu bytes at once", seeds[i].name, failing_memory_largest());
    }
    seeds_free(seeds, count);
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
        cmocka_unit_test(bmp_gif_and_webp_survive_a_shortage_of_memory),
        cmocka_unit_test(what_a_small_file_claims_takes_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
