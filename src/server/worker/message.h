/* SPDX-License-Identifier: MIT
 *
 * What server and worker say to each other, and what is kept in the files of a task: named parts in
 * a row.
 *
 *     "OMRPARTS" then, for each part:
 *     4 bytes  length of the name without its closing zero, little endian
 *     8 bytes  length of the content, little endian
 *     the name, a zero byte, the content
 *
 * A request begins with the parts "kind" and "options"; then come the job's own ("pattern",
 * "image", ...). An answer holds "result:<Type>" (any number, in order), "details", "review" and
 * "unread" (decimal numbers) or, when the job failed, "message" (for people, any number); it ends
 * with "state", which is "done" or "failed". */
#ifndef OMR_SERVER_WORKER_MESSAGE_H
#define OMR_SERVER_WORKER_MESSAGE_H

#include "base/arena.h"
#include "base/buffer.h"

#include <omr/error.h>
#include <stddef.h>
#include <sys/uio.h>

struct srv_part {
    const char *name;
    const void *bytes;
    size_t size;
};

#define SRV_PART_STATE "state"
#define SRV_PART_MESSAGE "message"
#define SRV_PART_REVIEW "review"
#define SRV_PART_UNREAD "unread"
#define SRV_PART_DETAILS "details"
#define SRV_PART_RESULT "result:" /* and the type */

enum { SRV_MESSAGE_MAX_PARTS = 4096, SRV_PART_NAME_MAX = 255, SRV_ANSWER_MAX_MESSAGES = 100 };

/* Lays a message out for writev(): the pieces point to the parts' own bytes and to heads in the
 * arena. Errors: OMR_ERROR_MEMORY, OMR_ERROR_LIMIT. */
enum omr_status srv_message_pieces(const struct srv_part *parts, int part_count,
                                   struct omr_arena *arena, struct iovec **pieces, int *piece_count,
                                   struct omr_error *err);

/* Writes a message into an empty buffer, part by part; look at has_failed at the end. */
void srv_message_begin(struct omr_buffer *message);
void srv_message_add(struct omr_buffer *message, const char *name, const void *bytes, size_t size);

/* Takes a message from a stranger apart. The parts point into `bytes`, the array lies in the arena.
 * Errors: OMR_ERROR_INPUT (not a whole message), OMR_ERROR_LIMIT (too many parts). */
enum omr_status srv_message_parse(const void *bytes, size_t size, struct omr_arena *arena,
                                  struct srv_part **parts, int *part_count, struct omr_error *err);

/* The first part of this name, or NULL. */
const struct srv_part *srv_message_find(const struct srv_part *parts, int part_count,
                                        const char *name);

#endif
