/* SPDX-License-Identifier: MIT
 *
 * A form: what is printed where. The hinge of both pipelines: generation writes it, recognition
 * reads it. Lengths are pixels of the printed page at 300 dpi, origin at its top left. */
#ifndef OMR_FORM_FORM_H
#define OMR_FORM_FORM_H

#include "base/arena.h"

#include <omr/form.h>
#include <stdbool.h>

struct omr_box {
    double left, top, width, height;
};

enum omr_element_kind {
    OMR_ELEMENT_CHOICE_BOX,
    OMR_ELEMENT_CHECK_BOX,
    OMR_ELEMENT_GRID,
    OMR_ELEMENT_COMPOSITE_GRID,
    OMR_ELEMENT_REPLACE_TRIGGER,
    OMR_ELEMENT_SCORE_GROUP,
    OMR_ELEMENT_BARCODE,
    OMR_ELEMENT_CLIP_AREA
};

enum omr_bubble_shape { OMR_SHAPE_ELLIPSE, OMR_SHAPE_SQUARE };

/* A bubble. Its outline fills its box in generated forms; in hand-drawn patterns it may be smaller.
 * The bubbles of a page stand in one array, element by element and, in an element, position by
 * position. A score group's bubbles are printed once, but stand here a second time: its questions
 * have choice boxes of their own. */
struct omr_bubble {
    double x, y;          /* centre */
    double width, height; /* of the box */
    enum omr_bubble_shape shape;
    const char *value;
    int element;      /* index into the page's elements */
    int position;     /* index into the element's positions */
    double score;     /* score groups: already multiplied */
    bool is_positive; /* score groups */
    const char *row;  /* score groups: the criterion it judges; NULL elsewhere */
};

/* One place of an element where something is chosen: a choice box has one, a grid one per symbol, a
 * score group one per question. */
struct omr_position {
    const char *name; /* score groups: the question; otherwise "" */
    int first_bubble, bubble_count;
};

struct omr_element {
    enum omr_element_kind kind;
    const char *name;
    struct omr_box box; /* decorative for elements with bubbles; where to look for barcodes */
    const struct omr_position *positions;
    int position_count;
    int threshold;       /* 0..100, or -1 when the pattern gives none */
    bool is_single_mark; /* our own key: more than one mark is for review */
    const char *target;  /* replace trigger: name of the element whose value it replaces */
    const char *value;   /* replace trigger: by what */
    const char *barcode; /* barcode: type as written, "" otherwise */
    int qr_version;      /* 0 unknown */
    bool is_required;    /* write-in area: its picture is wanted whatever is marked */
    /* Our own key: how large its bubbles are drawn, about the centres of their boxes; 0 unknown. */
    double outline_width, outline_height;
};

enum omr_marker_kind { OMR_MARKER_CORNER, OMR_MARKER_ROTATION };

/* A printed positioning marker: solid black rectangle. */
struct omr_marker {
    struct omr_box box;
    enum omr_marker_kind kind;
};

struct omr_form_page {
    double width, height;
    const struct omr_element *elements; /* in drawing order */
    int element_count;
    const struct omr_bubble *bubbles;
    int bubble_count;
    const struct omr_marker *markers; /* in file order, which means nothing: use coordinates */
    int marker_count;
    struct omr_box identifier; /* where the page's QR code is; no width: see page_id.h */
};

/* Limits that omr_form_parse() keeps: 20 MB of text, 100 pages of 100 to 20,000 px a side, 10,000
 * elements and 20,000 positions a page, 40,000 bubbles a form. Every bubble's centre lies on its
 * page. */
struct omr_form {
    struct omr_arena arena;
    const char *name;
    const char *id; /* tells the form from others on printed pages; "" where it has none */
    const struct omr_form_page *pages;
    int page_count;
};

/* The form's id as everything in it makes it, a UUID of version 5: the same form has the same on
 * every machine. An id that the form has already does not count. Errors: OMR_ERROR_MEMORY. */
enum { OMR_FORM_ID_SIZE = 37 };
enum omr_status omr_form_identify(const struct omr_form *form, char id[OMR_FORM_ID_SIZE],
                                  struct omr_error *err);

/* "choice box": what people call it; a constant. */
const char *omr_element_kind_name(enum omr_element_kind kind);

#endif
