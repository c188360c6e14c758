/* SPDX-License-Identifier: MIT
 *
 * Where the documents of a batch go: each into a file of a folder, named after its image, or to the
 * standard output. What goes wrong is said on the standard error; the functions return a cli_exit.
 */
#ifndef OMR_CLI_DOCUMENTS_H
#define OMR_CLI_DOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>

struct cli_documents {
    const char *folder; /* NULL: the standard output */
    const char *ending; /* of the files' names: ".csv" */
    char *const *images;
    int image_count;
};

/* Makes the folder, after looking whether two images would be written to the same document. */
int cli_documents_open(const struct cli_documents *documents, const char *command,
                       bool is_one_per_image);

/* Writes the document of an image, or of its page `page` (from 1; 0 where it has only one): page 2
 * of scan.tif becomes scan-p2.csv. */
int cli_document_write(const struct cli_documents *documents, const char *image, int page,
                       const char *text, size_t size);

/* Writes to the standard output. A program that reads gets the document byte by byte; a person also
 * a fresh line after it. */
void cli_document_print(const char *text, size_t size);

#endif
