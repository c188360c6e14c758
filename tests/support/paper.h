/* SPDX-License-Identifier: MIT
 *
 * A fake printer: a blank sheet of a form, 300 dpi grey, 255 where nothing is printed. */
#ifndef FAKE_PAPER_H
#define FAKE_PAPER_H

#include "form/form.h"
#include "image/pixmap.h"
#include "support/random.h"

/* How a designer would have it printed. */
struct fake_style {
    double ring_ratio;  /* outer size of the drawn outline, as a share of the bubble's box */
    double ring_px;     /* stroke of the outline */
    double ring_ink;    /* 0..1; light printed colours are low */
    double letter_ink;  /* of what stands inside the bubble; 0 none */
    double letter_size; /* height, as a share of the bubble */
    double letter_px;   /* stroke */
    double clutter;     /* 0..1: how much else is printed */
    bool has_tables;    /* frames round the fields */
    bool has_dark;      /* black pictures that look like markers */
};

/* A style within what real forms show: outlines 0.6 to 1.1 of the box. */
void fake_style_random(struct fake_style *style, struct fake_random *random);

/* Prints `page` in `style`. On success the pixels belong to the caller. */
enum omr_status fake_paper_print(struct omr_pixmap *paper, const struct omr_form_page *page,
                                 const struct fake_style *style, struct fake_random *random,
                                 struct omr_error *err);

#endif
