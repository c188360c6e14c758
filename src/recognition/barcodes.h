/* SPDX-License-Identifier: MIT
 *
 * Reading the barcodes that a form declares, where it declares them. */
#ifndef OMR_RECOGNITION_BARCODES_H
#define OMR_RECOGNITION_BARCODES_H

#include "recognition/registration/registration.h"
#include "recognition/result/compose.h"

/* Reads one code of a known `type` where `box` of the page is, and, when nothing is found there, in
 * growing surroundings. `*text` is in the arena, NULL when there is none to be read. */
enum omr_status omr_barcode_read_box(const char **text, const char *type, const struct omr_box *box,
                                     const struct omr_sheet *sheet, const struct omr_page_map *map,
                                     struct omr_arena *arena, struct omr_error *err);

/* Reads each barcode element of the page from a straightened crop; `readings` has one place for
 * each element. A code that cannot be read is a reason to look, not an error. */
enum omr_status omr_barcodes_read(struct omr_barcode_reading *readings,
                                  const struct omr_sheet *sheet,
                                  const struct omr_registration *registration,
                                  struct omr_arena *arena, struct omr_error *err);

#endif
