/* SPDX-License-Identifier: MIT
 *
 * A TIFF file in memory, opened with libtiff: bounds of everything that is read, and what the
 * library has to say kept instead of printed. */
#ifndef OMR_IMAGE_TIFF_FILE_H
#define OMR_IMAGE_TIFF_FILE_H

#include <omr/error.h>
#include <omr/image.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tiffio.h>

struct omr_tiff_file {
    TIFF *tiff;
    const uint8_t *bytes;
    uint64_t size, at;
    bool has_run_out;     /* bytes after the last were asked for */
    bool lacks_memory;    /* the library said so */
    bool is_broken;       /* the library said that something is wrong with the data */
    bool lost_resolution; /* the file has one, beyond its end */
    uint32_t bad_rows;    /* of a fax: rows that do not come out right */
    char complaint[160];  /* the first */
};

/* Opens the file and stands before its first directory. The bytes must outlive it, and `file` must
 * stay where it is. Ended with omr_tiff_close(), also after a failure. Errors: as
 * omr_tiff_fail(). */
enum omr_status omr_tiff_open(struct omr_tiff_file *file, const void *bytes, size_t size,
                              const struct omr_image_limits *limits, struct omr_error *err);
void omr_tiff_close(struct omr_tiff_file *file);

/* The error that fits what the library said: OMR_ERROR_MEMORY, or OMR_ERROR_INPUT with
 * "image.truncated" or "image.damaged". */
enum omr_status omr_tiff_fail(const struct omr_tiff_file *file, struct omr_error *err);

#endif
