/* SPDX-License-Identifier: MIT */
#include "cli/documents.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/command.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(const char *text) {
    fprintf(stderr, "omr: %s\n", text);
    return CLI_TROUBLE;
}

static char *find_path(const struct cli_documents *documents, const char *image, int page) {
    const char *slash = strrchr(image, '/'), *name = slash ? slash + 1 : image;
    const char *dot = strrchr(name, '.');
    int length = (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name));
    struct omr_buffer path = {0};
    omr_buffer_format(&path, "%s/%.*s", documents->folder, length, name);
    if (page)
        omr_buffer_format(&path, "-p%d", page);
    omr_buffer_text(&path, documents->ending);
    return omr_buffer_detach(&path, NULL);
}

void cli_document_print(const char *text, size_t size) {
    fwrite(text, 1, size, stdout);
    if (size && text[size - 1] != '\n' && isatty(STDOUT_FILENO))
        putchar('\n');
    fflush(stdout);
}

/* Whether a page's document would take the place of that of a whole image: how many pages an image
 * has is not known before. */
static bool is_taken(const struct cli_documents *documents, const char *path) {
    bool found = false;
    for (int i = 0; i < documents->image_count && !found; i++) {
        char *other = find_path(documents, documents->images[i], 0);
        found = other && strcmp(other, path) == 0;
        free(other);
    }
    return found;
}

int cli_document_write(const struct cli_documents *documents, const char *image, int page,
                       const char *text, size_t size) {
    struct omr_error err = {0};
    int code = CLI_OK;
    if (!documents->folder) {
        cli_document_print(text, size);
        return CLI_OK;
    }
    char *path = find_path(documents, image, page);
    if (!path)
        return complain("out of memory");
    if (page && is_taken(documents, path)) {
        fprintf(stderr, "omr: %s: page %d: not written: %s belongs to another image\n", image, page,
                path);
        code = CLI_USAGE;
    } else if (omr_file_save(path, text, size, 0, &err)) {
        code = complain(err.text);
    }
    free(path);
    return code;
}

static int compare_paths(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Whether two images would be written to the same document; says so. */
static bool do_clash(const struct cli_documents *documents, const char *command) {
    int count = documents->image_count;
    char **paths = calloc((size_t)count, sizeof *paths);
    bool found = false;
    for (int i = 0; paths && i < count; i++)
        paths[i] = find_path(documents, documents->images[i], 0);
    if (paths)
        qsort(paths, (size_t)count, sizeof *paths, compare_paths);
    for (int i = 1; paths && i < count && !found; i++)
        if (paths[i - 1] && paths[i] && strcmp(paths[i - 1], paths[i]) == 0) {
            fprintf(stderr, "omr %s: two images would be written to %s\n", command, paths[i]);
            found = true;
        }
    for (int i = 0; paths && i < count; i++)
        free(paths[i]);
    free(paths);
    return found;
}

int cli_documents_open(const struct cli_documents *documents, const char *command,
                       bool is_one_per_image) {
    if (!documents->folder)
        return CLI_OK;
    if (is_one_per_image && do_clash(documents, command))
        return CLI_USAGE;
    if (mkdir(documents->folder, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "omr: %s: cannot create: %s\n", documents->folder, strerror(errno));
        return CLI_TROUBLE;
    }
    return CLI_OK;
}
