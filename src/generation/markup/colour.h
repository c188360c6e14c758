/* SPDX-License-Identifier: MIT
 *
 * Colours by name. */
#ifndef OMR_GENERATION_MARKUP_COLOUR_H
#define OMR_GENERATION_MARKUP_COLOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One of the 140 colours of web pages (CSS level 3, spelt with "Gray"), whatever its case, or
 * #RRGGBB; false for anything else. `*colour` is 0xRRGGBB. */
bool omr_colour_parse(const char *text, size_t size, uint32_t *colour);

#endif
