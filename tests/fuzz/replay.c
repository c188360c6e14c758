/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzz target on the files of a folder, as an ordinary test: usage `replay FOLDER`. Files
 * are also cut off in the middle, so that a few seeds go a long way. */
#include "base/file.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX_SIZE = 16 << 20, CUTS = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int replay(const char *path) {
    char *bytes;
    size_t size;
    struct omr_error err;
    if (omr_file_load(path, FILE_MAX_SIZE, &bytes, &size, &err)) {
        fprintf(stderr, "replay: %s\n", err.text);
        return 1;
    }
    for (size_t i = 0; i <= CUTS; i++) {
        /* Memory of exactly that size, so that a sanitizer sees any byte beyond. */
        size_t part = size * (CUTS - i) / CUTS;
        char *cut = realloc(bytes, part ? part : 1);
        if (!cut)
            break;
        bytes = cut;
        LLVMFuzzerTestOneInput((const uint8_t *)bytes, part);
    }
    free(bytes);
    return 0;
}

int main(int argc, char **argv) {
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fprintf(stderr, "usage: replay FOLDER\n");
        return 2;
    }
    int passed = 0, failed = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        if (replay(path))
            failed++;
        else
            passed++;
    }
    closedir(folder);
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}
