/* SPDX-License-Identifier: MIT
 *
 * Every real recognition pattern is read, with all its bubbles, elements and markers. */
#include "base/file.h"
#include "form/form.h"
#include "support/corpus.h"

#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
    const char *path;
    int bubbles, elements, markers; /* counted by another program in the same files */
} patterns[] = {
    {"forms/client-AsposeTestExample/pattern.omr", 19, 7, 0},
    {"forms/cloud-AsposeTest/pattern.omr", 234, 59, 0},
    {"forms/net-AsposeTestWithBarcode/pattern.omr", 154, 40, 4},
    {"forms/net-Sheet/pattern.omr", 400, 81, 4},
    {"forms/patterns-only/0d6e943-Aspose.OMR-for-.NET-Sheet150.omr", 600, 150, 4},
    {"forms/patterns-only/1145eee-Aspose.OMR-for-.NET-Sheet100.omr", 400, 100, 4},
    {"forms/patterns-only/54fe258-Aspose.OMR-Cloud-AsposeTestExample.omr", 20, 7, 0},
    {"forms/patterns-only/69257be-Aspose.OMR-for-.NET-Test.omr", 149, 18, 4},
    {"forms/patterns-only/86a8051-Aspose.OMR-for-.NET-Survey.omr", 53, 10, 4},
    {"forms/showcase-alumni-questionnaire-checkbox/pattern.omr", 94, 12, 4},
    {"forms/showcase-alumni-questionnaire-classic/pattern.omr", 98, 12, 4},
    {"forms/showcase-exam-grouped/pattern.omr", 900, 361, 4},
    {"forms/showcase-exam-multipart/pattern.omr", 500, 6, 4},
    {"forms/showcase-meal-color/pattern.omr", 67, 25, 4},
    {"forms/showcase-sat-bw/pattern.omr", 534, 122, 4},
    {"forms/showcase-satisfaction-simple/pattern.omr", 63, 16, 4},
    {"forms/showcase-satisfaction-table/pattern.omr", 112, 10, 4},
    {"forms/showcase-tearline-horizontal-red/pattern.omr", 144, 27, 4},
    {"forms/showcase-tearline-vertical-bw/pattern.omr", 240, 8, 4},
    {"forms/survey-es/pattern.omr", 53, 18, 5},
    {"open-mcr/75q-core-1/pattern.omr", 1101, 81, 0},
    {"open-mcr/rotation/pattern.omr", 1101, 81, 0},
};

static void check_page(const struct omr_form_page *page, const char *path) {
    int bubbles = 0;
    for (int e = 0; e < page->element_count; e++)
        for (int p = 0; p < page->elements[e].position_count; p++) {
            const struct omr_position *position = &page->elements[e].positions[p];
            if (position->first_bubble != bubbles)
                fail_msg("%s: element %d, position %d: not next to the one before", path, e, p);
            for (int i = 0; i < position->bubble_count; i++, bubbles++) {
                assert_int_equal(page->bubbles[bubbles].element, e);
                assert_int_equal(page->bubbles[bubbles].position, p);
                assert_non_null(page->bubbles[bubbles].value);
            }
        }
    assert_int_equal(bubbles, page->bubble_count);
}

static void every_real_pattern_is_read_whole(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char path[1000], *text;
        size_t size;
        struct omr_form *form;
        struct omr_error err = {0};
        if (!corpus_find(path, sizeof path, patterns[i].path)) {
            print_message("# skipped: no corpus\n");
            skip();
        }
        assert_int_equal(omr_file_load(path, 20 << 20, &text, &size, NULL), OMR_OK);
        if (omr_form_parse(&form, text, size, &err))
            fail_msg("%s: %s", path, err.text);
        free(text);
        assert_int_equal(omr_form_page_count(form), 1);
        assert_int_equal(omr_form_bubble_count(form, 0), patterns[i].bubbles);
        assert_int_equal(form->pages[0].element_count, patterns[i].elements);
        assert_int_equal(form->pages[0].marker_count, patterns[i].markers);
        check_page(&form->pages[0], path);
        omr_form_free(form);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_real_pattern_is_read_whole)};
    return cmocka_run_group_tests_name("form-corpus", tests, NULL, NULL);
}
