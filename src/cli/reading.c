/* SPDX-License-Identifier: MIT */
#include "cli/reading.h"

#include "base/error.h"

#include <stdlib.h>

const char *const cli_changed_words[] = {"ask", "darkest", "cancel", NULL};

void cli_reading_options_init(struct cli_reading_options *options) {
    *options = (struct cli_reading_options){.threshold = OMR_THRESHOLD_AUTOMATIC};
}

void cli_reading_init(struct omr_recognize_options *how,
                      const struct cli_reading_options *options) {
    omr_recognize_options_init(how);
    how->threshold = options->threshold;
    how->changed = (enum omr_changed)options->changed;
}

/* The files that show the blank pages, all open. */
struct blanks {
    struct cli_pictures *files;
    const struct cli_list *paths;
    int page_count; /* of all files */
};

static enum omr_status open_all(struct blanks *blanks, const struct cli_picture_rules *rules,
                                struct omr_error *err) {
    struct omr_error problem = {0};
    for (int i = 0; i < blanks->paths->count; i++) {
        enum omr_status status =
            cli_pictures_open(&blanks->files[i], blanks->paths->items[i], rules, &problem);
        if (status)
            return omr_fail(err, status, problem.code, "%s: %s", blanks->paths->items[i],
                            problem.text);
        blanks->page_count += omr_document_page_count(blanks->files[i].document);
    }
    return OMR_OK;
}

/* Page `number` (from 0) of a file. `page` is that of the form, 0 not known. */
static enum omr_status learn_page(struct omr_blank *blank, const struct blanks *blanks, int file,
                                  int number, int page, struct omr_error *err) {
    struct omr_error problem = {0};
    struct omr_image *image = NULL;
    enum omr_status status = cli_pictures_decode(&blanks->files[file], number, &image, &problem);
    if (!status)
        status = omr_blank_learn(blank, image, page, NULL, &problem);
    omr_image_free(image);
    if (status && omr_document_page_count(blanks->files[file].document) > 1)
        return omr_fail(err, status, problem.code, "%s: page %d: %s", blanks->paths->items[file],
                        number + 1, problem.text);
    return status ? omr_fail(err, status, problem.code, "%s: %s", blanks->paths->items[file],
                             problem.text)
                  : OMR_OK;
}

static enum omr_status learn_all(struct omr_blank *blank, const struct blanks *blanks,
                                 int form_page_count, struct omr_error *err) {
    bool is_in_order = blanks->page_count == form_page_count;
    enum omr_status status = OMR_OK;
    int page = 0;
    if (blanks->page_count > form_page_count)
        return omr_fail(err, OMR_ERROR_INPUT, "cli.blanks",
                        "%s: the form has %d pages, and %d pictures are given as its blank ones",
                        blanks->paths->items[0], form_page_count, blanks->page_count);
    for (int i = 0; !status && i < blanks->paths->count; i++) {
        int count = omr_document_page_count(blanks->files[i].document);
        for (int k = 0; !status && k < count; k++) {
            page++;
            status = learn_page(blank, blanks, i, k, is_in_order ? page : 0, err);
        }
    }
    return status;
}

enum omr_status cli_blank_load(struct omr_blank **blank, const struct omr_form *form,
                               const struct cli_list *paths, const struct cli_picture_rules *rules,
                               struct omr_error *err) {
    struct blanks blanks = {.paths = paths};
    struct omr_blank *made = NULL;
    *blank = NULL;
    if (!paths->count)
        return OMR_OK;
    blanks.files = calloc((size_t)paths->count, sizeof *blanks.files);
    if (!blanks.files)
        return omr_fail_memory(err);
    enum omr_status status = open_all(&blanks, rules, err);
    if (!status)
        status = omr_blank_new(&made, form, err);
    if (!status)
        status = learn_all(made, &blanks, omr_form_page_count(form), err);
    for (int i = 0; i < paths->count; i++)
        cli_pictures_close(&blanks.files[i]);
    free(blanks.files);
    if (status)
        omr_blank_free(made);
    else
        *blank = made;
    return status;
}
