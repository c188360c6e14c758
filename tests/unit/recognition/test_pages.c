/* SPDX-License-Identifier: MIT
 *
 * Forms of several pages, printed, scanned and read: which page a picture shows. */
#include "support/book.h"
#include "support/scanner.h"

#include <omr/recognize.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fake_book book;

static int make_book(void **state) {
    (void)state;
    fake_book_make(&book, FAKE_BOOK_PAGES);
    return 0;
}

static int clear_book(void **state) {
    (void)state;
    fake_book_clear(&book);
    return 0;
}

static struct omr_image *scan(const struct fake_leaf *leaf, double dpi, bool is_upside_down) {
    struct omr_pixmap paper;
    struct fake_scan how;
    struct fake_picture picture;
    struct omr_image *image;
    struct fake_random random = fake_random_make(3, 1);
    fake_leaf_print(&book, leaf, &paper);
    fake_scan_random(&how, dpi, &random);
    how.is_upside_down = is_upside_down;
    assert_int_equal(fake_scan_take(&how, &paper, random, &picture, NULL), OMR_OK);
    assert_int_equal(omr_image_from_grey(&image, picture.grey.pixels, picture.grey.width,
                                         picture.grey.height, picture.grey.stride, NULL),
                     OMR_OK);
    fake_picture_clear(&picture);
    omr_pixmap_clear(&paper);
    return image;
}

/* The page as scanned at 200 dpi, or at `dpi`. */
static enum omr_status read_at(const struct fake_leaf *leaf, double dpi, bool is_upside_down,
                               struct omr_result **result, struct omr_error *err) {
    struct omr_image *image = scan(leaf, dpi, is_upside_down);
    enum omr_status status = omr_recognize(result, &book.form, image, NULL, err);
    omr_image_free(image);
    return status;
}

static struct omr_result *read_leaf(const struct fake_leaf *leaf, double dpi, bool is_upside_down) {
    struct omr_result *result;
    struct omr_error err;
    if (read_at(leaf, dpi, is_upside_down, &result, &err))
        fail_msg("page %d: %s", leaf->page, err.text);
    return result;
}

static bool has_finding(const struct omr_result *result, const char *code) {
    for (int i = 0; i < result->finding_count; i++)
        if (strcmp(result->findings[i].code, code) == 0)
            return true;
    return false;
}

static void each_page_tells_its_number_and_copy(void **state) {
    (void)state;
    for (int page = 1; page <= FAKE_BOOK_PAGES; page++) {
        struct fake_leaf leaf = {.page = page, .copy = "0042", .choice = 1};
        struct omr_result *result = read_leaf(&leaf, 200, false);
        assert_int_equal(result->page, page);
        assert_int_equal(result->page_count, FAKE_BOOK_PAGES);
        assert_string_equal(result->copy, "0042");
        assert_int_equal(result->review_count, 0);
        assert_false(has_finding(result, "page_by_print"));
        omr_result_free(result);
    }
}

static void a_coarse_scan_upside_down_tells_its_page(void **state) {
    (void)state;
    struct fake_leaf leaf = {.page = 3, .copy = "7", .choice = 2};
    struct omr_result *result = read_leaf(&leaf, 150, true);
    assert_int_equal(result->page, 3);
    assert_string_equal(result->copy, "7");
    assert_false(has_finding(result, "page_by_print"));
    omr_result_free(result);
}

static void without_a_code_the_bubbles_tell_the_page(void **state) {
    (void)state;
    struct fake_leaf leaf = {.page = 2, .copy = "", .has_no_code = true, .choice = 0};
    struct omr_result *result = read_leaf(&leaf, 200, false);
    assert_int_equal(result->page, 2);
    assert_string_equal(result->copy, "");
    assert_true(has_finding(result, "page_by_print"));
    omr_result_free(result);
}

static void pages_that_look_alike_need_their_code(void **state) {
    (void)state;
    struct omr_form_page kept = book.pages[2];
    book.pages[2] = book.pages[1];
    struct fake_leaf leaf = {.page = 2, .copy = "", .has_no_code = true, .choice = 0};
    struct omr_result *result;
    struct omr_error err;
    assert_int_equal(read_at(&leaf, 200, false, &result, &err), OMR_ERROR_UNREGISTERED);
    assert_string_equal(err.code, "recognize.page_code");
    assert_string_equal(err.text, "QR code for multi page template is not found.");
    leaf.has_no_code = false;
    leaf.page = 3;
    result = read_leaf(&leaf, 200, false);
    assert_int_equal(result->page, 3);
    omr_result_free(result);
    book.pages[2] = kept;
}

static void a_page_of_another_form_is_named(void **state) {
    (void)state;
    struct fake_leaf leaf = {.page = 1, .copy = "", .form_id = "aaaaaaaa-bbbb-cccc", .choice = 0};
    struct omr_result *result;
    struct omr_error err;
    assert_int_equal(read_at(&leaf, 200, false, &result, &err), OMR_ERROR_UNREGISTERED);
    assert_string_equal(err.code, "recognize.foreign_page");
    assert_non_null(strstr(err.text, "page 1 of 3 of the form aaaaaaaa-bbbb"));
}

static void an_empty_sheet_is_no_page(void **state) {
    (void)state;
    struct omr_image *image;
    struct omr_result *result;
    struct omr_error err;
    uint8_t *white = malloc(1240 * 1754);
    assert_non_null(white);
    memset(white, 255, 1240 * 1754);
    assert_int_equal(omr_image_from_grey(&image, white, 1240, 1754, 1240, NULL), OMR_OK);
    assert_int_equal(omr_recognize(&result, &book.form, image, NULL, &err), OMR_ERROR_UNREGISTERED);
    assert_string_equal(err.code, "recognize.page_code");
    assert_int_equal(strncmp(err.text,
                             "QR code for multi page template is not found. Could not find "
                             "positioning markers on the image",
                             70),
                     0);
    omr_image_free(image);
    free(white);
}

static void the_caller_may_name_the_page(void **state) {
    (void)state;
    struct fake_leaf leaf = {.page = 2, .copy = "", .has_no_code = true, .choice = 0};
    struct omr_image *image = scan(&leaf, 200, false);
    struct omr_recognize_options options;
    struct omr_result *result;
    struct omr_error err;
    omr_recognize_options_init(&options);
    options.page = 2;
    assert_int_equal(omr_recognize(&result, &book.form, image, &options, NULL), OMR_OK);
    assert_int_equal(result->page, 2);
    assert_false(has_finding(result, "page_by_print"));
    omr_result_free(result);
    options.page = 4;
    assert_int_equal(omr_recognize(&result, &book.form, image, &options, &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, "recognize.page");
    omr_image_free(image);
}

static void a_written_book_is_read_as_it_was(void **state) {
    (void)state;
    struct omr_buffer text = {0};
    struct omr_form *form;
    struct omr_error err;
    fake_book_write(&book, &text);
    if (omr_form_parse(&form, text.bytes, text.size, &err))
        fail_msg("%s", err.text);
    assert_int_equal(form->page_count, FAKE_BOOK_PAGES);
    assert_string_equal(form->id, book.form.id);
    for (int i = 0; i < FAKE_BOOK_PAGES; i++)
        assert_int_equal(form->pages[i].bubble_count, book.pages[i].bubble_count);
    omr_form_free(form);
    omr_buffer_clear(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_page_tells_its_number_and_copy),
        cmocka_unit_test(a_coarse_scan_upside_down_tells_its_page),
        cmocka_unit_test(without_a_code_the_bubbles_tell_the_page),
        cmocka_unit_test(pages_that_look_alike_need_their_code),
        cmocka_unit_test(a_page_of_another_form_is_named),
        cmocka_unit_test(an_empty_sheet_is_no_page),
        cmocka_unit_test(the_caller_may_name_the_page),
        cmocka_unit_test(a_written_book_is_read_as_it_was),
    };
    return cmocka_run_group_tests(tests, make_book, clear_book);
}
