/* SPDX-License-Identifier: MIT
 *
 * A picture of a sheet, as scanner or camera delivers it, with the truth of where things are. */
#ifndef FAKE_PICTURE_H
#define FAKE_PICTURE_H

#include "image/pixmap.h"
#include "support/geometry.h"
#include "support/random.h"

struct fake_picture {
    struct omr_pixmap grey;        /* owned */
    struct fake_geometry geometry; /* page px (300 dpi) to picture px */
};

void fake_picture_clear(struct fake_picture *picture);

#endif
