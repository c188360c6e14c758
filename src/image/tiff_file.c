/* SPDX-License-Identifier: MIT */
#include "image/tiff_file.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What the library allocates at once at most, for tables and rows. */
enum { TABLE_MAX_BYTES = 64 << 20 };

static tmsize_t read_bytes(thandle_t handle, void *bytes, tmsize_t size) {
    struct omr_tiff_file *file = handle;
    uint64_t left = file->at < file->size ? file->size - file->at : 0;
    uint64_t wanted = size < 0 ? 0 : (uint64_t)size;
    if (wanted > left) {
        file->has_run_out = true;
        wanted = left;
    }
    memcpy(bytes, file->bytes + (left ? file->at : 0), wanted);
    file->at += wanted;
    return (tmsize_t)wanted;
}

static tmsize_t refuse_to_write(thandle_t handle, void *bytes, tmsize_t size) {
    (void)handle;
    (void)bytes;
    (void)size;
    return -1;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    struct omr_tiff_file *file = handle;
    if (whence == SEEK_CUR)
        offset += file->at;
    else if (whence == SEEK_END)
        offset += file->size;
    file->at = offset;
    return offset;
}

static int close_nothing(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t find_size(thandle_t handle) {
    return ((struct omr_tiff_file *)handle)->size;
}

/* The library has no code for a shortage, only words. */
static bool is_about_memory(const char *text) {
    static const char *const words[] = {"memory", "No space", "o allocate", "alloc",
                                        "Insertion in"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

static bool begins(const char *text, const char *with) {
    return text && strncmp(text, with, strlen(with)) == 0;
}

static void keep_complaint(struct omr_tiff_file *file, const char *text) {
    file->is_broken = true;
    if (is_about_memory(text))
        file->lacks_memory = true;
    if (!*file->complaint)
        snprintf(file->complaint, sizeof file->complaint, "%s", text);
}

/* A fax goes on after a row that does not come out right, and tells of it. A page that ends too
 * early it takes for complete, which this file does not. */
static bool is_bad_row(const char *module, const char *format) {
    return begins(module, "Fax3") && !begins(format, "Premature EOF");
}

__attribute__((format(printf, 4, 0))) static int
on_error(TIFF *tiff, void *context, const char *module, const char *format, va_list values) {
    struct omr_tiff_file *file = context;
    char text[160];
    (void)tiff;
    vsnprintf(text, sizeof text, format, values);
    if (begins(module, "Fax3") && begins(format, "Bad code word"))
        file->bad_rows++;
    else
        keep_complaint(file, text);
    return 1;
}

/* Most warnings are about formalities of tags; those of the decoders are not. */
__attribute__((format(printf, 4, 0))) static int
on_warning(TIFF *tiff, void *context, const char *module, const char *format, va_list values) {
    struct omr_tiff_file *file = context;
    char text[160];
    (void)tiff;
    vsnprintf(text, sizeof text, format, values);
    /* Without it a fax may be twice as wide as high, and nobody would know. */
    if (strstr(text, "IO error") && strstr(text, "Resolution"))
        file->lost_resolution = true;
    if (is_bad_row(module, format))
        file->bad_rows++;
    else if (begins(module, "Fax") || begins(module, "JPEGLib"))
        keep_complaint(file, text);
    return 1;
}

enum omr_status omr_tiff_open(struct omr_tiff_file *file, const void *bytes, size_t size,
                              const struct omr_image_limits *limits, struct omr_error *err) {
    *file = (struct omr_tiff_file){.bytes = bytes, .size = size};
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options)
        return omr_fail_memory(err);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options,
                                        (tmsize_t)(limits->max_bytes + (uint64_t)TABLE_MAX_BYTES));
    TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, file);
    TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, file);
    /* m: never mapped, so that all is read through read_bytes(); O: tables of parts when needed. */
    file->tiff = TIFFClientOpenExt("picture", "rmO", file, read_bytes, refuse_to_write, seek,
                                   close_nothing, find_size, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    if (file->tiff)
        return OMR_OK;
    return omr_tiff_fail(file, err);
}

void omr_tiff_close(struct omr_tiff_file *file) {
    if (file->tiff)
        TIFFClose(file->tiff);
    file->tiff = NULL;
}

enum omr_status omr_tiff_fail(const struct omr_tiff_file *file, struct omr_error *err) {
    /* It has words for all that is wrong with a file; a decompressor may run short in silence. */
    if (file->lacks_memory || (!*file->complaint && !file->has_run_out))
        return omr_fail_memory(err);
    if (file->has_run_out)
        return omr_fail(err, OMR_ERROR_INPUT, "image.truncated",
                        "the TIFF file is cut off: it ends before the picture does");
    return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the TIFF file is damaged: %s",
                    file->complaint);
}
