/* SPDX-License-Identifier: MIT
 *
 * What is behind struct omr_press. */
#ifndef OMR_GENERATION_PRESS_H
#define OMR_GENERATION_PRESS_H

#include "generation/text/text.h"

#include <omr/generate.h>

struct omr_fonts *omr_press_fonts(const struct omr_press *press);

#endif
