/* SPDX-License-Identifier: MIT
 *
 * One error model for the whole library.
 *
 * Every function that can fail returns an `enum omr_status` (0 is success) and takes a
 * `struct omr_error *` last, which may be NULL. On failure the error holds the status, a stable
 * code for programs and one English sentence for people that names the item. Outputs are written
 * only on success.
 *
 *     struct omr_error err;
 *     struct omr_form *form;
 *     if (omr_form_parse(&form, text, size, &err))
 *         fprintf(stderr, "pattern.omr: %s\n", err.text);
 *
 * What a sheet shows (blank, several marks, unsure) is never an error: it is data of the result. */
#ifndef OMR_ERROR_H
#define OMR_ERROR_H

#if defined(__GNUC__)
#define OMR_API __attribute__((visibility("default")))
#else
#define OMR_API
#endif

/* name, what it means */
#define OMR_STATUS_TABLE(X)                                                                        \
    X(OMR_OK, "success")                                                                           \
    X(OMR_ERROR_USAGE, "the caller asked for something that makes no sense")                       \
    X(OMR_ERROR_INPUT, "the input is damaged or is not what it should be")                         \
    X(OMR_ERROR_UNSUPPORTED, "the input is of a kind that cannot be read")                         \
    X(OMR_ERROR_LIMIT, "the input exceeds a limit")                                                \
    X(OMR_ERROR_UNREGISTERED, "the form was not found on the picture")                             \
    X(OMR_ERROR_MEMORY, "out of memory")                                                           \
    X(OMR_ERROR_IO, "the system refused to read or write")                                         \
    X(OMR_ERROR_INTERNAL, "a fault of the program itself")

#define OMR_STATUS_NAME(name, text) name,
enum omr_status { OMR_STATUS_TABLE(OMR_STATUS_NAME) OMR_STATUS_COUNT };
#undef OMR_STATUS_NAME

struct omr_error {
    enum omr_status status;
    char code[48];  /* stable, for programs: "image.truncated"; docs/errors.md lists them */
    char text[464]; /* one sentence for people, in English, naming the item */
};

/* The status as one English phrase; a constant. */
OMR_API const char *omr_status_text(enum omr_status status);

#endif
