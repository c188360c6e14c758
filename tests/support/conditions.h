/* SPDX-License-Identifier: MIT
 *
 * The named conditions under which sheets are read: the rows of the accuracy table. */
#ifndef FAKE_CONDITIONS_H
#define FAKE_CONDITIONS_H

#include "support/picture.h"

/* kind, name, whether faint ink may physically vanish (1-bit, copies, fax) */
#define FAKE_CONDITION_TABLE(X)                                                                    \
    X(FAKE_SCAN_300, "scan-300", false)                                                            \
    X(FAKE_SCAN_200, "scan-200", false)                                                            \
    X(FAKE_SCAN_150, "scan-150", false)                                                            \
    X(FAKE_SCAN_100, "scan-100", false)                                                            \
    X(FAKE_SCAN_SKEWED, "scan-skewed", false)       /* 2 to 10 degrees */                          \
    X(FAKE_SCAN_STRETCHED, "scan-stretched", false) /* print 94-106 %, feed stretch and ripple */  \
    X(FAKE_SCAN_DIRTY, "scan-dirty", false)   /* streaks, specks, show-through, borders, cuts */   \
    X(FAKE_SCAN_TURNED, "scan-turned", false) /* upside down */                                    \
    X(FAKE_SCAN_BITS, "scan-bits", true)                                                           \
    X(FAKE_SCAN_DITHERED, "scan-dithered", true)                                                   \
    X(FAKE_FAX_FINE, "fax-fine", true)                                                             \
    X(FAKE_FAX, "fax", true)                                                                       \
    X(FAKE_COPY, "copy", true)                                                                     \
    X(FAKE_COPY_OF_COPY, "copy-of-copy", true)                                                     \
    X(FAKE_PHOTO, "photo", false)                                                                  \
    X(FAKE_PHOTO_TILTED, "photo-tilted", false) /* 15 to 35 degrees */                             \
    X(FAKE_PHOTO_TURNED, "photo-turned", false) /* any way up */                                   \
    X(FAKE_PHOTO_SHADOW, "photo-shadow", false)                                                    \
    X(FAKE_PHOTO_CURLED, "photo-curled", false)                                                    \
    X(FAKE_PHOTO_CREASED, "photo-creased", false)                                                  \
    X(FAKE_PHOTO_BLURRED, "photo-blurred", false) /* and noisy */                                  \
    X(FAKE_PHOTO_DIM, "photo-dim", false)         /* low contrast */                               \
    X(FAKE_PHOTO_BUSY, "photo-busy", false)       /* clutter, part of it black */

#define FAKE_CONDITION_KIND(kind, name, is_harsh) kind,
enum fake_condition { FAKE_CONDITION_TABLE(FAKE_CONDITION_KIND) FAKE_CONDITION_COUNT };
#undef FAKE_CONDITION_KIND

const char *fake_condition_name(enum fake_condition condition);
bool fake_condition_is_harsh(enum fake_condition condition);

/* Takes a picture of `paper`; the same condition and seed make the same, whatever is on the paper:
 * two papers of one form can be compared pixel by pixel. The picture belongs to the caller. */
enum omr_status fake_condition_take(enum fake_condition condition, uint64_t seed,
                                    const struct omr_pixmap *paper, struct fake_picture *picture,
                                    struct omr_error *err);

#endif
