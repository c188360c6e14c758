/* SPDX-License-Identifier: MIT */
#include "server/worker/recognize.h"

#include "base/error.h"
#include "server/worker/document.h"
#include "server/worker/options.h"

#include <omr/form.h>
#include <omr/image.h>
#include <omr/recognize.h>
#include <omr/result.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A result each, and a few parts beside. */
enum { MAX_PAGES = SRV_MESSAGE_MAX_PARTS - 96 };

/* What the job has made so far. */
struct job {
    struct srv_options options;
    const struct omr_form *form;
    struct srv_answer *answer;
    struct omr_buffer details;
    int review_count;
    int image_count;
};

/* A page of a picture, both from 1. */
struct place {
    int image, page, page_count;
};

static enum omr_status read_page(const struct job *job, const struct omr_document *document,
                                 int page, struct omr_result **result, struct omr_error *err) {
    struct omr_image *image;
    enum omr_status status = omr_document_decode(document, page - 1, &image, err);
    if (status)
        return status;
    status = omr_recognize(result, job->form, image, &job->options.recognize, err);
    omr_image_free(image);
    return status;
}

static enum omr_status add_document(struct job *job, const struct omr_result *result,
                                    struct omr_error *err) {
    char name[64], *text;
    size_t size;
    enum omr_status status = srv_document_write(result, &job->options, &text, &size, err);
    if (status)
        return status;
    snprintf(name, sizeof name, SRV_PART_RESULT "%s", job->options.type);
    srv_answer_add(job->answer, name, text, size);
    free(text);
    return OMR_OK;
}

static enum omr_status add_details(struct job *job, const struct omr_result *result,
                                   const struct place *place, struct omr_error *err) {
    char name[32], *text;
    size_t size;
    snprintf(name, sizeof name, "image %d", place->image);
    enum omr_status status = omr_details_write(result, name, place->page, NULL, &text, &size, err);
    if (status)
        return status;
    if (job->details.size)
        omr_buffer_char(&job->details, '\n');
    omr_buffer_append(&job->details, text, size);
    free(text);
    return OMR_OK;
}

static enum omr_status recognize_page(struct job *job, const struct omr_document *document,
                                      const struct place *place, struct omr_error *err) {
    struct omr_result *result;
    enum omr_status status = read_page(job, document, place->page, &result, err);
    if (status)
        return status;
    if (!(status = add_document(job, result, err)))
        status = add_details(job, result, place, err);
    job->review_count += result->review_count;
    omr_result_free(result);
    return status;
}

/* "image 2, page 3: ...": what there is only one of is not named. */
static void name_failure(struct job *job, const struct place *place, const struct omr_error *why) {
    char image[32] = "", page[32] = "", message[sizeof why->text + 64];
    if (job->image_count > 1)
        snprintf(image, sizeof image, "image %d", place->image);
    if (place->page_count > 1)
        snprintf(page, sizeof page, "%spage %d", *image ? ", " : "", place->page);
    snprintf(message, sizeof message, "%s%s%s%s", image, page, *image || *page ? ": " : "",
             why->text);
    srv_answer_fail(job->answer, message);
}

static void recognize_picture(struct job *job, const struct srv_part *picture, int number) {
    struct omr_document *document = NULL;
    struct omr_error why = {0};
    struct place place = {.image = number, .page_count = 1};
    enum omr_status status =
        omr_document_open(&document, picture->bytes, picture->size, NULL, &why);
    if (status) {
        name_failure(job, &place, &why);
        return;
    }
    place.page_count = omr_document_page_count(document);
    for (place.page = 1; place.page <= place.page_count; place.page++)
        if (recognize_page(job, document, &place, &why))
            name_failure(job, &place, &why);
    omr_document_close(document);
}

static int count_pictures(const struct srv_work *work) {
    int count = 0;
    for (int i = 0; i < work->part_count; i++)
        count += strcmp(work->parts[i].name, "image") == 0;
    return count;
}

static int count_pages(const struct srv_part *picture) {
    struct omr_document *document;
    int count = 0;
    if (!omr_document_open(&document, picture->bytes, picture->size, NULL, NULL)) {
        count = omr_document_page_count(document);
        omr_document_close(document);
    }
    return count;
}

/* An answer has room for so many; better known before hours of work. */
static enum omr_status check_page_count(const struct srv_work *work, struct omr_error *err) {
    int count = 0;
    for (int i = 0; i < work->part_count && count <= MAX_PAGES; i++)
        if (strcmp(work->parts[i].name, "image") == 0)
            count += count_pages(&work->parts[i]);
    if (count > MAX_PAGES)
        return omr_fail(err, OMR_ERROR_LIMIT, "worker.pages",
                        "the pictures have more than %d pages together: send fewer at a time",
                        MAX_PAGES);
    return OMR_OK;
}

static void recognize_all(struct job *job, const struct srv_work *work) {
    int number = 0;
    for (int i = 0; i < work->part_count; i++) {
        if (strcmp(work->parts[i].name, "image") == 0)
            recognize_picture(job, &work->parts[i], ++number);
    }
}

static void add_summary(struct job *job) {
    char count[16];
    int length = snprintf(count, sizeof count, "%d", job->review_count);
    srv_answer_add(job->answer, SRV_PART_REVIEW, count, (size_t)length);
    srv_answer_add(job->answer, SRV_PART_DETAILS, job->details.bytes, job->details.size);
}

/* A message about the pattern names the member of the order that holds it. */
static enum omr_status read_pattern(const struct srv_part *pattern, struct omr_form **form,
                                    struct omr_error *err) {
    struct omr_error why = {0};
    enum omr_status status = omr_form_parse(form, pattern->bytes, pattern->size, &why);
    return status ? omr_fail(err, status, why.code, "omrFile: %s", why.text) : OMR_OK;
}

enum omr_status srv_recognize_job(const struct srv_work *work, struct srv_answer *answer,
                                  struct omr_error *err) {
    struct job job = {.answer = answer, .image_count = count_pictures(work)};
    struct omr_form *form = NULL;
    const struct srv_part *pattern = srv_message_find(work->parts, work->part_count, "pattern");
    if (!pattern || job.image_count == 0)
        return omr_fail(err, OMR_ERROR_USAGE, "worker.request",
                        "a recognition pattern and at least one image are needed");
    enum omr_status status = srv_options_parse(&job.options, work->options, err);
    if (!status)
        status = check_page_count(work, err);
    if (!status)
        status = read_pattern(pattern, &form, err);
    if (status)
        return status;
    job.form = form;
    recognize_all(&job, work);
    if (!answer->message_count)
        add_summary(&job);
    if (job.details.has_failed)
        status = omr_fail_memory(err);
    omr_buffer_clear(&job.details);
    omr_form_free(form);
    return status;
}

const struct srv_worker_kind srv_worker_kinds[] = {{"recognize", srv_recognize_job}};
const int srv_worker_kind_count = sizeof srv_worker_kinds / sizeof *srv_worker_kinds;
