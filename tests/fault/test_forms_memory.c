/* SPDX-License-Identifier: MIT
 *
 * From a pattern to documents while memory runs out at the first request, the second, and so on:
 * each time either the right status and nothing left behind, or the whole result. */
#include "base/buffer.h"
#include "form/form.h"
#include "recognition/result/compose.h"
#include "support/failing_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { POSITIONS = 12, SYMBOLS = 10 };

/* Of every kind of element one, with values long enough for an arena of several blocks. */
static char *make_pattern(void) {
    struct omr_buffer text = {0};
    char value[900];
    memset(value, 'v', sizeof value - 1);
    value[sizeof value - 1] = 0;
    omr_buffer_text(&text,
                    "{\"Name\":\"n\",\"Pages\":[{\"Width\":2480,\"Height\":3508,\"Elements\":["
                    "{\"Type\":\"ReferencePoint\",\"Width\":99,\"Height\":99},"
                    "{\"Type\":\"ClipArea\",\"Name\":\"c\"},"
                    "{\"Type\":\"Barcode\",\"Name\":\"b\",\"BarcodeType\":\"qr\",\"Width\":99,"
                    "\"Height\":99},"
                    "{\"Type\":\"ReplaceTrigger\",\"Name\":\"t\",\"Target\":\"q\",\"Value\":\"r\","
                    "\"BubbleWidth\":9,\"BubbleHeight\":9,\"Bubbles\":[{\"Left\":1,\"Top\":1}]},"
                    "{\"Type\":\"CheckBox\",\"Name\":\"q\",\"BubbleWidth\":9,\"BubbleHeight\":9,"
                    "\"Bubbles\":[{\"Left\":1,\"Top\":1}]},"
                    "{\"Type\":\"ScoreGroup\",\"Name\":\"s\",\"Questions\":[{\"Name\":\"u\","
                    "\"ScoreAnswers\":[{\"BubbleWidth\":9,\"BubbleHeight\":9,\"Bubbles\":[{"
                    "\"Left\":1,\"Top\":1,\"Score\":3}]}]}]}");
    for (int grid = 0; grid < 2; grid++) {
        omr_buffer_text(&text, ",{\"Type\":\"Grid\",\"Name\":\"g\",\"BubbleWidth\":9,"
                               "\"BubbleHeight\":9,\"Elements\":[");
        for (int i = 0; i < POSITIONS * SYMBOLS; i++)
            omr_buffer_format(&text, "%s%s{\"Value\":\"%s\",\"Left\":1,\"Top\":1}%s",
                              i && i % SYMBOLS == 0 ? "," : "",
                              i % SYMBOLS == 0 ? "{\"Bubbles\":[" : ",", value,
                              i % SYMBOLS == SYMBOLS - 1 ? "]}" : "");
        omr_buffer_text(&text, "]}");
    }
    omr_buffer_text(&text, "]}]}");
    char *bytes = omr_buffer_detach(&text, NULL);
    assert_non_null(bytes);
    return bytes;
}

/* What every marked bubble makes of the form; the sizes are those of make_pattern(). */
static enum omr_status compose(const struct omr_form *form, struct omr_result **result,
                               struct omr_error *err) {
    enum { BUBBLES = 2 * POSITIONS * SYMBOLS + 3, ELEMENTS = 7 };
    static const struct omr_finding finding = {"code", "text"};
    static const struct omr_barcode_reading barcodes[ELEMENTS];
    static const struct omr_bubble_place places[BUBBLES];
    static struct omr_verdict verdicts[BUBBLES];
    assert_int_equal(form->pages[0].bubble_count, BUBBLES);
    assert_int_equal(form->pages[0].element_count, ELEMENTS);
    for (int i = 0; i < BUBBLES; i++)
        verdicts[i] = (struct omr_verdict){.fill = 1, .confidence = 1, .is_marked = true};
    struct omr_page_readings readings = {.page = form->pages,
                                         .page_number = 1,
                                         .verdicts = verdicts,
                                         .places = places,
                                         .barcodes = barcodes,
                                         .findings = &finding,
                                         .finding_count = 1,
                                         .registration = {.method = "markers"}};
    return omr_result_compose(result, &readings, err);
}

static enum omr_status write_all(const struct omr_result *result, struct omr_error *err) {
    enum omr_status status = OMR_OK;
    for (int format = OMR_FORMAT_CSV; format <= OMR_FORMAT_XML && !status; format++) {
        char *text = NULL;
        status = omr_result_write(result, (enum omr_format)format, &text, NULL, err);
        assert_true(!text == !!status);
        free(text);
    }
    char *text = NULL;
    if (!status)
        status = omr_details_write(result, "image", 1, NULL, &text, NULL, err);
    free(text);
    return status;
}

static enum omr_status run(const char *pattern, size_t size, struct omr_error *err) {
    struct omr_form *form = NULL;
    struct omr_result *result = NULL;
    enum omr_status status = omr_form_parse(&form, pattern, size, err);
    if (!status)
        status = compose(form, &result, err);
    assert_true(!result == !!status);
    if (!status)
        status = write_all(result, err);
    omr_result_free(result);
    omr_form_free(form);
    return status;
}

static void a_form_and_its_result_survive_a_shortage_of_memory(void **state) {
    (void)state;
    if (!failing_memory_works()) {
        print_message("# skipped: memory cannot be made to fail under a sanitizer\n");
        skip();
    }
    char *pattern = make_pattern();
    size_t size = strlen(pattern);
    bool has_failed = true;
    long count = 0;
    for (long n = 1; has_failed; n++) {
        struct omr_error err = {0};
        failing_memory_begin(n);
        enum omr_status status = run(pattern, size, &err);
        long held = failing_memory_end(&has_failed);
        assert_int_equal(held, 0);
        assert_int_equal(status, has_failed ? OMR_ERROR_MEMORY : OMR_OK);
        if (has_failed)
            assert_string_equal(err.code, "memory");
        count = n;
    }
    print_message("# %ld requests\n", count);
    assert_true(count > 1000);
    free(pattern);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_and_its_result_survive_a_shortage_of_memory)};
    return cmocka_run_group_tests_name("forms-memory", tests, NULL, NULL);
}
