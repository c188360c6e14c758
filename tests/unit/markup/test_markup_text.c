/* SPDX-License-Identifier: MIT
 *
 * Text markup: what each kind of line becomes, and every warning with its place. */
#include "markup/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Holds a source against its tree, without the lines of template and page, and its warnings. */
static void assert_tree(const char *source, const char *tree, const char *warnings) {
    struct omr_markup markup = {0};
    struct omr_error err;
    if (omr_markup_parse(&markup, source, strlen(source), &err))
        fail_msg("%s", err.text);
    char *told = tree_tell(markup.root, false), *warned = tree_warnings(&markup);
    const char *head = "template\n  page\n";
    if (strncmp(told, head, strlen(head)) == 0)
        assert_string_equal(told + strlen(head), tree);
    else
        assert_string_equal(told, tree);
    assert_string_equal(warned, warnings);
    free(told);
    free(warned);
    omr_markup_clear(&markup);
}

static void assert_warns(const char *source, const char *warnings) {
    struct omr_markup markup = {0};
    struct omr_error err;
    if (omr_markup_parse(&markup, source, strlen(source), &err))
        fail_msg("%s", err.text);
    char *warned = tree_warnings(&markup);
    assert_string_equal(warned, warnings);
    free(warned);
    omr_markup_clear(&markup);
}

static void assert_fails(const char *source, size_t size, enum omr_status status,
                         const char *message) {
    struct omr_markup markup = {0};
    struct omr_error err;
    assert_int_equal(omr_markup_parse(&markup, source, size, &err), status);
    assert_string_equal(err.text, message);
    omr_markup_clear(&markup);
}

static void an_element_has_a_text_and_attributes(void **state) {
    (void)state;
    assert_tree("?text=Hello = world? #&\n\tfont_size=14\n\talign=Center\t \n",
                "    text 'Hello = world? #&' font_size=14 align=center\n", "");
}

static void names_and_words_are_taken_in_any_case(void **state) {
    (void)state;
    assert_tree("?Text=a\n\tALIGN=RIGHT\n?BARCODE=b\n\tbarcode_type=code39StanDard\n",
                "    text 'a' align=right\n    barcode 'b' barcode_type=Code39Standard\n", "");
}

static void lines_end_in_any_way(void **state) {
    (void)state;
    assert_tree("?text=a\r\n\talign=left\r?text=b\n?text=c",
                "    text 'a' align=left\n    text 'b'\n    text 'c'\n", "");
}

static void a_text_goes_on_in_plain_lines(void **state) {
    (void)state;
    assert_tree("?text=one\n  two\nthree\n\talign=left\nfour\n",
                "    text 'one\n  two\nthree\nfour' align=left\n", "");
}

static void the_last_of_two_attributes_counts(void **state) {
    (void)state;
    assert_tree("?text=a\n\talign=left\n\talign=right\n", "    text 'a' align=right\n", "");
}

static void extra_rows_add_up(void **state) {
    (void)state;
    assert_tree("?composite_grid=g\n\tvalues=(1)(2) (long one)\n\textra_row=()(+)\n"
                "\textra_row=(-)()\n",
                "    composite_grid 'g' values=(1)(2)(long one) extra_row=()(+)|(-)()\n", "");
}

static void empty_lines_make_space_and_lines_of_tabs_do_not(void **state) {
    (void)state;
    assert_tree("?text=a\n\n \n\t\n?text=b\n",
                "    text 'a'\n    empty_line\n    empty_line\n    text 'b'\n", "");
}

static void elements_nest(void **state) {
    (void)state;
    assert_tree("?container=c\n\tcolumns_proportions=20%-80\n\n?block=b\n\tcolumn=2\n?content=x\n"
                "\n&block \t\n&container\n?text=after\n",
                "    container 'c' columns_proportions=20-80\n      block 'b' column=2\n"
                "        content 'x'\n        empty_line\n    text 'after'\n",
                "");
}

static void values_of_all_types_are_read(void **state) {
    (void)state;
    assert_tree("?block=b\n\tborder_top_style=8 red\n\tborder_left_style=none\n"
                "\tborder_color=#0a0B0c\n\tis_clipped=TRUE\n\theight=12.5px\n"
                "\tbackground_color=Transparent\n&block\n"
                "?text=t\n\tfont_style=bold, Italic\n\tfont_color=Teal\n"
                "?grid=g\n\tx=-1\n\ty=30\n?barcode=q\n\tqr_version=M2\n"
                "?composite_grid=c\n\trotate=-90\n",
                "    block 'b' border_top_style=8#ff0000 border_left_style=0#000000 "
                "border_color=#0a0b0c is_clipped=1 height=12.5\n"
                "    text 't' font_style=3 color=#008080\n    grid 'g' y=30\n"
                "    barcode 'q' qr_version=-2\n    composite_grid 'c' rotate=270\n",
                "");
}

static void answers_get_letters_through_the_whole_question(void **state) {
    (void)state;
    assert_tree("#Pick\nwell\n\t() Cat () Dog\n\t(x) Fish ()Bird  \n",
                "    choicebox 'Pick\nwell'\n"
                "      option 'Cat ' row_index=1 bubble_value=A\n"
                "      option 'Dog' row_index=1 bubble_value=B\n"
                "      option 'Fish ' bubble_value=x row_index=2\n"
                "      option 'Bird  ' row_index=2 bubble_value=D\n",
                "");
}

static void yes_and_no_become_letters(void **state) {
    (void)state;
    assert_tree("#Ok?\n\t(Yes) Sure (no)Never\n",
                "    choicebox 'Ok?'\n      option 'Sure ' bubble_value=Y row_index=1\n"
                "      option 'Never' bubble_value=N row_index=1\n",
                "");
}

static void a_longer_bracket_is_text(void **state) {
    (void)state;
    assert_tree("#q\n\t() Partially (only \"A\" or \"1\") () Yes\n",
                "    choicebox 'q'\n"
                "      option 'Partially (only \"A\" or \"1\") ' row_index=1 bubble_value=A\n"
                "      option 'Yes' row_index=1 bubble_value=B\n",
                "");
}

static void numbers_are_answers_in_a_line_of_brackets_only(void **state) {
    (void)state;
    assert_tree("#q\n\t(9) (10)\n\t() ten (10)\n",
                "    choicebox 'q'\n      option bubble_value=9 row_index=1\n"
                "      option bubble_value=10 row_index=1\n"
                "      option 'ten (10)' row_index=2 bubble_value=C\n",
                "");
}

static void one_character_may_have_many_bytes(void **state) {
    (void)state;
    assert_tree("#q\n\t(\xc3\xa9)a (e\xcc\x81)b (\xe0\xa4\x95\xe0\xa5\x80)c\n",
                "    choicebox 'q'\n      option 'a ' bubble_value=\xc3\xa9 row_index=1\n"
                "      option 'b ' bubble_value=e\xcc\x81 row_index=1\n"
                "      option 'c' bubble_value=\xe0\xa4\x95\xe0\xa5\x80 row_index=1\n",
                "");
}

static void attributes_under_answers_hold_for_their_line(void **state) {
    (void)state;
    assert_tree("#q\n\tfont_size=9\n\t()a ()b\n\tcolor=blue\n\tmultiselect=false\n\t()c\n",
                "    choicebox 'q' font_size=9 multiselect=0\n"
                "      option 'a ' row_index=1 color=#0000ff bubble_value=A\n"
                "      option 'b' row_index=1 color=#0000ff bubble_value=B\n"
                "      option 'c' row_index=2 bubble_value=C\n",
                "");
}

static void options_without_a_row_join_the_next_that_has_one(void **state) {
    (void)state;
    assert_tree("?choicebox=q\n\t?option=a\n?option=b\n\trow_index=1\n?option=c\n?option=d\n"
                "\tbubble_value=yes\n\trow_index=2\n?option=e\n&choicebox\n",
                "    choicebox 'q'\n      option 'a' row_index=1 bubble_value=A\n"
                "      option 'b' row_index=1 bubble_value=B\n"
                "      option 'c' row_index=2 bubble_value=C\n"
                "      option 'd' bubble_value=Y row_index=2\n"
                "      option 'e' row_index=3 bubble_value=E\n",
                "");
}

static void letters_go_on_after_z(void **state) {
    (void)state;
    struct omr_markup markup = {0};
    char source[400] = "#q\n\t";
    for (int i = 0; i < 28; i++)
        strcat(source, "() x ");
    assert_int_equal(omr_markup_parse(&markup, source, strlen(source), NULL), OMR_OK);
    const struct omr_node *question = markup.root->first_child->first_child;
    assert_string_equal(omr_node_text(question->last_child, OMR_ATTR_BUBBLE_VALUE, ""), "AB");
    omr_markup_clear(&markup);
}

static void pages_keep_their_attributes(void **state) {
    (void)state;
    assert_tree("?page=one\n\torientation=Horizontal\n\tpaper_size=a3\n?text=a\n&page\n\n"
                "?page=two\n?text=b\n&page\n",
                "template\n  page 'one' orientation=horizontal paper_size=A3\n    text 'a'\n"
                "  page 'two'\n    text 'b'\n",
                "");
}

static void other_bytes_than_utf8_are_windows_1252(void **state) {
    (void)state;
    assert_tree("?text=caf\xe9 \x80 \x93hi\x94\n",
                "    text 'caf\xc3\xa9 \xe2\x82\xac \xe2\x80\x9chi\xe2\x80\x9d'\n",
                "1:1 markup.encoding: the source is not UTF-8: it was read as Windows-1252\n");
    assert_tree("\xef\xbb\xbf?text=a\n", "    text 'a'\n", "");
}

static void fields_are_filled_in_after_the_source_was_taken_apart(void **state) {
    (void)state;
    static const char *const names[] = {"Name", "size"}, *const values[] = {"?x\n(a) ()", "20"};
    static const struct omr_record record = {names, values, 2};
    static const char source[] = "#Dear ${name}:\n\t() ${NAME} ${ $5\n\tfont_size=${size}\n";
    struct omr_markup markup = {0};
    struct omr_error err;
    if (omr_markup_parse_record(&markup, source, strlen(source), &record, &err))
        fail_msg("%s", err.text);
    char *told = tree_tell(markup.root->first_child->first_child, false);
    assert_string_equal(told, "choicebox 'Dear ?x\n(a) ():'\n  option '?x\n(a) () ${ $5' "
                              "row_index=1 font_size=20 bubble_value=A\n");
    free(told);
    omr_markup_clear(&markup);
}

static void a_field_that_the_record_has_not_is_an_error(void **state) {
    (void)state;
    static const struct omr_record record = {NULL, NULL, 0};
    struct omr_markup markup = {0};
    struct omr_error err;
    assert_int_equal(omr_markup_parse_record(&markup, "?text=${who}", 12, &record, &err),
                     OMR_ERROR_INPUT);
    assert_string_equal(err.text,
                        "the record has no field 'who', which the source names as ${who}");
    omr_markup_clear(&markup);
}

static void an_element_without_end_ends_where_it_must(void **state) {
    (void)state;
    assert_tree("?container=c\n?block=a\n?content=x\n?block=b\n?content=y\n&block\n&container\n"
                "?text=z\n",
                "    container 'c'\n      block 'a'\n        content 'x'\n      block 'b'\n"
                "        content 'y'\n    text 'z'\n",
                "2:1 markup.not_closed: 'block' is not closed: the line &block is missing\n");
    assert_warns("?container=c\n?block=a\n?content=x\n&container\n",
                 "2:1 markup.not_closed: 'block' is not closed: the line &block is missing\n");
    assert_warns("?paragraph=\n?content=x\n",
                 "1:1 markup.not_closed: 'paragraph' is not closed: the line &paragraph is "
                 "missing\n");
}

static void an_end_of_nothing_is_told(void **state) {
    (void)state;
    assert_warns("?text=a\n&block\n", "2:1 markup.not_open: no 'block' is open that could end "
                                      "here\n");
}

static void what_nobody_knows_is_left_out(void **state) {
    (void)state;
    assert_tree("?texd=a\n\tlevel=3\n?text=b\n\tcolour=red\n\tmood=good\n&nothing\n?gibberish\n",
                "    text 'b'\n",
                "1:1 markup.unknown_element: there is no element 'texd'; did you mean 'text'?: "
                "left out\n"
                "4:2 markup.unknown_attribute: 'text' has no attribute 'colour'; did you mean "
                "'color'?\n"
                "5:2 markup.unknown_attribute: 'text' has no attribute 'mood'\n"
                "6:1 markup.unknown_element: there is no element 'nothing': left out\n"
                "7:1 markup.unknown_element: there is no element 'gibberish': left out\n");
}

static void a_value_that_makes_no_sense_says_what_would(void **state) {
    (void)state;
    assert_warns(
        "?text=\n\tfont_size=bold\n\talign=middle\n\tcolor=reddish\n\tfont_style=fat\n"
        "?grid=\n\tsections_count=0\n?composite_grid=\n\tvalues=a, b\n\trotate=45\n"
        "\tdisplay_hint=maybe\n"
        "?container=\n\tcolumns_proportions=half\n?block=\n\tborder_top_style=thick\n&block\n"
        "&container\n?barcode=\n\tbarcode_type=stripes\n",
        "2:2 markup.value: 'font_size' cannot be 'bold' and is left out; it may be a number from "
        "1 to 500\n"
        "3:2 markup.value: 'align' cannot be 'middle' and is left out; it may be left, center or "
        "right\n"
        "4:2 markup.value: 'color' cannot be 'reddish' and is left out; it may be the name of a "
        "colour or #RRGGBB\n"
        "5:2 markup.value: 'font_style' cannot be 'fat' and is left out; it may be regular, bold, "
        "italic, underline, strikeout, parted by commas\n"
        "7:2 markup.value: 'sections_count' cannot be '0' and is left out; it may be a number "
        "from 1 to 200\n"
        "9:2 markup.value: 'values' cannot be 'a, b' and is left out; it may be groups in "
        "brackets, as in (a)(b)\n"
        "10:2 markup.value: 'rotate' cannot be '45' and is left out; it may be a number from -270 "
        "to 270\n"
        "11:2 markup.value: 'display_hint' cannot be 'maybe' and is left out; it may be true or "
        "false\n"
        "13:2 markup.value: 'columns_proportions' cannot be 'half' and is left out; it may be "
        "percentages, as in 20%-80%\n"
        "15:2 markup.value: 'border_top_style' cannot be 'thick' and is left out; it may be a "
        "width and a colour, as in 8 red, or none\n"
        "19:2 markup.value: 'barcode_type' cannot be 'stripes' and is left out; it may be QR, "
        "AustralianPosteParcel, AustraliaPost, Aztec, Codabar, CodablockF, Code11, Code128, "
        "Code16K, ...\n");
}

static void what_stands_in_the_wrong_place_is_left_out(void **state) {
    (void)state;
    assert_tree("?checkbox=c\n?image=a.png\n\n?content=x\n&checkbox\n?bubble_array=b\n",
                "    checkbox 'c'\n      content 'x'\n",
                "2:1 markup.misplaced: 'image' cannot stand in 'checkbox': left out\n"
                "3:1 markup.empty_line: an empty line cannot stand in 'checkbox': left out\n"
                "6:1 markup.misplaced: 'bubble_array' cannot stand in 'template': left out\n");
}

static void a_block_is_put_round_what_stands_in_a_container(void **state) {
    (void)state;
    assert_tree("?container=\n?content=a\n?content=b\n?block=c\n&block\n&container\n",
                "    container\n      block\n        content 'a'\n        content 'b'\n"
                "      block 'c'\n",
                "2:1 markup.no_block: 'content' stands in a container but in no block: one was put "
                "round it\n");
}

static void what_stands_outside_the_pages_is_left_out(void **state) {
    (void)state;
    assert_tree("?text=a\n?page=\n?text=b\n&page\n", "    text 'b'\n",
                "1:1 markup.outside_page: 'text' stands outside the pages: left out\n");
}

static void stray_lines_are_told(void **state) {
    (void)state;
    assert_warns("hello\n?text=a\n\n\talign=left\n?image=a.png\nmore\n    width=5\n",
                 "1:1 markup.stray: this line belongs to no element and is left out; text begins "
                 "with ?text=, attributes follow their element\n"
                 "4:2 markup.stray: this line belongs to no element and is left out; text begins "
                 "with ?text=, attributes follow their element\n"
                 "6:1 markup.stray: this line belongs to no element and is left out; text begins "
                 "with ?text=, attributes follow their element\n"
                 "7:5 markup.no_tab: a line with an attribute begins with a tab, not with blanks: "
                 "'width' was not set\n");
}

static void a_line_of_answers_without_one_is_told(void **state) {
    (void)state;
    assert_warns("#q\n\t(see below)\n", "2:2 markup.no_answer: no answer in this line: an answer "
                                        "is () or (A), then its text\n");
}

static void columns_count_characters(void **state) {
    (void)state;
    struct omr_markup markup = {0};
    assert_int_equal(omr_markup_parse(&markup, "?text=\xc3\xa4\n  ?text=b", 18, NULL), OMR_OK);
    char *told = tree_tell(markup.root, true);
    assert_string_equal(told, "template @1:1 \n  page @1:1 \n    text '\xc3\xa4' @1:1 \n    text "
                              "'b' @2:3 \n");
    free(told);
    omr_markup_clear(&markup);
}

static void what_is_no_source_is_refused(void **state) {
    (void)state;
    assert_fails("", 0, OMR_ERROR_INPUT,
                 "the source has no element: a line like ?text=Hello makes one");
    assert_fails("just words\n", 11, OMR_ERROR_INPUT,
                 "the source has no element: a line like ?text=Hello makes one");
    assert_fails("\x89PNG\r\n\0\0", 8, OMR_ERROR_INPUT,
                 "this is no form source but another kind of file: it holds zero bytes");
}

static void limits_hold(void **state) {
    (void)state;
    size_t most = OMR_MARKUP_BYTES_MOST + 1;
    char *large = malloc(most);
    assert_non_null(large);
    memset(large, '\n', most);
    assert_fails(large, most, OMR_ERROR_LIMIT, "the source has 4194305 bytes, it may have 4194304");
    assert_fails(large, 200000, OMR_ERROR_LIMIT, "the source has more than 100000 elements");
    for (size_t i = 0; i < 65; i++)
        memcpy(large + i * 18, "?positioned_block\n", 18);
    assert_fails(large, 65 * 18, OMR_ERROR_LIMIT,
                 "line 64: elements are nested deeper than 64 levels");
    free(large);
}

static void warnings_have_a_limit(void **state) {
    (void)state;
    struct omr_markup markup = {0};
    char source[4 * 1100 + 8] = "?text=\n";
    for (int i = 0; i < 1100; i++)
        strcat(source, "?xx\n");
    assert_int_equal(omr_markup_parse(&markup, source, strlen(source), NULL), OMR_OK);
    assert_int_equal(markup.warnings.count, 1000);
    assert_int_equal(markup.warnings.dropped, 100);
    omr_markup_clear(&markup);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_element_has_a_text_and_attributes),
        cmocka_unit_test(names_and_words_are_taken_in_any_case),
        cmocka_unit_test(lines_end_in_any_way),
        cmocka_unit_test(a_text_goes_on_in_plain_lines),
        cmocka_unit_test(the_last_of_two_attributes_counts),
        cmocka_unit_test(extra_rows_add_up),
        cmocka_unit_test(empty_lines_make_space_and_lines_of_tabs_do_not),
        cmocka_unit_test(elements_nest),
        cmocka_unit_test(values_of_all_types_are_read),
        cmocka_unit_test(answers_get_letters_through_the_whole_question),
        cmocka_unit_test(yes_and_no_become_letters),
        cmocka_unit_test(a_longer_bracket_is_text),
        cmocka_unit_test(numbers_are_answers_in_a_line_of_brackets_only),
        cmocka_unit_test(one_character_may_have_many_bytes),
        cmocka_unit_test(attributes_under_answers_hold_for_their_line),
        cmocka_unit_test(options_without_a_row_join_the_next_that_has_one),
        cmocka_unit_test(letters_go_on_after_z),
        cmocka_unit_test(pages_keep_their_attributes),
        cmocka_unit_test(other_bytes_than_utf8_are_windows_1252),
        cmocka_unit_test(fields_are_filled_in_after_the_source_was_taken_apart),
        cmocka_unit_test(a_field_that_the_record_has_not_is_an_error),
        cmocka_unit_test(an_element_without_end_ends_where_it_must),
        cmocka_unit_test(an_end_of_nothing_is_told),
        cmocka_unit_test(what_nobody_knows_is_left_out),
        cmocka_unit_test(a_value_that_makes_no_sense_says_what_would),
        cmocka_unit_test(what_stands_in_the_wrong_place_is_left_out),
        cmocka_unit_test(a_block_is_put_round_what_stands_in_a_container),
        cmocka_unit_test(what_stands_outside_the_pages_is_left_out),
        cmocka_unit_test(stray_lines_are_told),
        cmocka_unit_test(a_line_of_answers_without_one_is_told),
        cmocka_unit_test(columns_count_characters),
        cmocka_unit_test(what_is_no_source_is_refused),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(warnings_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
