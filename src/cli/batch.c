/* SPDX-License-Identifier: MIT
 *
 * Work comes in two kinds: to open a file, and to read a page of an open one. Pages of early files
 * go first, so that no more files are open than threads. */
#include "cli/batch.h"

#include "base/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

enum { MAX_THREADS = 256, OPENING = -1 };

struct page {
    enum omr_status status;
    struct omr_error err;
    struct omr_result *result;
    bool is_done;
};

struct file {
    const char *path;
    bool is_taken, is_open; /* somebody opens it; that is done, well or not */
    struct cli_pictures document;
    struct page only, *pages; /* `pages` is `&only` where there is one */
    int page_count, next, left;
};

struct batch {
    const struct omr_form *form;
    const struct omr_recognize_options *options;
    const struct cli_picture_rules *rules;
    struct file *files;
    int count, first; /* the first file of which a page waits to be taken */
    pthread_mutex_t lock;
    pthread_cond_t has_changed;
};

struct task {
    struct file *file;
    int page; /* or OPENING */
};

/* Never fails: why a file cannot be opened is what its only page says. */
static void open_file(const struct batch *batch, struct file *file) {
    struct page *only = &file->only;
    int count = 1;
    only->status = cli_pictures_open(&file->document, file->path, batch->rules, &only->err);
    if (!only->status)
        count = omr_document_page_count(file->document.document);
    file->pages = count > 1 ? calloc((size_t)count, sizeof *file->pages) : only;
    if (!file->pages) {
        only->status = omr_fail_memory(&only->err);
        file->pages = only;
        count = 1;
    }
    file->page_count = file->left = count;
}

static void read_page(const struct batch *batch, const struct file *file, int number) {
    struct page *page = &file->pages[number];
    struct omr_image *image = NULL;
    if (page->status)
        return;
    page->status = cli_pictures_decode(&file->document, number, &image, &page->err);
    if (!page->status)
        page->status = omr_recognize(&page->result, batch->form, image, batch->options, &page->err);
    omr_image_free(image);
}

/* Something to do, or false: then nothing is left where no file is being opened. */
static bool find_task(struct batch *batch, struct task *task, bool *is_anything_left) {
    *is_anything_left = false;
    for (int i = batch->first; i < batch->count; i++) {
        struct file *file = &batch->files[i];
        if (!file->is_taken || (file->is_open && file->next < file->page_count)) {
            *task = (struct task){file, file->is_taken ? file->next++ : OPENING};
            file->is_taken = true;
            return true;
        }
        *is_anything_left |= !file->is_open;
        if (file->is_open && i == batch->first)
            batch->first++;
    }
    return false;
}

static void finish_task(struct batch *batch, const struct task *task) {
    struct file *file = task->file;
    if (task->page == OPENING) {
        file->is_open = true;
    } else {
        file->pages[task->page].is_done = true;
        if (--file->left == 0)
            cli_pictures_close(&file->document);
    }
    pthread_cond_broadcast(&batch->has_changed);
}

static void *work(void *context) {
    struct batch *batch = context;
    bool is_anything_left = true;
    pthread_mutex_lock(&batch->lock);
    while (is_anything_left) {
        struct task task;
        if (!find_task(batch, &task, &is_anything_left)) {
            if (is_anything_left)
                pthread_cond_wait(&batch->has_changed, &batch->lock);
            continue;
        }
        is_anything_left = true;
        pthread_mutex_unlock(&batch->lock);
        if (task.page == OPENING)
            open_file(batch, task.file);
        else
            read_page(batch, task.file, task.page);
        pthread_mutex_lock(&batch->lock);
        finish_task(batch, &task);
    }
    pthread_mutex_unlock(&batch->lock);
    return NULL;
}

static void wait_for(struct batch *batch, const bool *is_done) {
    pthread_mutex_lock(&batch->lock);
    while (!*is_done)
        pthread_cond_wait(&batch->has_changed, &batch->lock);
    pthread_mutex_unlock(&batch->lock);
}

/* Waits for each page in turn and hands its reading on. */
static void collect(struct batch *batch, struct file *file, cli_batch_read *read, void *context) {
    wait_for(batch, &file->is_open);
    for (int i = 0; i < file->page_count; i++) {
        struct page *page = &file->pages[i];
        wait_for(batch, &page->is_done);
        struct cli_reading reading = {.path = file->path,
                                      .page = i + 1,
                                      .page_count = file->page_count,
                                      .status = page->status,
                                      .err = page->err,
                                      .result = page->result};
        read(context, &reading);
        omr_result_free(reading.result);
    }
}

static void free_pages(struct file *file) {
    if (file->pages != &file->only)
        free(file->pages);
}

static enum omr_status run_threads(struct batch *batch, int wanted, cli_batch_read *read,
                                   void *context, struct omr_error *err) {
    pthread_t threads[MAX_THREADS];
    int started = 0;
    while (started < wanted && started < MAX_THREADS &&
           pthread_create(&threads[started], NULL, work, batch) == 0)
        started++;
    if (!started)
        return omr_fail(err, OMR_ERROR_MEMORY, "cli.thread", "no thread could be started");
    for (int i = 0; i < batch->count; i++)
        collect(batch, &batch->files[i], read, context);
    while (started)
        pthread_join(threads[--started], NULL);
    for (int i = 0; i < batch->count; i++)
        free_pages(&batch->files[i]);
    return OMR_OK;
}

enum omr_status cli_batch_run(const struct omr_form *form, char *const *paths, int count,
                              const struct omr_recognize_options *options,
                              const struct cli_picture_rules *rules, int jobs, cli_batch_read *read,
                              void *context, struct omr_error *err) {
    struct batch batch = {.form = form, .options = options, .rules = rules, .count = count};
    batch.files = calloc((size_t)count, sizeof *batch.files);
    if (!batch.files)
        return omr_fail_memory(err);
    for (int i = 0; i < count; i++)
        batch.files[i].path = paths[i];
    pthread_mutex_init(&batch.lock, NULL);
    pthread_cond_init(&batch.has_changed, NULL);
    enum omr_status status = run_threads(&batch, jobs, read, context, err);
    pthread_cond_destroy(&batch.has_changed);
    pthread_mutex_destroy(&batch.lock);
    free(batch.files);
    return status;
}
