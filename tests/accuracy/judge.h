/* SPDX-License-Identifier: MIT
 *
 * Reading a simulated sheet and comparing with the truth. */
#ifndef ACCURACY_JUDGE_H
#define ACCURACY_JUDGE_H

#include "accuracy/sheet.h"

#include <stdio.h>

/* Stated confidences are sorted into bins that begin at these. */
#define CONFIDENCE_BINS                                                                            \
    { 0, 0.5, 0.8, 0.9, 0.99, 0.999 }
enum { CONFIDENCE_BIN_COUNT = 6 };

/* What was stated in one bin, and how much of it held. */
struct reliability {
    int fields, right;
    double stated; /* sum of the confidences */
};

/* What one sheet, or a cell of the table, came to. */
struct tally {
    struct reliability bins[CONFIDENCE_BIN_COUNT]; /* fields without a changed mark */
    int sheets, refused;
    int fields;    /* compared */
    int positions; /* marks that should have been read */
    int faint;     /* marks left out: under 6 % contrast */
    int wrong;     /* fields wrong without a flag: must be 0 */
    int wrong_flagged;
    int flagged; /* fields without a changed mark that were sent to a person, right or wrong */
    int changed; /* fields with a mark that was erased or crossed out */
    int changed_flagged; /* of them sent to a person, as they should be where it can be seen */
    int broken;          /* the engine failed otherwise than by refusing: must be 0 */
    double ms, slowest_ms;
    int astray; /* fields looked for a millimetre from where they are, or more, without a flag */
    double worst_px; /* of a bubble's stated place, in page px (300 dpi) */
};

struct case_name {
    const char *form, *condition, *style;
    uint64_t seed;
    int number;            /* of the sheet in its cell */
    bool is_telling_flags; /* describe flagged fields, too */
    bool is_blank_known;   /* recognition gets the sheet's blank */
    const char *seen;      /* where to draw what was read if it is worth it, a PNG; NULL: nowhere */
    bool is_drawing_all;   /* or if it is not */
};

/* Lets the engine read `picture` and adds what came of it to `tally`; failures are described on
 * `log`, a line each. Returns whether a picture of it is worth keeping. */
bool judge_read(const struct sheet *sheet, const struct omr_form *form,
                const struct fake_picture *picture, const struct case_name *name,
                struct tally *tally, FILE *log);

/* Lets the engine read `picture` as a sheet of another form, called `taken_for`. It must refuse: a
 * result counts as one wrong field, or as flagged where every field is for review. */
bool judge_foreign(const struct omr_form *form, const char *taken_for,
                   const struct fake_picture *picture, const struct case_name *name,
                   struct tally *tally, FILE *log);

void tally_add(struct tally *sum, const struct tally *one);

#endif
