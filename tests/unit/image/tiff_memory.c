/* SPDX-License-Identifier: MIT
 *
 * libtiff 4.5 reads through NULL where its own memory runs out. Linked into a test, these take the
 * place of its allocator and never run short, so that every other request can fail: ours, and
 * those of the decompressors below it. */
#include "support/failing_memory.h"

#include <tiffio.h>

#pragma GCC visibility push(default)

void *_TIFFmalloc(tmsize_t size) {
    return failing_memory_realloc_surely(NULL, (size_t)size);
}

void *_TIFFrealloc(void *memory, tmsize_t size) {
    return failing_memory_realloc_surely(memory, (size_t)size);
}

#pragma GCC visibility pop
