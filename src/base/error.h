/* SPDX-License-Identifier: MIT
 *
 * How the library's own code reports a failure. */
#ifndef OMR_BASE_ERROR_H
#define OMR_BASE_ERROR_H

#include <omr/error.h>

/* Fills `err` (may be NULL) and returns `status`, so that a failure is one line:
 *     return omr_fail(err, OMR_ERROR_INPUT, "image.truncated", "the JPEG ends at byte %zu", n); */
enum omr_status omr_fail(struct omr_error *err, enum omr_status status, const char *code,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The one way to say that memory ran out. */
enum omr_status omr_fail_memory(struct omr_error *err);

#endif
