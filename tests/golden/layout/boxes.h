/* SPDX-License-Identifier: MIT
 *
 * A form on paper as text: what is drawn where, what is read where, and what was warned of. */
#ifndef OMR_TESTS_BOXES_H
#define OMR_TESTS_BOXES_H

#include "base/buffer.h"
#include "generation/layout/layout.h"

/* One line for each item ("bubble 305,1322 60x60") and each element with its positions. Whole
 * pixels. Bubble letters are left out: they stand in their bubbles. */
void boxes_write(struct omr_buffer *text, const struct omr_placed_form *placement,
                 const struct omr_warnings *warnings);

#endif
