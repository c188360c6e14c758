/* SPDX-License-Identifier: MIT
 *
 * The pictures that a source names, decoded once however many copies show them. */
#ifndef OMR_GENERATION_USED_PICTURES_H
#define OMR_GENERATION_USED_PICTURES_H

#include "generation/layout/layout.h"
#include "generation/render/render.h"
#include "image/colour.h"

#include <omr/generate.h>

/* Zero-initialise; omr_used_pictures_clear() ends it. The arrays go by the same index. */
struct omr_used_pictures {
    struct omr_layout_image *sizes;
    struct omr_render_image *drawn;
    struct omr_colours *colours;
    char **names;
    int count, capacity;
};

/* Decodes what the tree names and is not decoded yet, gives back what it does not name. A picture
 * that is named but cannot be had is left to the layout to tell, with its place. Errors: those of
 * omr_image_decode(), beginning with the picture's name; OMR_ERROR_LIMIT. */
enum omr_status omr_used_pictures_update(struct omr_used_pictures *pictures,
                                         const struct omr_generate_request *request,
                                         const struct omr_node *tree, struct omr_error *err);

void omr_used_pictures_clear(struct omr_used_pictures *pictures);

#endif
