/* SPDX-License-Identifier: MIT */
#include "server/store/bodies.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static enum omr_status fail_errno(const struct srv_bodies *bodies, const char *what,
                                  const char *name, struct omr_error *err) {
    return omr_fail(err, OMR_ERROR_IO, "store.file", "%s/%s: cannot %s: %s", bodies->name, name,
                    what, strerror(errno));
}

enum omr_status srv_bodies_open(struct srv_bodies *bodies, const char *data_folder,
                                const char *name, struct omr_error *err) {
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", data_folder, name);
    *bodies = (struct srv_bodies){.folder = -1, .name = name};
    if (length < 0 || (size_t)length >= sizeof path)
        return omr_fail(err, OMR_ERROR_USAGE, "store.folder", "the data folder's path is too long");
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return fail_errno(bodies, "make the folder", "", err);
    bodies->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return bodies->folder >= 0 ? OMR_OK : fail_errno(bodies, "open", "", err);
}

void srv_bodies_close(struct srv_bodies *bodies) {
    if (bodies->folder >= 0)
        close(bodies->folder);
    bodies->folder = -1;
}

static bool write_piece(int fd, const struct iovec *piece) {
    const char *bytes = piece->iov_base;
    for (size_t left = piece->iov_len; left;) {
        ssize_t written = write(fd, bytes, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        left -= (size_t)written;
    }
    return true;
}

/* The folder is flushed too: otherwise a power cut could take the file's name. */
static bool write_durably(struct srv_bodies *bodies, int fd, const struct iovec *pieces,
                          int piece_count) {
    for (int i = 0; i < piece_count; i++)
        if (!write_piece(fd, &pieces[i]))
            return false;
    return fdatasync(fd) == 0 && fsync(bodies->folder) == 0;
}

enum omr_status srv_body_write(struct srv_bodies *bodies, const char *name,
                               const struct iovec *pieces, int piece_count, struct omr_error *err) {
    int fd = openat(bodies->folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_errno(bodies, "create", name, err);
    enum omr_status status = OMR_OK;
    if (!write_durably(bodies, fd, pieces, piece_count))
        status = fail_errno(bodies, "write", name, err);
    close(fd);
    if (status)
        unlinkat(bodies->folder, name, 0);
    return status;
}

enum omr_status srv_body_open(struct srv_bodies *bodies, const char *name, int *fd, size_t *size,
                              struct omr_error *err) {
    struct stat info;
    int opened = openat(bodies->folder, name, O_RDONLY | O_CLOEXEC);
    if (opened < 0 && errno == ENOENT) {
        *fd = -1;
        return OMR_OK;
    }
    if (opened < 0)
        return fail_errno(bodies, "open", name, err);
    if (fstat(opened, &info) != 0) {
        enum omr_status status = fail_errno(bodies, "look at", name, err);
        close(opened);
        return status;
    }
    *fd = opened;
    *size = (size_t)info.st_size;
    return OMR_OK;
}

static bool read_whole(int fd, char *bytes, size_t size) {
    for (size_t at = 0; at < size;) {
        ssize_t got = read(fd, bytes + at, size - at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += (size_t)got;
    }
    return true;
}

enum omr_status srv_body_load(struct srv_bodies *bodies, const char *name, char **bytes,
                              size_t *size, struct omr_error *err) {
    int fd;
    size_t length;
    enum omr_status status = srv_body_open(bodies, name, &fd, &length, err);
    if (status || fd < 0) {
        *bytes = NULL;
        return status;
    }
    char *loaded = malloc(length + 1);
    if (!loaded)
        status = omr_fail_memory(err);
    else if (!read_whole(fd, loaded, length))
        status = fail_errno(bodies, "read", name, err);
    close(fd);
    if (status) {
        free(loaded);
        return status;
    }
    loaded[length] = 0;
    *bytes = loaded;
    *size = length;
    return OMR_OK;
}

void srv_body_remove(struct srv_bodies *bodies, const char *name) {
    unlinkat(bodies->folder, name, 0);
}

static bool is_old(const struct srv_bodies *bodies, const char *name, int64_t age_ms) {
    struct stat info;
    if (age_ms <= 0)
        return true;
    if (fstatat(bodies->folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    return (int64_t)(time(NULL) - info.st_mtime) * 1000 > age_ms;
}

enum omr_status srv_bodies_tidy(struct srv_bodies *bodies, int64_t age_ms,
                                srv_body_is_wanted *is_wanted, void *context, int *count,
                                struct omr_error *err) {
    int again = openat(bodies->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = again >= 0 ? fdopendir(again) : NULL;
    if (!listing) {
        enum omr_status status = fail_errno(bodies, "list", "", err);
        if (again >= 0)
            close(again);
        return status;
    }
    for (struct dirent *entry; (entry = readdir(listing));) {
        const char *name = entry->d_name;
        if (name[0] == '.' || !is_old(bodies, name, age_ms) || is_wanted(context, name))
            continue;
        srv_body_remove(bodies, name);
        ++*count;
    }
    closedir(listing);
    return OMR_OK;
}
