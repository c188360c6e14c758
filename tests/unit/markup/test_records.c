/* SPDX-License-Identifier: MIT
 *
 * Records of a batch, from CSV and from JSON. */
#include "base/buffer.h"
#include "generation/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* All records as "id: name=value, name=value\n". */
static void assert_records(const char *text, const char *expected) {
    struct omr_records *records = NULL;
    struct omr_error err;
    struct omr_buffer told = {0};
    if (omr_records_parse(&records, text, strlen(text), &err))
        fail_msg("%s", err.text);
    for (int i = 0; i < omr_records_count(records); i++) {
        struct omr_record record = omr_records_find(records, i);
        omr_buffer_format(&told, "%s:", omr_records_id(records, i));
        for (int f = 0; f < record.count; f++)
            omr_buffer_format(&told, " %s=%s", record.names[f], record.values[f]);
        omr_buffer_char(&told, '\n');
    }
    assert_string_equal(told.bytes, expected);
    assert_null(omr_records_id(records, omr_records_count(records)));
    omr_buffer_clear(&told);
    omr_records_free(records);
}

static void assert_refused(const char *text, size_t size, const char *message) {
    struct omr_records *records = NULL;
    struct omr_error err;
    assert_int_not_equal(omr_records_parse(&records, text, size, &err), OMR_OK);
    assert_null(records);
    assert_string_equal(err.text, message);
}

static void assert_bad(const char *text, const char *message) {
    assert_refused(text, strlen(text), message);
}

static void lines_of_csv_are_records(void **state) {
    (void)state;
    assert_records("Id,name\r\np-1,Ann\r\np-2,\"Bo \"\"b\"\", jr\"\r\n",
                   "p-1: Id=p-1 name=Ann\np-2: Id=p-2 name=Bo \"b\", jr\n");
}

static void semicolons_and_tabs_part_fields_too(void **state) {
    (void)state;
    assert_records("id;name, first\n1;a\n", "1: id=1 name, first=a\n");
    assert_records("id\tname\n1\ta\n", "1: id=1 name=a\n");
}

static void a_quoted_field_may_have_several_lines(void **state) {
    (void)state;
    assert_records("name,b\n\"two\nlines\",x", "1: name=two\nlines b=x\n");
}

static void records_without_an_id_are_numbered(void **state) {
    (void)state;
    assert_records("name\nAnn\nBo\n", "1: name=Ann\n2: name=Bo\n");
}

static void empty_lines_are_no_records(void **state) {
    (void)state;
    assert_records("id,name\n\n7,Ann\n\n", "7: id=7 name=Ann\n");
}

static void json_may_leave_fields_out(void **state) {
    (void)state;
    assert_records("[{\"ID\":7,\"a\":\"x\"}, // first\n {\"b\":true,\"id\":\"8\"},]",
                   "7: ID=7 a=x b=\n8: ID=8 a= b=true\n");
}

static void windows_1252_is_understood(void **state) {
    (void)state;
    assert_records("id,name\n1,Ren\xe9\n", "1: id=1 name=Ren\xc3\xa9\n");
}

static void what_is_wrong_is_told_with_its_place(void **state) {
    (void)state;
    static const char nothing[] = "there are no records: a first line with the names of the "
                                  "fields, then a line each";
    assert_bad("", nothing);
    assert_bad("id,name\n", nothing);
    assert_bad("[]", nothing);
    assert_bad("id,name\n1,Ann,x\n", "line 2 has 3 fields, the first line names 2");
    assert_bad("id,name\n1,\"Ann\n\n", "line 2: a quote does not end");
    assert_bad("id,name\n1,\"Ann\"x\n", "line 2: something follows a closing quote");
    assert_bad("id\na\nb\na\n", "two records have the id 'a'");
    assert_bad("id,n\na,1\n,2\n", "record 2: an id has 1 to 64 bytes and no bar (|)");
    assert_bad("id\na|b\n", "record 1: an id has 1 to 64 bytes and no bar (|)");
    assert_bad("[{\"id\":1},2]", "record 2 is no object of fields");
    assert_refused("id\n\0", 4, "the records are neither CSV nor JSON: they hold zero bytes");
}

static void limits_hold(void **state) {
    (void)state;
    struct omr_buffer text = {0};
    omr_buffer_text(&text, "id");
    for (int i = 0; i < 200; i++)
        omr_buffer_format(&text, ",f%d", i);
    assert_bad(text.bytes, "line 1: more than 200 fields");
    text.size = 0;
    omr_buffer_text(&text, "id\n");
    for (int i = 0; i < 100001; i++)
        omr_buffer_format(&text, "%d\n", i);
    assert_bad(text.bytes, "more than 100000 records");
    text.size = 0;
    omr_buffer_text(&text, "[{");
    for (int i = 0; i < 201; i++)
        omr_buffer_format(&text, "%s\"f%d\":1", i ? "," : "", i);
    omr_buffer_text(&text, "}]");
    assert_bad(text.bytes, "the records have more than 200 fields");
    assert_refused(text.bytes, (64 << 20) + 1,
                   "the records have 67108865 bytes, they may have "
                   "67108864");
    omr_buffer_clear(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_csv_are_records),
        cmocka_unit_test(semicolons_and_tabs_part_fields_too),
        cmocka_unit_test(a_quoted_field_may_have_several_lines),
        cmocka_unit_test(records_without_an_id_are_numbered),
        cmocka_unit_test(empty_lines_are_no_records),
        cmocka_unit_test(json_may_leave_fields_out),
        cmocka_unit_test(windows_1252_is_understood),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(limits_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
