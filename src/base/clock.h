/* SPDX-License-Identifier: MIT
 *
 * Elapsed time. */
#ifndef OMR_BASE_CLOCK_H
#define OMR_BASE_CLOCK_H

/* Milliseconds of a clock that never goes back; only differences mean anything. */
double omr_clock_ms(void);

#endif
