/* SPDX-License-Identifier: MIT
 *
 * A form of several pages to print and fill in: pages of different designs under one id. */
#ifndef FAKE_BOOK_H
#define FAKE_BOOK_H

#include "base/buffer.h"
#include "form/form.h"
#include "image/pixmap.h"

#include <stdbool.h>
#include <stdint.h>

enum { FAKE_BOOK_PAGES = 3 };

struct fake_book {
    struct omr_form form; /* has the pages below; id "4f1c09d2-77ab-5e01-9c3d-2b8f6a5e1d40" */
    struct omr_form_page pages[FAKE_BOOK_PAGES];
    struct omr_form *sources[FAKE_BOOK_PAGES]; /* owned */
};

/* A book of `page_count` pages (3 at most): a questionnaire, an examination, a number grid. */
void fake_book_make(struct fake_book *book, int page_count);
void fake_book_clear(struct fake_book *book);

/* What is printed in the margin, and what a respondent made of it. */
struct fake_leaf {
    int page;            /* from 1 */
    const char *copy;    /* "" none */
    const char *form_id; /* NULL: the book's */
    bool has_no_code;
    int choice; /* the option that is marked in every position, from 0; -1 none */
};

/* Prints and fills one page: 300 dpi grey. The pixels belong to the caller. */
void fake_leaf_print(const struct fake_book *book, const struct fake_leaf *leaf,
                     struct omr_pixmap *paper);

/* The book as a recognition pattern, with the root key of this project. */
void fake_book_write(const struct fake_book *book, struct omr_buffer *text);

#endif
