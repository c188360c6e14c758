/* SPDX-License-Identifier: MIT
 *
 * A C face for zxing, which is C++ and throws. For read.c only. */
#ifndef OMR_BARCODE_ZXING_H
#define OMR_BARCODE_ZXING_H

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct omr_zxing_request {
    const uint8_t *pixels; /* grey */
    int width, height, stride;
    const char *formats;       /* zxing's names, separated by '|' */
    bool is_extended;          /* Code 39 pairs stand for all of ASCII */
    bool has_global_threshold; /* one threshold a line instead of one a neighbourhood */
};

/* Looks for one code. `*text` (UTF-8, `*size` bytes and a closing zero) belongs to the caller, who
 * ends it with free(); NULL when none was found. Errors: OMR_ERROR_MEMORY, OMR_ERROR_INTERNAL for
 * names that zxing does not know. */
enum omr_status omr_zxing_read(const struct omr_zxing_request *request, char **text, size_t *size,
                               struct omr_error *err);

/* Called for each code that was found; `text` (UTF-8) lives during the call. */
typedef void omr_zxing_visit(void *context, const char *text, size_t size);

/* Looks for codes anywhere and visits all that it finds, in no particular order. Errors as above.
 */
enum omr_status omr_zxing_visit_all(const struct omr_zxing_request *request, omr_zxing_visit *visit,
                                    void *context, struct omr_error *err);

#ifdef __cplusplus
}
#endif

#endif
