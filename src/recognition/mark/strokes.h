/* SPDX-License-Identifier: MIT
 *
 * Strokes that leave a bubble: what a crossing-out looks like from outside.
 *
 * Method: ink on the collar, beyond what the sheet's empty bubbles show there. A stroke that leaves
 * is ink in one direction on every circle outwards, with paper on both sides of it. A frame or a
 * neighbour's outline crosses a direction only once; a mark larger than its bubble has no paper
 * beside it. Strokes that leave on two opposite sides, or on three, strike the bubble. Hasty
 * filling does so, too, but seldom as far as the outermost circle. A copy or a fax breaks thin
 * strokes up; what is left of them is still more ink along one way than beside it. */
#ifndef OMR_MARK_STROKES_H
#define OMR_MARK_STROKES_H

#include <stdint.h>

struct omr_strokes {
    double struck;  /* ink of the weaker end of the strongest stroke that goes through, or of the
                       third strongest that leaves, 0 none .. 1 */
    double far;     /* the same for strokes that reach the outermost circle; at most `struck` */
    double passing; /* the same by the mean ink on the way, beyond what is beside it: strokes that
                       are broken or faint, or leave no clear paper beside a broad mark; but also
                       ends of hasty filling */
    double around;  /* ink that most of the last circle but one has: the mark is larger than that */
};

/* `collar` and `empty` are OMR_COLLAR_SAMPLES samples of a bubble and of an empty one (crop.h). */
void omr_strokes_measure(struct omr_strokes *strokes, const uint8_t *collar, const uint8_t *empty);

#endif
