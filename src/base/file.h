/* SPDX-License-Identifier: MIT
 *
 * Whole files. */
#ifndef OMR_BASE_FILE_H
#define OMR_BASE_FILE_H

#include <omr/error.h>
#include <stddef.h>

/* Loads the file at `path`, at most `max_size` bytes. `*bytes` (with a closing zero that `*size`
 * does not count) belongs to the caller, who ends it with free(). Errors name the path. */
enum omr_status omr_file_load(const char *path, size_t max_size, char **bytes, size_t *size,
                              struct omr_error *err);

/* Writes the file at `path` so that a reader sees the old or the new content, never a part:
 * through a temporary file beside it, flushed to disk when `is_durable`, then renamed. */
enum omr_status omr_file_save(const char *path, const void *bytes, size_t size, int is_durable,
                              struct omr_error *err);

#endif
