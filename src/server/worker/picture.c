/* SPDX-License-Identifier: MIT */
#include "server/worker/picture.h"

#include "base/error.h"

/* What converters make is larger than what they are given. */
static struct omr_image_limits limits_of_converted(const struct srv_options *options) {
    struct omr_image_limits limits = options->limits;
    limits.max_bytes = UINT64_C(256) << 20;
    return limits;
}

/* A picture of a page that the library refused with `why`, if the server can have one made. */
static enum omr_status convert(const struct srv_picture *picture, int page,
                               const struct omr_error *why, struct srv_gift *gift,
                               struct omr_error *err) {
    const char *kind = omr_document_kind(picture->part->bytes, picture->part->size);
    struct srv_wish wish = {conv_find(kind, why), picture->number, page};
    if (!wish.program || !picture->options->knows_converters)
        return omr_fail(err, why->status, why->code, "%s", why->text);
    if (!srv_options_have(picture->options, wish.program))
        return conv_advise(wish.program, why, err);
    return srv_wish_ask(picture->work->channel, &wish, gift, err);
}

static enum omr_status open_document(struct srv_picture *picture, struct omr_error *err) {
    struct omr_error why = {0};
    struct omr_image_limits limits = limits_of_converted(picture->options);
    const struct srv_part *part = picture->part;
    if (!omr_document_open(&picture->document, part->bytes, part->size, &picture->options->limits,
                           &why))
        return OMR_OK;
    enum omr_status status = convert(picture, 1, &why, &picture->gift, err);
    return status ? status
                  : omr_document_open(&picture->document, picture->gift.picture,
                                      picture->gift.picture_size, &limits, err);
}

enum omr_status srv_picture_open(struct srv_picture *picture, const struct srv_work *work,
                                 const struct srv_options *options, const struct srv_part *part,
                                 int number, struct omr_error *err) {
    struct srv_picture opened = {.work = work, .options = options, .part = part, .number = number};
    enum omr_status status = open_document(&opened, err);
    if (status)
        srv_picture_close(&opened);
    else
        *picture = opened;
    return status;
}

void srv_picture_close(struct srv_picture *picture) {
    omr_document_close(picture->document);
    srv_gift_clear(&picture->gift);
    *picture = (struct srv_picture){0};
}

enum omr_status srv_picture_decode(const struct srv_picture *picture, int page,
                                   struct omr_image **image, struct omr_error *err) {
    struct omr_error why = {0};
    struct srv_gift gift;
    struct omr_image_limits limits = limits_of_converted(picture->options);
    if (!omr_document_decode(picture->document, page - 1, image, &why))
        return OMR_OK;
    enum omr_status status = convert(picture, page, &why, &gift, err);
    if (status)
        return status;
    status = omr_image_decode(image, gift.picture, gift.picture_size, &limits, err);
    srv_gift_clear(&gift);
    return status;
}
