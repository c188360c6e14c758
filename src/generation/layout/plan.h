/* SPDX-License-Identifier: MIT
 *
 * A form while it is being laid out: the page that grows, its items and its elements.
 *
 * The first failure is kept in `status`; from then on every call below does nothing, so that the
 * placing functions read as geometry. Places given to the calls are those of a page that is written
 * from left to right; where the writing system is not, the calls mirror them about the middle of
 * the content. */
#ifndef OMR_GENERATION_LAYOUT_PLAN_H
#define OMR_GENERATION_LAYOUT_PLAN_H

#include "base/buffer.h"
#include "generation/layout/layout.h"

/* Limits that omr_layout_make() keeps; pages, elements and bubbles are those of omr_form_parse().
 */
enum {
    OMR_LAYOUT_ITEMS_MOST = 400000,
    OMR_LAYOUT_PAGES_MOST = 100,
    OMR_LAYOUT_ELEMENTS_MOST = 10000,
    OMR_LAYOUT_BUBBLES_MOST = 40000,
    /* Bytes of text, over all pages: a text of the source may be repeated in thousands of rows. */
    OMR_LAYOUT_COPIED_MOST = 64 << 20,
    OMR_LAYOUT_SHAPED_MOST = 4 << 20
};

/* Bubble letters are the same few texts again and again. */
struct omr_letter {
    const char *content;
    struct omr_text_style style;
    struct omr_text *text;
};

struct omr_plan {
    struct omr_placed_form *placement;
    struct omr_markup *markup;
    const struct omr_layout_settings *settings;
    const struct omr_layout_image *images;
    int image_count;
    struct omr_fonts *fonts;
    enum omr_status status; /* of the first failure */
    struct omr_error *err;

    /* The page. */
    double width, height, left, right; /* the content stands between left and right */
    double end;                        /* the lowest that content should reach */
    enum omr_rotation_marker rotation;
    struct omr_buffer items;     /* struct omr_placed_item */
    struct omr_buffer elements;  /* struct omr_element; `positions` not yet set */
    struct omr_buffer firsts;    /* int per element: its first position */
    struct omr_buffer positions; /* struct omr_position */
    struct omr_buffer bubbles;   /* struct omr_bubble */
    int item_count, element_count, position_count, bubble_count;

    /* The whole form. */
    struct omr_buffer texts; /* struct omr_text *: all that were shaped */
    int text_count, form_bubbles;
    size_t copied, shaped; /* bytes of text so far */
    struct omr_letter letters[64];
    int letter_count;
    int number;            /* of questions and answer sheet rows, over all pages */
    bool is_absolute;      /* what is placed now stands where the source says: never mirrored */
    bool is_measuring;     /* what is placed now is taken back: no warnings */
    bool has_lost_bubbles; /* warned of already */
    struct omr_box clip;   /* bubbles outside are not drawn; no width: everything is seen */
};

/* Where the plan stands, to come back or to move what came after. */
struct omr_plan_mark {
    int items, elements, positions, bubbles, form_bubbles, number;
};
struct omr_plan_mark omr_plan_mark(const struct omr_plan *plan);
void omr_plan_rewind(struct omr_plan *plan, const struct omr_plan_mark *mark);
void omr_plan_shift(struct omr_plan *plan, const struct omr_plan_mark *mark, double dx, double dy);

/* Turns what came after the mark clockwise by 90, 180 or 270 degrees within the box it stands in;
 * the turned one has the same top left. */
void omr_plan_turn(struct omr_plan *plan, const struct omr_plan_mark *mark, int turn_deg,
                   const struct omr_box *box);

/* Fails the whole layout at a node: "line 3, column 1: ...". */
void omr_plan_fail(struct omr_plan *plan, const struct omr_node *node, enum omr_status status,
                   const char *code, const char *format, ...) __attribute__((format(printf, 5, 6)));
void omr_plan_fail_memory(struct omr_plan *plan);
void omr_plan_warn(struct omr_plan *plan, const struct omr_node *node, const char *code,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A text of the placement's arena that is made like printf's. Never NULL. */
const char *omr_plan_print(struct omr_plan *plan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *omr_plan_copy(struct omr_plan *plan, const char *text);

/* Whether `size` more bytes of text may be shaped; fails when not. */
bool omr_plan_may_shape(struct omr_plan *plan, size_t size);

/* Adds an item, mirrored where need be; gives its index, -1 after a failure. */
int omr_plan_add(struct omr_plan *plan, const struct omr_placed_item *item);
/* The item of an index that omr_plan_add() gave, to finish it; NULL for -1. */
struct omr_placed_item *omr_plan_item(struct omr_plan *plan, int index);

void omr_plan_box(struct omr_plan *plan, struct omr_box box, struct omr_stroke stroke,
                  double radius);
void omr_plan_line(struct omr_plan *plan, double x1, double y1, double x2, double y2,
                   struct omr_stroke stroke);

/* Opens an element of the form; its positions and bubbles follow until the next one. */
void omr_plan_element(struct omr_plan *plan, const struct omr_element *element);
/* The element opened last, to finish its box; NULL after a failure. */
struct omr_element *omr_plan_last_element(struct omr_plan *plan);
void omr_plan_position(struct omr_plan *plan, const char *name);

/* A bubble of the last position. It is printed `outline_width` x `outline_height` large about the
 * centre of its box (which is what the pattern records: some kinds of elements have a rim). */
struct omr_bubble_look {
    double outline_width, outline_height;
    double rim; /* of the recorded box beyond the outline, each side; negative: inside it */
    enum omr_bubble_shape shape;
    double letter_pt;   /* size of its letter; 0: the usual one */
    unsigned styles;    /* of its letter */
    const char *letter; /* what is printed in it; NULL nothing */
};
void omr_plan_bubble(struct omr_plan *plan, const struct omr_node *node, double x, double y,
                     const char *value, const struct omr_bubble_look *look);
/* Records it without printing it. */
struct omr_bubble *omr_plan_record(struct omr_plan *plan, const struct omr_node *node,
                                   const struct omr_bubble *bubble);

#endif
