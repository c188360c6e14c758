/* SPDX-License-Identifier: MIT
 *
 * What is written of a form is read as the very same form. */
#include "base/file.h"
#include "form/form.h"
#include "support/corpus.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct omr_form *parse(const char *text, size_t size) {
    struct omr_form *form;
    struct omr_error err = {0};
    if (omr_form_parse(&form, text, size, &err))
        fail_msg("%s", err.text);
    return form;
}

static struct omr_form *parse_text(const char *text) {
    return parse(text, strlen(text));
}

/* Writes a form, ends it and reads what was written. */
static struct omr_form *write_and_parse(const struct omr_form *form) {
    char *text;
    size_t size;
    assert_int_equal(omr_form_write(form, &text, &size, NULL), OMR_OK);
    assert_int_equal(size, strlen(text));
    struct omr_form *again = parse(text, size);
    free(text);
    return again;
}

static void same_box(const struct omr_box *a, const struct omr_box *b) {
    assert_true(a->left == b->left && a->top == b->top && a->width == b->width &&
                a->height == b->height);
}

static void same_bubble(const struct omr_bubble *a, const struct omr_bubble *b) {
    assert_true(a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height);
    assert_int_equal(a->shape, b->shape);
    assert_string_equal(a->value, b->value);
    assert_int_equal(a->element, b->element);
    assert_int_equal(a->position, b->position);
    assert_true(a->score == b->score && a->is_positive == b->is_positive);
    assert_string_equal(a->row ? a->row : "", b->row ? b->row : "");
}

static void same_element(const struct omr_element *a, const struct omr_element *b) {
    assert_int_equal(a->kind, b->kind);
    assert_string_equal(a->name, b->name);
    same_box(&a->box, &b->box);
    assert_int_equal(a->position_count, b->position_count);
    for (int i = 0; i < a->position_count; i++) {
        assert_string_equal(a->positions[i].name, b->positions[i].name);
        assert_int_equal(a->positions[i].first_bubble, b->positions[i].first_bubble);
        assert_int_equal(a->positions[i].bubble_count, b->positions[i].bubble_count);
    }
    assert_int_equal(a->threshold, b->threshold);
    assert_int_equal(a->is_single_mark, b->is_single_mark);
    assert_int_equal(a->is_required, b->is_required);
    assert_string_equal(a->target, b->target);
    assert_string_equal(a->value, b->value);
    assert_string_equal(a->barcode, b->barcode);
    assert_int_equal(a->qr_version, b->qr_version);
    assert_true(a->outline_width == b->outline_width && a->outline_height == b->outline_height);
}

static void same_page(const struct omr_form_page *a, const struct omr_form_page *b) {
    assert_true(a->width == b->width && a->height == b->height);
    assert_int_equal(a->element_count, b->element_count);
    for (int i = 0; i < a->element_count; i++)
        same_element(&a->elements[i], &b->elements[i]);
    assert_int_equal(a->bubble_count, b->bubble_count);
    for (int i = 0; i < a->bubble_count; i++)
        same_bubble(&a->bubbles[i], &b->bubbles[i]);
    assert_int_equal(a->marker_count, b->marker_count);
    for (int i = 0; i < a->marker_count; i++) {
        same_box(&a->markers[i].box, &b->markers[i].box);
        assert_int_equal(a->markers[i].kind, b->markers[i].kind);
    }
    same_box(&a->identifier, &b->identifier);
}

static void same_form(const struct omr_form *a, const struct omr_form *b) {
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->id, b->id);
    assert_int_equal(a->page_count, b->page_count);
    for (int i = 0; i < a->page_count; i++)
        same_page(&a->pages[i], &b->pages[i]);
}

static void check_file(const char *path) {
    char *text;
    size_t size;
    assert_int_equal(omr_file_load(path, 20 << 20, &text, &size, NULL), OMR_OK);
    struct omr_form *form = parse(text, size), *again = write_and_parse(form);
    same_form(form, again);
    omr_form_free(again);
    omr_form_free(form);
    free(text);
}

static void the_example_is_the_same_after_it_was_written(void **state) {
    char path[1000];
    (void)state;
    snprintf(path, sizeof path, "%s/examples/exam/pattern.omr", getenv("OMR_TOP"));
    check_file(path);
}

static void real_patterns_are_the_same_after_they_were_written(void **state) {
    static const char *const names[] = {
        "forms/showcase-satisfaction-table/pattern.omr", /* score groups */
        "forms/showcase-exam-grouped/pattern.omr",       /* triggers */
        "forms/showcase-exam-multipart/pattern.omr",     /* grids */
        "forms/showcase-alumni-questionnaire-checkbox/pattern.omr",
        "forms/showcase-tearline-horizontal-red/pattern.omr", /* clip areas */
        "forms/survey-es/pattern.omr",                        /* five markers */
    };
    char path[1000];
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!corpus_find(path, sizeof path, names[i])) {
            print_message("# skipped: no corpus\n");
            skip();
        }
        check_file(path);
    }
}

static const char with_own_facts[] =
    "{\"Version\":\"1.0\",\"Name\":\"N\",\"Pages\":[{\"Height\":3508,\"Width\":2480,\"Elements\":["
    "{\"Type\":\"ChoiceBox\",\"Name\":\"Q \\\"1\\\"\",\"Left\":\"10.25\",\"Top\":\"20\","
    "\"Width\":\"300\",\"Height\":\"70\",\"BubbleWidth\":70,\"BubbleHeight\":70,\"Bubbles\":["
    "{\"Value\":\"A\",\"Left\":\"100.1\",\"Top\":\"200.7\"}]},"
    "{\"Type\":\"ClipArea\",\"Name\":\"W\",\"Left\":1,\"Top\":2,\"Width\":3,\"Height\":4,"
    "\"Required\":true}]}],\"Omr\":{\"schema\":1,\"FormId\":\"some-form-id\",\"Pages\":[{"
    "\"Identifier\":{\"Left\":2331,\"Top\":1700,\"Width\":125,\"Height\":125},\"Elements\":["
    "{\"SingleMark\":true,\"Outline\":{\"Width\":60,\"Height\":60,\"Shape\":\"square\"}},{}]}]}}";

static void what_only_this_library_knows_is_written_and_read(void **state) {
    (void)state;
    struct omr_form *form = parse_text(with_own_facts), *again = write_and_parse(form);
    const struct omr_element *element = &again->pages[0].elements[0];
    same_form(form, again);
    assert_string_equal(again->id, "some-form-id");
    assert_true(element->is_single_mark);
    assert_true(element->outline_width == 60 && element->outline_height == 60);
    assert_int_equal(again->pages[0].bubbles[0].shape, OMR_SHAPE_SQUARE);
    assert_true(again->pages[0].elements[1].is_required);
    assert_true(again->pages[0].identifier.width == 125);
    omr_form_free(again);
    omr_form_free(form);
}

static void places_are_written_as_strings_and_bubble_sizes_as_numbers(void **state) {
    char *text;
    (void)state;
    struct omr_form *form = parse_text(with_own_facts);
    assert_int_equal(omr_form_write(form, &text, NULL, NULL), OMR_OK);
    assert_non_null(strstr(text, "\"Left\": \"100.1\""));
    assert_non_null(strstr(text, "\"BubbleWidth\": 70"));
    assert_non_null(strstr(text, "\"Height\": 3508"));
    free(text);
    omr_form_free(form);
}

static void the_id_of_a_form_depends_on_all_but_the_id_that_it_has(void **state) {
    char id[OMR_FORM_ID_SIZE], other[OMR_FORM_ID_SIZE];
    (void)state;
    struct omr_form *form = parse_text(with_own_facts);
    assert_int_equal(omr_form_identify(form, id, NULL), OMR_OK);
    assert_int_equal(strlen(id), OMR_FORM_ID_SIZE - 1);
    assert_int_equal(id[14], '5');
    form->id = "another";
    assert_int_equal(omr_form_identify(form, other, NULL), OMR_OK);
    assert_string_equal(id, other);
    form->name = "M";
    assert_int_equal(omr_form_identify(form, other, NULL), OMR_OK);
    assert_string_not_equal(id, other);
    omr_form_free(form);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_is_the_same_after_it_was_written),
        cmocka_unit_test(real_patterns_are_the_same_after_they_were_written),
        cmocka_unit_test(what_only_this_library_knows_is_written_and_read),
        cmocka_unit_test(places_are_written_as_strings_and_bubble_sizes_as_numbers),
        cmocka_unit_test(the_id_of_a_form_depends_on_all_but_the_id_that_it_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
