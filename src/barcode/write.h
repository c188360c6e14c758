/* SPDX-License-Identifier: MIT
 *
 * Barcodes as shapes. The only door to zint. */
#ifndef OMR_BARCODE_WRITE_H
#define OMR_BARCODE_WRITE_H

#include "base/arena.h"

#include <omr/error.h>
#include <stdbool.h>

/* The unit is a module: the narrowest bar, the smallest square. Origin at the top left, y
 * downwards. There is no quiet zone in it. */
struct omr_symbol_bar {
    double x, y, width, height;
};

/* MaxiCode's hexagons and rings, DotCode's dots. */
struct omr_symbol_dot {
    double x, y, diameter; /* centre */
    double ring_width;     /* 0: filled */
    bool is_hexagon;       /* with a corner at the top; the diameter is from side to side */
    bool is_white;
};

struct omr_symbol {
    double width, height;
    bool is_linear; /* one row of bars, which may be of any height; `height` is what is usual */
    double quiet;   /* modules that should stay white at each side */
    const struct omr_symbol_bar *bars;
    int bar_count;
    const struct omr_symbol_dot *dots; /* in drawing order */
    int dot_count;
    const char
        *caption; /* what people read below it: with check digits, "A154789770"; never NULL */
};

/* Whether codes of the type ("QR", "Code128", "Code32", ...; case does not count) can be written.
 */
bool omr_barcode_is_writable(const char *type);

/* Makes the code of `content` (UTF-8). A check digit that the kind has is added where it is missing
 * and checked where it is there. `qr_version` 1 to 40 sets the size of a QR code, -1 to -4 makes a
 * Micro QR code of that size, 0 takes the smallest. Everything lies in the arena. Errors:
 * OMR_ERROR_UNSUPPORTED "barcode.unwritable", OMR_ERROR_INPUT "barcode.content" (the kind cannot
 * hold this, and why), OMR_ERROR_MEMORY. */
enum omr_status omr_barcode_write(struct omr_symbol *symbol, struct omr_arena *arena,
                                  const char *type, const char *content, int qr_version,
                                  struct omr_error *err);

#endif
