/* SPDX-License-Identifier: MIT
 *
 * What is warned of and what is refused, and sources that are made to keep programs busy. */
#include "base/buffer.h"
#include "unit/layout/laid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Warnings and errors. */

static const struct {
    const char *code, *source;
    int line;
} warnings[] = {
    {"layout.amount",
     "?score_group=\n?score_question=Q\n\trow_proportions=50%-50%\n?score_header=A\n"
     "\theader_type=amount\n?score_answer=a\n\tscore=1\n&score_question\n&score_group\n",
     2},
    {"layout.answer_values",
     "?container=\n?block=\n?table=T\n\tanswers_count=2\n?table_header=\n?content=A\n"
     "?answer_value=Y\n&table_header\n?question=Q\n&table\n&block\n&container\n",
     3},
    {"layout.answers_list",
     "?answer_sheet=S\n\telements_count=1\n\tanswers_count=3\n\tanswers_list=(A)(B)\n", 1},
    {"layout.barcode", "?barcode=B\n\tbarcode_type=EAN13\n\tvalue=letters\n", 1},
    {"layout.column", "?container=\n?block=\n\tcolumn=2\n?content=A\n&block\n&container\n", 2},
    {"layout.extra_row", "?composite_grid=C\n\tcolumns_count=3\n\tvalues=(1)\n\textra_row=(a)\n",
     1},
    {"layout.input_group", "?input_group=G\n?content=A\n&input_group\n", 1},
    {"layout.lost_bubbles", "?empty_line=\n\theight=3400\n#Q\n\t() A\n", 4},
    {"layout.margins", "?page=\n\tleft_margin=2000\n\tright_margin=2000\n#Q\n\t() A\n&page\n", 1},
    {"layout.margins", "?page=\n\tleft_margin=20\n#Q\n\t() A\n&page\n", 1},
    {"layout.no_answers", "#Q\n", 1},
    {"layout.no_answers", "?composite_grid=C\n", 1},
    {"layout.no_rows", "?answer_sheet=S\n", 1},
    {"layout.no_rows", "?custom_answer_sheet=S\n\tamount=3\n&custom_answer_sheet\n", 1},
    {"layout.nothing_to_read", "?text=Only words\n", 0},
    {"layout.overflow", "?empty_line=\n\theight=3330\n?text=Too low\n", 3},
    {"layout.overflow", "?image=p.png\n\tx=2300\n\ty=200\n", 1},
    {"layout.proportions",
     "?container=\n\tcolumns_proportions=60%-60%\n?block=\n?content=A\n&block\n&container\n", 1},
    {"layout.recognition_values",
     "?custom_answer_sheet=S\n\tamount=1\n\trow_proportions=100%\n?custom_row=\n?bubble_array=b\n"
     "\tanswers_list=(A)(B)\n\trecognition_values=(1)\n&custom_row\n&custom_answer_sheet\n",
     5},
    {"layout.row_proportions",
     "?custom_answer_sheet=S\n\tamount=1\n\trow_proportions=50%-50%\n?custom_row=\n"
     "?bubble_array=b\n\tanswers_list=(A)(B)\n&custom_row\n&custom_answer_sheet\n",
     1},
    {"layout.score",
     "?score_group=\n?score_question=Q\n\trow_proportions=50%-50%\n"
     "\tscore_display=DisplayInsideCell\n?score_header=A\n\tscore=5\n?score_answer=a\n\tscore=5\n"
     "&score_question\n&score_group\n",
     7},
};

static void every_warning_names_its_line(void **state) {
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++) {
        laid_make(warnings[i].source);
        if (!laid_is_warned(warnings[i].code, warnings[i].line))
            fail_msg("no `%s` at line %d of\n%s", warnings[i].code, warnings[i].line,
                     warnings[i].source);
        laid_end(state);
    }
}

static void nothing_is_warned_of_in_a_form_as_it_should_be(void **state) {
    (void)state;
    laid_make("#Q\n\t() A () B\n?grid=G\n?barcode=B\n\tvalue=1\n");
    assert_int_equal(laid.markup.warnings.count, 0);
}

static void a_picture_that_was_not_given_is_named_with_its_line(void **state) {
    (void)state;
    assert_fails("?text=T\n?image=other.png\n", "layout.no_image",
                 "line 2, column 1: Image 'other");
}

static void a_word_that_is_too_long_fails_where_asked(void **state) {
    (void)state;
    laid.settings.long_words = OMR_LONG_WORDS_FAIL;
    assert_fails(
        "?container=\n\tcolumns_count=20\n?block=\n?content=Donaudampfschifffahrt\n&block\n"
        "&container\n",
        "layout.long_word", "Donaudampfschifffahrt");
}

static void an_id_of_a_copy_that_is_too_long_is_refused(void **state) {
    static char long_id[200];
    (void)state;
    memset(long_id, 'x', sizeof long_id - 1);
    laid.settings.copy = long_id;
    assert_fails("#Q\n\t() A\n", "layout.copy", "longer than 64 bytes");
}

/* Sources that are made to keep programs busy. */

static void a_million_rows_are_refused(void **state) {
    (void)state;
    assert_fails(
        "?answer_sheet=S\n\telements_count=10000\n\tcolumns_count=100\n\tanswers_count=100\n",
        "layout.limit", "bubbles");
}

/* `count` times `part` between a beginning and an end; the caller frees it. */
static char *repeat(const char *begin, const char *part, int count, const char *end_part) {
    struct omr_buffer source = {0};
    omr_buffer_text(&source, begin);
    for (int i = 0; i < count; i++)
        omr_buffer_text(&source, part);
    omr_buffer_text(&source, end_part);
    return omr_buffer_detach(&source, NULL);
}

static void a_long_text_in_thousands_of_rows_is_refused(void **state) {
    (void)state;
    char *source = repeat("?custom_answer_sheet=S\n\tamount=10000\n\trow_proportions=50%-50%\n"
                          "?custom_row=\n?content=%index%",
                          " and on and on", 5000,
                          "\n?bubble_array=b\n\tanswers_list=(A)\n&custom_row\n"
                          "&custom_answer_sheet\n");
    assert_fails(source, "layout.limit", "MB of text");
    free(source);
}

static void a_long_name_of_thousands_of_rows_is_refused(void **state) {
    (void)state;
    char *source = repeat("?answer_sheet=", "long and longer ", 20000, "\n\telements_count=9999\n");
    assert_fails(source, "layout.limit", "");
    free(source);
}

static void cells_of_a_large_table_are_found_at_once(void **state) {
    (void)state;
    char *source = repeat("?score_group=G\n?score_question=Q\n\trow_proportions=50%-50%\n"
                          "?score_header=A\n",
                          "?table_content=T\n\tcolumn=2\n\trow=9\n?score_answer=a\n\tscore=1\n",
                          20000, "&score_question\n&score_group\n");
    laid_make(source);
    assert_true(laid_page(0)->bubble_count > 10);
    free(source);
}

static void measuring_in_measuring_does_not_multiply(void **state) {
    static char source[100000];
    char *at = source;
    (void)state;
    for (int i = 0; i < 25; i++)
        at += sprintf(at, "?container=\n\tsync_children_height=true\n?block=\n");
    at += sprintf(at, "?vertical_choicebox=V\n?answer=a\n?paragraph=\n\ttype=inline\n?content=a\n"
                      "&paragraph\n&answer\n&vertical_choicebox\n");
    for (int i = 0; i < 25; i++)
        at += sprintf(at, "&block\n&container\n");
    laid_make(source);
    assert_int_equal(laid_page(0)->bubble_count, 1);
}

static void the_largest_numbers_of_the_language_do_no_harm(void **state) {
    (void)state;
    laid_make("?container=\n\tcolumns_count=100\n\tblock_right_margin=20000\n?block=\n"
              "\thorizontal_padding=20000\n\tvertical_padding=20000\n\theight=20000\n"
              "\tborder=square\n?content=A\n\tfont_size=500\n?image=p.png\n\twidth=20000\n&block\n"
              "&container\n?grid=G\n\tx=-20000\n\ty=20000\n#Q\n\t() A\n");
    assert_int_equal(laid_page(0)->bubble_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        LAID_TEST(every_warning_names_its_line),
        LAID_TEST(nothing_is_warned_of_in_a_form_as_it_should_be),
        LAID_TEST(a_picture_that_was_not_given_is_named_with_its_line),
        LAID_TEST(a_word_that_is_too_long_fails_where_asked),
        LAID_TEST(an_id_of_a_copy_that_is_too_long_is_refused),
        LAID_TEST(a_million_rows_are_refused),
        LAID_TEST(a_long_text_in_thousands_of_rows_is_refused),
        LAID_TEST(a_long_name_of_thousands_of_rows_is_refused),
        LAID_TEST(cells_of_a_large_table_are_found_at_once),
        LAID_TEST(measuring_in_measuring_does_not_multiply),
        LAID_TEST(the_largest_numbers_of_the_language_do_no_harm),
    };
    return cmocka_run_group_tests_name("layout refused", tests, laid_open, laid_close);
}
