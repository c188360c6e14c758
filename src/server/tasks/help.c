/* SPDX-License-Identifier: MIT */
#include "server/tasks/help.h"

#include "base/clock.h"
#include "base/error.h"
#include "convert/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void srv_help_begin(struct srv_help *help, struct srv_tasks *tasks, int request, size_t size) {
    *help = (struct srv_help){.tasks = tasks, .request = request, .request_size = size};
}

void srv_help_end(struct srv_help *help) {
    if (help->mapped)
        munmap(help->mapped, help->request_size);
    omr_arena_clear(&help->arena);
}

static enum omr_status open_request(struct srv_help *help, struct omr_error *err) {
    if (help->parts)
        return OMR_OK;
    void *mapped = mmap(NULL, help->request_size, PROT_READ, MAP_PRIVATE, help->request, 0);
    if (mapped == MAP_FAILED)
        return omr_fail(err, OMR_ERROR_IO, "tasks.help", "the request cannot be mapped");
    help->mapped = mapped;
    return srv_message_parse(mapped, help->request_size, &help->arena, &help->parts,
                             &help->part_count, err);
}

static const struct srv_part *find_image(const struct srv_help *help, int number) {
    for (int i = 0; i < help->part_count; i++)
        if (strcmp(help->parts[i].name, "image") == 0 && --number == 0)
            return &help->parts[i];
    return NULL;
}

static bool is_given_up(void *context) {
    struct srv_tasks *tasks = context;
    pthread_mutex_lock(&tasks->lock);
    bool is_out = tasks->is_out_of_patience;
    pthread_mutex_unlock(&tasks->lock);
    return is_out;
}

/* All conversions of an attempt share its time. */
static enum omr_status convert(struct srv_help *help, const struct srv_wish *wish, char **picture,
                               size_t *size, struct omr_error *err) {
    struct conv_settings settings = help->tasks->settings.converters;
    const struct srv_part *image = find_image(help, wish->image);
    double left_ms = help->tasks->settings.convert_timeout_s * 1000 - help->spent_ms;
    double start_ms = omr_clock_ms();
    if (!image)
        return omr_fail(err, OMR_ERROR_INPUT, "tasks.help", "there is no image %d", wish->image);
    if (settings.is_off || left_ms < 1)
        return omr_fail(err, OMR_ERROR_LIMIT, "convert.all",
                        "converting the pages took longer than %.0f s in all: send fewer at a time",
                        help->tasks->settings.convert_timeout_s);
    settings.timeout_ms =
        left_ms < (double)settings.timeout_ms ? (int64_t)left_ms : settings.timeout_ms;
    settings.is_given_up = is_given_up;
    settings.context = help->tasks;
    enum omr_status status = conv_run(wish->program, &settings, image->bytes, image->size,
                                      wish->page, picture, size, err);
    help->spent_ms += omr_clock_ms() - start_ms;
    return status;
}

static enum omr_status write_file(const struct omr_buffer *message, int *fd, size_t *size,
                                  struct omr_error *err) {
    int file = message->has_failed ? -1 : memfd_create("omr-gift", MFD_CLOEXEC);
    for (size_t at = 0; file >= 0 && at < message->size;) {
        ssize_t step = write(file, message->bytes + at, message->size - at);
        if (step > 0) {
            at += (size_t)step;
        } else if (errno != EINTR) {
            close(file);
            file = -1;
        }
    }
    if (file < 0)
        return omr_fail_memory(err);
    *fd = file;
    *size = message->size;
    return OMR_OK;
}

enum omr_status srv_help_convert(void *context, const struct srv_wish *wish, int *fd, size_t *size,
                                 struct omr_error *err) {
    struct srv_help *help = context;
    struct omr_buffer message = {0};
    struct omr_error why = {0};
    char *picture = NULL;
    size_t picture_size = 0;
    enum omr_status status = open_request(help, err);
    if (status)
        return status;
    status = convert(help, wish, &picture, &picture_size, &why);
    srv_message_begin(&message);
    if (status) {
        srv_message_add(&message, "code", why.code, strlen(why.code));
        srv_message_add(&message, "text", why.text, strlen(why.text));
    } else {
        srv_message_add(&message, "picture", picture, picture_size);
    }
    free(picture);
    status = write_file(&message, fd, size, err);
    omr_buffer_clear(&message);
    return status;
}
