/* SPDX-License-Identifier: MIT
 *
 * What a whole page shows, and what is said when it is not found, on the example's own pictures. */
#include "base/file.h"
#include "recognition/findings.h"

#include <omr/recognize.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *load(const char *name, size_t *size) {
    const char *top = getenv("OMR_TOP");
    char path[1024], *bytes = NULL;
    snprintf(path, sizeof path, "%s/examples/exam/%s", top ? top : ".", name);
    assert_int_equal(omr_file_load(path, 64 << 20, &bytes, size, NULL), OMR_OK);
    return bytes;
}

static struct omr_form *load_form(void) {
    size_t size;
    char *text = load("pattern.omr", &size);
    struct omr_form *form = NULL;
    assert_int_equal(omr_form_parse(&form, text, size, NULL), OMR_OK);
    free(text);
    return form;
}

static struct omr_image *load_picture(const char *name) {
    size_t size;
    char *bytes = load(name, &size);
    struct omr_image *image = NULL;
    assert_int_equal(omr_image_decode(&image, bytes, size, NULL, NULL), OMR_OK);
    free(bytes);
    return image;
}

static uint8_t mean_of(const struct omr_image *image, int left, int top, int side) {
    int sum = 0;
    for (int y = top; y < top + side; y++)
        for (int x = left; x < left + side; x++)
            sum += omr_image_row(image, y)[x];
    return (uint8_t)(sum / (side * side));
}

/* The upper `share` of the picture, `times` times smaller. Ends `whole`. */
static struct omr_image *reduce(struct omr_image *whole, double share, int times) {
    int width = omr_image_width(whole) / times;
    int height = (int)(share * omr_image_height(whole)) / times;
    uint8_t *pixels = malloc((size_t)width * (size_t)height);
    struct omr_image *image = NULL;
    assert_non_null(pixels);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            pixels[y * width + x] = mean_of(whole, x * times, y * times, times);
    assert_int_equal(omr_image_from_grey(&image, pixels, width, height, (size_t)width, NULL),
                     OMR_OK);
    free(pixels);
    omr_image_free(whole);
    return image;
}

/* Reads the picture and ends it. */
static enum omr_status recognize(struct omr_image *image, struct omr_result **result,
                                 struct omr_error *err) {
    struct omr_form *form = load_form();
    enum omr_status status = omr_recognize(result, form, image, NULL, err);
    omr_form_free(form);
    omr_image_free(image);
    return status;
}

static struct omr_result *read_page(struct omr_image *image) {
    struct omr_result *result = NULL;
    struct omr_error err = {0};
    if (recognize(image, &result, &err))
        fail_msg("%s", err.text);
    return result;
}

static void assert_one_finding(const struct omr_result *result, const char *code,
                               const char *text) {
    assert_int_equal(result->finding_count, 1);
    assert_string_equal(result->findings[0].code, code);
    assert_string_equal(result->findings[0].text, text);
}

static void an_ordinary_page_has_no_findings(void **state) {
    (void)state;
    struct omr_result *result = read_page(load_picture("photo.jpg"));
    assert_int_equal(result->finding_count, 0);
    omr_result_free(result);
}

static void an_empty_page_is_a_finding(void **state) {
    (void)state;
    struct omr_result *result = read_page(load_picture("blank.png"));
    assert_one_finding(result, "blank_page", "nothing is clearly marked on this page");
    assert_int_equal(result->review_count, 0);
    omr_result_free(result);
}

static void bubbles_of_few_pixels_are_a_finding(void **state) {
    (void)state;
    struct omr_result *result = read_page(reduce(load_picture("photo.jpg"), 1, 3));
    assert_one_finding(result, "low_resolution",
                       "bubbles are only 10 px wide on the picture; 12 are needed to be sure");
    omr_result_free(result);
}

static void a_page_cut_off_is_a_finding_and_never_called_blank(void **state) {
    (void)state;
    struct omr_result *result = read_page(reduce(load_picture("blank.png"), 0.7, 1));
    assert_int_equal(result->finding_count, 1);
    assert_string_equal(result->findings[0].code, "page_cut_off");
    int outside = 0, all = 0;
    assert_int_equal(sscanf(result->findings[0].text, "%d of the page's %d", &outside, &all), 2);
    assert_int_equal(all, 292);
    assert_true(outside > 0 && outside < all);
    assert_true(result->review_count > 0);
    omr_result_free(result);
}

static void assert_not_found(struct omr_image *image, const char *code, const char *text) {
    struct omr_result *result = NULL;
    struct omr_error err = {0};
    assert_int_equal(recognize(image, &result, &err), OMR_ERROR_UNREGISTERED);
    assert_null(result);
    assert_string_equal(err.code, code);
    assert_string_equal(err.text, text);
}

/* Running means of `count` lines of `length` pixels, `step` apart; lines are `stride` apart. */
static void blur_lines(uint8_t *pixels, int length, int count, int step, int stride, int reach) {
    uint8_t *line = malloc((size_t)length);
    assert_non_null(line);
    for (int i = 0; i < count; i++) {
        uint8_t *at = pixels + i * stride;
        int sum = 0, held = 0;
        for (int k = 0; k < length; k++)
            line[k] = at[k * step];
        for (int k = -reach; k < length; k++) {
            if (k + reach < length) {
                sum += line[k + reach];
                held++;
            }
            if (k - reach - 1 >= 0) {
                sum -= line[k - reach - 1];
                held--;
            }
            if (k >= 0)
                at[k * step] = (uint8_t)(sum / held);
        }
    }
    free(line);
}

static struct omr_image *white(int width, int height) {
    uint8_t *pixels = malloc((size_t)width * (size_t)height);
    struct omr_image *image = NULL;
    assert_non_null(pixels);
    memset(pixels, 255, (size_t)width * (size_t)height);
    assert_int_equal(omr_image_from_grey(&image, pixels, width, height, (size_t)width, NULL),
                     OMR_OK);
    free(pixels);
    return image;
}

static void a_picture_too_small_for_the_form_says_what_is_needed(void **state) {
    (void)state;
    assert_not_found(white(20, 30), "registration.too_small",
                     "Could not find positioning markers on the image: it has only 20 x 30 "
                     "pixels; a page of this form needs about 647 x 915");
}

static void a_picture_without_any_square_says_so(void **state) {
    (void)state;
    assert_not_found(white(1240, 1754), "registration.no_squares",
                     "Could not find positioning markers on the image: no dark square was seen; "
                     "all corner squares of the form must be on it, sharp and evenly lit");
}

/* Each pixel becomes the mean of those up to `reach` away, along and down, twice. Ends `sharp`. */
static struct omr_image *blur(struct omr_image *sharp, int reach) {
    int width = omr_image_width(sharp), height = omr_image_height(sharp);
    uint8_t *pixels = malloc((size_t)width * (size_t)height);
    struct omr_image *image = NULL;
    assert_non_null(pixels);
    for (int y = 0; y < height; y++)
        memcpy(pixels + y * width, omr_image_row(sharp, y), (size_t)width);
    for (int round = 0; round < 4; round++)
        blur_lines(pixels, round % 2 ? height : width, round % 2 ? width : height,
                   round % 2 ? width : 1, round % 2 ? 1 : width, reach);
    assert_int_equal(omr_image_from_grey(&image, pixels, width, height, (size_t)width, NULL),
                     OMR_OK);
    free(pixels);
    omr_image_free(sharp);
    return image;
}

static void a_picture_too_blurred_says_so(void **state) {
    (void)state;
    assert_not_found(blur(reduce(load_picture("photo.jpg"), 1, 2), 9), "registration.blurred",
                     "Could not find positioning markers on the image: it is blurred, nothing on "
                     "it has a sharp edge");
}

static void a_sharp_part_of_a_page_is_not_called_blurred(void **state) {
    (void)state;
    struct omr_image *photo = reduce(load_picture("photo.jpg"), 0.3, 2);
    struct omr_result *result = NULL;
    struct omr_error err = {0};
    assert_int_equal(recognize(photo, &result, &err), OMR_ERROR_UNREGISTERED);
    assert_string_not_equal(err.code, "registration.blurred");
}

/* A page of two bubbles on a picture of a tenth of its size, one of them outside. */
static void what_registration_noted_is_kept_beside_what_the_page_shows(void **state) {
    (void)state;
    static const struct omr_form_page page = {.width = 1000, .height = 1000, .bubble_count = 2};
    static const struct omr_bubble_classes classes = {.item = {{.width = 60, .height = 40}},
                                                      .count = 1};
    static const struct omr_verdict verdicts[2] = {{.reasons = OMR_REASON_CUT_OFF}, {.fill = 0}};
    struct omr_sheet sheet = {.page = &page, .classes = &classes};
    struct omr_registration registration = {.ring_factor = {{0.5, 0.5}}};
    struct omr_homography tenth = {{0.1, 0, 0, 0, 0.1, 0, 0, 0, 1}};
    omr_page_map_init(&registration.map, &tenth, page.width, page.height);
    for (int i = 0; i < OMR_REGISTRATION_FINDINGS; i++)
        omr_registration_add_finding(&registration, "noted", "something");
    struct omr_findings findings;
    omr_findings_gather(&findings, &sheet, &registration, verdicts);
    assert_int_equal(findings.count, OMR_REGISTRATION_FINDINGS + 2);
    assert_string_equal(findings.item[OMR_REGISTRATION_FINDINGS - 1].code, "noted");
    assert_string_equal(findings.item[OMR_REGISTRATION_FINDINGS].text,
                        "1 of the page's 2 bubbles lie outside the picture");
    assert_string_equal(findings.item[OMR_REGISTRATION_FINDINGS + 1].text,
                        "bubbles are only 2 px wide on the picture; 12 are needed to be sure");
}

static void a_page_is_not_called_blank_where_a_threshold_hid_marks(void **state) {
    (void)state;
    static const struct omr_form_page page = {.width = 1000, .height = 1000, .bubble_count = 2};
    static const struct omr_bubble_classes classes = {.item = {{.width = 60, .height = 40}},
                                                      .count = 1};
    struct omr_verdict verdicts[2] = {{.fill = 0}, {.reasons = OMR_REASON_UNSURE_MARK}};
    struct omr_sheet sheet = {.page = &page, .classes = &classes};
    struct omr_registration registration = {.ring_factor = {{1, 1}}};
    struct omr_homography same = {{1, 0, 0, 0, 1, 0, 0, 0, 1}};
    struct omr_findings findings;
    omr_page_map_init(&registration.map, &same, page.width, page.height);
    omr_findings_gather(&findings, &sheet, &registration, verdicts);
    assert_int_equal(findings.count, 1);
    verdicts[0].reasons = OMR_REASON_THRESHOLD;
    omr_findings_gather(&findings, &sheet, &registration, verdicts);
    assert_int_equal(findings.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_page_has_no_findings),
        cmocka_unit_test(an_empty_page_is_a_finding),
        cmocka_unit_test(bubbles_of_few_pixels_are_a_finding),
        cmocka_unit_test(a_page_cut_off_is_a_finding_and_never_called_blank),
        cmocka_unit_test(a_picture_too_small_for_the_form_says_what_is_needed),
        cmocka_unit_test(a_picture_without_any_square_says_so),
        cmocka_unit_test(a_picture_too_blurred_says_so),
        cmocka_unit_test(a_sharp_part_of_a_page_is_not_called_blurred),
        cmocka_unit_test(what_registration_noted_is_kept_beside_what_the_page_shows),
        cmocka_unit_test(a_page_is_not_called_blank_where_a_threshold_hid_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
