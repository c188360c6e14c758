/* SPDX-License-Identifier: MIT
 *
 * The time of day, as rows have it. */
#ifndef OMR_SERVER_STORE_CLOCK_H
#define OMR_SERVER_STORE_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970, UTC. */
int64_t srv_now_ms(void);

#endif
