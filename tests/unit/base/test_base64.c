/* SPDX-License-Identifier: MIT */
#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_bytes(const char *text, const char *bytes, size_t size) {
    char *decoded = NULL;
    size_t length = 0;
    assert_int_equal(omr_base64_decode(text, strlen(text), &decoded, &length, NULL), OMR_OK);
    assert_int_equal(length, size);
    assert_memory_equal(decoded, bytes, size);
    free(decoded);
}

static void expect_refusal(const char *text, const char *code) {
    char *decoded = NULL;
    size_t length;
    struct omr_error err;
    if (omr_base64_decode(text, strlen(text), &decoded, &length, &err) != OMR_ERROR_INPUT)
        fail_msg("was decoded: %s", text);
    assert_string_equal(err.code, code);
    assert_null(decoded);
}

static void the_examples_of_the_standard_are_decoded(void **state) {
    (void)state;
    expect_bytes("", "", 0);
    expect_bytes("Zg==", "f", 1);
    expect_bytes("Zm8=", "fo", 2);
    expect_bytes("Zm9v", "foo", 3);
    expect_bytes("Zm9vYmFy", "foobar", 6);
    expect_bytes("+/+/", "\xfb\xff\xbf", 3);
}

static void blanks_and_line_breaks_are_passed_over_anywhere(void **state) {
    (void)state;
    expect_bytes("\r\nZ m9v\r\nYm\tFy\n", "foobar", 6);
    expect_bytes("Zg=\r\n= ", "f", 1);
}

static void anything_else_is_refused_and_its_place_named(void **state) {
    (void)state;
    expect_refusal("Zm9v!mFy", "base64.character");
    expect_refusal("Zm9-", "base64.character");
    expect_refusal("Zm9_", "base64.character");
    expect_refusal("data:image/png;base64,Zm9v", "base64.character");
    struct omr_error err;
    char *bytes;
    size_t size;
    omr_base64_decode("Zm9v\xc3\xa4", 6, &bytes, &size, &err);
    assert_non_null(strstr(err.text, "character 5"));
}

static void padding_must_be_right(void **state) {
    (void)state;
    expect_refusal("Zg", "base64.end");
    expect_refusal("Zg=", "base64.end");
    expect_refusal("Zm8", "base64.end");
    expect_refusal("Z", "base64.end");
    expect_refusal("=", "base64.character");
    expect_refusal("Z===", "base64.character");
    expect_refusal("Zg===", "base64.character");
    expect_refusal("Zg==Zg==", "base64.character");
    expect_refusal("Zm9v=", "base64.character");
}

static void what_is_written_is_read_back_at_every_length(void **state) {
    (void)state;
    unsigned char bytes[259];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 7 + 3);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        struct omr_buffer text = {0};
        omr_base64_write(&text, bytes, size);
        assert_int_equal(text.size, (size + 2) / 3 * 4);
        expect_bytes(text.bytes ? text.bytes : "", (const char *)bytes, size);
        omr_buffer_clear(&text);
    }
}

static void addresses_have_an_alphabet_of_their_own(void **state) {
    (void)state;
    struct omr_buffer text = {0};
    omr_base64_write_url(&text, "\xfb\xff\xbf\xfb", 4);
    assert_string_equal(text.bytes, "-_-_-w");
    omr_buffer_clear(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_are_decoded),
        cmocka_unit_test(blanks_and_line_breaks_are_passed_over_anywhere),
        cmocka_unit_test(anything_else_is_refused_and_its_place_named),
        cmocka_unit_test(padding_must_be_right),
        cmocka_unit_test(what_is_written_is_read_back_at_every_length),
        cmocka_unit_test(addresses_have_an_alphabet_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
