/* SPDX-License-Identifier: MIT
 *
 * One simulated sheet: printed, filled, and what should be read from it. */
#ifndef ACCURACY_SHEET_H
#define ACCURACY_SHEET_H

#include "form/form.h"
#include "support/conditions.h"
#include "support/pen.h"

#include <omr/result.h>

/* The columns of the table: the pens, and hands that do several things. */
enum {
    STYLE_MIXED = FAKE_PEN_COUNT, /* another pen for each field */
    STYLE_CHANGED,                /* marks erased and crossed out beside good ones */
    STYLE_STRAY,                  /* lines through the page */
    STYLE_COUNT
};

const char *style_name(int style);

enum mark {
    MARK_NONE,
    MARK_GOOD,
    MARK_CHANGED /* erased or crossed out: may be read, but not without a flag */
};

struct sheet {
    const struct omr_form_page *page;
    struct omr_pixmap blank, filled; /* 300 dpi; owned */
    enum mark *marks;                /* one per bubble; owned */
    bool *is_faint;                  /* the mark can hardly be seen on the final picture; owned */
    double weakest;                  /* contrast of the weakest good mark on the paper */
};

/* Prints `page` (or copies `blank`, when not NULL, on which outlines are drawn `outline` times as
 * large as the pattern says) and fills it in `style`. On success it is ended with sheet_clear(). */
enum omr_status sheet_fill(struct sheet *sheet, const struct omr_form_page *page,
                           const struct omr_pixmap *blank, double outline, int style, uint64_t seed,
                           struct omr_error *err);
void sheet_clear(struct sheet *sheet);

/* Finds out which marks are too faint on the picture: under 6 % of the paper, measured against
 * `clean`, the same picture of the blank sheet. Returns how many. */
int sheet_find_faint(struct sheet *sheet, const struct fake_picture *picture,
                     const struct omr_pixmap *clean);

/* Which marks a reading counts. */
enum { COUNT_FAINT = 1, COUNT_CHANGED = 2 };

/* The result that a perfect reader makes of the picture, counting good marks and what `count` adds.
 * Ended with omr_result_free(). */
enum omr_status sheet_truth(const struct sheet *sheet, const struct fake_picture *picture,
                            unsigned count, struct omr_result **result, struct omr_error *err);

#endif
