/* SPDX-License-Identifier: MIT */
#include "seeds.h"

#include "base/file.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEED_MAX_SIZE = 1 << 20 };

static void find_path(char path[512], const char *name) {
    const char *top = getenv("OMR_TOP");
    snprintf(path, 512, "%s/tests/fuzz/seeds/%s", top ? top : ".", name);
}

struct seed seed_load(const char *name) {
    struct seed seed = {0};
    struct omr_error err = {0};
    char path[512];
    find_path(path, name);
    snprintf(seed.name, sizeof seed.name, "%s", name);
    if (omr_file_load(path, SEED_MAX_SIZE, &seed.bytes, &seed.size, &err))
        fail_msg("%s", err.text);
    return seed;
}

static int is_shown(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

struct seed *seeds_load(const char *const *kinds, int *count) {
    struct seed *seeds = NULL;
    *count = 0;
    for (; *kinds; kinds++) {
        struct dirent **entries;
        char path[512], name[512];
        find_path(path, *kinds);
        int found = scandir(path, &entries, is_shown, alphasort);
        assert_true(found > 0);
        seeds = realloc(seeds, (size_t)(*count + found) * sizeof *seeds);
        for (int i = 0; i < found; i++) {
            snprintf(name, sizeof name, "%s/%s", *kinds, entries[i]->d_name);
            seeds[(*count)++] = seed_load(name);
            free(entries[i]);
        }
        free(entries);
    }
    return seeds;
}

void seeds_free(struct seed *seeds, int count) {
    for (int i = 0; i < count; i++)
        free(seeds[i].bytes);
    free(seeds);
}
