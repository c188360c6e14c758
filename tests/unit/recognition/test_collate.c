/* SPDX-License-Identifier: MIT
 *
 * Which pages are put together: on results made by hand, without pictures. */
#include "base/error.h"
#include "form/form.h"
#include "recognition/result/own.h"

#include <omr/collate.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PAGES = 3 };
static const struct omr_form three_pages = {.id = "", .page_count = PAGES};
static const struct omr_form one_page = {.id = "", .page_count = 1};

static struct omr_result *make_page(int page, int page_count, const char *copy) {
    static const struct omr_field fields[] = {
        {.name = "Name", .value = "A", .needs_review = true, .reasons = OMR_REASON_WEAK_MARK},
        {.name = "Group_total", .value = "7", .is_last = true},
    };
    static const struct omr_finding blank = {"blank_page", "nothing is clearly marked"};
    struct omr_owned_result *made = calloc(1, sizeof *made);
    assert_non_null(made);
    made->result = (struct omr_result){.fields = fields,
                                       .field_count = 2,
                                       .review_count = 1,
                                       .findings = &blank,
                                       .finding_count = page == 2,
                                       .page = page,
                                       .page_count = page_count,
                                       .copy = copy};
    return &made->result;
}

/* Adds a stack written as "1 2 3", "1a 2a 1b" (with copies), "x" (unreadable), "f" (foreign); the
 * pictures are called 1, 2, 3, ... */
static struct omr_collator *collate(const struct omr_form *form, const char *stack) {
    static const char *const copies[] = {"a", "b", "c"};
    struct omr_collator *collator;
    assert_int_equal(omr_collator_new(&collator, form, NULL), OMR_OK);
    int number = 0;
    for (const char *at = stack; *at; at += strcspn(at, " "), at += *at == ' ') {
        char name[16];
        struct omr_error why = {0};
        struct omr_result *result = NULL;
        snprintf(name, sizeof name, "%d", ++number);
        if (*at == 'x')
            omr_fail(&why, OMR_ERROR_INPUT, "image.damaged", "damaged");
        else if (*at == 'f')
            omr_fail(&why, OMR_ERROR_UNREGISTERED, "recognize.foreign_page", "foreign");
        else
            result = make_page(*at - '0', form->page_count,
                               at[1] >= 'a' && at[1] <= 'c' ? copies[at[1] - 'a'] : "");
        assert_int_equal(omr_collator_add(collator, result, &why, name, 0, NULL), OMR_OK);
    }
    return collator;
}

/* The respondents as "copy:page=picture ...; " */
static void describe(struct omr_collator *collator, char *text, size_t size) {
    struct omr_respondent *respondent;
    *text = 0;
    while (assert_int_equal(omr_collator_take(collator, &respondent, NULL), OMR_OK), respondent) {
        size_t at = strlen(text);
        at += (size_t)snprintf(text + at, size - at, "%s%s", at ? "; " : "", respondent->copy);
        for (int i = 0; i < respondent->page_count; i++)
            at +=
                (size_t)snprintf(text + at, size - at, "%s%d=%s", i || *respondent->copy ? " " : "",
                                 respondent->pages[i].page, respondent->pages[i].image);
        omr_respondent_free(respondent);
    }
}

static void assert_collates(const struct omr_form *form, const char *stack, const char *expected) {
    char text[512];
    struct omr_collator *collator = collate(form, stack);
    omr_collator_end(collator);
    describe(collator, text, sizeof text);
    assert_string_equal(text, expected);
    omr_collator_free(collator);
}

static void pages_of_a_copy_come_together_in_any_order(void **state) {
    (void)state;
    assert_collates(&three_pages, "3b 1a 2b 3a 1b 2a", "b 1=5 2=3 3=1; a 1=2 2=6 3=4");
}

static void without_copies_page_numbers_rise_within_a_respondent(void **state) {
    (void)state;
    assert_collates(&three_pages, "1 2 3 1 2 3", "1=1 2=2 3=3; 1=4 2=5 3=6");
    assert_collates(&three_pages, "1 3 1 2 3", "1=1 3=2; 1=3 2=4 3=5");
    assert_collates(&three_pages, "2 3 1 2", "2=1 3=2; 1=3 2=4");
    assert_collates(&three_pages, "1 1 2", "1=1; 1=2 2=3");
}

static void a_picture_that_cannot_be_read_may_be_the_page_between(void **state) {
    (void)state;
    assert_collates(&three_pages, "1 x 3 1 2 3", "1=1 3=3; 1=4 2=5 3=6");
}

static void respondents_are_parted_rather_than_mixed(void **state) {
    (void)state;
    assert_collates(&three_pages, "1 x x 2 3", "1=1; 2=4 3=5");
    assert_collates(&three_pages, "1 x 2 3", "1=1; 2=3 3=4");
}

static void pages_of_other_forms_part_nobody(void **state) {
    (void)state;
    assert_collates(&three_pages, "1 f 2 f 3", "1=1 2=3 3=5");
}

static void copies_and_pages_without_one_do_not_mix(void **state) {
    (void)state;
    assert_collates(&three_pages, "1a 2 3a 2a", "a 1=1 2=4 3=3; 2=2");
}

static void a_page_that_comes_twice_begins_a_second_respondent_of_the_copy(void **state) {
    (void)state;
    assert_collates(&three_pages, "1a 2a 2a 3a", "a 1=1 2=2 3=4; a 2=3");
    assert_collates(&three_pages, "1a 2a 3a 1a 2a", "a 1=1 2=2 3=3; a 1=4 2=5");
}

static void of_one_page_every_picture_is_a_respondent(void **state) {
    (void)state;
    assert_collates(&one_page, "1 x 1", "1=1; 1=2; 1=3");
}

static void respondents_are_handed_out_when_they_are_whole(void **state) {
    (void)state;
    struct omr_collator *collator = collate(&three_pages, "1a 2a");
    struct omr_respondent *respondent;
    assert_int_equal(omr_collator_take(collator, &respondent, NULL), OMR_OK);
    assert_null(respondent);
    assert_int_equal(omr_collator_add(collator, make_page(3, PAGES, "a"), NULL, "last", 0, NULL),
                     OMR_OK);
    assert_int_equal(omr_collator_take(collator, &respondent, NULL), OMR_OK);
    assert_non_null(respondent);
    omr_respondent_free(respondent);
    omr_collator_free(collator);
}

static struct omr_respondent *only_respondent(struct omr_collator *collator, int skip) {
    struct omr_respondent *respondent = NULL;
    omr_collator_end(collator);
    for (int i = 0; i <= skip; i++) {
        omr_respondent_free(respondent);
        assert_int_equal(omr_collator_take(collator, &respondent, NULL), OMR_OK);
        assert_non_null(respondent);
    }
    return respondent;
}

static void names_begin_with_their_page_and_totals_come_last(void **state) {
    (void)state;
    struct omr_collator *collator = collate(&three_pages, "1 2 3");
    struct omr_respondent *respondent = only_respondent(collator, 0);
    char *text;
    size_t size;
    assert_int_equal(omr_result_write(respondent->result, OMR_FORMAT_CSV, &text, &size, NULL),
                     OMR_OK);
    assert_string_equal(text, "Element Name,Value,\nPage1Name,\"A\"\nPage2Name,\"A\"\n"
                              "Page3Name,\"A\"\nPage1Group_total,\"7\"\nPage2Group_total,\"7\"\n"
                              "Page3Group_total,\"7\"\n");
    assert_int_equal(respondent->result->review_count, 3);
    free(text);
    omr_respondent_free(respondent);
    omr_collator_free(collator);
}

static void a_single_page_stands_alone(void **state) {
    (void)state;
    struct omr_collator *collator = collate(&three_pages, "2");
    struct omr_respondent *respondent = only_respondent(collator, 0);
    char *text;
    size_t size;
    assert_int_equal(omr_result_write(respondent->result, OMR_FORMAT_CSV, &text, &size, NULL),
                     OMR_OK);
    assert_string_equal(text, "Page2 :\nElement Name,Value,\nName,\"A\"\nGroup_total,\"7\"\n");
    assert_int_equal(respondent->missing_count, 0);
    free(text);
    omr_respondent_free(respondent);
    omr_collator_free(collator);
}

static void assert_finding(const struct omr_result *result, const char *code, const char *text) {
    for (int i = 0; i < result->finding_count; i++)
        if (strcmp(result->findings[i].code, code) == 0) {
            assert_string_equal(result->findings[i].text, text);
            return;
        }
    fail_msg("no finding %s", code);
}

static void what_is_missing_twice_or_blank_is_named(void **state) {
    (void)state;
    struct omr_collator *collator = collate(&three_pages, "1a 2a 3a 2a");
    struct omr_respondent *respondent = only_respondent(collator, 1);
    assert_finding(respondent->result, "missing_page", "page 1 of 3 is missing");
    assert_finding(respondent->result, "duplicate_page", "page 2 of this copy was there before: 2");
    assert_finding(respondent->result, "blank_page", "page 2: nothing is clearly marked");
    assert_int_equal(respondent->missing_count, 2);
    assert_int_equal(respondent->missing[1], 3);
    omr_respondent_free(respondent);
    omr_collator_free(collator);
}

static void the_line_of_a_respondent_holds_pages_and_findings(void **state) {
    (void)state;
    struct omr_collator *collator = collate(&three_pages, "1a 3a 1b");
    struct omr_respondent *respondent = only_respondent(collator, 0);
    char *text;
    size_t size;
    assert_int_equal(omr_respondent_write(respondent, &text, &size, NULL), OMR_OK);
    assert_string_equal(
        text, "{\"schema\":\"omr.respondent/1\",\"respondent\":1,\"copy\":\"a\",\"pages\":["
              "{\"image\":\"1\",\"page\":1,\"form_page\":1},{\"image\":\"2\",\"page\":1,"
              "\"form_page\":3}],\"missing\":[2],\"review\":2,\"findings\":[{\"code\":"
              "\"missing_page\",\"text\":\"page 2 of 3 is missing\"}]}");
    free(text);
    omr_respondent_free(respondent);
    omr_collator_free(collator);
}

static void what_was_not_taken_is_freed_with_the_collator(void **state) {
    (void)state;
    omr_collator_free(collate(&three_pages, "1a 2b x 3"));
    omr_collator_free(NULL);
    omr_respondent_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_of_a_copy_come_together_in_any_order),
        cmocka_unit_test(without_copies_page_numbers_rise_within_a_respondent),
        cmocka_unit_test(a_picture_that_cannot_be_read_may_be_the_page_between),
        cmocka_unit_test(respondents_are_parted_rather_than_mixed),
        cmocka_unit_test(pages_of_other_forms_part_nobody),
        cmocka_unit_test(copies_and_pages_without_one_do_not_mix),
        cmocka_unit_test(a_page_that_comes_twice_begins_a_second_respondent_of_the_copy),
        cmocka_unit_test(of_one_page_every_picture_is_a_respondent),
        cmocka_unit_test(respondents_are_handed_out_when_they_are_whole),
        cmocka_unit_test(names_begin_with_their_page_and_totals_come_last),
        cmocka_unit_test(a_single_page_stands_alone),
        cmocka_unit_test(what_is_missing_twice_or_blank_is_named),
        cmocka_unit_test(the_line_of_a_respondent_holds_pages_and_findings),
        cmocka_unit_test(what_was_not_taken_is_freed_with_the_collator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
