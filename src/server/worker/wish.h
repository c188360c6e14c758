/* SPDX-License-Identifier: MIT
 *
 * What a worker asks of its server in the midst of a job: to have a page turned into a picture by a
 * converter, since a worker can start no program. The wish goes out where an answer would, as a
 * message of the parts "convert" ("pdf 2 3": which converter, image and page, both from 1) and
 * "state" ("asks"). What comes back is a request of either the part "picture" or the parts "code"
 * and "text", which say why there is none. */
#ifndef OMR_SERVER_WORKER_WISH_H
#define OMR_SERVER_WORKER_WISH_H

#include "base/buffer.h"
#include "convert/program.h"
#include "server/worker/message.h"

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>

struct srv_wish {
    const struct conv_program *program;
    int image, page; /* from 1 */
};

/* Whether an answer is a wish and not the end of the job. Of a stranger: whether there is such an
 * image is still to be seen. */
bool srv_wish_read(struct srv_wish *wish, const void *bytes, size_t size);
void srv_wish_write(struct omr_buffer *message, const struct srv_wish *wish);

/* What came back; zeroes are nothing. */
struct srv_gift {
    void *bytes; /* mapped */
    size_t size;
    const void *picture;
    size_t picture_size;
};

/* In the worker: asks and waits. The gift is ended with srv_gift_clear(). Errors: what the server
 * says, or OMR_ERROR_IO. */
enum omr_status srv_wish_ask(int channel, const struct srv_wish *wish, struct srv_gift *gift,
                             struct omr_error *err);
void srv_gift_clear(struct srv_gift *gift);

#endif
