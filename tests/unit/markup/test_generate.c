/* SPDX-License-Identifier: MIT
 *
 * The whole way from a source to files: in which order they are handed out, and how it ends. */
#include "base/buffer.h"
#include "image/encode.h"

#include <omr/form.h>
#include <omr/generate.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char form[] = "?text=Dear ${name}\n#q\n\t() a () b\n";

/* Notes what is handed out: "Png 1/2 1/1 id;" and so on. */
struct heard {
    struct omr_buffer files;
    struct omr_buffer last; /* the bytes of the last file */
    int writes_left;        /* before a refusal */
};

static bool open_file(void *context, const struct omr_generated_file *file) {
    struct heard *heard = context;
    heard->last.size = 0;
    omr_buffer_format(&heard->files, "%s %d/%d %d/%d %s;", file->kind, file->copy, file->copy_count,
                      file->page, file->page_count, file->copy_id);
    return true;
}

static bool write_file(void *context, const void *bytes, size_t size) {
    struct heard *heard = context;
    omr_buffer_append(&heard->last, bytes, size);
    return heard->writes_left-- > 0;
}

static bool close_file(void *context) {
    (void)context;
    return true;
}

static enum omr_status make(const struct omr_generate_request *request, struct heard *heard,
                            struct omr_error *err) {
    struct omr_generate_sink sink = {open_file, write_file, close_file, heard};
    return omr_generate(request, &sink, NULL, err);
}

static void forget(struct heard *heard) {
    omr_buffer_clear(&heard->files);
    omr_buffer_clear(&heard->last);
}

/* One for all tests: opening the fonts takes longer than any of them. */
static struct omr_press *press;

static int open_press(void **state) {
    (void)state;
    return omr_press_open(&press, NULL) != OMR_OK;
}

static int close_press(void **state) {
    (void)state;
    omr_press_close(press);
    return 0;
}

static struct omr_generate_request request_of(const char *source) {
    return (struct omr_generate_request){
        .source = source, .source_size = strlen(source), .press = press};
}

static void pages_come_first_then_a_pattern_that_can_be_read(void **state) {
    (void)state;
    struct heard heard = {.writes_left = 100};
    struct omr_error err;
    struct omr_form *parsed = NULL;
    struct omr_generate_request request =
        request_of("?page=\n#q\n\t()a\n&page\n?page=\n#r\n\t()a\n&page\n");
    request.name = "poll";
    if (make(&request, &heard, &err))
        fail_msg("%s", err.text);
    assert_string_equal(heard.files.bytes, "Png 1/1 1/2 ;Png 1/1 2/2 ;Omr 0/1 0/0 ;");
    if (omr_form_parse(&parsed, heard.last.bytes, heard.last.size, &err))
        fail_msg("%s", err.text);
    assert_string_equal(omr_form_name(parsed), "poll");
    assert_int_equal(omr_form_page_count(parsed), 2);
    omr_form_free(parsed);
    forget(&heard);
}

static void every_record_is_a_copy_in_a_pdf_all_are_one_file(void **state) {
    (void)state;
    struct heard heard = {.writes_left = 10000};
    struct omr_records *records;
    struct omr_settings *settings;
    struct omr_error err;
    static const char csv[] = "id,name\nx,Ann\ny,Bo\n";
    assert_int_equal(omr_records_parse(&records, csv, strlen(csv), NULL), OMR_OK);
    assert_int_equal(omr_settings_new(&settings, NULL), OMR_OK);
    struct omr_generate_request request = request_of(form);
    request.records = records;
    request.settings = settings;
    if (make(&request, &heard, &err))
        fail_msg("%s", err.text);
    assert_string_equal(heard.files.bytes, "Png 1/2 1/1 x;Png 2/2 1/1 y;Omr 0/2 0/0 ;");
    heard.files.size = 0;
    omr_settings_set(settings, "OutputFormat", "Pdf", OMR_NUMBERS_OF_SERVICE, NULL);
    if (make(&request, &heard, &err))
        fail_msg("%s", err.text);
    assert_string_equal(heard.files.bytes, "Pdf 0/2 0/0 ;Omr 0/2 0/0 ;");
    omr_records_free(records);
    omr_settings_free(settings);
    forget(&heard);
}

static void a_sink_that_refuses_ends_the_work(void **state) {
    (void)state;
    struct heard heard = {.writes_left = 0};
    struct omr_error err;
    struct omr_generate_request request = request_of(form);
    assert_int_equal(make(&request, &heard, &err), OMR_ERROR_IO);
    assert_string_equal(err.code, "generate.sink");
    assert_string_equal(err.text, "the work was ended by its caller");
    forget(&heard);
}

static bool stop_after_one(void *context, int done, int count) {
    int *calls = context;
    ++*calls;
    assert_int_equal(done, 1);
    assert_int_equal(count, 2);
    return false;
}

static void progress_can_end_the_work(void **state) {
    (void)state;
    struct heard heard = {.writes_left = 100};
    struct omr_records *records;
    int calls = 0;
    assert_int_equal(omr_records_parse(&records, "name\na\nb\n", 9, NULL), OMR_OK);
    struct omr_generate_request request = request_of(form);
    request.records = records;
    request.progress = stop_after_one;
    request.progress_context = &calls;
    assert_int_equal(make(&request, &heard, NULL), OMR_ERROR_IO);
    assert_int_equal(calls, 1);
    omr_records_free(records);
    forget(&heard);
}

static void notices_are_there_even_when_nothing_is_drawn(void **state) {
    (void)state;
    struct omr_notices *notices;
    struct omr_notice notice;
    struct omr_generate_request request = request_of("#q\n\t()a\n?texd=b\n?image=none.png\n");
    struct omr_error err;
    assert_int_equal(omr_generate(&request, NULL, &notices, &err), OMR_ERROR_INPUT);
    assert_string_equal(err.text, "line 4, column 1: Image 'none.png' was not provided.");
    assert_int_equal(omr_notices_count(notices), 1);
    assert_true(omr_notices_find(notices, 0, &notice));
    assert_int_equal(notice.line, 3);
    assert_string_equal(notice.code, "markup.unknown_element");
    assert_false(omr_notices_find(notices, 1, &notice));
    omr_notices_free(notices);
}

/* One grey pixel, whatever the name; counts how often it is asked. */
static enum omr_status find_pixel(void *context, const char *name, void **bytes, size_t *size,
                                  struct omr_error *err) {
    static const uint8_t pixel = 100;
    struct omr_raster raster = {&pixel, 1, 1, 1, 1, 0, false};
    struct omr_buffer png = {0};
    (void)name;
    ++*(int *)context;
    enum omr_status status = omr_png_encode(&png, &raster, err);
    *bytes = omr_buffer_detach(&png, size);
    return status;
}

static void a_picture_is_asked_for_once(void **state) {
    (void)state;
    int calls = 0;
    struct omr_generate_request request =
        request_of("#q\n\t()a\n?image=a.png\n?image=a.png\n?image=b.png\n");
    request.find_picture = find_pixel;
    request.picture_context = &calls;
    assert_int_equal(omr_generate(&request, NULL, NULL, NULL), OMR_OK);
    assert_int_equal(calls, 2);
}

static void pictures_have_a_limit(void **state) {
    (void)state;
    struct omr_buffer source = {0};
    struct omr_error err;
    int calls = 0;
    for (int i = 0; i <= 200; i++)
        omr_buffer_format(&source, "?image=%d.png\n", i);
    struct omr_generate_request request = request_of(source.bytes);
    request.find_picture = find_pixel;
    request.picture_context = &calls;
    assert_int_equal(omr_generate(&request, NULL, NULL, &err), OMR_ERROR_LIMIT);
    assert_string_equal(err.text, "more than 200 pictures");
    omr_buffer_clear(&source);
}

static void a_press_makes_many_forms_and_knows_its_files(void **state) {
    (void)state;
    assert_non_null(omr_press_file(press, 0));
    assert_null(omr_press_file(press, 1000000));
    struct omr_generate_request request = request_of("#q\n\t()a\n");
    for (int i = 0; i < 3; i++)
        assert_int_equal(omr_generate(&request, NULL, NULL, NULL), OMR_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_come_first_then_a_pattern_that_can_be_read),
        cmocka_unit_test(every_record_is_a_copy_in_a_pdf_all_are_one_file),
        cmocka_unit_test(a_sink_that_refuses_ends_the_work),
        cmocka_unit_test(progress_can_end_the_work),
        cmocka_unit_test(notices_are_there_even_when_nothing_is_drawn),
        cmocka_unit_test(a_picture_is_asked_for_once),
        cmocka_unit_test(pictures_have_a_limit),
        cmocka_unit_test(a_press_makes_many_forms_and_knows_its_files),
    };
    return cmocka_run_group_tests(tests, open_press, close_press);
}
