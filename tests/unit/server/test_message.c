/* SPDX-License-Identifier: MIT */
#include "server/tasks/answer.h"
#include "server/worker/message.h"
#include "server/worker/wish.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct omr_buffer two_parts(void) {
    struct omr_buffer message = {0};
    srv_message_begin(&message);
    srv_message_add(&message, "pattern", "{}", 2);
    srv_message_add(&message, "image", "a\0b", 3);
    assert_false(message.has_failed);
    return message;
}

static void parts_come_back_as_they_went_in(void **state) {
    (void)state;
    struct omr_buffer message = two_parts();
    struct omr_arena arena = {0};
    struct srv_part *parts;
    int count;
    assert_int_equal(srv_message_parse(message.bytes, message.size, &arena, &parts, &count, NULL),
                     OMR_OK);
    assert_int_equal(count, 2);
    assert_string_equal(parts[0].name, "pattern");
    assert_int_equal(parts[0].size, 2);
    assert_string_equal(parts[1].name, "image");
    assert_int_equal(parts[1].size, 3);
    assert_memory_equal(parts[1].bytes, "a\0b", 3);
    omr_arena_clear(&arena);
    omr_buffer_clear(&message);
}

static void pieces_laid_out_are_the_same_bytes(void **state) {
    (void)state;
    struct omr_buffer message = two_parts(), joined = {0};
    struct omr_arena arena = {0};
    struct srv_part parts[] = {{"pattern", "{}", 2}, {"image", "a\0b", 3}};
    struct iovec *pieces;
    int count;
    assert_int_equal(srv_message_pieces(parts, 2, &arena, &pieces, &count, NULL), OMR_OK);
    for (int i = 0; i < count; i++)
        omr_buffer_append(&joined, pieces[i].iov_base, pieces[i].iov_len);
    assert_int_equal(joined.size, message.size);
    assert_memory_equal(joined.bytes, message.bytes, message.size);
    omr_arena_clear(&arena);
    omr_buffer_clear(&joined);
    omr_buffer_clear(&message);
}

/* Copies to the heap, so that a read beyond the end is seen by the address sanitizer. */
static enum omr_status parse_copy(const char *bytes, size_t size, int *count) {
    struct omr_arena arena = {0};
    struct srv_part *parts;
    char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    enum omr_status status = srv_message_parse(copy, size, &arena, &parts, count, NULL);
    omr_arena_clear(&arena);
    free(copy);
    return status;
}

static void a_message_cut_off_is_refused_or_ends_at_a_part(void **state) {
    (void)state;
    struct omr_buffer message = two_parts();
    int accepted = 0, count;
    for (size_t size = 0; size < message.size; size++)
        accepted += parse_copy(message.bytes, size, &count) == OMR_OK;
    assert_int_equal(accepted, 2); /* without any part, and after the first */
    omr_buffer_clear(&message);
}

static void any_changed_byte_is_survived(void **state) {
    (void)state;
    struct omr_buffer message = two_parts();
    int count;
    for (size_t at = 0; at < message.size; at++)
        for (int value = 0; value < 256; value += 15) {
            char kept = message.bytes[at];
            message.bytes[at] = (char)value;
            if (parse_copy(message.bytes, message.size, &count) == OMR_OK)
                assert_in_range(count, 1, 2);
            message.bytes[at] = kept;
        }
    omr_buffer_clear(&message);
}

static void too_many_parts_are_refused(void **state) {
    (void)state;
    struct omr_buffer message = {0};
    int count;
    srv_message_begin(&message);
    for (int i = 0; i <= SRV_MESSAGE_MAX_PARTS; i++)
        srv_message_add(&message, "", "", 0);
    assert_int_equal(parse_copy(message.bytes, message.size, &count), OMR_ERROR_LIMIT);
    omr_buffer_clear(&message);
}

static enum omr_status read_answer(struct omr_buffer *message, struct srv_answer_view *answer,
                                   struct omr_arena *arena) {
    return srv_answer_read(answer, message->bytes, message->size, arena, NULL);
}

static void an_answer_lists_its_results_by_type(void **state) {
    (void)state;
    struct omr_buffer message = {0};
    struct omr_arena arena = {0};
    struct srv_answer_view answer;
    srv_message_begin(&message);
    srv_message_add(&message, "result:Csv", "one", 3);
    srv_message_add(&message, "result:Csv", "two", 3);
    srv_message_add(&message, "review", "12", 2);
    srv_message_add(&message, "details", "{}", 2);
    srv_message_add(&message, "state", "done", 4);
    assert_int_equal(read_answer(&message, &answer, &arena), OMR_OK);
    assert_true(answer.is_done);
    assert_int_equal(answer.result_count, 2);
    assert_string_equal(answer.results[1].name, "Csv");
    assert_memory_equal(answer.results[1].bytes, "two", 3);
    assert_int_equal(answer.review_count, 12);
    assert_int_equal(answer.details->size, 2);
    omr_arena_clear(&arena);
    omr_buffer_clear(&message);
}

static void an_answer_without_its_end_is_refused(void **state) {
    (void)state;
    struct omr_buffer message = {0};
    struct omr_arena arena = {0};
    struct srv_answer_view answer;
    srv_message_begin(&message);
    srv_message_add(&message, "result:Csv", "one", 3);
    assert_int_equal(read_answer(&message, &answer, &arena), OMR_ERROR_INPUT);
    omr_arena_clear(&arena);
    omr_buffer_clear(&message);
}

static void messages_become_clean_single_lines(void **state) {
    (void)state;
    struct omr_buffer message = {0};
    struct omr_arena arena = {0};
    struct srv_answer_view answer;
    srv_message_begin(&message);
    srv_message_add(&message, "message", "a\nb\x1b\xff", 5);
    srv_message_add(&message, "message", "M\xc3\xbcller", 7);
    srv_message_add(&message, "state", "failed", 6);
    assert_int_equal(read_answer(&message, &answer, &arena), OMR_OK);
    assert_false(answer.is_done);
    assert_string_equal(answer.messages, "a b  \nM\xc3\xbcller");
    omr_arena_clear(&arena);
    omr_buffer_clear(&message);
}

static void a_wish_is_understood_as_it_was_said(void **state) {
    (void)state;
    struct omr_buffer message = {0};
    struct srv_wish said = {conv_of("heic"), 12, 345}, heard;
    srv_wish_write(&message, &said);
    assert_true(srv_wish_read(&heard, message.bytes, message.size));
    assert_ptr_equal(heard.program, said.program);
    assert_int_equal(heard.image, 12);
    assert_int_equal(heard.page, 345);
    omr_buffer_clear(&message);
}

static void what_is_no_wish_is_none(void **state) {
    (void)state;
    static const char *const words[] = {
        "",         "pdf",      "pdf 1",    "pdf 0 1",       "pdf 1 0",  "pdf 1 -1", "sh 1 1",
        "pdf 1 1 ", "pdf 1  1", "pdf 1 1x", "pdf 1 1000001", " pdf 1 1", "pdf 01 1", "pdf 1 1 1"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct omr_buffer message = {0};
        struct srv_wish wish;
        srv_message_begin(&message);
        srv_message_add(&message, "convert", words[i], strlen(words[i]));
        srv_message_add(&message, "state", "asks", 4);
        if (srv_wish_read(&wish, message.bytes, message.size))
            fail_msg("\"%s\" was taken for a wish", words[i]);
        omr_buffer_clear(&message);
    }
}

static void an_answer_is_no_wish(void **state) {
    (void)state;
    struct omr_buffer message = {0};
    struct srv_wish wish;
    srv_message_begin(&message);
    srv_message_add(&message, "convert", "pdf 1 1", 7);
    srv_message_add(&message, "state", "done", 4);
    assert_false(srv_wish_read(&wish, message.bytes, message.size));
    omr_buffer_clear(&message);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wish_is_understood_as_it_was_said),
        cmocka_unit_test(what_is_no_wish_is_none),
        cmocka_unit_test(an_answer_is_no_wish),
        cmocka_unit_test(parts_come_back_as_they_went_in),
        cmocka_unit_test(pieces_laid_out_are_the_same_bytes),
        cmocka_unit_test(a_message_cut_off_is_refused_or_ends_at_a_part),
        cmocka_unit_test(any_changed_byte_is_survived),
        cmocka_unit_test(too_many_parts_are_refused),
        cmocka_unit_test(an_answer_lists_its_results_by_type),
        cmocka_unit_test(an_answer_without_its_end_is_refused),
        cmocka_unit_test(messages_become_clean_single_lines),
    };
    return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
