/* SPDX-License-Identifier: MIT
 *
 * Which bubbles are drawn alike, so that what one shows can be compared with what others do.
 *
 * Classes go by the pattern's boxes. Where a box has another shape than its outline, it tells
 * nothing of the print: of a pattern that was drawn by hand the same circles may lie in boxes of
 * three sizes. */
#ifndef OMR_MARK_KINDS_H
#define OMR_MARK_KINDS_H

#include "base/arena.h"
#include "form/bubble_class.h"

#include <omr/error.h>

struct omr_registration;

/* Joins classes whose outlines are drawn in one size, where boxes do not tell it. The sizes are
 * those of the outlines then. What the classes hold lives in the arena. */
enum omr_status omr_kinds_init(struct omr_bubble_classes *kinds,
                               const struct omr_bubble_classes *classes, int bubble_count,
                               const struct omr_registration *registration, struct omr_arena *arena,
                               struct omr_error *err);

#endif
