/* SPDX-License-Identifier: MIT
 *
 * The socket between server and worker. A request is 8 bytes (the size of the message, little
 * endian) that carry a descriptor of the file that holds it: megabytes of pictures are mapped by
 * the worker, not copied. An answer is 8 bytes of size and the message itself. */
#ifndef OMR_SERVER_WORKER_CHANNEL_H
#define OMR_SERVER_WORKER_CHANNEL_H

#include "base/buffer.h"

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sends the request that the file `fd` holds. Errors: OMR_ERROR_IO when the other side is gone. */
enum omr_status srv_channel_send_request(int channel, int fd, size_t size, struct omr_error *err);

/* Waits for a request; `*fd` is -1 when the other side has closed the channel. */
enum omr_status srv_channel_take_request(int channel, int *fd, size_t *size, struct omr_error *err);

/* Sends an answer. */
enum omr_status srv_channel_send_answer(int channel, const void *bytes, size_t size,
                                        struct omr_error *err);

/* Waits for an answer of at most `max_size` bytes until `deadline_ms` (of srv_channel_clock_ms()).
 * Errors: OMR_ERROR_LIMIT with code "channel.timeout", OMR_ERROR_IO when the other side is gone,
 * OMR_ERROR_INPUT when it announces more than `max_size`. */
enum omr_status srv_channel_take_answer(int channel, int64_t deadline_ms, size_t max_size,
                                        struct omr_buffer *answer, struct omr_error *err);

/* Milliseconds of a clock that only goes forward. */
int64_t srv_channel_clock_ms(void);

#endif
