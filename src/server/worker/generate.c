/* SPDX-License-Identifier: MIT */
#include "server/worker/generate.h"

#include "base/error.h"

#include <omr/generate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX = 512 };
static const char picture_prefix[] = "picture:";

/* --- before the sandbox is closed --- */

/* The libraries look for some things when they are first used: a form is made while they may. */
static enum omr_status warm_up(struct omr_press *press, struct omr_error *err) {
    static const char source[] = "?text=A\n#B\n\t() C\n";
    struct omr_generate_request request = {
        .source = source, .source_size = sizeof source - 1, .press = press};
    return omr_generate(&request, NULL, NULL, err);
}

enum omr_status srv_generate_prepare(void **context, struct srv_readable *files,
                                     struct omr_error *err) {
    struct omr_press *press;
    const char *path;
    enum omr_status status = omr_press_open(&press, err);
    if (status)
        return status;
    for (int i = 0; (path = omr_press_file(press, i)) != NULL && !status; i++)
        status = srv_readable_add(files, path, err);
    if (!status)
        status = warm_up(press, err);
    if (status)
        omr_press_close(press);
    else
        *context = press;
    return status;
}

/* --- the job --- */

static enum omr_status set_line(struct omr_settings *settings, const char *line, size_t size,
                                struct omr_error *err) {
    char text[LINE_MAX];
    if (size >= sizeof text)
        return omr_fail(err, OMR_ERROR_USAGE, "worker.option", "a setting is too long");
    memcpy(text, line, size);
    text[size] = 0;
    char *value = strchr(text, '=');
    if (!value)
        return omr_fail(err, OMR_ERROR_USAGE, "worker.option", "option %s: `%s` makes no sense",
                        "settings", text);
    *value++ = 0;
    return omr_settings_set(settings, text, value, OMR_NUMBERS_OF_SERVICE, err);
}

static enum omr_status read_settings(struct omr_settings *settings, const struct srv_part *part,
                                     struct omr_error *err) {
    enum omr_status status = OMR_OK;
    const char *at = part ? part->bytes : NULL, *end = part ? at + part->size : NULL;
    while (at < end && !status) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        status = set_line(settings, at, (size_t)(stop - at), err);
        at = stop + 1;
    }
    return status;
}

/* The pictures among the parts, which hold their bytes. */
static struct omr_named_picture *list_pictures(const struct srv_work *work, int *count) {
    struct omr_named_picture *pictures = calloc((size_t)work->part_count + 1, sizeof *pictures);
    size_t prefix = strlen(picture_prefix);
    *count = 0;
    for (int i = 0; pictures && i < work->part_count; i++)
        if (strncmp(work->parts[i].name, picture_prefix, prefix) == 0)
            pictures[(*count)++] = (struct omr_named_picture){
                work->parts[i].name + prefix, work->parts[i].bytes, work->parts[i].size};
    return pictures;
}

/* Gathers one file at a time. */
struct output {
    struct srv_answer *answer;
    char name[32];
    struct omr_buffer bytes;
};

static bool open_result(void *context, const struct omr_generated_file *file) {
    struct output *output = context;
    snprintf(output->name, sizeof output->name, SRV_PART_RESULT "%s", file->kind);
    output->bytes.size = 0;
    return true;
}

static bool write_result(void *context, const void *bytes, size_t size) {
    struct output *output = context;
    omr_buffer_append(&output->bytes, bytes, size);
    return !output->bytes.has_failed;
}

static bool close_result(void *context) {
    struct output *output = context;
    srv_answer_add(output->answer, output->name, output->bytes.bytes, output->bytes.size);
    return true;
}

static void add_text(struct omr_buffer *into, const char *key, const char *text) {
    omr_buffer_format(into, "\"%s\":", key);
    omr_buffer_json_string(into, text, strlen(text));
}

/* {"schema":"omr.form/1","warnings":[{"line","column","path","code","text"}]} */
static void add_details(struct srv_answer *answer, const struct omr_notices *notices) {
    struct omr_buffer details = {0};
    struct omr_notice notice;
    omr_buffer_text(&details, "{\"schema\":\"omr.form/1\",\"warnings\":[");
    for (int i = 0; omr_notices_find(notices, i, &notice); i++) {
        omr_buffer_format(&details, "%s{\"line\":%d,\"column\":%d,", i ? "," : "", notice.line,
                          notice.column);
        add_text(&details, "path", notice.path);
        omr_buffer_char(&details, ',');
        add_text(&details, "code", notice.code);
        omr_buffer_char(&details, ',');
        add_text(&details, "text", notice.text);
        omr_buffer_char(&details, '}');
    }
    omr_buffer_text(&details, "]}");
    srv_answer_add(answer, SRV_PART_DETAILS, details.bytes ? details.bytes : "", details.size);
    omr_buffer_clear(&details);
}

/* Why there is no form: the error first, then what else was seen, which may be its cause. */
static void add_failures(struct srv_answer *answer, const struct omr_notices *notices,
                         const struct omr_error *why) {
    struct omr_notice notice;
    char text[600];
    srv_answer_fail(answer, why->text);
    for (int i = 0; notices && omr_notices_find(notices, i, &notice); i++) {
        snprintf(text, sizeof text, "line %d, column %d: %s", notice.line, notice.column,
                 notice.text);
        srv_answer_fail(answer, text);
    }
}

static enum omr_status generate(const struct srv_work *work, struct srv_answer *answer,
                                struct omr_generate_request *request, struct omr_error *err) {
    struct output output = {.answer = answer};
    struct omr_generate_sink sink = {open_result, write_result, close_result, &output};
    struct omr_notices *notices = NULL;
    struct omr_error why = {0};
    request->press = work->context;
    enum omr_status status = omr_generate(request, &sink, &notices, &why);
    if (!status)
        add_details(answer, notices);
    else if (status == OMR_ERROR_MEMORY || output.bytes.has_failed)
        status = omr_fail_memory(err);
    else
        add_failures(answer, notices, &why);
    omr_buffer_clear(&output.bytes);
    omr_notices_free(notices);
    return status == OMR_ERROR_MEMORY ? status : OMR_OK;
}

enum omr_status srv_generate_job(const struct srv_work *work, struct srv_answer *answer,
                                 struct omr_error *err) {
    const struct srv_part *source = srv_message_find(work->parts, work->part_count, "source");
    struct omr_settings *settings = NULL;
    struct omr_named_picture *pictures = NULL;
    int count = 0;
    if (!source)
        return omr_fail(err, OMR_ERROR_USAGE, "worker.request", "a form's source is needed");
    enum omr_status status = omr_settings_new(&settings, err);
    if (!status)
        status = read_settings(settings,
                               srv_message_find(work->parts, work->part_count, "settings"), err);
    if (!status && !(pictures = list_pictures(work, &count)))
        status = omr_fail_memory(err);
    if (!status) {
        struct omr_generate_request request = {.source = source->bytes,
                                               .source_size = source->size,
                                               .settings = settings,
                                               .pictures = pictures,
                                               .picture_count = count};
        status = generate(work, answer, &request, err);
    }
    free(pictures);
    omr_settings_free(settings);
    return status;
}
