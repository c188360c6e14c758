/* SPDX-License-Identifier: MIT */
#include "cli/batch.h"

#include "base/error.h"
#include "base/file.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_IMAGE_BYTES = 64 << 20, MAX_THREADS = 256 };

struct job {
    struct cli_reading reading;
    bool is_done;
};

struct batch {
    const struct omr_form *form;
    const struct omr_recognize_options *options;
    struct job *jobs;
    int count, next; /* the next that nobody has taken */
    pthread_mutex_t lock;
    pthread_cond_t has_changed;
};

static enum omr_status recognize(const struct batch *batch, const char *bytes, size_t size,
                                 struct omr_result **result, struct omr_error *err) {
    struct omr_image *image = NULL;
    enum omr_status status = omr_image_decode(&image, bytes, size, NULL, err);
    if (!status)
        status = omr_recognize(result, batch->form, image, batch->options, err);
    omr_image_free(image);
    return status;
}

/* The texts of omr_file_load() begin with the path, which the reading holds already. */
static void drop_path(const char *path, char *text) {
    size_t length = strlen(path);
    if (strncmp(text, path, length) == 0 && strncmp(text + length, ": ", 2) == 0)
        memmove(text, text + length + 2, strlen(text + length + 2) + 1);
}

static void read_one(const struct batch *batch, struct cli_reading *reading) {
    char *bytes;
    size_t size;
    reading->status = omr_file_load(reading->path, MAX_IMAGE_BYTES, &bytes, &size, &reading->err);
    if (reading->status) {
        drop_path(reading->path, reading->err.text);
        return;
    }
    reading->status = recognize(batch, bytes, size, &reading->result, &reading->err);
    free(bytes);
}

static void *work(void *context) {
    struct batch *batch = context;
    pthread_mutex_lock(&batch->lock);
    while (batch->next < batch->count) {
        struct job *job = &batch->jobs[batch->next++];
        pthread_mutex_unlock(&batch->lock);
        read_one(batch, &job->reading);
        pthread_mutex_lock(&batch->lock);
        job->is_done = true;
        pthread_cond_signal(&batch->has_changed);
    }
    pthread_mutex_unlock(&batch->lock);
    return NULL;
}

/* Waits for each job in turn and hands its reading on. */
static void collect(struct batch *batch, cli_batch_read *read, void *context) {
    for (int i = 0; i < batch->count; i++) {
        struct job *job = &batch->jobs[i];
        pthread_mutex_lock(&batch->lock);
        while (!job->is_done)
            pthread_cond_wait(&batch->has_changed, &batch->lock);
        pthread_mutex_unlock(&batch->lock);
        read(context, &job->reading);
        omr_result_free(job->reading.result);
    }
}

static enum omr_status run_threads(struct batch *batch, int wanted, cli_batch_read *read,
                                   void *context, struct omr_error *err) {
    pthread_t threads[MAX_THREADS];
    int started = 0;
    while (started < wanted && started < batch->count && started < MAX_THREADS &&
           pthread_create(&threads[started], NULL, work, batch) == 0)
        started++;
    if (!started)
        return omr_fail(err, OMR_ERROR_MEMORY, "cli.thread", "no thread could be started");
    collect(batch, read, context);
    while (started)
        pthread_join(threads[--started], NULL);
    return OMR_OK;
}

enum omr_status cli_batch_run(const struct omr_form *form, char *const *paths, int count,
                              const struct omr_recognize_options *options, int jobs,
                              cli_batch_read *read, void *context, struct omr_error *err) {
    struct batch batch = {.form = form, .options = options, .count = count};
    batch.jobs = calloc((size_t)count, sizeof *batch.jobs);
    if (!batch.jobs)
        return omr_fail_memory(err);
    for (int i = 0; i < count; i++)
        batch.jobs[i].reading.path = paths[i];
    pthread_mutex_init(&batch.lock, NULL);
    pthread_cond_init(&batch.has_changed, NULL);
    enum omr_status status = run_threads(&batch, jobs, read, context, err);
    pthread_cond_destroy(&batch.has_changed);
    pthread_mutex_destroy(&batch.lock);
    free(batch.jobs);
    return status;
}
