/* SPDX-License-Identifier: MIT
 *
 * What lies under and beside a photographed sheet. */
#ifndef FAKE_BACKGROUND_H
#define FAKE_BACKGROUND_H

#include "support/camera.h"

/* Fills the whole picture. */
void fake_background_draw(struct omr_pixmap *grey, enum fake_background background,
                          bool is_partly_black, struct fake_random *random);

#endif
