/* SPDX-License-Identifier: MIT
 *
 * Programs of others that turn what the library does not read into pictures that it does: PDF pages
 * that are drawn, or packed as JBIG2 or JPEG 2000, and pictures as iPhones take them. They need not
 * be installed; none is linked. When the library refuses a file:
 *
 *     const struct conv_program *program = conv_find(omr_document_kind(bytes, size), &err);
 *     if (program && conv_locate(program, NULL, path))
 *         ... conv_run(), see convert/run.h ...
 *     else if (program)
 *         conv_advise(program, &why, &err);       what to install */
#ifndef OMR_CONVERT_PROGRAM_H
#define OMR_CONVERT_PROGRAM_H

#include <limits.h>
#include <omr/error.h>
#include <stdbool.h>

enum { CONV_ARGUMENTS_MAX = 20 };

struct conv_program {
    const char *id;      /* one word for the kind it reads: "pdf" */
    const char *name;    /* "pdftoppm" */
    const char *kind;    /* what it reads, in the words of omr_document_kind() */
    const char *package; /* what Debian calls the package it is in */
    const char *input;   /* names of files that the arguments tell; their endings tell the kind */
    const char *output;
    const char *arguments[CONV_ARGUMENTS_MAX]; /* after its name; "%d" alone is the page, from 1 */
    bool has_pages;                            /* else it makes a picture of the whole file */
};

/* The program for a file of this kind (NULL: of none) that the library refused with this error;
 * NULL where none would help. A constant. */
const struct conv_program *conv_find(const char *kind, const struct omr_error *why);

/* The program with this id, or NULL. */
const struct conv_program *conv_of(const char *id);

/* All of them, one after the other from 0; NULL at the end. */
const struct conv_program *conv_at(int index);

/* Where the program is: the first of `folders`, divided by colons (NULL: those of PATH), that holds
 * it. False where none does. */
bool conv_locate(const struct conv_program *program, const char *folders, char path[PATH_MAX]);

/* Says `why` again, and what to install; the status is that of `why`, the code
 * "convert.missing". */
enum omr_status conv_advise(const struct conv_program *program, const struct omr_error *why,
                            struct omr_error *err);

#endif
