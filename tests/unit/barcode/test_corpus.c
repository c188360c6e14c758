/* SPDX-License-Identifier: MIT
 *
 * The barcodes of real forms, cut out where their patterns say, with and without room around. */
#include "barcode/read.h"
#include "support/corpus.h"

#include "base/file.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct region {
    const char *picture, *type, *text;
    int left, top, width, height;
};

static const struct region regions[] = {
    {"net-AsposeTestWithBarcode/blank.png", "QR", "aspose.com", 1900, 250, 360, 360},
    {"showcase-alumni-questionnaire-checkbox/blank.png", "Code32", "154789770", 1015, 3064, 521,
     112},
    {"showcase-alumni-questionnaire-classic/filled.png", "Code32", "154789770", 1015, 4043, 521,
     112},
    {"showcase-exam-grouped/blank.png", "Code32", "154789770", 1559, 889, 521, 112},
    {"showcase-exam-multipart/filled.png", "Code32", "154789770", 1559, 879, 521, 112},
    {"showcase-meal-color/blank.png", "Code128", "578", 1133, 3108, 285, 182},
    {"showcase-meal-color/filled.png", "Code128", "578", 1133, 3108, 285, 182},
    {"showcase-sat-bw/blank.png", "Code32", "154789770", 1015, 4064, 521, 112},
    {"showcase-satisfaction-simple/blank.png", "Code32", "154789770", 1015, 3040, 521, 112},
    {"showcase-satisfaction-table/blank.png", "Code32", "154789770", 1015, 3182, 521, 112},
    {"showcase-tearline-horizontal-red/blank.png", "Code32", "154789770", 319, 1541, 521, 112},
    {"showcase-tearline-horizontal-red/blank.png", "Code32", "154789782", 319, 3165, 521, 112},
    {"showcase-tearline-vertical-bw/blank.png", "Code32", "154789770", 440, 3122, 521, 112},
    {"showcase-tearline-vertical-bw/blank.png", "Code32", "154789770", 1592, 3122, 521, 112},
};

static struct omr_image *load(const char *name) {
    char path[1024], relative[256], *bytes;
    size_t size;
    struct omr_image *image = NULL;
    snprintf(relative, sizeof relative, "forms/%s", name);
    if (!corpus_find(path, sizeof path, relative)) {
        print_message("no corpus here: %s\n", relative);
        skip();
    }
    assert_int_equal(omr_file_load(path, 64 << 20, &bytes, &size, NULL), OMR_OK);
    assert_int_equal(omr_image_decode(&image, bytes, size, NULL, NULL), OMR_OK);
    free(bytes);
    return image;
}

/* A view of the region and `room` pixels around it, as far as the picture reaches. */
static struct omr_pixmap cut(const struct omr_image *image, const struct region *region, int room) {
    int left = region->left > room ? region->left - room : 0;
    int top = region->top > room ? region->top - room : 0;
    int right = region->left + region->width + room, bottom = region->top + region->height + room;
    if (right > image->grey.width)
        right = image->grey.width;
    if (bottom > image->grey.height)
        bottom = image->grey.height;
    return (struct omr_pixmap){.width = right - left,
                               .height = bottom - top,
                               .stride = image->grey.stride,
                               .pixels = omr_pixmap_row(&image->grey, top) + left};
}

static void read_all(int room) {
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        struct omr_image *image = load(regions[i].picture);
        struct omr_pixmap crop = cut(image, &regions[i], room);
        struct omr_arena arena = {0};
        const char *text = NULL;
        assert_int_equal(omr_barcode_read(&crop, regions[i].type, &arena, &text, NULL), OMR_OK);
        if (!text)
            fail_msg("%s: %s not found", regions[i].picture, regions[i].type);
        assert_string_equal(text, regions[i].text);
        omr_arena_clear(&arena);
        omr_image_free(image);
    }
}

static void codes_are_read_in_the_box_of_the_pattern(void **state) {
    (void)state;
    read_all(0);
}

static void codes_are_read_with_room_around(void **state) {
    (void)state;
    read_all(40);
}

static void a_code_on_a_photo_is_read(void **state) {
    (void)state;
    /* The sheet lies on its side; its code is in the lower right of the picture. */
    static const struct region region = {NULL, "QR", "aspose.com", 3200, 2000, 700, 800};
    struct omr_image *image = load("net-AsposeTestWithBarcode/photo.jpg");
    struct omr_pixmap crop = cut(image, &region, 0);
    struct omr_arena arena = {0};
    const char *text = NULL;
    assert_int_equal(omr_barcode_read(&crop, region.type, &arena, &text, NULL), OMR_OK);
    assert_non_null(text);
    assert_string_equal(text, region.text);
    omr_arena_clear(&arena);
    omr_image_free(image);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_read_in_the_box_of_the_pattern),
        cmocka_unit_test(codes_are_read_with_room_around),
        cmocka_unit_test(a_code_on_a_photo_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
