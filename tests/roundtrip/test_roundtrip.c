/* SPDX-License-Identifier: MIT
 *
 * Forms made from their source, printed, filled by seeded hands, scanned and photographed, read by
 * their own pattern: every answer must come back, and few may need a person. */
#include "accuracy/judge.h"
#include "roundtrip/made.h"
#include "roundtrip/sources.h"
#include "support/conditions.h"

#include <omr/recognize.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Each form meets two of them. */
static const struct {
    enum fake_condition condition;
    enum fake_pen pen;
} meetings[] = {
    {FAKE_SCAN_300, FAKE_PEN_TICK},      {FAKE_PHOTO, FAKE_PEN_MARKER},
    {FAKE_SCAN_200, FAKE_PEN_PENCIL},    {FAKE_PHOTO_TILTED, FAKE_PEN_CROSS},
    {FAKE_SCAN_SKEWED, FAKE_PEN_MARKER}, {FAKE_PHOTO_CURLED, FAKE_PEN_PENCIL},
    {FAKE_SCAN_TURNED, FAKE_PEN_PENCIL}, {FAKE_PHOTO_TURNED, FAKE_PEN_MARKER},
    {FAKE_SCAN_150, FAKE_PEN_BALL},      {FAKE_PHOTO_SHADOW, FAKE_PEN_BALL},
};
enum {
    MEETINGS = sizeof meetings / sizeof *meetings,
    FLAGGED_PERCENT_MOST = 3,
    WRONG_FLAGGED_MOST = 7
};

/* Fills the page, takes a picture, reads it. */
static void pass(const struct made_form *made, const struct made_page *page, const char *name,
                 int meeting, uint64_t seed, struct tally *tally) {
    const struct omr_form_page *printed = &made->form->pages[page->page - 1];
    enum fake_condition condition = meetings[meeting].condition;
    struct case_name who = {.form = name,
                            .condition = fake_condition_name(condition),
                            .style = style_name((int)meetings[meeting].pen),
                            .seed = seed,
                            .is_telling_flags = true};
    struct sheet sheet;
    struct fake_picture picture;
    struct omr_error err;
    if (sheet_fill(&sheet, printed, &page->paper, 1, (int)meetings[meeting].pen, seed, &err) ||
        fake_condition_take(condition, seed, &sheet.filled, &picture, &err))
        fail_msg("%s: %s", name, err.text);
    judge_read(&sheet, made->form, &picture, &who, tally, stderr);
    fake_picture_clear(&picture);
    sheet_clear(&sheet);
}

/* What all forms came to. */
static struct tally all;

static void assert_comes_back(const char *name, const char *text, const char *settings,
                              uint64_t seed) {
    struct made_form made;
    struct omr_error err = {0};
    struct tally tally = {0};
    if (made_make(&made, name, text, settings, NULL, &err)) {
        bool has_nothing_to_read = strstr(err.text, "no bubbles, barcodes or write-in areas");
        if (!has_nothing_to_read)
            fail_msg("%s: %s", name, err.text);
        made_clear(&made);
        return;
    }
    for (int i = 0; i < made.page_count; i++)
        for (int k = 0; k < 2; k++)
            pass(&made, &made.page[i], name, (int)((seed * 2 + (uint64_t)k) % MEETINGS), seed,
                 &tally);
    made_clear(&made);
    tally_add(&all, &tally);
    if (tally.refused || tally.broken || tally.wrong)
        fail_msg("%s: %d refused, %d broken, %d wrong of %d fields", name, tally.refused,
                 tally.broken, tally.wrong, tally.fields);
}

static void an_example_comes_back(void **state) {
    const char *name = *state;
    char *text = example_load(name);
    uint64_t seed = 0;
    assert_non_null(text);
    for (const char *at = name; *at; at++)
        seed = seed * 31 + (uint64_t)*at;
    assert_comes_back(name, text, example_settings(name), seed);
    free(text);
}

static void a_form_comes_back(void **state) {
    const struct source *source = *state;
    assert_comes_back(source->name, source->text, source->settings, (uint64_t)(source - sources));
}

static void bubbles_of_every_size_and_kind_come_back(void **state) {
    static const char *const sizes[] = {"extrasmall", "small", "normal", "large", "extralarge"};
    static const char *const kinds[] = {"round", "square"};
    (void)state;
    for (uint64_t i = 0; i < 10; i++) {
        char *text = source_of_bubbles(sizes[i % 5], kinds[i / 5]), name[32];
        assert_non_null(text);
        snprintf(name, sizeof name, "%s-%s", sizes[i % 5], kinds[i / 5]);
        assert_comes_back(name, text, NULL, i);
        free(text);
    }
}

/* Barcodes are printed, not filled: what stands in the source must be read. */
static void barcodes_are_read_from_the_printed_form(void **state) {
    static const char text[] = "#Pick\n\t() One () Two\n"
                               "?barcode=code\n\tvalue=15478977\n\tbarcode_type=Code32\n"
                               "\tcodetext=true\n"
                               "?barcode=square\n\tvalue=Stra\u00dfe 7\n\talign=right\n"
                               "?barcode=strip\n\tvalue=578\n\tbarcode_type=Code128\n";
    static const char *const expected[][2] = {
        {"code", "154789770"}, {"square", "Stra\u00dfe 7"}, {"strip", "578"}};
    struct made_form made;
    struct omr_image *image;
    struct omr_result *result;
    struct omr_error err = {0};
    (void)state;
    if (made_make(&made, "barcodes", text, NULL, NULL, &err))
        fail_msg("%s", err.text);
    const struct omr_pixmap *paper = &made.page[0].paper;
    assert_int_equal(omr_image_from_grey(&image, paper->pixels, paper->width, paper->height,
                                         paper->stride, NULL),
                     OMR_OK);
    if (omr_recognize(&result, made.form, image, NULL, &err))
        fail_msg("%s", err.text);
    int found = 0;
    for (int i = 0; i < result->field_count; i++)
        for (size_t k = 0; k < 3; k++)
            if (strcmp(result->fields[i].name, expected[k][0]) == 0) {
                assert_string_equal(result->fields[i].value, expected[k][1]);
                found++;
            }
    assert_int_equal(found, 3);
    omr_result_free(result);
    omr_image_free(image);
    made_clear(&made);
}

/* Two copies of a form of two pages, told apart by their QR codes. */
static void pages_of_a_batch_know_their_copy(void **state) {
    static const char text[] = "?page=\n?text=Dear ${name}\n#Pick\n\t() One () Two\n&page\n"
                               "?page=\n?answer_sheet=Q\n\telements_count=20\n&page\n";
    struct made_form made;
    struct omr_error err = {0};
    (void)state;
    if (made_make(&made, "batch", text, NULL, "id,name\nA7,Ann\nB8,Bob\n", &err))
        fail_msg("%s", err.text);
    assert_int_equal(made.form->page_count, 2);
    assert_int_equal(made.page_count, 4);
    for (int i = 3; i >= 0; i--) {
        const struct omr_pixmap *paper = &made.page[i].paper;
        struct omr_image *image;
        struct omr_result *result;
        assert_int_equal(omr_image_from_grey(&image, paper->pixels, paper->width, paper->height,
                                             paper->stride, NULL),
                         OMR_OK);
        if (omr_recognize(&result, made.form, image, NULL, &err))
            fail_msg("page %d: %s", i, err.text);
        assert_int_equal(result->page, made.page[i].page);
        assert_string_equal(result->copy, made.page[i].copy == 1 ? "A7" : "B8");
        omr_result_free(result);
        omr_image_free(image);
    }
    made_clear(&made);
}

/* Comes last. What is flagged stands in the log. */
static void few_fields_need_a_person(void **state) {
    (void)state;
    print_message("%d sheets, %d marks, %d fields: %d flagged, %d of them wrong\n", all.sheets,
                  all.positions, all.fields, all.flagged, all.wrong_flagged);
    assert_true(all.fields > 2000);
    assert_true(all.flagged * 100 <= FLAGGED_PERCENT_MOST * all.fields);
    assert_true(all.wrong_flagged <= WRONG_FLAGGED_MOST);
}

int main(void) {
    static char names[EXAMPLES_MAX][EXAMPLE_NAME_SIZE];
    static struct CMUnitTest tests[EXAMPLES_MAX + 64] = {
        cmocka_unit_test(bubbles_of_every_size_and_kind_come_back),
        cmocka_unit_test(barcodes_are_read_from_the_printed_form),
        cmocka_unit_test(pages_of_a_batch_know_their_copy),
    };
    size_t count = 3;
    int examples = examples_list(names);
    for (int i = 0; i < examples; i++)
        tests[count++] = (struct CMUnitTest){
            .name = names[i], .test_func = an_example_comes_back, .initial_state = names[i]};
    for (int i = 0; i < source_count; i++)
        tests[count++] = (struct CMUnitTest){.name = sources[i].name,
                                             .test_func = a_form_comes_back,
                                             .initial_state = (void *)(uintptr_t)&sources[i]};
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(few_fields_need_a_person);
    return examples < 20 ? 1 : _cmocka_run_group_tests("round trip", tests, count, NULL, NULL);
}
