/* SPDX-License-Identifier: MIT */
#include "server/worker/recognize.h"

#include "base/error.h"
#include "server/worker/options.h"
#include "server/worker/pattern.h"
#include "server/worker/picture.h"

#include <omr/collate.h>
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
    struct omr_collator *collator;
    struct srv_answer *answer;
    struct omr_buffer details;
    struct omr_buffer failures; /* one a line: used when nothing could be read */
    int image_count;
    int read_count, unread_count; /* pages */
    int review_count;
};

/* A page of a picture, both from 1. */
struct place {
    int image, page, page_count;
};

static void name_image(char name[32], int image) {
    snprintf(name, 32, "image %d", image);
}

static enum omr_status read_page(const struct job *job, const struct srv_picture *picture, int page,
                                 struct omr_result **result, struct omr_error *err) {
    struct omr_image *image;
    enum omr_status status = srv_picture_decode(picture, page, &image, err);
    if (status)
        return status;
    status = omr_recognize(result, job->form, image, &job->options.recognize, err);
    omr_image_free(image);
    return status;
}

static void add_line(struct job *job, const char *text, size_t size) {
    if (job->details.size)
        omr_buffer_char(&job->details, '\n');
    omr_buffer_append(&job->details, text, size);
}

static enum omr_status add_details(struct job *job, const struct omr_result *result,
                                   const struct place *place, const char *error_text,
                                   struct omr_error *err) {
    char name[32], *text;
    size_t size;
    name_image(name, place->image);
    enum omr_status status =
        omr_details_write(result, name, place->page, error_text, &text, &size, err);
    if (status)
        return status;
    add_line(job, text, size);
    free(text);
    return OMR_OK;
}

/* --- respondents --- */

static enum omr_status add_document(struct job *job, const struct omr_result *result,
                                    struct omr_error *err) {
    char name[64], *text;
    size_t size;
    struct omr_write_options options = srv_options_show(&job->options);
    enum omr_status status = omr_result_write_as(result, &options, &text, &size, err);
    if (status)
        return status;
    snprintf(name, sizeof name, SRV_PART_RESULT "%s", job->options.type);
    srv_answer_add(job->answer, name, text, size);
    free(text);
    return OMR_OK;
}

static enum omr_status add_respondent_line(struct job *job, const struct omr_respondent *respondent,
                                           struct omr_error *err) {
    char *text;
    size_t size;
    enum omr_status status = omr_respondent_write(respondent, &text, &size, err);
    if (status)
        return status;
    add_line(job, text, size);
    free(text);
    return OMR_OK;
}

/* A picture that could not be read keeps its place among the results with a document without
 * answers, so that those of the others stay where they are looked for. */
static enum omr_status add_respondent(struct job *job, const struct omr_respondent *respondent,
                                      struct omr_error *err) {
    static const struct omr_result nothing = {.page = 1, .page_count = 1, .copy = ""};
    const struct omr_result *result = respondent->result ? respondent->result : &nothing;
    job->review_count += result->review_count;
    job->unread_count += respondent->missing_count;
    enum omr_status status = add_document(job, result, err);
    if (!status && omr_form_page_count(job->form) > 1)
        status = add_respondent_line(job, respondent, err);
    return status;
}

static enum omr_status add_respondents(struct job *job, struct omr_error *err) {
    struct omr_respondent *respondent;
    enum omr_status status;
    while (!(status = omr_collator_take(job->collator, &respondent, err)) && respondent) {
        status = add_respondent(job, respondent, err);
        omr_respondent_free(respondent);
        if (status)
            return status;
    }
    return status;
}

/* --- pages --- */

/* "image 2, page 3: ...": what there is only one of is not named. */
static void note_failure(struct job *job, const struct place *place, const struct omr_error *why) {
    struct omr_buffer *into = &job->failures;
    const char *comma = "";
    if (into->size)
        omr_buffer_char(into, '\n');
    if (job->image_count > 1) {
        omr_buffer_format(into, "image %d", place->image);
        comma = ", ";
    }
    if (place->page_count > 1)
        omr_buffer_format(into, "%spage %d", comma, place->page);
    omr_buffer_text(into, job->image_count > 1 || place->page_count > 1 ? ": " : "");
    omr_buffer_text(into, why->text);
    job->unread_count++;
}

/* What became of a page. `result` is taken over. */
static enum omr_status take_page(struct job *job, struct omr_result *result,
                                 const struct omr_error *why, const struct place *place,
                                 struct omr_error *err) {
    char name[32];
    name_image(name, place->image);
    enum omr_status status = add_details(job, result, place, result ? NULL : why->text, err);
    if (result)
        job->read_count++;
    else
        note_failure(job, place, why);
    if (status)
        omr_result_free(result);
    else
        status = omr_collator_add(job->collator, result, why, name,
                                  place->page_count > 1 ? place->page : 0, err);
    return status ? status : add_respondents(job, err);
}

static enum omr_status recognize_page(struct job *job, const struct srv_picture *picture,
                                      const struct place *place, struct omr_error *err) {
    struct omr_result *result = NULL;
    struct omr_error why = {0};
    if (read_page(job, picture, place->page, &result, &why))
        result = NULL;
    return take_page(job, result, &why, place, err);
}

static enum omr_status recognize_picture(struct job *job, const struct srv_work *work,
                                         const struct srv_part *part, int number,
                                         struct omr_error *err) {
    struct srv_picture picture;
    struct omr_error why = {0};
    struct place place = {.image = number, .page = 1, .page_count = 1};
    if (srv_picture_open(&picture, work, &job->options, part, number, &why))
        return take_page(job, NULL, &why, &place, err);
    enum omr_status status = OMR_OK;
    place.page_count = omr_document_page_count(picture.document);
    for (; place.page <= place.page_count && !status; place.page++)
        status = recognize_page(job, &picture, &place, err);
    srv_picture_close(&picture);
    return status;
}

static int count_pictures(const struct srv_work *work) {
    int count = 0;
    for (int i = 0; i < work->part_count; i++)
        count += strcmp(work->parts[i].name, "image") == 0;
    return count;
}

static int count_pages(const struct job *job, const struct srv_part *picture) {
    struct omr_document *document;
    int count = 0;
    if (!omr_document_open(&document, picture->bytes, picture->size, &job->options.limits, NULL)) {
        count = omr_document_page_count(document);
        omr_document_close(document);
    }
    return count;
}

/* An answer has room for so many; better known before hours of work. */
static enum omr_status check_page_count(const struct job *job, const struct srv_work *work,
                                        struct omr_error *err) {
    int count = 0;
    for (int i = 0; i < work->part_count && count <= MAX_PAGES; i++)
        if (strcmp(work->parts[i].name, "image") == 0)
            count += count_pages(job, &work->parts[i]);
    if (count > MAX_PAGES)
        return omr_fail(err, OMR_ERROR_LIMIT, "worker.pages",
                        "the pictures have more than %d pages together: send fewer at a time",
                        MAX_PAGES);
    return OMR_OK;
}

static enum omr_status recognize_all(struct job *job, const struct srv_work *work,
                                     struct omr_error *err) {
    int number = 0;
    enum omr_status status = omr_collator_new(&job->collator, job->form, err);
    for (int i = 0; i < work->part_count && !status; i++)
        if (strcmp(work->parts[i].name, "image") == 0)
            status = recognize_picture(job, work, &work->parts[i], ++number, err);
    if (status)
        return status;
    omr_collator_end(job->collator);
    return add_respondents(job, err);
}

static void add_count(struct job *job, const char *name, int count) {
    char digits[16];
    int length = snprintf(digits, sizeof digits, "%d", count);
    srv_answer_add(job->answer, name, digits, (size_t)length);
}

static void add_summary(struct job *job) {
    add_count(job, SRV_PART_REVIEW, job->review_count);
    add_count(job, SRV_PART_UNREAD, job->unread_count);
    srv_answer_add(job->answer, SRV_PART_DETAILS, job->details.bytes, job->details.size);
}

/* Nothing could be read: all that is left is why. */
static void add_failures(struct job *job) {
    char *rest = job->failures.bytes;
    for (char *line; (line = strsep(&rest, "\n"));)
        srv_answer_fail(job->answer, line);
}

enum omr_status srv_recognize_job(const struct srv_work *work, struct srv_answer *answer,
                                  struct omr_error *err) {
    struct job job = {.answer = answer, .image_count = count_pictures(work)};
    struct omr_form *form = NULL;
    if (job.image_count == 0)
        return omr_fail(err, OMR_ERROR_USAGE, "worker.request",
                        "a recognition pattern and at least one image are needed");
    enum omr_status status = srv_options_parse(&job.options, work->options, err);
    if (!status)
        status = check_page_count(&job, work, err);
    if (!status)
        status = srv_pattern_read(work, &form, err);
    if (status)
        return status;
    job.form = form;
    status = recognize_all(&job, work, err);
    if (!status && (job.details.has_failed || job.failures.has_failed))
        status = omr_fail_memory(err);
    else if (!status && job.read_count)
        add_summary(&job);
    else if (!status)
        add_failures(&job);
    omr_collator_free(job.collator);
    omr_buffer_clear(&job.details);
    omr_buffer_clear(&job.failures);
    omr_form_free(form);
    return status;
}
