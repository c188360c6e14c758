/* SPDX-License-Identifier: MIT
 *
 * WebP, through libwebp: the only file that sees it. Of a moving picture nothing is read: cameras
 * and scanners make none. */
#include "image/decode.h"

#include "base/error.h"
#include "image/grey.h"

#include <stdbool.h>
#include <stdlib.h>

#include <webp/decode.h>

static enum omr_status fail_decoder(VP8StatusCode code, struct omr_error *err) {
    switch (code) {
    case VP8_STATUS_OUT_OF_MEMORY:
        return omr_fail_memory(err);
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
        return omr_fail(err, OMR_ERROR_INPUT, "image.truncated",
                        "the WebP file is cut off: it ends before the picture does");
    case VP8_STATUS_OK:
    case VP8_STATUS_INVALID_PARAM:
    case VP8_STATUS_BITSTREAM_ERROR:
    case VP8_STATUS_UNSUPPORTED_FEATURE:
    case VP8_STATUS_USER_ABORT:
        break;
    }
    return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the WebP file is damaged: %s",
                    "its data make no sense");
}

static enum omr_status read_header(WebPDecoderConfig *config, const uint8_t *bytes, size_t size,
                                   const struct omr_image_limits *limits, struct omr_error *err) {
    if (!WebPInitDecoderConfig(config))
        return omr_fail(err, OMR_ERROR_INTERNAL, "image.webp_version",
                        "the installed libwebp is not the one omr was built for");
    VP8StatusCode code = WebPGetFeatures(bytes, size, &config->input);
    if (code != VP8_STATUS_OK)
        return fail_decoder(code, err);
    if (config->input.has_animation)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.webp_kind",
                        "moving WebP pictures cannot be read: save it as PNG");
    uint64_t width = (uint64_t)config->input.width, height = (uint64_t)config->input.height;
    enum omr_status status = omr_image_check_size(width, height, limits, err);
    return status ? status : omr_image_check_memory(width, height, 4 * width * height, limits, err);
}

/* libwebp often says of data that it has no memory for that they make no sense. Whether as much as
 * it needs can be had tells one from the other. */
static bool lacks_memory(const WebPDecoderConfig *config) {
    void *volatile probe = malloc((size_t)config->input.width * (size_t)config->input.height * 4);
    free(probe);
    return !probe;
}

/* Alpha is asked for only where there is some: a quarter less to convert otherwise. */
static enum omr_status decode_samples(WebPDecoderConfig *config, uint8_t *samples, int channels,
                                      const uint8_t *bytes, size_t size, struct omr_error *err) {
    size_t stride = (size_t)config->input.width * (size_t)channels;
    config->output.colorspace = channels == 4 ? MODE_RGBA : MODE_RGB;
    config->output.is_external_memory = 1;
    config->output.u.RGBA = (WebPRGBABuffer){
        .rgba = samples, .stride = (int)stride, .size = stride * (size_t)config->input.height};
    VP8StatusCode code = WebPDecode(bytes, size, config);
    WebPFreeDecBuffer(&config->output);
    if (code != VP8_STATUS_OK && lacks_memory(config))
        code = VP8_STATUS_OUT_OF_MEMORY;
    return code == VP8_STATUS_OK ? OMR_OK : fail_decoder(code, err);
}

enum omr_status omr_webp_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                                const struct omr_image_limits *limits, struct omr_error *err) {
    WebPDecoderConfig config;
    struct omr_pixmap grey = {0};
    uint8_t *samples = NULL;
    enum omr_status status = read_header(&config, bytes, size, limits, err);
    if (status)
        return status;
    int width = config.input.width, height = config.input.height;
    int channels = config.input.has_alpha ? 4 : 3;
    samples = malloc((size_t)width * (size_t)height * (size_t)channels);
    if (!samples) {
        status = omr_fail_memory(err);
        goto done;
    }
    if ((status = decode_samples(&config, samples, channels, bytes, size, err)) ||
        (status = omr_pixmap_init(&grey, width, height, err)))
        goto done;
    for (int y = 0; y < height; y++)
        omr_grey_from_samples(omr_pixmap_row(&grey, y),
                              samples + (size_t)y * (size_t)width * (size_t)channels, width,
                              channels);
    *picture = (struct omr_picture){.grey = grey, .orientation = 1};
done:
    free(samples);
    return status;
}
