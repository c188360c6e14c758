/* SPDX-License-Identifier: MIT
 *
 * Reading the barcodes that a form declares, where it declares them. */
#ifndef OMR_RECOGNITION_BARCODES_H
#define OMR_RECOGNITION_BARCODES_H

#include "recognition/registration/registration.h"
#include "recognition/result/compose.h"

/* Reads each barcode element of the page from a straightened crop; `readings` has one place for
 * each element. A code that cannot be read is a reason to look, not an error. */
enum omr_status omr_barcodes_read(struct omr_barcode_reading *readings,
                                  const struct omr_sheet *sheet,
                                  const struct omr_registration *registration,
                                  struct omr_arena *arena, struct omr_error *err);

#endif
