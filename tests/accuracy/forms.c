/* SPDX-License-Identifier: MIT */
#include "accuracy/forms.h"

#include "base/error.h"
#include "base/file.h"
#include "support/forms.h"
#include "support/optics.h"

#include <dirent.h>
#include <math.h>
#include <omr/recognize.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_PATTERN = 16 << 20, MAX_FOLDER = 4096, MAX_PATH = MAX_FOLDER + 300 };

static enum omr_status form_add(struct test_forms *forms, const struct test_form *form,
                                struct omr_error *err) {
    struct test_form *items =
        realloc(forms->items, ((size_t)forms->count + 1) * sizeof *forms->items);
    if (!items)
        return omr_fail_memory(err);
    forms->items = items;
    items[forms->count++] = *form;
    return OMR_OK;
}

enum omr_status test_forms_make(struct test_forms *forms, uint64_t seed, struct omr_error *err) {
    enum omr_status status = OMR_OK;
    for (int i = 0; !status && i < 2 * FAKE_FORM_DESIGNS; i++) {
        struct test_form form = {.outline = 1, .is_made = true};
        int design = i % FAKE_FORM_DESIGNS, version = i / FAKE_FORM_DESIGNS;
        snprintf(form.name, sizeof form.name, "%s-%c", fake_form_name(design), 'a' + version);
        status = fake_form_make(&form.form, design, seed * 2 + (uint64_t)version, err);
        if (!status && (status = form_add(forms, &form, err)))
            fake_form_free(form.form);
    }
    return status;
}

static enum omr_status form_load(struct test_form *form, const char *folder,
                                 struct omr_error *err) {
    char path[MAX_PATH], *text = NULL;
    size_t size = 0;
    snprintf(path, sizeof path, "%s/pattern.omr", folder);
    enum omr_status status = omr_file_load(path, MAX_PATTERN, &text, &size, err);
    if (!status)
        status = omr_form_parse(&form->form, text, size, err);
    free(text);
    if (status)
        return status;
    snprintf(path, sizeof path, "%s/blank.png", folder);
    status = fake_png_load(&form->blank, path, err);
    const struct omr_form_page *page = &form->form->pages[0];
    if (!status &&
        (lround(page->width) != form->blank.width || lround(page->height) != form->blank.height)) {
        omr_pixmap_clear(&form->blank);
        status = omr_fail(err, OMR_ERROR_INPUT, "blank", "%s: not of the page's size", path);
    }
    if (status)
        omr_form_free(form->form);
    return status;
}

static const struct omr_bubble *bubble_at(const struct omr_form_page *page, double x, double y) {
    for (int i = 0; i < page->bubble_count; i++)
        if (hypot(page->bubbles[i].x - x, page->bubbles[i].y - y) < page->bubbles[i].width / 4)
            return &page->bubbles[i];
    return NULL;
}

/* How large the engine sees the first outline on the blank, by the pattern's; 1 where it does not.
 */
static double outline_of(const struct test_form *form) {
    const struct omr_pixmap *blank = &form->blank;
    struct omr_image *image = NULL;
    struct omr_result *read = NULL;
    struct omr_error error;
    double ratio = 1;
    if (!omr_image_from_grey(&image, blank->pixels, blank->width, blank->height, blank->stride,
                             &error) &&
        !omr_recognize(&read, form->form, image, NULL, &error))
        for (int i = read->field_count - 1; i >= 0; i--) {
            const struct omr_bubble_reading *seen = read->fields[i].bubbles;
            const struct omr_bubble *bubble =
                read->fields[i].bubble_count
                    ? bubble_at(&form->form->pages[0], seen->x_px, seen->y_px)
                    : NULL;
            if (bubble)
                ratio = hypot(seen->right.x, seen->right.y) / (bubble->width / 2);
        }
    omr_result_free(read);
    omr_image_free(image);
    return ratio;
}

static bool is_form_folder(const char *folder) {
    char path[MAX_PATH];
    snprintf(path, sizeof path, "%s/pattern.omr", folder);
    bool has_pattern = !access(path, R_OK);
    snprintf(path, sizeof path, "%s/blank.png", folder);
    return has_pattern && !access(path, R_OK);
}

enum omr_status test_forms_load(struct test_forms *forms, const char *folder,
                                bool is_markerless_wanted, struct omr_error *err) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0)
        return omr_fail(err, OMR_ERROR_IO, "folder", "%s: cannot be read", folder);
    enum omr_status status = OMR_OK;
    for (int i = 0; i < count; i++) {
        char path[MAX_FOLDER];
        struct test_form form = {0};
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        snprintf(form.name, sizeof form.name, "%.60s", entries[i]->d_name);
        free(entries[i]);
        if (status || !is_form_folder(path) || (status = form_load(&form, path, err)))
            continue;
        if (form.form->pages[0].marker_count < 4 && !is_markerless_wanted) {
            omr_form_free(form.form);
            omr_pixmap_clear(&form.blank);
            continue;
        }
        form.outline = outline_of(&form);
        status = form_add(forms, &form, err);
    }
    free(entries);
    return status;
}

void test_forms_unmark(struct test_forms *forms) {
    for (int i = 0; i < forms->count; i++) {
        /* No form is shared, and nothing else knows of it yet. */
        struct omr_form_page *page = (struct omr_form_page *)forms->items[i].form->pages;
        page->marker_count = 0;
    }
}

void test_forms_clear(struct test_forms *forms) {
    for (int i = 0; i < forms->count; i++) {
        struct test_form *form = &forms->items[i];
        if (form->is_made)
            fake_form_free(form->form);
        else
            omr_form_free(form->form);
        omr_pixmap_clear(&form->blank);
    }
    free(forms->items);
    *forms = (struct test_forms){0};
}
