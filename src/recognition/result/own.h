/* SPDX-License-Identifier: MIT
 *
 * A result together with the memory of everything it points at. */
#ifndef OMR_RESULT_OWN_H
#define OMR_RESULT_OWN_H

#include "base/arena.h"

#include <omr/result.h>

struct omr_owned_result {
    struct omr_result result; /* first, so that a pointer to it is one to the whole */
    struct omr_arena arena;
};

#endif
