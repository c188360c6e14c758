/* SPDX-License-Identifier: MIT
 *
 * Every element of docs/form-language stands on paper where it stood before: NAME.boxes has what
 * the layout makes of docs/form-language/NAME.txt.
 *
 *     test-golden-layout --update     writes all of them anew; look at the difference */
#include "boxes.h"

#include "base/file.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_BYTES = 1 << 20, MOST_SOURCES = 100 };

static struct omr_fonts *fonts;

static const struct omr_layout_settings settings = {
    .paper_size = OMR_PAPER_A4,
    .orientation = OMR_ORIENTATION_VERTICAL,
    .left_margin_px = 210,
    .right_margin_px = 210,
    .font = {.family = "Segoe UI", .size_pt = 12},
    .bubble_size = OMR_BUBBLE_NORMAL,
    .rotation_marker = OMR_ROTATION_TOP_RIGHT_1,
};

static void path_of(char path[1000], const char *folder, const char *name, const char *ending) {
    snprintf(path, 1000, "%.700s/%.100s/%.100s%.20s", getenv("OMR_TOP"), folder, name, ending);
}

/* The boxes of a source; the caller frees them. */
static char *lay_out(const char *name) {
    static const struct omr_layout_image picture = {"picture.png", 400, 300};
    struct omr_layout_settings with = settings;
    struct omr_markup markup = {0};
    struct omr_placed_form placement = {0};
    struct omr_buffer text = {0};
    struct omr_error err = {0};
    char path[1000], *source;
    size_t size;
    path_of(path, "docs/form-language", name, ".txt");
    with.is_rtl = strcmp(name, "rtl") == 0;
    if (omr_file_load(path, MOST_BYTES, &source, &size, &err) ||
        omr_markup_parse(&markup, source, size, &err) ||
        omr_layout_make(&placement, &markup, &with, &picture, 1, fonts, &err))
        fail_msg("%s: %s", path, err.text);
    boxes_write(&text, &placement, &markup.warnings);
    omr_placed_form_clear(&placement);
    omr_markup_clear(&markup);
    free(source);
    return omr_buffer_detach(&text, NULL);
}

/* The first line in which two texts differ, from 1. */
static int first_difference(const char *a, const char *b) {
    int line = 1;
    for (; *a && *a == *b; a++, b++)
        line += *a == '\n';
    return line;
}

static void an_element_stands_where_it_stood(void **state) {
    const char *name = *state;
    char path[1000], *expected, *found = lay_out(name);
    size_t size;
    struct omr_error err = {0};
    path_of(path, "tests/golden/layout", name, ".boxes");
    if (omr_file_load(path, MOST_BYTES, &expected, &size, &err))
        fail_msg("%s", err.text);
    if (strcmp(expected, found) != 0)
        fail_msg("%s: line %d differs; found is\n%s", path, first_difference(expected, found),
                 found);
    free(expected);
    free(found);
}

static int list_sources(char names[MOST_SOURCES][64]) {
    char folder[1000];
    struct dirent **entries;
    int count = 0;
    path_of(folder, "docs", "form-language", "");
    int all = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < all; i++) {
        size_t length = strlen(entries[i]->d_name);
        if (length > 4 && strcmp(entries[i]->d_name + length - 4, ".txt") == 0 &&
            count < MOST_SOURCES)
            snprintf(names[count++], 64, "%.*s", (int)length - 4, entries[i]->d_name);
        free(entries[i]);
    }
    if (all >= 0)
        free(entries);
    return count;
}

static int update(const char *name) {
    char path[1000], *text = lay_out(name);
    path_of(path, "tests/golden/layout", name, ".boxes");
    int failed = omr_file_save(path, text, strlen(text), 0, NULL) != OMR_OK;
    free(text);
    return failed;
}

int main(int argc, char **argv) {
    static char names[MOST_SOURCES][64];
    struct CMUnitTest tests[MOST_SOURCES] = {0};
    int count = list_sources(names), failed = 0;
    if (count < 20 || omr_fonts_open(&fonts, NULL))
        return 1;
    for (int i = 0; i < count; i++) {
        tests[i].name = names[i];
        tests[i].test_func = an_element_stands_where_it_stood;
        tests[i].initial_state = names[i];
    }
    if (argc > 1 && strcmp(argv[1], "--update") == 0)
        for (int i = 0; i < count; i++)
            failed |= update(names[i]);
    else
        failed = _cmocka_run_group_tests("layout", tests, (size_t)count, NULL, NULL);
    omr_fonts_close(fonts);
    return failed;
}
