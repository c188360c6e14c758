/* SPDX-License-Identifier: MIT
 *
 * usage: make-book FOLDER PAGES [NAME:PAGE:COPY:CHOICE[:nocode|:foreign|:cut]]...
 *
 * For tests from outside: writes FOLDER/book.omr, a form of PAGES pages, and for each further word
 * a scan FOLDER/NAME.png of a filled page: which page, of which copy ("" none), which option is
 * marked everywhere (-1 none); without its QR code, with that of another form, or torn across. */
#include "base/error.h"
#include "base/file.h"
#include "support/book.h"
#include "support/optics.h"
#include "support/scanner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DPI = 200 };

static enum omr_status save_scan(const char *path, const struct omr_pixmap *paper,
                                 struct omr_error *err) {
    struct fake_random random = fake_random_make(5, 1);
    struct fake_scan how;
    struct fake_picture picture;
    fake_scan_random(&how, DPI, &random);
    enum omr_status status = fake_scan_take(&how, paper, random, &picture, err);
    if (status)
        return status;
    status = fake_png_save(&picture.grey, path, err);
    fake_picture_clear(&picture);
    return status;
}

static void tear(struct omr_pixmap *paper) {
    for (int y = paper->height / 3; y < paper->height; y++)
        memset(omr_pixmap_row(paper, y), 255, (size_t)paper->width);
}

/* One word of the command line; false when it makes no sense. */
static bool read_leaf(struct fake_leaf *leaf, char *word, const char **name, const char **how) {
    char *page, *choice;
    *name = strsep(&word, ":");
    page = strsep(&word, ":");
    leaf->copy = strsep(&word, ":");
    choice = strsep(&word, ":");
    *how = word ? word : "";
    if (!page || !leaf->copy || !choice)
        return false;
    leaf->page = atoi(page);
    leaf->choice = atoi(choice);
    leaf->has_no_code = strcmp(*how, "nocode") == 0;
    leaf->form_id = strcmp(*how, "foreign") == 0 ? "aaaaaaaa-bbbb-cccc" : NULL;
    return true;
}

static enum omr_status make_scan(const struct fake_book *book, const char *folder, char *word,
                                 struct omr_error *err) {
    struct fake_leaf leaf = {.page = 0};
    struct omr_pixmap paper;
    const char *name, *how;
    char path[4096];
    if (!read_leaf(&leaf, word, &name, &how) || leaf.page < 1 || leaf.page > book->form.page_count)
        return omr_fail(err, OMR_ERROR_USAGE, "usage", "NAME:PAGE:COPY:CHOICE[:HOW] is needed");
    fake_leaf_print(book, &leaf, &paper);
    if (strcmp(how, "cut") == 0)
        tear(&paper);
    snprintf(path, sizeof path, "%s/%s.png", folder, name);
    enum omr_status status = save_scan(path, &paper, err);
    omr_pixmap_clear(&paper);
    return status;
}

static enum omr_status save_form(const struct fake_book *book, const char *folder,
                                 struct omr_error *err) {
    struct omr_buffer text = {0};
    char path[4096];
    fake_book_write(book, &text);
    snprintf(path, sizeof path, "%s/book.omr", folder);
    enum omr_status status = omr_file_save(path, text.bytes, text.size, 0, err);
    omr_buffer_clear(&text);
    return status;
}

int main(int argc, char **argv) {
    struct omr_error err = {0};
    struct fake_book book;
    if (argc < 3) {
        fprintf(stderr, "usage: make-book FOLDER PAGES [NAME:PAGE:COPY:CHOICE[:HOW]]...\n");
        return 2;
    }
    fake_book_make(&book, atoi(argv[2]));
    enum omr_status status = save_form(&book, argv[1], &err);
    for (int i = 3; i < argc && !status; i++)
        status = make_scan(&book, argv[1], argv[i], &err);
    if (status)
        fprintf(stderr, "make-book: %s\n", err.text);
    fake_book_clear(&book);
    return status ? 1 : 0;
}
