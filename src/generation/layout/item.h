/* SPDX-License-Identifier: MIT
 *
 * What stands where on the printed pages: the one list that is drawn, whatever the device, and from
 * which the recognition pattern is made, so that print and pattern cannot disagree. Lengths are
 * page pixels (300 to an inch), origin at the page's top left, y downwards. Strokes are centred on
 * the outline they follow. */
#ifndef OMR_GENERATION_LAYOUT_ITEM_H
#define OMR_GENERATION_LAYOUT_ITEM_H

#include "base/arena.h"
#include "form/form.h"
#include "generation/text/text.h"

#include <stdbool.h>
#include <stdint.h>

enum omr_item_kind {
    OMR_ITEM_TEXT,    /* `text`, its top left at the box's */
    OMR_ITEM_BOX,     /* a rectangle: `fill`, `stroke`, `radius`, or single `sides` */
    OMR_ITEM_LINE,    /* from the box's top left to its bottom right */
    OMR_ITEM_BUBBLE,  /* outline to fill in: `shape`; its letter is a text of its own after it */
    OMR_ITEM_IMAGE,   /* `image`, scaled to the box */
    OMR_ITEM_BARCODE, /* `barcode`, drawn to fill the box */
    OMR_ITEM_MARKER,  /* positioning marker: solid black box, above all else */
    OMR_ITEM_CLIP,    /* what follows is seen only inside the box ... */
    OMR_ITEM_UNCLIP   /* ... until here */
};

struct omr_stroke {
    double width;    /* 0: none */
    uint32_t colour; /* 0xRRGGBB */
};

struct omr_placed_item {
    enum omr_item_kind kind;
    struct omr_box box;
    double turn_deg; /* clockwise about the box's centre: letters of rotated grids, barcodes */
    bool has_fill;
    uint32_t fill; /* 0xRRGGBB */
    struct omr_stroke stroke;
    bool has_sides;            /* `side` instead of `stroke` */
    struct omr_stroke side[4]; /* top, right, bottom, left */
    double radius;             /* rounded corners */
    enum omr_bubble_shape shape;
    const struct omr_text *text;
    const char *content; /* TEXT: what it says, for tagged PDF and golden tests; IMAGE: its name;
                            BARCODE: what it holds */
    int image;           /* index into the sources given to the layout */
    bool lies_under;     /* IMAGE at a place of its own: goes below what is printed there */
    const char *barcode; /* its type, as the language spells it: "QR", "Code128" */
    int qr_version;      /* 0 automatic */
};

struct omr_placed_page {
    double width, height;
    const char *name;
    const struct omr_placed_item *items; /* in drawing order */
    int item_count;
};

/* The pages and the form that reads them. `form` is what omr_form_parse() would give for the
 * pattern: the same structs. Ended by whoever made it (layout.h). */
struct omr_placed_form {
    struct omr_arena arena;
    struct omr_placed_page *pages;
    int page_count;
    struct omr_form form;
    struct omr_text **texts; /* all shaped texts, for the end */
    int text_count;
};

#endif
