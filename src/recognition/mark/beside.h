/* SPDX-License-Identifier: MIT
 *
 * Ink beside bubbles: answers that were circled, underlined or put next to a bubble, not into it.
 *
 * Method: the collars of all bubbles, beyond what empty ones show there. Where a neighbour has ink
 * inside, what lies near that is the neighbour's and counts for nothing here. A circle is ink in
 * nearly all directions, whatever its distance; a line or a blob beside the bubble is ink in
 * several directions next to each other. Strokes that only pass by or touch have neither. */
#ifndef OMR_MARK_BESIDE_H
#define OMR_MARK_BESIDE_H

#include "base/arena.h"
#include "form/form.h"

#include <stdint.h>

struct omr_measure;

/* Sets `ring` and `arc` of all bubbles in fields that have no dark bubble. `around` has the ink on
 * each bubble's collar (OMR_COLLAR_SAMPLES, of OMR_CROP_PAPER). */
enum omr_status omr_beside_measure(struct omr_measure *measures, const struct omr_form_page *page,
                                   const uint8_t *around, struct omr_arena *arena,
                                   struct omr_error *err);

#endif
