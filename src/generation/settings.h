/* SPDX-License-Identifier: MIT
 *
 * Settings as the stages take them. */
#ifndef OMR_GENERATION_SETTINGS_H
#define OMR_GENERATION_SETTINGS_H

#include "generation/layout/layout.h"

#include <omr/generate.h>

/* What the layout is told. Texts live as long as the settings; NULL stands for the defaults. */
void omr_settings_lay_out(const struct omr_settings *settings, struct omr_layout_settings *layout);

/* "png", "jpg", "tiff", as render.h calls pictures; "pdf". */
const char *omr_settings_kind(const struct omr_settings *settings);

#endif
