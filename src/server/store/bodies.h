/* SPDX-License-Identifier: MIT
 *
 * The files beside the database: `requests/<id>` and `results/<id>.<attempt>`. Written once, whole
 * and on the disk on return. */
#ifndef OMR_SERVER_STORE_BODIES_H
#define OMR_SERVER_STORE_BODIES_H

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

/* One of the two folders. */
struct srv_bodies {
    int folder;       /* its descriptor, -1 while closed */
    const char *name; /* for messages */
};

enum { SRV_BODY_NAME_SIZE = 64 };

/* Opens data_folder/name, made (mode 0700) where it does not exist. `name` is not copied. */
enum omr_status srv_bodies_open(struct srv_bodies *bodies, const char *data_folder,
                                const char *name, struct omr_error *err);
void srv_bodies_close(struct srv_bodies *bodies);

/* Writes a new file (mode 0600) of the pieces, one after the other; an older one of this name is
 * replaced. On failure nothing is left. */
enum omr_status srv_body_write(struct srv_bodies *bodies, const char *name,
                               const struct iovec *pieces, int piece_count, struct omr_error *err);

/* Opens a file for reading; `*fd` is -1 when there is none. */
enum omr_status srv_body_open(struct srv_bodies *bodies, const char *name, int *fd, size_t *size,
                              struct omr_error *err);

/* Loads a whole file; `*bytes` (free()) is NULL when there is none. */
enum omr_status srv_body_load(struct srv_bodies *bodies, const char *name, char **bytes,
                              size_t *size, struct omr_error *err);

/* Deletes a file; one that does not exist is no matter. */
void srv_body_remove(struct srv_bodies *bodies, const char *name);

/* Deletes the files older than `age_ms` (0: all) of which `is_wanted` says false. */
typedef bool srv_body_is_wanted(void *context, const char *name);
enum omr_status srv_bodies_tidy(struct srv_bodies *bodies, int64_t age_ms,
                                srv_body_is_wanted *is_wanted, void *context, int *count,
                                struct omr_error *err);

#endif
