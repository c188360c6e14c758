/* SPDX-License-Identifier: MIT
 *
 * Line and column of a byte. */
#ifndef OMR_GENERATION_MARKUP_POSITION_H
#define OMR_GENERATION_MARKUP_POSITION_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct omr_position {
    int line, column; /* from 1; a column counts characters */
};

/* Positions of a text, known at every so many bytes, so that looking one up is quick even where
 * all of a source stands in one line. */
struct omr_positions {
    const char *text;
    size_t size;
    struct omr_position *marks;
};

/* False where memory ran out. The text must live as long. */
bool omr_positions_make(struct omr_positions *positions, struct omr_arena *arena, const char *text,
                        size_t size);

struct omr_position omr_positions_find(const struct omr_positions *positions, size_t offset);

#endif
