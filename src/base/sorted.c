/* SPDX-License-Identifier: MIT */
#include "base/sorted.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void omr_sort_numbers(double *numbers, int count) {
    if (count > 1)
        qsort(numbers, (size_t)count, sizeof *numbers, by_value);
}

double omr_median(double *numbers, int count) {
    omr_sort_numbers(numbers, count);
    return count > 0 ? numbers[count / 2] : 0;
}
