/* SPDX-License-Identifier: MIT */
#include "base/sha1.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *text, int times, const char *expected) {
    struct omr_sha1 sum;
    unsigned char digest[OMR_SHA1_SIZE];
    char hex[2 * OMR_SHA1_SIZE + 1];
    omr_sha1_start(&sum);
    for (int i = 0; i < times; i++)
        omr_sha1_add(&sum, text, strlen(text));
    omr_sha1_end(&sum, digest);
    for (int i = 0; i < OMR_SHA1_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, expected);
}

static void sums_are_those_of_the_standard(void **state) {
    (void)state;
    check("", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    check("abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d");
    check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
          "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    check("a", 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

static void a_name_has_the_uuid_that_other_programs_give_it(void **state) {
    static const unsigned char dns[16] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                          0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
    char uuid[OMR_UUID_SIZE];
    (void)state;
    omr_uuid_of_name(uuid, dns, "www.example.com", 15);
    assert_string_equal(uuid, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_those_of_the_standard),
        cmocka_unit_test(a_name_has_the_uuid_that_other_programs_give_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
