/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include "base/buffer.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum omr_status fail_errno(struct omr_error *err, const char *what, const char *path) {
    return omr_fail(err, OMR_ERROR_IO, "file.io", "%s: cannot %s: %s", path, what, strerror(errno));
}

static enum omr_status read_all(int fd, const char *path, size_t max_size, struct omr_buffer *into,
                                struct omr_error *err) {
    for (;;) {
        if (!omr_buffer_reserve(into, 64 * 1024))
            return omr_fail_memory(err);
        ssize_t got = read(fd, into->bytes + into->size, into->capacity - into->size - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_errno(err, "read", path);
        if (got == 0)
            return OMR_OK;
        into->size += (size_t)got;
        if (into->size > max_size)
            return omr_fail(err, OMR_ERROR_LIMIT, "file.too_large",
                            "%s: larger than the limit of %zu bytes", path, max_size);
    }
}

enum omr_status omr_file_load(const char *path, size_t max_size, char **bytes, size_t *size,
                              struct omr_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, "open", path);
    struct omr_buffer into = {0};
    struct stat info;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && (size_t)info.st_size <= max_size)
        omr_buffer_reserve(&into, (size_t)info.st_size + 64 * 1024);
    enum omr_status status = read_all(fd, path, max_size, &into, err);
    close(fd);
    if (!status && !(*bytes = omr_buffer_detach(&into, size)))
        status = omr_fail_memory(err);
    omr_buffer_clear(&into);
    return status;
}

static int write_all(int fd, const char *bytes, size_t size) {
    while (size) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
}

enum omr_status omr_file_save(const char *path, const void *bytes, size_t size, int is_durable,
                              struct omr_error *err) {
    char temporary[4096];
    int length = snprintf(temporary, sizeof temporary, "%s.%ld.part", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof temporary)
        return omr_fail(err, OMR_ERROR_USAGE, "file.path", "the path is too long");
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail_errno(err, "create", path);
    int failed = write_all(fd, bytes, size) || (is_durable && fdatasync(fd));
    failed |= close(fd);
    if (!failed && rename(temporary, path) == 0)
        return OMR_OK;
    enum omr_status status = fail_errno(err, "write", path);
    unlink(temporary);
    return status;
}
