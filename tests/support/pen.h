/* SPDX-License-Identifier: MIT
 *
 * Fake respondents: hands with a pen that mark bubbles as people do. */
#ifndef FAKE_PEN_H
#define FAKE_PEN_H

#include "form/form.h"
#include "image/pixmap.h"
#include "support/random.h"

/* kind, name */
#define FAKE_PEN_TABLE(X)                                                                          \
    X(FAKE_PEN_BALL, "pen")      /* the bubble scribbled full */                                   \
    X(FAKE_PEN_MARKER, "marker") /* felt, thick, leaves the bubble */                              \
    X(FAKE_PEN_PENCIL, "pencil") /* grey with the paper's grain */                                 \
    X(FAKE_PEN_LIGHT, "light")   /* a pencil hardly pressed */                                     \
    X(FAKE_PEN_TICK, "tick")                                                                       \
    X(FAKE_PEN_CROSS, "cross")                                                                     \
    X(FAKE_PEN_DOT, "dot")                                                                         \
    X(FAKE_PEN_HALF, "half") /* half of the bubble filled */

#define FAKE_PEN_KIND(kind, name) kind,
enum fake_pen { FAKE_PEN_TABLE(FAKE_PEN_KIND) FAKE_PEN_COUNT };
#undef FAKE_PEN_KIND

/* One person with one pen: what stays the same from mark to mark. */
struct fake_hand {
    enum fake_pen pen;
    double ink;        /* 0..1 darkness of a single stroke */
    double width_px;   /* of a stroke */
    double size;       /* of the mark, as a share of the bubble's radius */
    double slant_rad;  /* direction of the scribble */
    double sloppiness; /* how far marks miss their place, as a share of the radius */
    double grain;      /* 0 none .. 1 the paper's tooth shows strongly */
    double haste;      /* 0..1: share of the strokes of a filling that leave the bubble */
    double outline;    /* what is printed, as a share of the bubble's box: fillings keep to it */
};

const char *fake_pen_name(enum fake_pen pen);

/* A hand for outlines as large as their box; change `outline` where they are not. */
void fake_hand_random(struct fake_hand *hand, enum fake_pen pen, struct fake_random *random);

/* Marks one bubble. */
void fake_mark_draw(struct omr_pixmap *paper, const struct omr_bubble *bubble,
                    const struct fake_hand *hand, struct fake_random *random);

/* A mark that was rubbed out: a smudge and some strokes are left. */
void fake_mark_draw_erased(struct omr_pixmap *paper, const struct omr_bubble *bubble,
                           const struct fake_hand *hand, struct fake_random *random);

/* A mark that was crossed out: made as ever, then struck through once or twice, or with a cross,
 * far beyond the bubble, or scribbled over wider than any mark. */
void fake_mark_draw_crossed_out(struct omr_pixmap *paper, const struct omr_bubble *bubble,
                                const struct fake_hand *hand, struct fake_random *random);

/* A thin stroke across the page that means nothing. */
void fake_line_draw_stray(struct omr_pixmap *paper, const struct fake_hand *hand,
                          struct fake_random *random);

#endif
