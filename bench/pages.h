/* SPDX-License-Identifier: MIT
 *
 * The pages that are timed. */
#ifndef OMR_BENCH_PAGES_H
#define OMR_BENCH_PAGES_H

#include "jpeg.h"

enum { MAX_PAGES = 3 };

struct page {
    const char *name;
    char pattern[1200]; /* path */
    struct file jpeg;
};

/* Makes the pages: the project's own example as a scan (A4 at 300 dpi, grey, filled in and worn)
 * and as a photo of 12 million pixels; also a real photo where the corpus is. `top` is the
 * project's folder. Returns how many there are; ends the program when the example cannot be read.
 */
int pages_make(struct page pages[MAX_PAGES], const char *top);
void pages_clear(struct page *pages, int count);

#endif
