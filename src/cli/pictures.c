/* SPDX-License-Identifier: MIT */
#include "cli/pictures.h"

#include "base/error.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

void cli_picture_options_init(struct cli_picture_options *options) {
    *options = (struct cli_picture_options){.max_file_mb = 64,
                                            .max_megapixels = 100,
                                            .max_side_px = 30000,
                                            .max_pages = 500,
                                            .max_scans = 100,
                                            .max_memory_mb = 1024};
}

void cli_picture_rules_init(struct cli_picture_rules *rules,
                            const struct cli_picture_options *options) {
    rules->limits = (struct omr_image_limits){
        .max_bytes = (uint64_t)options->max_file_mb << 20,
        .max_pixels = (uint64_t)options->max_megapixels * 1000000,
        .max_side = (uint32_t)options->max_side_px,
        .max_scans = (uint32_t)options->max_scans,
        .max_pages = (uint32_t)options->max_pages,
        .max_memory = (uint64_t)options->max_memory_mb << 20,
    };
    conv_settings_init(&rules->converters);
    rules->converters.folders = options->converters;
    rules->converters.is_off = options->converters && strcmp(options->converters, "none") == 0;
}

/* The texts of omr_file_load() begin with the path. */
static void drop_path(const char *path, char *text) {
    size_t length = strlen(path);
    if (strncmp(text, path, length) == 0 && strncmp(text + length, ": ", 2) == 0)
        memmove(text, text + length + 2, strlen(text + length + 2) + 1);
}

/* What converters make is larger than what they are given. */
static struct omr_image_limits limits_of_converted(const struct cli_picture_rules *rules) {
    struct omr_image_limits limits = rules->limits;
    limits.max_bytes = rules->converters.max_output;
    return limits;
}

/* What the library refused with `why` becomes a picture that it reads, if there is a converter. */
static enum omr_status convert(const struct cli_pictures *file, int page,
                               const struct omr_error *why, char **picture, size_t *size,
                               struct omr_error *err) {
    const struct conv_settings *converters = &file->rules->converters;
    const struct conv_program *program = conv_find(omr_document_kind(file->bytes, file->size), why);
    char path[PATH_MAX];
    if (!program || converters->is_off)
        return omr_fail(err, why->status, why->code, "%s", why->text);
    if (!conv_locate(program, converters->folders, path))
        return conv_advise(program, why, err);
    return conv_run(program, converters, file->bytes, file->size, page + 1, picture, size, err);
}

/* Opens what has been loaded; what must be converted as a whole is converted now. */
static enum omr_status open_bytes(struct cli_pictures *file, struct omr_error *err) {
    struct omr_error why = {0};
    char *picture;
    size_t size;
    struct omr_image_limits limits = limits_of_converted(file->rules);
    enum omr_status status =
        omr_document_open(&file->document, file->bytes, file->size, &file->rules->limits, &why);
    if (!status)
        return OMR_OK;
    if ((status = convert(file, 0, &why, &picture, &size, err)))
        return status;
    free(file->bytes);
    file->bytes = picture;
    file->size = size;
    return omr_document_open(&file->document, file->bytes, file->size, &limits, err);
}

enum omr_status cli_pictures_open(struct cli_pictures *file, const char *path,
                                  const struct cli_picture_rules *rules, struct omr_error *err) {
    struct cli_pictures opened = {.rules = rules};
    enum omr_status status =
        omr_file_load(path, (size_t)rules->limits.max_bytes, &opened.bytes, &opened.size, err);
    if (status)
        drop_path(path, err->text);
    else
        status = open_bytes(&opened, err);
    if (status)
        cli_pictures_close(&opened);
    else
        *file = opened;
    return status;
}

void cli_pictures_close(struct cli_pictures *file) {
    omr_document_close(file->document);
    free(file->bytes);
    *file = (struct cli_pictures){0};
}

enum omr_status cli_pictures_decode(const struct cli_pictures *file, int page,
                                    struct omr_image **image, struct omr_error *err) {
    struct omr_error why = {0};
    char *picture;
    size_t size;
    enum omr_status status = omr_document_decode(file->document, page, image, &why);
    if (!status)
        return OMR_OK;
    if ((status = convert(file, page, &why, &picture, &size, err)))
        return status;
    struct omr_image_limits limits = limits_of_converted(file->rules);
    status = omr_image_decode(image, picture, size, &limits, err);
    free(picture);
    return status;
}
