/* SPDX-License-Identifier: MIT
 *
 * The C library's own functions under their other names do the work. One thread only. */
#include "support/failing_memory.h"

#include <stddef.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

#ifdef IS_SANITIZED

bool failing_memory_works(void) {
    return false;
}

void failing_memory_begin(long countdown) {
    (void)countdown;
}

void failing_memory_begin_once(long countdown) {
    (void)countdown;
}

long failing_memory_end(bool *has_failed) {
    *has_failed = false;
    return 0;
}

size_t failing_memory_largest(void) {
    return 0;
}

void *failing_memory_realloc_surely(void *memory, size_t size) {
    return realloc(memory, size);
}

#else

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static bool is_counting, is_once, has_refused;
static long left, held;
static size_t largest;

bool failing_memory_works(void) {
    return true;
}

void failing_memory_begin(long countdown) {
    left = countdown;
    held = 0;
    largest = 0;
    has_refused = is_once = false;
    is_counting = true;
}

void failing_memory_begin_once(long countdown) {
    failing_memory_begin(countdown);
    is_once = true;
}

long failing_memory_end(bool *has_failed) {
    is_counting = false;
    *has_failed = has_refused;
    return held;
}

size_t failing_memory_largest(void) {
    return largest;
}

static bool is_refused(size_t size) {
    if (is_counting && size > largest)
        largest = size;
    if (!is_counting || --left > 0 || (is_once && has_refused))
        return false;
    has_refused = true;
    return true;
}

static void *count_block(void *memory) {
    held += is_counting && memory;
    return memory;
}

void *failing_memory_realloc_surely(void *memory, size_t size) {
    void *moved = __libc_realloc(memory, size);
    return memory ? moved : count_block(moved);
}

/* The project hides what it defines; these must be found by shared libraries. */
#pragma GCC visibility push(default)

void *malloc(size_t size) {
    return is_refused(size) ? NULL : count_block(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
    return is_refused(count * size) ? NULL : count_block(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size) {
    if (is_refused(size))
        return NULL;
    void *moved = __libc_realloc(memory, size);
    return memory ? moved : count_block(moved);
}

void free(void *memory) {
    held -= is_counting && memory;
    __libc_free(memory);
}

#pragma GCC visibility pop

#endif
