/* SPDX-License-Identifier: MIT
 *
 * The images that a command line names: files as they are, folders as the pictures in them. */
#ifndef OMR_CLI_IMAGES_H
#define OMR_CLI_IMAGES_H

#include "base/arena.h"
#include "base/buffer.h"

#include <omr/error.h>

/* Zero-initialise, add, clear. */
struct cli_images {
    struct omr_arena arena;
    struct omr_buffer paths; /* char * */
    int empty_count;         /* folders without a picture */
};

/* Adds the file at `path` or, where it is a folder, the pictures directly in it, in the order of
 * their names (by byte). What is no picture there is named on stderr; what begins with a dot is
 * hidden. Errors: OMR_ERROR_MEMORY, OMR_ERROR_IO (the folder cannot be read). */
enum omr_status cli_images_add(struct cli_images *images, const char *path, struct omr_error *err);

char *const *cli_images_paths(const struct cli_images *images);
int cli_images_count(const struct cli_images *images);

void cli_images_clear(struct cli_images *images);

#endif
