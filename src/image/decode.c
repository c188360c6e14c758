/* SPDX-License-Identifier: MIT
 *
 * Which kind of file the bytes are, told by how they begin, how many pages it has, and what comes
 * before and after its decoder: limits and turning upright. */
#include "image/decode.h"

#include "base/clock.h"
#include "base/error.h"
#include "image/stranger.h"
#include "image/turn.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef enum omr_status decode_function(struct omr_picture *picture, const uint8_t *bytes,
                                        size_t size, const struct omr_image_limits *limits,
                                        struct omr_error *err);

/* How files begin: `magic` stands at `at`. What can be read has either `decode`, where files have
 * one page, or `pages`. */
struct kind {
    const char *name;
    size_t at;
    const char *magic;
    size_t magic_size;
    decode_function *decode;
    const struct omr_pages_kind *pages;
};

#define KIND(name, at, magic, ...)                                                                 \
    { name, at, magic, sizeof(magic) - 1, __VA_ARGS__ }

static const struct kind kinds[] = {
    KIND("JPEG", 0, "\xff\xd8\xff", omr_jpeg_decode, NULL),
    KIND("PNG", 0, "\x89PNG\r\n\x1a\n", omr_png_decode, NULL),
    KIND("TIFF", 0, "II*\0", NULL, &omr_tiff_pages),
    KIND("TIFF", 0, "MM\0*", NULL, &omr_tiff_pages),
    KIND("TIFF", 0, "II+\0", NULL, &omr_tiff_pages),
    KIND("TIFF", 0, "MM\0+", NULL, &omr_tiff_pages),
    KIND("PDF", 0, "%PDF-", NULL, &omr_pdf_pages),
    KIND("GIF", 0, "GIF8", omr_gif_decode, NULL),
    KIND("BMP", 0, "BM", omr_bmp_decode, NULL),
    KIND("WebP", 8, "WEBP", omr_webp_decode, NULL),
    KIND("HEIC", 4, "ftypheic", NULL, NULL),
    KIND("HEIC", 4, "ftypheix", NULL, NULL),
    KIND("HEIC", 4, "ftypmif1", NULL, NULL),
    KIND("HEIC", 4, "ftypmsf1", NULL, NULL),
    KIND("HEIC", 4, "ftyphevc", NULL, NULL),
    KIND("AVIF", 4, "ftypavif", NULL, NULL),
    KIND("JPEG 2000", 0, "\0\0\0\x0cjP  ", NULL, NULL),
    KIND("JPEG 2000", 0, "\xff\x4f\xff\x51", NULL, NULL),
    KIND("JPEG XL", 0, "\0\0\0\x0cJXL ", NULL, NULL),
    KIND("JPEG XL", 0, "\xff\x0a", NULL, NULL),
};

struct omr_document {
    const uint8_t *bytes;
    size_t size;
    struct omr_image_limits limits;
    const struct kind *kind;
    int page_count;
    void *pages; /* what the kind knows of them, where it has several */
};

static void clear(struct omr_document *document) {
    if (document->kind->pages)
        document->kind->pages->close(document->pages);
}

static const struct kind *find_kind(const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct kind *kind = &kinds[i];
        if (size >= kind->at + kind->magic_size &&
            memcmp(bytes + kind->at, kind->magic, kind->magic_size) == 0)
            return kind;
    }
    return NULL;
}

static struct omr_image_limits complete_limits(const struct omr_image_limits *given) {
    struct omr_image_limits limits = given ? *given : (struct omr_image_limits){0};
    if (!limits.max_bytes)
        limits.max_bytes = UINT64_C(64) << 20;
    if (!limits.max_pixels)
        limits.max_pixels = 100000000;
    if (!limits.max_side)
        limits.max_side = 30000;
    if (!limits.max_scans)
        limits.max_scans = 100;
    if (!limits.max_pages)
        limits.max_pages = 500;
    if (!limits.max_memory)
        limits.max_memory = UINT64_C(1) << 30;
    return limits;
}

enum omr_status omr_image_check_size(uint64_t width, uint64_t height,
                                     const struct omr_image_limits *limits, struct omr_error *err) {
    if (width == 0 || height == 0)
        return omr_fail(err, OMR_ERROR_INPUT, "image.empty", "the picture has no pixels");
    uint64_t side = width > height ? width : height;
    if (side > limits->max_side || side > INT32_MAX)
        return omr_fail(err, OMR_ERROR_LIMIT, "image.limit.side",
                        "the picture is %" PRIu64 " x %" PRIu64 " pixels, a side may have %" PRIu32,
                        width, height, limits->max_side);
    if (width * height > limits->max_pixels)
        return omr_fail(err, OMR_ERROR_LIMIT, "image.limit.pixels",
                        "the picture is %" PRIu64 " x %" PRIu64 " pixels, it may have %" PRIu64
                        " in all",
                        width, height, limits->max_pixels);
    return omr_image_check_memory(width, height, 0, limits, err);
}

enum omr_status omr_image_check_memory(uint64_t width, uint64_t height, uint64_t bytes,
                                       const struct omr_image_limits *limits,
                                       struct omr_error *err) {
    uint64_t pixels = width * height;
    uint64_t needed = bytes > UINT64_MAX - pixels ? UINT64_MAX : pixels + bytes;
    if (needed <= limits->max_memory)
        return OMR_OK;
    return omr_fail(err, OMR_ERROR_LIMIT, "image.limit.memory",
                    "the picture takes %" PRIu64 " bytes of memory to decode, it may take %" PRIu64
                    ": save it as a plain JPEG or PNG",
                    needed, limits->max_memory);
}

static enum omr_status fail_unknown(const uint8_t *bytes, size_t size, struct omr_error *err) {
    const char *name = omr_stranger_name(bytes, size);
    if (name)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.other_file",
                        "the file is no picture but %s", name);
    return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.unknown",
                    "the file is no picture that can be read: send a JPEG, PNG or TIFF");
}

static enum omr_status fail_unsupported(const struct kind *kind, struct omr_error *err) {
    bool is_heic = strcmp(kind->name, "HEIC") == 0;
    return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.unsupported",
                    "%s pictures%s cannot be read: save or scan the page as JPEG or PNG",
                    kind->name, is_heic ? " (as iPhones take them)" : "");
}

static enum omr_status check_file(const uint8_t *bytes, size_t size,
                                  const struct omr_image_limits *limits, const struct kind **kind,
                                  struct omr_error *err) {
    if (!bytes || size == 0)
        return omr_fail(err, OMR_ERROR_INPUT, "image.empty", "the picture file is empty");
    if (size > limits->max_bytes)
        return omr_fail(err, OMR_ERROR_LIMIT, "image.limit.bytes",
                        "the picture file has %zu bytes, it may have %" PRIu64, size,
                        limits->max_bytes);
    *kind = find_kind(bytes, size);
    if (!*kind)
        return fail_unknown(bytes, size, err);
    if (!(*kind)->decode && !(*kind)->pages)
        return fail_unsupported(*kind, err);
    return OMR_OK;
}

const char *omr_document_kind(const void *bytes, size_t size) {
    const struct kind *kind = bytes ? find_kind(bytes, size) : NULL;
    return kind ? kind->name : NULL;
}

enum omr_status omr_document_open(struct omr_document **document, const void *bytes, size_t size,
                                  const struct omr_image_limits *limits, struct omr_error *err) {
    struct omr_document made = {
        .bytes = bytes, .size = size, .limits = complete_limits(limits), .page_count = 1};
    enum omr_status status = check_file(bytes, size, &made.limits, &made.kind, err);
    if (!status && made.kind->pages)
        status =
            made.kind->pages->open(&made.pages, &made.page_count, bytes, size, &made.limits, err);
    if (status)
        return status;
    struct omr_document *kept = malloc(sizeof *kept);
    if (!kept) {
        clear(&made);
        return omr_fail_memory(err);
    }
    *kept = made;
    *document = kept;
    return OMR_OK;
}

void omr_document_close(struct omr_document *document) {
    if (document)
        clear(document);
    free(document);
}

int omr_document_page_count(const struct omr_document *document) {
    return document->page_count;
}

static enum omr_status decode_picture(const struct omr_document *document, int page,
                                      struct omr_picture *picture, struct omr_error *err) {
    const struct kind *kind = document->kind;
    if (kind->pages)
        return kind->pages->decode(picture, document->pages, page, err);
    return kind->decode(picture, document->bytes, document->size, &document->limits, err);
}

enum omr_status omr_document_decode(const struct omr_document *document, int page,
                                    struct omr_image **image, struct omr_error *err) {
    double start_ms = omr_clock_ms();
    struct omr_picture picture = {.orientation = 1};
    struct omr_image *made = NULL;
    enum omr_status status;

    if (page < 0 || page >= document->page_count)
        return omr_fail(err, OMR_ERROR_USAGE, "image.page", "there is no page %d", page + 1);
    if ((status = decode_picture(document, page, &picture, err)) ||
        (status = omr_pixmap_turn(&picture.grey, picture.orientation, err)))
        goto done;
    made = calloc(1, sizeof *made);
    if (!made) {
        status = omr_fail_memory(err);
        goto done;
    }
    *made = (struct omr_image){.grey = picture.grey,
                               .half = picture.half,
                               .dpi = picture.dpi,
                               .decode_ms = omr_clock_ms() - start_ms};
    picture.grey = picture.half = (struct omr_pixmap){0};
    *image = made;
done:
    omr_pixmap_clear(&picture.grey);
    omr_pixmap_clear(&picture.half);
    return status;
}

enum omr_status omr_image_decode(struct omr_image **image, const void *bytes, size_t size,
                                 const struct omr_image_limits *limits, struct omr_error *err) {
    struct omr_document *document;
    enum omr_status status = omr_document_open(&document, bytes, size, limits, err);
    if (status)
        return status;
    if (document->page_count > 1)
        status =
            omr_fail(err, OMR_ERROR_USAGE, "image.several_pages",
                     "the file has %d pages, a picture of one is needed", document->page_count);
    else
        status = omr_document_decode(document, 0, image, err);
    omr_document_close(document);
    return status;
}
