/* SPDX-License-Identifier: MIT */
#include "server/auth/key.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum omr_status fail_key(const char *path, struct omr_error *err) {
    return omr_fail(err, OMR_ERROR_IO, "auth.key", "%s: cannot make the key: %s", path,
                    strerror(errno));
}

static bool write_all(int file, const uint8_t key[SRV_KEY_BYTES]) {
    return write(file, key, SRV_KEY_BYTES) == SRV_KEY_BYTES && fsync(file) == 0;
}

/* Writes beside and links: the name appears with the whole key behind it, or not at all, and the
 * first of two wins. */
static enum omr_status make_key(const char *path, struct omr_error *err) {
    char beside[PATH_MAX + 8];
    snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    uint8_t key[SRV_KEY_BYTES];
    int file = srv_random(key, sizeof key) ? mkostemp(beside, O_CLOEXEC) : -1;
    if (file < 0)
        return fail_key(path, err);
    bool is_made = write_all(file, key) && (link(beside, path) == 0 || errno == EEXIST);
    enum omr_status status = is_made ? OMR_OK : fail_key(path, err);
    unlink(beside);
    close(file);
    return status;
}

static enum omr_status read_key(const char *path, uint8_t key[SRV_KEY_BYTES],
                                struct omr_error *err) {
    char *bytes;
    size_t size;
    enum omr_status status = omr_file_load(path, SRV_KEY_BYTES, &bytes, &size, err);
    if (status)
        return status;
    if (size == SRV_KEY_BYTES)
        memcpy(key, bytes, SRV_KEY_BYTES);
    else
        status = omr_fail(err, OMR_ERROR_IO, "auth.key", "%s: not a key of %d bytes", path,
                          SRV_KEY_BYTES);
    free(bytes);
    return status;
}

enum omr_status srv_key_load(const char *folder, uint8_t key[SRV_KEY_BYTES],
                             struct omr_error *err) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/server.key", folder) >= (int)sizeof path)
        return omr_fail(err, OMR_ERROR_IO, "auth.key", "the name of the data folder is too long");
    if (access(path, F_OK) != 0) {
        enum omr_status status = make_key(path, err);
        if (status)
            return status;
    }
    return read_key(path, key, err);
}
