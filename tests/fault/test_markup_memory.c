/* SPDX-License-Identifier: MIT
 *
 * Sources of forms, settings and records read while memory runs out at the first request, the
 * second, and so on: each time either the right status and nothing left behind, or all of it. What
 * draws letters ends the process when memory runs out, and is no part of this. */
#include "generation/markup/markup.h"
#include "support/failing_memory.h"

#include <omr/generate.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A step under test: OMR_OK, or OMR_ERROR_MEMORY with its words. */
typedef enum omr_status step(struct omr_error *err);

static enum omr_status read_source(const char *source, struct omr_error *err) {
    static const char *const names[] = {"name"}, *const values[] = {"Ann"};
    static const struct omr_record record = {names, values, 1};
    struct omr_markup markup = {0};
    enum omr_status status = omr_markup_parse_record(&markup, source, strlen(source), &record, err);
    omr_markup_clear(&markup);
    return status;
}

static enum omr_status read_text(struct omr_error *err) {
    return read_source("?text=Hello ${name}\nmore\n\tfont_style=bold\n\tcolor=loud\n\tsize=3\n"
                       "#q\n\t()a (b)b\n\tcolor=red\n?container=\n?content=x\n&container\n?nobody\n"
                       "?composite_grid=g\n\tvalues=(1)(2)\n\textra_row=()(+)\n\textra_row=(-)()\n"
                       "?custom_answer_sheet=s\n\trow_proportions=20%-80%\n",
                       err);
}

static enum omr_status read_json(struct omr_error *err) {
    return read_source(
        "{\"element_type\":\"Template\",\"children\":[{\"element_type\":\"Page\",\"children\":["
        "{\"element_type\":\"ChoiceBox\",\"question_text\":\"Dear ${name}\\r\\n\","
        "\"answers_string\":\"()a ()b\\n(c) d\"},{\"element_type\":\"CompositeGrid\","
        "\"values\":[\"1\",2],\"extra_row\":[[\"\",\"+\"]],\"mood\":1,\"rotate\":45},"
        "{\"element_type\":\"Container\",\"columns_proportions\":[30,70],\"children\":["
        "{\"element_type\":\"Content\",\"name\":\"x\",\"font_style\":[\"bold\"]}]}]}]}",
        err);
}

static enum omr_status read_ansi(struct omr_error *err) {
    return read_source("?text=caf\xe9\n", err);
}

static enum omr_status read_settings(struct omr_error *err) {
    static const char json[] = "{\"PaperSize\":\"A3\",\"FontStyle\":[\"Bold\"]}";
    struct omr_settings *settings = NULL;
    enum omr_status status = omr_settings_new(&settings, err);
    if (!status)
        status = omr_settings_read(settings, json, strlen(json), OMR_NUMBERS_OF_LIBRARY, true, err);
    omr_settings_free(settings);
    return status;
}

static enum omr_status read_records(const char *text, struct omr_error *err) {
    struct omr_records *records = NULL;
    enum omr_status status = omr_records_parse(&records, text, strlen(text), err);
    omr_records_free(records);
    return status;
}

static enum omr_status read_csv(struct omr_error *err) {
    return read_records("id,name\n1,\"A \"\"nn\"\"\"\n2,Bo\n", err);
}

static enum omr_status read_json_records(struct omr_error *err) {
    return read_records("[{\"name\":\"Ann\"},{\"name\":\"Bo\",\"x\":true}]", err);
}

static void try_every_request(step *read) {
    enum { REQUESTS_MOST = 5000 };
    bool has_failed = true;
    for (long at = 1; has_failed; at++) {
        struct omr_error err = {0};
        assert_in_range(at, 1, REQUESTS_MOST);
        failing_memory_begin(at);
        enum omr_status status = read(&err);
        long held = failing_memory_end(&has_failed);
        assert_int_equal(held, 0);
        assert_int_equal(status, has_failed ? OMR_ERROR_MEMORY : OMR_OK);
        if (has_failed)
            assert_string_equal(err.code, "memory");
    }
}

#define STEP(name, step)                                                                           \
    static void name(void **state) {                                                               \
        (void)state;                                                                               \
        if (!failing_memory_works())                                                               \
            skip();                                                                                \
        try_every_request(step);                                                                   \
    }

STEP(text_markup_without_memory_is_told, read_text)
STEP(json_markup_without_memory_is_told, read_json)
STEP(windows_1252_without_memory_is_told, read_ansi)
STEP(settings_without_memory_are_told, read_settings)
STEP(csv_without_memory_is_told, read_csv)
STEP(json_records_without_memory_are_told, read_json_records)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_markup_without_memory_is_told),
        cmocka_unit_test(json_markup_without_memory_is_told),
        cmocka_unit_test(windows_1252_without_memory_is_told),
        cmocka_unit_test(settings_without_memory_are_told),
        cmocka_unit_test(csv_without_memory_is_told),
        cmocka_unit_test(json_records_without_memory_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
