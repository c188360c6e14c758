/* SPDX-License-Identifier: MIT
 *
 * Pages are told apart and put together while memory runs out at the first request, the second, and
 * so on: each time that is said, and nothing is left behind. */
#include "recognition/identify.h"
#include "recognition/result/own.h"
#include "support/failing_memory.h"
#include "support/qr.h"
#include "unit/recognition/drawn.h"

#include <omr/collate.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BOOK_PAGES = 2 };

/* A form of two pages, the second of which has fewer bubbles than the first. */
struct book {
    struct drawn drawn;
    struct omr_form_page pages[BOOK_PAGES];
    struct omr_form form;
};

static void open_book(struct book *book) {
    if (!failing_memory_works()) {
        print_message("# skipped: memory cannot be made to fail under a sanitizer\n");
        skip();
    }
    drawn_init(&book->drawn);
    for (int i = 0; i < BOOK_PAGES; i++)
        book->pages[i] = book->drawn.page;
    book->pages[1].element_count = 16;
    book->pages[1].bubble_count = 16 * DRAWN_OPTIONS;
    book->form = (struct omr_form){
        .name = "book", .id = "book-of-two", .pages = book->pages, .page_count = BOOK_PAGES};
}

static void close_book(struct book *book) {
    drawn_clear(&book->drawn);
}

/* A page whose code says that it is the second one, identified while the `n`-th request fails, and
 * only that one: where nothing can be had at all, the C library itself gives up when something is
 * thrown through it for the first time. What the reader of codes then still holds is its own
 * business. False when fewer requests are needed. */
static bool identify_short(const struct book *book, const struct omr_sheet *sheet, long n) {
    struct omr_identity identity = {.page = -1};
    struct omr_error err = {0};
    bool has_failed;
    failing_memory_begin_once(n);
    enum omr_status status = omr_page_identify(&identity, &book->form, sheet, NULL, &err);
    failing_memory_end(&has_failed);
    if (status != (has_failed ? OMR_ERROR_MEMORY : OMR_OK))
        fail_msg("request %ld: status %d (%s)", n, (int)status, err.text);
    assert_int_equal(identity.page, status ? -1 : 1);
    return has_failed;
}

static void a_page_is_told_by_its_code_or_memory_is_said_to_be_short(void **state) {
    (void)state;
    const struct omr_page_id id = {.form = "book-of-two", .page = 2, .page_count = BOOK_PAGES};
    const struct omr_box box = {60, 60, 120, 120};
    char text[OMR_PAGE_ID_SIZE];
    struct book book;
    struct look look;
    long n = 1;
    open_book(&book);
    struct omr_pixmap paper = drawn_blank(240, 240);
    assert_int_equal(omr_page_id_write(text, &id, NULL), OMR_OK);
    assert_true(fake_draw_qr(&paper, text, &box));
    look_init(&look, &paper, &book.pages[1]);
    while (identify_short(&book, &look.sheet, n))
        n++;
    assert_true(n > 10);
    look_clear(&look);
    omr_pixmap_clear(&paper);
    close_book(&book);
}

static struct omr_result *make_page(int page) {
    static const struct omr_field field = {.name = "Q", .value = "A"};
    static const struct omr_finding blank = {"blank_page", "nothing is clearly marked"};
    struct omr_owned_result *made = calloc(1, sizeof *made);
    if (made)
        made->result = (struct omr_result){.fields = &field,
                                           .field_count = 1,
                                           .findings = &blank,
                                           .finding_count = 1,
                                           .page = page,
                                           .page_count = BOOK_PAGES,
                                           .copy = "a"};
    return made ? &made->result : NULL;
}

static enum omr_status write_all(const struct omr_respondent *respondent) {
    char *line, *text;
    size_t size;
    enum omr_status status = omr_respondent_write(respondent, &line, &size, NULL);
    if (status)
        return status;
    free(line);
    status = omr_result_write(respondent->result, OMR_FORMAT_CSV, &text, &size, NULL);
    if (!status)
        free(text);
    return status;
}

/* Both pages of one respondent and one of them again, taken and written. */
static enum omr_status collate(const struct omr_form *form, int *respondent_count) {
    static const int pages[] = {1, 2, 1};
    struct omr_collator *collator = NULL;
    struct omr_respondent *respondent = NULL;
    enum omr_status status = omr_collator_new(&collator, form, NULL);
    for (int i = 0; i < 3 && !status; i++) {
        struct omr_result *page = make_page(pages[i]);
        status = page ? omr_collator_add(collator, page, NULL, "scan.pdf", i + 1, NULL)
                      : OMR_ERROR_MEMORY;
    }
    if (!status)
        omr_collator_end(collator);
    while (!status && !(status = omr_collator_take(collator, &respondent, NULL)) && respondent) {
        status = write_all(respondent);
        omr_respondent_free(respondent);
        ++*respondent_count;
    }
    omr_collator_free(collator);
    return status;
}

static void pages_are_put_together_or_memory_is_said_to_be_short(void **state) {
    (void)state;
    struct book book;
    bool has_failed = true;
    open_book(&book);
    for (long n = 1; has_failed; n++) {
        int respondent_count = 0;
        failing_memory_begin(n);
        enum omr_status status = collate(&book.form, &respondent_count);
        long held = failing_memory_end(&has_failed);
        if (held || status != (has_failed ? OMR_ERROR_MEMORY : OMR_OK))
            fail_msg("request %ld: %ld held, status %d", n, held, (int)status);
        assert_true(has_failed || respondent_count == 2);
    }
    close_book(&book);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_told_by_its_code_or_memory_is_said_to_be_short),
        cmocka_unit_test(pages_are_put_together_or_memory_is_said_to_be_short),
    };
    return cmocka_run_group_tests_name("pages-memory", tests, NULL, NULL);
}
