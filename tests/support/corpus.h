/* SPDX-License-Identifier: MIT
 *
 * Real pictures to test with. They are no part of the project: tests that want them are skipped,
 * and say so, where they are absent. */
#ifndef OMR_TESTS_CORPUS_H
#define OMR_TESTS_CORPUS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Writes the path of `name` inside the corpus: the folder $OMR_CORPUS, or ../shared/corpus beside
 * the project. Returns 0 when there is no such file. */
static inline int corpus_find(char *path, size_t size, const char *name) {
    const char *corpus = getenv("OMR_CORPUS"), *top = getenv("OMR_TOP");
    int length = corpus && *corpus
                     ? snprintf(path, size, "%s/%s", corpus, name)
                     : snprintf(path, size, "%s/../shared/corpus/%s", top ? top : ".", name);
    return length > 0 && (size_t)length < size && access(path, R_OK) == 0;
}

#endif
