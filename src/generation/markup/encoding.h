/* SPDX-License-Identifier: MIT
 *
 * What encoding a source is in. */
#ifndef OMR_GENERATION_MARKUP_ENCODING_H
#define OMR_GENERATION_MARKUP_ENCODING_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* A source as UTF-8 without byte order mark. */
struct omr_source {
    const char *bytes; /* `size` bytes and a closing zero */
    size_t size;
    bool was_windows_1252;
};

/* Reads `size` bytes as UTF-8 and, where they are none, as Windows-1252, in which every byte means
 * something. False where memory ran out. */
bool omr_source_decode(struct omr_source *source, struct omr_arena *arena, const char *bytes,
                       size_t size);

#endif
