/* SPDX-License-Identifier: MIT
 *
 * Every limit holds for every kind of picture that it concerns: with one less than the picture
 * needs it is refused by that limit's name, with as much it is read. */
#include "seeds.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One of each kind, and what it is measured by. */
static const char *const plain[] = {"bmp/rgb.bmp",
                                    "bmp/runs.bmp",
                                    "gif/plain.gif",
                                    "jpeg/grey.jpg",
                                    "jpeg/inks.jpg",
                                    "jpeg/progressive.jpg",
                                    "png/grey.png",
                                    "png/rgba16.png",
                                    "png/interlaced.png",
                                    "tiff/lzw.tif",
                                    "tiff/g4.tif",
                                    "tiff/jpeg.tif",
                                    "webp/lossy.webp",
                                    "webp/lossless.webp",
                                    "pdf/fax.pdf",
                                    "pdf/jpeg.pdf",
                                    NULL};

static enum omr_status decode_first(const struct seed *seed, const struct omr_image_limits *limits,
                                    int *width, int *height, struct omr_error *err) {
    struct omr_document *document = NULL;
    struct omr_image *image = NULL;
    enum omr_status status = omr_document_open(&document, seed->bytes, seed->size, limits, err);
    if (!status)
        status = omr_document_decode(document, 0, &image, err);
    if (!status) {
        *width = omr_image_width(image);
        *height = omr_image_height(image);
    }
    omr_image_free(image);
    omr_document_close(document);
    return status;
}

static void assert_limit(const struct seed *seed, struct omr_image_limits enough,
                         struct omr_image_limits less, const char *code) {
    struct omr_error err = {0};
    int width, height;
    if (decode_first(seed, &enough, &width, &height, &err))
        fail_msg("%s: %s %s", seed->name, err.code, err.text);
    if (decode_first(seed, &less, &width, &height, &err) != OMR_ERROR_LIMIT ||
        strcmp(err.code, code) != 0)
        fail_msg("%s: not %s but %s %s", seed->name, code, err.code, err.text);
}

static void bytes_side_and_pixels_are_limited_for_every_kind(void **state) {
    (void)state;
    for (const char *const *name = plain; *name; name++) {
        struct seed seed = seed_load(*name);
        int width = 0, height = 0;
        assert_int_equal(decode_first(&seed, NULL, &width, &height, NULL), OMR_OK);
        uint32_t side = (uint32_t)(width > height ? width : height);
        uint64_t pixels = (uint64_t)width * (uint64_t)height;
        assert_limit(&seed, (struct omr_image_limits){.max_bytes = seed.size},
                     (struct omr_image_limits){.max_bytes = seed.size - 1}, "image.limit.bytes");
        assert_limit(&seed, (struct omr_image_limits){.max_side = side},
                     (struct omr_image_limits){.max_side = side - 1}, "image.limit.side");
        assert_limit(&seed, (struct omr_image_limits){.max_pixels = pixels},
                     (struct omr_image_limits){.max_pixels = pixels - 1}, "image.limit.pixels");
        assert_limit(&seed, (struct omr_image_limits){.max_memory = 1 << 20},
                     (struct omr_image_limits){.max_memory = pixels - 1}, "image.limit.memory");
        free(seed.bytes);
    }
}

/* Those that keep more than the grey pixels while they are decoded. */
static void memory_is_limited_where_a_decoder_keeps_the_whole_picture(void **state) {
    (void)state;
    static const char *const names[] = {"jpeg/progressive.jpg", "png/interlaced.png",
                                        "webp/lossy.webp", "tiff/separate.tif", NULL};
    for (const char *const *name = names; *name; name++) {
        struct seed seed = seed_load(*name);
        int width = 0, height = 0;
        assert_int_equal(decode_first(&seed, NULL, &width, &height, NULL), OMR_OK);
        uint64_t pixels = (uint64_t)width * (uint64_t)height;
        assert_limit(&seed, (struct omr_image_limits){.max_memory = 20 * pixels + 20000},
                     (struct omr_image_limits){.max_memory = pixels + pixels / 2},
                     "image.limit.memory");
        free(seed.bytes);
    }
}

static void pages_are_limited_for_every_kind_that_has_them(void **state) {
    (void)state;
    static const char *const names[] = {"tiff/pages.tif", "pdf/pages.pdf", NULL};
    for (const char *const *name = names; *name; name++) {
        struct seed seed = seed_load(*name);
        struct omr_document *document;
        assert_int_equal(omr_document_open(&document, seed.bytes, seed.size, NULL, NULL), OMR_OK);
        uint32_t count = (uint32_t)omr_document_page_count(document);
        omr_document_close(document);
        assert_true(count > 1);
        assert_limit(&seed, (struct omr_image_limits){.max_pages = count},
                     (struct omr_image_limits){.max_pages = count - 1}, "image.limit.pages");
        free(seed.bytes);
    }
}

static void scans_of_a_progressive_jpeg_are_limited(void **state) {
    (void)state;
    struct seed seed = seed_load("jpeg/progressive.jpg");
    assert_limit(&seed, (struct omr_image_limits){.max_scans = 20},
                 (struct omr_image_limits){.max_scans = 3}, "image.limit.scans");
    free(seed.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_side_and_pixels_are_limited_for_every_kind),
        cmocka_unit_test(memory_is_limited_where_a_decoder_keeps_the_whole_picture),
        cmocka_unit_test(pages_are_limited_for_every_kind_that_has_them),
        cmocka_unit_test(scans_of_a_progressive_jpeg_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
