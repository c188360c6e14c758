/* SPDX-License-Identifier: MIT
 *
 * The pictures of a form as cairo takes them. For this folder only. */
#ifndef OMR_GENERATION_RENDER_PICTURES_H
#define OMR_GENERATION_RENDER_PICTURES_H

#include "generation/render/draw.h"

/* Makes surfaces for all pictures that the page shows, where they are not there yet. The pixels are
 * not copied. */
enum omr_status omr_pictures_load(struct omr_pictures *pictures, const struct omr_placed_page *page,
                                  const struct omr_render_image *images, struct omr_error *err);
void omr_pictures_clear(struct omr_pictures *pictures);

bool omr_picture_is_grey(const struct omr_render_image *image);

#endif
