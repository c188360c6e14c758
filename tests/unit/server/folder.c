/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void folder_make(char path[64]) {
    snprintf(path, 64, "/tmp/omr-test-XXXXXX");
    if (!mkdtemp(path)) {
        perror("mkdtemp");
        abort();
    }
}

static int delete_one(const char *path, const struct stat *info, int kind, struct FTW *walk) {
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

void folder_delete(const char *path) {
    nftw(path, delete_one, 16, FTW_DEPTH | FTW_PHYS);
}

int folder_count(const char *folder, const char *below) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, below);
    DIR *listing = opendir(path);
    int count = 0;
    for (struct dirent *entry; listing && (entry = readdir(listing));)
        count += entry->d_name[0] != '.';
    if (listing)
        closedir(listing);
    return count;
}
