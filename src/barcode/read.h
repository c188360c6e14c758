/* SPDX-License-Identifier: MIT
 *
 * Reading a barcode of a declared kind. The only door to zxing. */
#ifndef OMR_BARCODE_READ_H
#define OMR_BARCODE_READ_H

#include "base/arena.h"
#include "image/pixmap.h"

#include <omr/error.h>
#include <stdbool.h>

/* Whether codes of the pattern's type name ("QR", "Code128", "Code32", ...; case does not count)
 * can be read at all. */
bool omr_barcode_is_known(const char *type);

/* Looks for one code of `type` in `crop`. `*text` is the decoded text (UTF-8, in the arena), or
 * NULL when none was found, which is no error. */
enum omr_status omr_barcode_read(const struct omr_pixmap *crop, const char *type,
                                 struct omr_arena *arena, const char **text, struct omr_error *err);

/* Called for each code; `text` lives during the call. */
typedef void omr_barcode_visit(void *context, const char *text);

/* Looks for codes of `type` anywhere on a picture, in any turn, and visits those it finds (16 at
 * most). Only one look at the pixels as they are: codes of modules under 2 px are missed.
 * Errors: OMR_ERROR_UNSUPPORTED (no such type), OMR_ERROR_MEMORY. */
enum omr_status omr_barcodes_visit(const struct omr_pixmap *picture, const char *type,
                                   omr_barcode_visit *visit, void *context, struct omr_error *err);

#endif
