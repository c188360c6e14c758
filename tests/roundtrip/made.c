/* SPDX-License-Identifier: MIT */
#include "roundtrip/made.h"

#include "base/buffer.h"
#include "base/error.h"
#include "image/encode.h"

#include <omr/form.h>
#include <omr/generate.h>
#include <omr/image.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct making {
    struct made_form *made;
    struct omr_buffer file;
    struct omr_generated_file about;
    enum omr_status status;
    struct omr_error *err;
};

static bool open_file(void *context, const struct omr_generated_file *file) {
    struct making *making = context;
    making->about = *file;
    return true;
}

static bool write_file(void *context, const void *bytes, size_t size) {
    struct making *making = context;
    omr_buffer_append(&making->file, bytes, size);
    return !making->file.has_failed;
}

/* The pixels are taken out of the picture. */
static enum omr_status take_page(struct making *making) {
    struct made_form *made = making->made;
    struct omr_image *image;
    if (made->page_count == MADE_PAGES_MAX)
        return omr_fail(making->err, OMR_ERROR_LIMIT, "test.pages", "too many pages");
    struct made_page *page = &made->page[made->page_count++];
    *page = (struct made_page){.copy = making->about.copy, .page = making->about.page};
    page->png = omr_buffer_detach(&making->file, &page->png_size);
    enum omr_status status = omr_image_decode(&image, page->png, page->png_size, NULL, making->err);
    if (status)
        return status;
    page->paper = image->grey;
    image->grey = (struct omr_pixmap){0};
    omr_image_free(image);
    return OMR_OK;
}

static enum omr_status take_pattern(struct making *making) {
    struct made_form *made = making->made;
    made->pattern = omr_buffer_detach(&making->file, &made->pattern_size);
    return omr_form_parse(&made->form, made->pattern, made->pattern_size, making->err);
}

static bool close_file(void *context) {
    struct making *making = context;
    making->status =
        strcmp(making->about.kind, "Omr") == 0 ? take_pattern(making) : take_page(making);
    omr_buffer_clear(&making->file);
    return making->status == OMR_OK;
}

static enum omr_status draw_picture(void *context, const char *name, void **bytes, size_t *size,
                                    struct omr_error *err) {
    static uint8_t grey[300 * 400];
    const struct omr_raster raster = {
        .pixels = grey, .width = 400, .height = 300, .stride = 400, .channels = 1};
    struct omr_buffer file = {0};
    (void)context;
    (void)name;
    memset(grey, 200, sizeof grey);
    enum omr_status status = omr_png_encode(&file, &raster, err);
    if (!status)
        *bytes = omr_buffer_detach(&file, size);
    omr_buffer_clear(&file);
    return status;
}

/* "PaperSize=A3,Orientation=Horizontal" */
static enum omr_status set_all(struct omr_settings *settings, const char *text,
                               struct omr_error *err) {
    enum omr_status status = OMR_OK;
    char name[64], value[64];
    int size;
    while (!status && text && sscanf(text, "%63[^=]=%63[^,]%n", name, value, &size) == 2) {
        status = omr_settings_set(settings, name, value, OMR_NUMBERS_OF_SERVICE, err);
        text += size;
        text += *text == ',';
    }
    return status;
}

enum omr_status made_make(struct made_form *made, const char *name, const char *source,
                          const char *settings, const char *records, struct omr_error *err) {
    struct omr_error why = {0}; /* of a file that was made but cannot be read */
    struct making making = {.made = made, .err = &why};
    struct omr_settings *set = NULL;
    struct omr_records *list = NULL;
    struct omr_generate_request request = {.source = source,
                                           .source_size = strlen(source),
                                           .name = name,
                                           .find_picture = draw_picture};
    const struct omr_generate_sink sink = {
        .open = open_file, .write = write_file, .close = close_file, .context = &making};
    *made = (struct made_form){.page_count = 0};
    enum omr_status status = omr_settings_new(&set, err);
    if (!status)
        status = set_all(set, settings, err);
    if (!status && records)
        status = omr_records_parse(&list, records, strlen(records), err);
    request.settings = set;
    request.records = list;
    if (!status)
        status = omr_generate(&request, &sink, NULL, err);
    if (making.status && err)
        *err = why;
    omr_buffer_clear(&making.file);
    omr_records_free(list);
    omr_settings_free(set);
    return status;
}

void made_clear(struct made_form *made) {
    for (int i = 0; i < made->page_count; i++) {
        omr_pixmap_clear(&made->page[i].paper);
        free(made->page[i].png);
    }
    free(made->pattern);
    omr_form_free(made->form);
    *made = (struct made_form){.page_count = 0};
}
