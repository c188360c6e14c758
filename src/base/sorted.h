/* SPDX-License-Identifier: MIT
 *
 * Sorted numbers and their middle. */
#ifndef OMR_BASE_SORTED_H
#define OMR_BASE_SORTED_H

/* Sorts `count` numbers, the least first. */
void omr_sort_numbers(double *numbers, int count);

/* The middle one of `count` numbers (the upper of two), 0 of none; sorts them. */
double omr_median(double *numbers, int count);

#endif
