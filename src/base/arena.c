/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct omr_arena_block {
    struct omr_arena_block *next;
    size_t size, used;
    max_align_t bytes[];
};

enum { BLOCK_SIZE = 64 * 1024 };

static struct omr_arena_block *add_block(struct omr_arena *arena, size_t at_least) {
    size_t size = at_least > BLOCK_SIZE ? at_least : BLOCK_SIZE;
    if (size > SIZE_MAX - sizeof(struct omr_arena_block))
        return NULL;
    struct omr_arena_block *block = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    block->next = arena->first;
    block->size = size;
    block->used = 0;
    arena->first = block;
    return block;
}

void *omr_arena_take(struct omr_arena *arena, size_t count, size_t size) {
    size_t bytes, align = alignof(max_align_t);
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - align)
        return NULL;
    bytes = (bytes + align - 1) / align * align;
    struct omr_arena_block *block = arena->first;
    if (!block || block->size - block->used < bytes)
        block = add_block(arena, bytes);
    if (!block)
        return NULL;
    char *taken = (char *)block->bytes + block->used;
    block->used += bytes;
    return memset(taken, 0, bytes);
}

char *omr_arena_copy(struct omr_arena *arena, const char *text, size_t size) {
    char *copy = size < SIZE_MAX ? omr_arena_take(arena, size + 1, 1) : NULL;
    return copy && size ? memcpy(copy, text, size) : copy;
}

void omr_arena_clear(struct omr_arena *arena) {
    while (arena->first) {
        struct omr_arena_block *next = arena->first->next;
        free(arena->first);
        arena->first = next;
    }
}
