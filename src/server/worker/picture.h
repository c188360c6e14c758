/* SPDX-License-Identifier: MIT
 *
 * A picture of a job: what the library reads, and what the server has converted for us. */
#ifndef OMR_SERVER_WORKER_PICTURE_H
#define OMR_SERVER_WORKER_PICTURE_H

#include "server/worker/options.h"
#include "server/worker/wish.h"
#include "server/worker/worker.h"

#include <omr/image.h>

struct srv_picture {
    const struct srv_work *work;
    const struct srv_options *options;
    const struct srv_part *part;
    int number; /* of the job's images, from 1 */
    struct omr_document *document;
    struct srv_gift gift; /* what the whole file was converted to */
};

/* Opens image `number`, which is `part`. All must outlive it. Errors: those of omr_document_open()
 * and of the conversion. Ended with srv_picture_close(). */
enum omr_status srv_picture_open(struct srv_picture *picture, const struct srv_work *work,
                                 const struct srv_options *options, const struct srv_part *part,
                                 int number, struct omr_error *err);
void srv_picture_close(struct srv_picture *picture);

/* Decodes page `page` (from 1). Errors: those of omr_document_decode() and of the conversion. */
enum omr_status srv_picture_decode(const struct srv_picture *picture, int page,
                                   struct omr_image **image, struct omr_error *err);

#endif
