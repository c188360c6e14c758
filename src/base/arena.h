/* SPDX-License-Identifier: MIT
 *
 * Memory of one unit of work (a sheet, a request, a form): taken piece by piece, given back at
 * once. Zero-initialise, use, clear. */
#ifndef OMR_BASE_ARENA_H
#define OMR_BASE_ARENA_H

#include <stddef.h>

struct omr_arena_block;

struct omr_arena {
    struct omr_arena_block *first;
};

/* `count` zeroed items of `size` bytes, aligned for any type; NULL when memory ran out or the
 * product overflows. Lives until omr_arena_clear(). */
void *omr_arena_take(struct omr_arena *arena, size_t count, size_t size);

/* A copy of `size` bytes at `text` with a closing zero. */
char *omr_arena_copy(struct omr_arena *arena, const char *text, size_t size);

/* Gives everything back; the arena may be used again. */
void omr_arena_clear(struct omr_arena *arena);

#define OMR_ARENA_NEW(arena, type) ((type *)omr_arena_take((arena), 1, sizeof(type)))
#define OMR_ARENA_ARRAY(arena, type, count) ((type *)omr_arena_take((arena), (count), sizeof(type)))

#endif
