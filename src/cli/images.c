/* SPDX-License-Identifier: MIT */
#include "cli/images.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <omr/image.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIGNATURE_SIZE = 32 };

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* An empty file called scan.png is a scan that failed: it must be reported, not passed over. */
static bool is_called_picture(const char *path) {
    static const char *const endings[] = {"jpg", "jpeg", "png",  "tif",  "tiff", "pdf",
                                          "bmp", "gif",  "webp", "heic", "heif"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot + 1, endings[i]) == 0)
            return true;
    return false;
}

/* What begins like a picture or is called one; also a file that cannot be read, so that it is not
 * lost silently. */
static bool is_picture(const char *path) {
    char bytes[SIGNATURE_SIZE];
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return false;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return true;
    ssize_t got = read(fd, bytes, sizeof bytes);
    close(fd);
    return got < 0 || (got > 0 && omr_document_kind(bytes, (size_t)got)) || is_called_picture(path);
}

static enum omr_status add_path(struct cli_images *images, char *path, struct omr_error *err) {
    if (path)
        omr_buffer_append(&images->paths, &path, sizeof path);
    return path && !images->paths.has_failed ? OMR_OK : omr_fail_memory(err);
}

/* `name` in the folder; a slash that is there already is not doubled. */
static char *join(struct cli_images *images, const char *folder, const char *name) {
    size_t length = strlen(folder);
    const char *slash = length && folder[length - 1] == '/' ? "" : "/";
    struct omr_buffer path = {0};
    omr_buffer_format(&path, "%s%s%s", folder, slash, name);
    char *joined = path.has_failed ? NULL : omr_arena_copy(&images->arena, path.bytes, path.size);
    omr_buffer_clear(&path);
    return joined;
}

static enum omr_status add_entry(struct cli_images *images, const char *folder, const char *name,
                                 struct omr_error *err) {
    char *path = join(images, folder, name);
    if (!path)
        return omr_fail_memory(err);
    if (is_picture(path))
        return add_path(images, path, err);
    fprintf(stderr, "omr: %s: passed over: %s\n", path,
            is_folder(path) ? "a folder in a folder" : "no picture");
    return OMR_OK;
}

static int is_shown(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int compare(const struct dirent **left, const struct dirent **right) {
    return strcmp((*left)->d_name, (*right)->d_name);
}

static enum omr_status add_folder(struct cli_images *images, const char *folder,
                                  struct omr_error *err) {
    struct dirent **entries;
    int before = cli_images_count(images), count = scandir(folder, &entries, is_shown, compare);
    if (count < 0)
        return omr_fail(err, OMR_ERROR_IO, "file.io", "%s: cannot %s: %s", folder, "read",
                        strerror(errno));
    enum omr_status status = OMR_OK;
    for (int i = 0; i < count; i++) {
        if (!status)
            status = add_entry(images, folder, entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    images->empty_count += !status && cli_images_count(images) == before;
    return status;
}

enum omr_status cli_images_add(struct cli_images *images, const char *path, struct omr_error *err) {
    int before = images->empty_count;
    if (!is_folder(path))
        return add_path(images, omr_arena_copy(&images->arena, path, strlen(path)), err);
    enum omr_status status = add_folder(images, path, err);
    if (images->empty_count > before)
        fprintf(stderr, "omr: %s: no picture in this folder\n", path);
    return status;
}

char *const *cli_images_paths(const struct cli_images *images) {
    return (char *const *)(const void *)images->paths.bytes;
}

int cli_images_count(const struct cli_images *images) {
    return (int)(images->paths.size / sizeof(char *));
}

void cli_images_clear(struct cli_images *images) {
    omr_arena_clear(&images->arena);
    omr_buffer_clear(&images->paths);
}
