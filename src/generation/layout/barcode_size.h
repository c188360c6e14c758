/* SPDX-License-Identifier: MIT
 *
 * How large a barcode is printed.
 *
 * Codes of bars have modules of 4 px, bars of 121 px (Code32: 57) and a rim of 7 px; a caption
 * takes 54 px below them (48). Two-dimensional codes have modules of 8 px and the white that their
 * kind asks for. A height in the source is that of everything, and the rest keeps its proportions.
 */
#ifndef OMR_GENERATION_LAYOUT_BARCODE_SIZE_H
#define OMR_GENERATION_LAYOUT_BARCODE_SIZE_H

#include "generation/layout/plan.h"

struct omr_barcode_size {
    double width, height;           /* of all */
    double rim;                     /* from the top left of all to that of the bars */
    double bars_width, bars_height; /* of the code itself */
    const char *caption;            /* NULL or "": none */
    double caption_middle;          /* below the bars */
};

/* The type of a barcode, as the language spells it. */
const char *omr_barcode_type_of(const struct omr_node *node);

/* False, with a warning, where the value cannot be written as this kind of code. */
bool omr_barcode_size_find(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_barcode_size *size);

#endif
