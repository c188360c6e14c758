/* SPDX-License-Identifier: MIT */
#include "cli/form_source.h"

#include "base/error.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SOURCE_MOST = 16 << 20, RECORDS_MOST = 64 << 20, PICTURE_MOST = 64 << 20 };

/* Puts the name of a file or an option in front of what is wrong with it. */
static enum omr_status fail_in(const char *where, enum omr_status status,
                               const struct omr_error *cause, struct omr_error *err) {
    return omr_fail(err, status, cause->code, "%s: %s", where, cause->text);
}

/* "exams/final.txt" has the folder "exams/" and the name "final". */
static bool split_path(struct cli_source *source) {
    const char *slash = strrchr(source->path, '/');
    const char *file = slash ? slash + 1 : source->path;
    const char *dot = strrchr(file, '.');
    source->folder = strndup(source->path, (size_t)(file - source->path));
    source->name = strndup(file, dot && dot > file ? (size_t)(dot - file) : strlen(file));
    return source->folder && source->name;
}

/* Beside the source or below it, and nowhere else. */
static bool is_near(const char *name) {
    return *name && *name != '/' && strcmp(name, "..") != 0 && strncmp(name, "../", 3) != 0 &&
           !strstr(name, "/../");
}

static const char *find_given(const struct cli_list *images, const char *name) {
    size_t size = strlen(name);
    for (int i = 0; i < images->count; i++)
        if (strncmp(images->items[i], name, size) == 0 && images->items[i][size] == '=')
            return images->items[i] + size + 1;
    return NULL;
}

static enum omr_status find_picture(void *context, const char *name, void **bytes, size_t *size,
                                    struct omr_error *err) {
    const struct cli_source *source = context;
    const char *given = find_given(&source->options->images, name);
    char path[4096], *loaded;
    if (!given && !is_near(name))
        return OMR_OK;
    int length = given ? snprintf(path, sizeof path, "%s", given)
                       : snprintf(path, sizeof path, "%s%s", source->folder, name);
    if (length < 0 || (size_t)length >= sizeof path || (!given && access(path, F_OK) != 0))
        return OMR_OK;
    enum omr_status status = omr_file_load(path, PICTURE_MOST, &loaded, size, err);
    if (!status)
        *bytes = loaded;
    return status;
}

static enum omr_status read_settings(struct cli_source *source, struct omr_error *err) {
    const char *path = source->options->settings_file;
    char *text;
    size_t size;
    struct omr_error cause;
    enum omr_status status = omr_settings_new(&source->settings, err);
    if (status || !path)
        return status;
    if ((status = omr_file_load(path, SOURCE_MOST, &text, &size, err)))
        return status;
    status = omr_settings_read(source->settings, text, size, OMR_NUMBERS_OF_LIBRARY, true, &cause);
    free(text);
    return status ? fail_in(path, OMR_ERROR_INPUT, &cause, err) : OMR_OK;
}

static enum omr_status apply_options(struct cli_source *source, struct omr_error *err) {
#define OPTION(constant, name, option, argument, absent, help) option,
    static const char *const names[] = {OMR_SETTING_TABLE(OPTION)};
#undef OPTION
    enum omr_status status = OMR_OK;
    for (int i = 0; i < OMR_SETTINGS && !status; i++)
        if (source->options->settings[i])
            status = omr_settings_set(source->settings, names[i], source->options->settings[i],
                                      OMR_NUMBERS_OF_LIBRARY, err);
    for (int i = 0; i < source->options->images.count && !status; i++)
        if (!strchr(source->options->images.items[i], '='))
            status = omr_fail(err, OMR_ERROR_USAGE, "cli.option", "--%s %s: %s", "image",
                              source->options->images.items[i], "must be NAME=FILE");
    return status;
}

static enum omr_status read_records(struct cli_source *source, struct omr_error *err) {
    const char *path = source->options->records_file;
    char *text;
    size_t size;
    struct omr_error cause;
    if (!path)
        return OMR_OK;
    enum omr_status status = omr_file_load(path, RECORDS_MOST, &text, &size, err);
    if (status)
        return status;
    status = omr_records_parse(&source->records, text, size, &cause);
    free(text);
    return status ? fail_in(path, status, &cause, err) : OMR_OK;
}

enum omr_status cli_source_open(struct cli_source *source, const char *path,
                                const struct cli_source_options *options, struct omr_error *err) {
    size_t size = 0;
    source->path = path;
    source->options = options;
    if (!split_path(source))
        return omr_fail_memory(err);
    enum omr_status status = omr_file_load(path, SOURCE_MOST, &source->bytes, &size, err);
    if (status || (status = read_settings(source, err)) || (status = apply_options(source, err)) ||
        (status = read_records(source, err)))
        return status;
    source->request = (struct omr_generate_request){
        .source = source->bytes,
        .source_size = size,
        .name = source->name,
        .settings = source->settings,
        .records = source->records,
        .find_picture = find_picture,
        .picture_context = source,
    };
    return OMR_OK;
}

void cli_source_close(struct cli_source *source) {
    omr_settings_free(source->settings);
    omr_records_free(source->records);
    free(source->bytes);
    free(source->name);
    free(source->folder);
}

void cli_source_print(const struct cli_source *source, const struct omr_notices *notices,
                      FILE *to) {
    struct omr_notice notice;
    for (int i = 0; notices && omr_notices_find(notices, i, &notice); i++)
        fprintf(to, "%s:%d:%d: %s%s%s\n", source->path, notice.line, notice.column, notice.path,
                *notice.path ? ": " : "", notice.text);
}
