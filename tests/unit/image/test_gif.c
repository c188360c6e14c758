/* SPDX-License-Identifier: MIT */
#include "pictures.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gif_lib.h>

enum { LEVELS = 256, MAX_SIZE = 65536 };

struct gif_kind {
    bool is_interlaced;
    int transparent; /* index; 0: none */
    int left, top;   /* of the frame on a screen that is so much larger */
    int frames;      /* the later ones are black; 0 is 1 */
};

static int write_bytes(GifFileType *gif, const GifByteType *bytes, int size) {
    struct bytes *made = gif->UserData;
    assert_true(made->size + (unsigned long)size <= MAX_SIZE);
    memcpy(made->bytes + made->size, bytes, (size_t)size);
    made->size += (unsigned long)size;
    return size;
}

static void put_rows(GifFileType *gif, bool is_interlaced, bool is_black) {
    static const int first[] = {0, 4, 2, 1}, step[] = {8, 8, 4, 2};
    for (int pass = 0; pass < (is_interlaced ? 4 : 1); pass++)
        for (int y = is_interlaced ? first[pass] : 0; y < SCENE_HEIGHT;
             y += is_interlaced ? step[pass] : 1) {
            GifByteType row[SCENE_WIDTH] = {0};
            for (int x = 0; x < SCENE_WIDTH && !is_black; x++)
                row[x] = (GifByteType)scene_grey(x, y);
            assert_int_equal(EGifPutLine(gif, row, SCENE_WIDTH), GIF_OK);
        }
}

static struct bytes make_gif(const struct gif_kind *kind) {
    struct bytes made = {.bytes = malloc(MAX_SIZE)};
    GifColorType greys[LEVELS];
    int code;
    assert_non_null(made.bytes);
    for (int i = 0; i < LEVELS; i++)
        greys[i] = (GifColorType){(GifByteType)i, (GifByteType)i, (GifByteType)i};
    GifFileType *gif = EGifOpen(&made, write_bytes, &code);
    assert_non_null(gif);
    EGifSetGifVersion(gif, true);
    ColorMapObject *map = GifMakeMapObject(LEVELS, greys);
    EGifPutScreenDesc(gif, SCENE_WIDTH + kind->left, SCENE_HEIGHT + kind->top, 8, 0, map);
    for (int frame = 0; frame < (kind->frames ? kind->frames : 1); frame++) {
        if (kind->transparent)
            EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, 4,
                             (GifByteType[]){1, 0, 0, (GifByteType)kind->transparent});
        EGifPutImageDesc(gif, kind->left, kind->top, SCENE_WIDTH, SCENE_HEIGHT, kind->is_interlaced,
                         NULL);
        put_rows(gif, kind->is_interlaced, frame > 0);
    }
    assert_int_equal(EGifCloseFile(gif, &code), GIF_OK);
    GifFreeMapObject(map);
    return made;
}

static void assert_shows_scene(const struct gif_kind *kind) {
    struct bytes file = make_gif(kind);
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    if (omr_image_decode(&image, file.bytes, file.size, NULL, &err))
        fail_msg("%s: %s", err.code, err.text);
    assert_int_equal(omr_image_width(image), SCENE_WIDTH + kind->left);
    assert_int_equal(omr_image_height(image), SCENE_HEIGHT + kind->top);
    for (int y = 0; y < omr_image_height(image); y++)
        for (int x = 0; x < omr_image_width(image); x++) {
            int expected = 255;
            if (x >= kind->left && y >= kind->top)
                expected = scene_grey(x - kind->left, y - kind->top);
            if (expected == kind->transparent)
                expected = 255;
            assert_int_equal(omr_image_row(image, y)[x], expected);
        }
    omr_image_free(image);
    free(file.bytes);
}

static void plain_pictures_are_read(void **state) {
    (void)state;
    assert_shows_scene(&(struct gif_kind){0});
}

static void interlaced_rows_find_their_place(void **state) {
    (void)state;
    assert_shows_scene(&(struct gif_kind){.is_interlaced = true});
}

static void transparent_pixels_are_white_paper(void **state) {
    (void)state;
    assert_shows_scene(&(struct gif_kind){.transparent = scene_grey(5, 5)});
}

static void a_frame_smaller_than_the_screen_has_paper_around_it(void **state) {
    (void)state;
    assert_shows_scene(&(struct gif_kind){.left = 3, .top = 7});
}

static void the_first_frame_counts(void **state) {
    (void)state;
    assert_shows_scene(&(struct gif_kind){.frames = 3});
}

static void a_file_cut_off_anywhere_is_refused(void **state) {
    (void)state;
    struct bytes file = make_gif(&(struct gif_kind){0});
    for (unsigned long size = 4; size + 3 < file.size; size++) {
        struct omr_image *image = NULL;
        assert_int_equal(omr_image_decode(&image, file.bytes, size, NULL, NULL), OMR_ERROR_INPUT);
        assert_null(image);
    }
    free(file.bytes);
}

static void the_size_on_the_screen_is_checked(void **state) {
    (void)state;
    struct bytes file = make_gif(&(struct gif_kind){.left = 100});
    struct omr_image *image = NULL;
    struct omr_error err = {0};
    struct omr_image_limits limits = {.max_side = 142};
    assert_int_equal(omr_image_decode(&image, file.bytes, file.size, &limits, &err),
                     OMR_ERROR_LIMIT);
    assert_string_equal(err.code, "image.limit.side");
    assert_null(image);
    free(file.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_pictures_are_read),
        cmocka_unit_test(interlaced_rows_find_their_place),
        cmocka_unit_test(transparent_pixels_are_white_paper),
        cmocka_unit_test(a_frame_smaller_than_the_screen_has_paper_around_it),
        cmocka_unit_test(the_first_frame_counts),
        cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
        cmocka_unit_test(the_size_on_the_screen_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
