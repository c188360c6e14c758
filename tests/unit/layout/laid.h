/* SPDX-License-Identifier: MIT
 *
 * A form laid out from its source: what the tests of the layout look at. */
#ifndef UNIT_LAID_H
#define UNIT_LAID_H

#include "generation/layout/layout.h"

#include <stdbool.h>

struct laid {
    struct omr_fonts *fonts;
    struct omr_layout_settings settings; /* A4, upright; changed before laid_make() */
    struct omr_markup markup;
    struct omr_placed_form placement;
};
extern struct laid laid;

/* cmocka's setup and teardown, of all tests and of each. */
int laid_open(void **state);
int laid_close(void **state);
int laid_start(void **state);
int laid_end(void **state);
#define LAID_TEST(function) cmocka_unit_test_setup_teardown(function, laid_start, laid_end)

/* Lays the source out, with a picture "p.png" of 400 x 200 px; laid_make() must succeed. */
enum omr_status laid_try(const char *source, struct omr_error *err);
void laid_make(const char *source);

/* Of the form: a page; of its first page an element, a bubble. They must be there. */
const struct omr_form_page *laid_page(int index);
const struct omr_element *laid_element(int index);
const struct omr_bubble *laid_bubble(int index);

/* Of what is drawn on the first page: the n-th item of a kind; the text. They must be there. */
const struct omr_placed_item *laid_item(enum omr_item_kind kind, int n);
const struct omr_placed_item *laid_text(const char *content);

/* Whether there was such a warning, on that line (0: on any). */
bool laid_is_warned(const char *code, int line);

/* To half a pixel. */
void assert_near(double found, double expected);

/* The source must be refused with this code and a text that holds `part`. */
void assert_fails(const char *source, const char *code, const char *part);

#endif
