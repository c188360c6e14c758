/* SPDX-License-Identifier: MIT
 *
 * QR codes on fake paper, made by zint. */
#ifndef FAKE_QR_H
#define FAKE_QR_H

#include "form/form.h"
#include "image/pixmap.h"

#include <stdbool.h>

/* Prints `text` as a QR code that fills `box`, black on white, correction M. False when zint cannot
 * encode it. */
bool fake_draw_qr(struct omr_pixmap *paper, const char *text, const struct omr_box *box);

#endif
