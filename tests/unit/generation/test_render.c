/* SPDX-License-Identifier: MIT
 *
 * Items drawn as pixels and looked at one by one. */
#include "generation/render/render.h"
#include "image/pixmap.h"

#include <omr/image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SIDE = 400, BLACK = 0, WHITE = 255 };

/* Draws the items on a page of SIDE pixels; what omr_image_decode() makes of the file. */
static struct omr_image *draw_as(const struct omr_placed_item *items, int count, const char *kind,
                                 const struct omr_render_image *images, struct omr_buffer *file) {
    struct omr_placed_page page = {
        .width = SIDE, .height = SIDE, .name = "", .items = items, .item_count = count};
    struct omr_error err = {0};
    struct omr_image *image = NULL;
    if (omr_render_picture(file, &page, images, kind, &err))
        fail_msg("%s", err.text);
    assert_int_equal(omr_image_decode(&image, file->bytes, file->size, NULL, NULL), OMR_OK);
    return image;
}

static struct omr_image *draw(const struct omr_placed_item *items, int count) {
    struct omr_buffer file = {0};
    struct omr_image *image = draw_as(items, count, "png", NULL, &file);
    omr_buffer_clear(&file);
    return image;
}

static int pixel(const struct omr_image *image, int x, int y) {
    return omr_image_row(image, y)[x];
}

#define DRAW(...)                                                                                  \
    draw((const struct omr_placed_item[]){__VA_ARGS__},                                            \
         (int)(sizeof((const struct omr_placed_item[]){__VA_ARGS__}) /                             \
               sizeof(struct omr_placed_item)))

static void a_marker_is_black_to_its_last_pixel(void **state) {
    (void)state;
    struct omr_image *image = DRAW({.kind = OMR_ITEM_MARKER, .box = {24, 30, 125, 100}});
    assert_int_equal(pixel(image, 24, 30), BLACK);
    assert_int_equal(pixel(image, 148, 129), BLACK);
    assert_int_equal(pixel(image, 23, 30), WHITE);
    assert_int_equal(pixel(image, 149, 129), WHITE);
    assert_int_equal(pixel(image, 24, 130), WHITE);
    omr_image_free(image);
}

static void markers_stand_above_what_comes_later(void **state) {
    (void)state;
    struct omr_image *image =
        DRAW({.kind = OMR_ITEM_MARKER, .box = {50, 50, 100, 100}},
             {.kind = OMR_ITEM_BOX, .box = {0, 0, 300, 300}, .has_fill = true, .fill = 0xffffff});
    assert_int_equal(pixel(image, 100, 100), BLACK);
    omr_image_free(image);
}

static void a_line_of_three_pixels_covers_three(void **state) {
    (void)state;
    struct omr_image *image =
        DRAW({.kind = OMR_ITEM_LINE, .box = {50, 210, 300, 0}, .stroke = {3, 0}});
    for (int y = 208; y <= 212; y++)
        assert_int_equal(pixel(image, 200, y), y >= 209 && y <= 211 ? BLACK : WHITE);
    omr_image_free(image);
}

static void a_border_is_centred_on_its_box(void **state) {
    (void)state;
    struct omr_image *image =
        DRAW({.kind = OMR_ITEM_BOX, .box = {100, 100, 200, 100}, .stroke = {3, 0}});
    assert_int_equal(pixel(image, 99, 150), BLACK);
    assert_int_equal(pixel(image, 101, 150), BLACK);
    assert_int_equal(pixel(image, 98, 150), WHITE);
    assert_int_equal(pixel(image, 102, 150), WHITE);
    assert_int_equal(pixel(image, 200, 200), BLACK);
    assert_int_equal(pixel(image, 299, 150), BLACK);
    assert_int_equal(pixel(image, 150, 150), WHITE);
    omr_image_free(image);
}

static void rounded_corners_stay_white(void **state) {
    (void)state;
    struct omr_image *image =
        DRAW({.kind = OMR_ITEM_BOX, .box = {100, 100, 200, 100}, .stroke = {3, 0}, .radius = 20});
    assert_int_equal(pixel(image, 101, 101), WHITE);
    assert_int_equal(pixel(image, 100, 150), BLACK);
    assert_int_equal(pixel(image, 200, 100), BLACK);
    omr_image_free(image);
}

static void each_side_has_its_own_line(void **state) {
    (void)state;
    struct omr_image *image = DRAW({.kind = OMR_ITEM_BOX,
                                    .box = {100, 100, 200, 100},
                                    .has_sides = true,
                                    .side = {{2, 0}, {8, 0x808080}, {0, 0}, {4, 0}}});
    assert_int_equal(pixel(image, 200, 99), BLACK);
    assert_int_equal(pixel(image, 200, 100), BLACK);
    assert_int_equal(pixel(image, 200, 101), WHITE);
    assert_int_equal(pixel(image, 296, 150), 0x80);
    assert_int_equal(pixel(image, 303, 150), 0x80);
    assert_int_equal(pixel(image, 304, 150), WHITE);
    assert_int_equal(pixel(image, 200, 200), WHITE);
    assert_int_equal(pixel(image, 98, 150), BLACK);
    assert_int_equal(pixel(image, 101, 150), BLACK);
    omr_image_free(image);
}

static void white_and_grey_cover_what_is_below(void **state) {
    (void)state;
    struct omr_image *image = DRAW(
        {.kind = OMR_ITEM_BOX, .box = {0, 0, 300, 300}, .has_fill = true, .fill = 0x000000},
        {.kind = OMR_ITEM_BOX, .box = {50, 50, 100, 100}, .has_fill = true, .fill = 0xffffff},
        {.kind = OMR_ITEM_BOX, .box = {100, 100, 100, 100}, .has_fill = true, .fill = 0xd3d3d3});
    assert_int_equal(pixel(image, 20, 20), BLACK);
    assert_int_equal(pixel(image, 75, 75), WHITE);
    assert_int_equal(pixel(image, 125, 125), 0xd3);
    omr_image_free(image);
}

static void bubbles_are_rings_in_their_boxes(void **state) {
    (void)state;
    struct omr_image *image = DRAW({.kind = OMR_ITEM_BUBBLE,
                                    .box = {100, 100, 60, 60},
                                    .stroke = {3, 0},
                                    .shape = OMR_SHAPE_ELLIPSE},
                                   {.kind = OMR_ITEM_BUBBLE,
                                    .box = {200, 100, 75, 45},
                                    .stroke = {3, 0},
                                    .shape = OMR_SHAPE_ELLIPSE},
                                   {.kind = OMR_ITEM_BUBBLE,
                                    .box = {300, 100, 60, 60},
                                    .stroke = {3, 0},
                                    .shape = OMR_SHAPE_SQUARE});
    assert_true(pixel(image, 100, 130) < 30 && pixel(image, 130, 100) < 30);
    assert_int_equal(pixel(image, 130, 130), WHITE);
    assert_int_equal(pixel(image, 103, 103), WHITE);
    assert_true(pixel(image, 200, 122) < 60 && pixel(image, 237, 144) < 60);
    assert_int_equal(pixel(image, 300, 101), BLACK);
    assert_int_equal(pixel(image, 330, 130), WHITE);
    omr_image_free(image);
}

static void nothing_is_seen_outside_a_clip(void **state) {
    (void)state;
    struct omr_placed_item ink = {
        .kind = OMR_ITEM_BOX, .box = {0, 0, 400, 400}, .has_fill = true, .fill = 0};
    struct omr_image *image =
        DRAW({.kind = OMR_ITEM_CLIP, .box = {100, 100, 50, 50}}, ink, {.kind = OMR_ITEM_UNCLIP},
             {.kind = OMR_ITEM_LINE, .box = {0, 300, 400, 0}, .stroke = {2, 0}},
             {.kind = OMR_ITEM_CLIP, .box = {200, 100, 50, 50}}, ink);
    assert_int_equal(pixel(image, 100, 100), BLACK);
    assert_int_equal(pixel(image, 149, 149), BLACK);
    assert_int_equal(pixel(image, 150, 150), WHITE);
    assert_int_equal(pixel(image, 10, 300), BLACK);
    assert_int_equal(pixel(image, 220, 120), BLACK);
    omr_image_free(image);
}

static void pictures_fill_their_boxes_and_keep_transparency(void **state) {
    (void)state;
    static const uint32_t pixels[4] = {0xff000000, 0xffffffff, 0x00000000, 0x80404040};
    struct omr_render_image images[] = {{pixels, 2, 2}};
    struct omr_placed_item items[] = {
        {.kind = OMR_ITEM_BOX, .box = {0, 0, 400, 400}, .has_fill = true, .fill = 0xc0c0c0},
        {.kind = OMR_ITEM_IMAGE, .box = {100, 100, 200, 200}, .image = 0}};
    struct omr_buffer file = {0};
    struct omr_image *image = draw_as(items, 2, "png", images, &file);
    assert_int_equal(pixel(image, 110, 110), BLACK);
    assert_int_equal(pixel(image, 290, 110), WHITE);
    assert_int_equal(pixel(image, 110, 290), 0xc0);
    assert_in_range(pixel(image, 290, 290), 0x40 + 0x5e, 0x40 + 0x61);
    assert_int_equal(pixel(image, 95, 110), 0xc0);
    omr_image_free(image);
    omr_buffer_clear(&file);
}

static int channels_of(const char *png) {
    return png[25] == 0 ? 1 : 3;
}

static void a_page_is_grey_unless_something_on_it_has_a_colour(void **state) {
    (void)state;
    struct omr_placed_item grey = {
        .kind = OMR_ITEM_BOX, .box = {10, 10, 50, 50}, .stroke = {3, 0x808080}};
    struct omr_placed_item red = {
        .kind = OMR_ITEM_BOX, .box = {10, 10, 50, 50}, .stroke = {3, 0xff0000}};
    struct omr_buffer file = {0};
    omr_image_free(draw_as(&grey, 1, "png", NULL, &file));
    assert_int_equal(channels_of(file.bytes), 1);
    omr_buffer_clear(&file);
    omr_image_free(draw_as(&red, 1, "png", NULL, &file));
    assert_int_equal(channels_of(file.bytes), 3);
    omr_buffer_clear(&file);
}

/* One grey and one coloured page with the same shapes; only their rows' make differs. */
static void grey_and_coloured_pages_look_alike(void **state) {
    (void)state;
    struct omr_placed_item items[] = {
        {.kind = OMR_ITEM_BUBBLE, .box = {50, 50, 60, 60}, .stroke = {3, 0}},
        {.kind = OMR_ITEM_BOX, .box = {200, 50, 90, 60}, .has_fill = true, .fill = 0x909090},
        {.kind = OMR_ITEM_BOX, .box = {390, 390, 5, 5}, .has_fill = true, .fill = 0x000000}};
    struct omr_image *grey = draw(items, 3);
    items[2].fill = 0x0000ff;
    struct omr_image *coloured = draw(items, 3);
    for (int y = 0; y < 380; y++)
        for (int x = 0; x < SIDE; x++)
            assert_in_range(pixel(grey, x, y) - pixel(coloured, x, y) + 2, 0, 4);
    omr_image_free(grey);
    omr_image_free(coloured);
}

static void every_kind_of_file_shows_the_same(void **state) {
    (void)state;
    static const char *const kinds[] = {"png", "jpg", "tiff"};
    struct omr_placed_item item = {
        .kind = OMR_ITEM_BOX, .box = {100, 100, 200, 100}, .has_fill = true, .fill = 0x404040};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct omr_buffer file = {0};
        struct omr_image *image = draw_as(&item, 1, kinds[i], NULL, &file);
        assert_int_equal(omr_image_width(image), SIDE);
        assert_in_range(pixel(image, 200, 150), 0x3e, 0x42);
        assert_in_range(pixel(image, 50, 50), 253, 255);
        assert_true(image->dpi > 299.9 && image->dpi < 300.1);
        omr_image_free(image);
        omr_buffer_clear(&file);
    }
}

static void other_kinds_and_endless_pages_are_refused(void **state) {
    (void)state;
    struct omr_placed_page page = {.width = SIDE, .height = SIDE, .name = ""};
    struct omr_buffer file = {0};
    struct omr_error err;
    assert_int_equal(omr_render_picture(&file, &page, NULL, "docx", &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, "render.kind");
    page.width = 100000;
    assert_int_equal(omr_render_picture(&file, &page, NULL, "png", &err), OMR_ERROR_LIMIT);
    assert_string_equal(err.code, "render.size");
    assert_null(file.bytes);
}

static void a_barcode_that_cannot_be_made_is_an_error(void **state) {
    (void)state;
    struct omr_placed_item item = {
        .kind = OMR_ITEM_BARCODE, .box = {50, 50, 200, 100}, .barcode = "EAN13", .content = "x"};
    struct omr_placed_page page = {
        .width = SIDE, .height = SIDE, .name = "", .items = &item, .item_count = 1};
    struct omr_buffer file = {0};
    struct omr_error err;
    assert_int_equal(omr_render_picture(&file, &page, NULL, "png", &err), OMR_ERROR_INPUT);
    assert_string_equal(err.code, "barcode.content");
}

static bool append(void *to, const void *bytes, size_t size) {
    omr_buffer_append(to, bytes, size);
    return true;
}

static bool refuse(void *to, const void *bytes, size_t size) {
    (void)to;
    (void)bytes;
    (void)size;
    return false;
}

static void write_pdf(struct omr_buffer *file, int page_count) {
    static const struct omr_placed_item items[] = {
        {.kind = OMR_ITEM_MARKER, .box = {24, 24, 125, 125}},
        {.kind = OMR_ITEM_BUBBLE, .box = {200, 200, 60, 60}, .stroke = {3, 0xff8c00}}};
    struct omr_placed_page page = {
        .width = SIDE, .height = 2 * SIDE, .name = "", .items = items, .item_count = 2};
    struct omr_pdf_writer *pdf;
    assert_int_equal(omr_pdf_writer_open(&pdf, append, file, true, NULL), OMR_OK);
    for (int i = 0; i < page_count; i++)
        assert_int_equal(omr_pdf_writer_add(pdf, &page, NULL, NULL), OMR_OK);
    assert_int_equal(omr_pdf_writer_close(pdf, NULL), OMR_OK);
}

static void the_same_pages_give_the_same_pdf(void **state) {
    (void)state;
    struct omr_buffer first = {0}, second = {0};
    write_pdf(&first, 3);
    write_pdf(&second, 3);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.bytes, second.bytes, first.size);
    assert_memory_equal(first.bytes, "%PDF-1.5", 8);
    omr_buffer_clear(&first);
    omr_buffer_clear(&second);
}

/* 400 x 800 px at 300 dpi are 96 x 192 points. */
static void a_pdf_page_is_as_large_as_its_paper(void **state) {
    (void)state;
    struct omr_buffer file = {0};
    write_pdf(&file, 1);
    assert_non_null(memmem(file.bytes, file.size, "/MediaBox [ 0 0 96 192 ]", 24));
    omr_buffer_clear(&file);
}

static void what_cannot_be_written_is_told(void **state) {
    (void)state;
    struct omr_pdf_writer *pdf = NULL;
    struct omr_error err = {0};
    enum omr_status status = omr_pdf_writer_open(&pdf, refuse, NULL, true, &err);
    if (!status)
        status = omr_pdf_writer_close(pdf, &err);
    assert_int_equal(status, OMR_ERROR_IO);
    assert_string_equal(err.code, "render.write");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_marker_is_black_to_its_last_pixel),
        cmocka_unit_test(markers_stand_above_what_comes_later),
        cmocka_unit_test(a_line_of_three_pixels_covers_three),
        cmocka_unit_test(a_border_is_centred_on_its_box),
        cmocka_unit_test(rounded_corners_stay_white),
        cmocka_unit_test(each_side_has_its_own_line),
        cmocka_unit_test(white_and_grey_cover_what_is_below),
        cmocka_unit_test(bubbles_are_rings_in_their_boxes),
        cmocka_unit_test(nothing_is_seen_outside_a_clip),
        cmocka_unit_test(pictures_fill_their_boxes_and_keep_transparency),
        cmocka_unit_test(a_page_is_grey_unless_something_on_it_has_a_colour),
        cmocka_unit_test(grey_and_coloured_pages_look_alike),
        cmocka_unit_test(every_kind_of_file_shows_the_same),
        cmocka_unit_test(other_kinds_and_endless_pages_are_refused),
        cmocka_unit_test(a_barcode_that_cannot_be_made_is_an_error),
        cmocka_unit_test(the_same_pages_give_the_same_pdf),
        cmocka_unit_test(a_pdf_page_is_as_large_as_its_paper),
        cmocka_unit_test(what_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
