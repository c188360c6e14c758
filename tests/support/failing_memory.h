/* SPDX-License-Identifier: MIT
 *
 * Memory that runs out at a chosen moment: link failing_memory.c into the test program and it takes
 * the place of malloc and its kin, for shared libraries too. Under AddressSanitizer, which has
 * taken that place already, nothing ever fails and failing_memory_works() says so. */
#ifndef OMR_TESTS_FAILING_MEMORY_H
#define OMR_TESTS_FAILING_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

bool failing_memory_works(void);

/* From now on the `countdown`-th request (from 1) and all after it fail. */
void failing_memory_begin(long countdown);

/* The same, but only that one request fails: what follows must not hide it. */
void failing_memory_begin_once(long countdown);

/* Memory is plenty again. Returns how many blocks taken since are still held; `*has_failed` tells
 * whether a request was refused. */
long failing_memory_end(bool *has_failed);

/* The most bytes that were asked for at once since the beginning. */
size_t failing_memory_largest(void);

/* Like realloc(), counted like it, and never refused: for libraries that cannot live with less. */
void *failing_memory_realloc_surely(void *memory, size_t size);

#endif
