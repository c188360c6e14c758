/* SPDX-License-Identifier: MIT */
#include "image/pdf_file.h"

#include "base/buffer.h"
#include "base/error.h"
#include "image/pdf_stream.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdf-c.h>

enum {
    CONTENT_MAX_BYTES = OMR_PDF_UNPACK_MAX, /* of a page, forms included */
    PICTURES_MAX = 2000, /* on a page: some scanners write a strip each few rows */
    FORMS_MAX_DEPTH = 6,
    DRAWINGS_MAX = 10000,
};

struct omr_pdf_file {
    qpdf_data qpdf;
    size_t size;
    int page_count;
    pthread_mutex_t lock; /* qpdf is for one thread at a time */
};

/* While a page is searched. */
struct search {
    struct omr_pdf_reader reader;
    struct omr_pdf_page *page;
    int capacity, depth, drawings;
    size_t content_size; /* so far */
    enum omr_status status;
};

/* What is drawn by names of these resources. */
struct drawing {
    struct search *search;
    qpdf_oh resources;
    struct omr_pdf_content content;
};

static enum omr_status fail_open(qpdf_data qpdf, struct omr_error *err) {
    qpdf_error error = qpdf_get_error(qpdf);
    if (error && qpdf_get_error_code(qpdf, error) == qpdf_e_password)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.pdf_password",
                        "the PDF file is locked with a password: save it without one");
    return omr_pdf_fail_damaged(err, "it has no pages that can be found");
}

enum omr_status omr_pdf_open(struct omr_pdf_file **file, const uint8_t *bytes, size_t size,
                             const struct omr_image_limits *limits, struct omr_error *err) {
    struct omr_pdf_file *made = calloc(1, sizeof *made);
    enum omr_status status = OMR_OK;
    if (!made)
        return omr_fail_memory(err);
    made->size = size;
    made->qpdf = qpdf_init();
    qpdf_silence_errors(made->qpdf);
    qpdf_set_suppress_warnings(made->qpdf, QPDF_TRUE);
    pthread_mutex_init(&made->lock, NULL);
    if (qpdf_read_memory(made->qpdf, "file", (const char *)bytes, size, "") & QPDF_ERRORS)
        status = fail_open(made->qpdf, err);
    else if ((made->page_count = qpdf_get_num_pages(made->qpdf)) < 1)
        status = fail_open(made->qpdf, err);
    else if ((uint32_t)made->page_count > limits->max_pages)
        status = omr_fail(err, OMR_ERROR_LIMIT, "image.limit.pages",
                          "the file has more than %" PRIu32 " pages", limits->max_pages);
    if (!status && qpdf_push_inherited_attributes_to_page(made->qpdf) & QPDF_ERRORS)
        status = omr_pdf_fail_damaged(err, "its pages make no sense");
    if (status)
        omr_pdf_close(made);
    else
        *file = made;
    return status;
}

void omr_pdf_close(struct omr_pdf_file *file) {
    if (!file)
        return;
    qpdf_cleanup(&file->qpdf);
    pthread_mutex_destroy(&file->lock);
    free(file);
}

int omr_pdf_page_count(const struct omr_pdf_file *file) {
    return file->page_count;
}

static enum omr_status add_picture(struct search *search, qpdf_oh stream,
                                   const struct omr_pdf_state *state) {
    struct omr_pdf_page *page = search->page;
    if (page->count == PICTURES_MAX)
        return omr_pdf_fail_kind(search->reader.err, "it consists of too many pictures");
    if (page->count == search->capacity) {
        int capacity = search->capacity ? 4 * search->capacity : 4;
        struct omr_pdf_picture *grown =
            realloc(page->pictures, (size_t)capacity * sizeof *page->pictures);
        if (!grown)
            return omr_fail_memory(search->reader.err);
        page->pictures = grown;
        search->capacity = capacity;
    }
    struct omr_pdf_picture *picture = &page->pictures[page->count++];
    *picture = (struct omr_pdf_picture){.state = *state};
    return omr_pdf_read_picture(&search->reader, stream, picture);
}

static bool draw(void *context, const char *name, const struct omr_pdf_state *state);

static enum omr_status read_content(struct search *search, qpdf_oh resources,
                                    const struct omr_pdf_state *state,
                                    const struct omr_buffer *bytes) {
    struct drawing drawing = {.search = search, .resources = resources};
    drawing.content = (struct omr_pdf_content){
        .draw = draw, .context = &drawing, .has_pictures = search->page->count > 0};
    omr_pdf_content_read(&drawing.content, state, bytes->bytes, bytes->size);
    search->page->has_other |= drawing.content.has_other;
    return search->status;
}

static enum omr_status unpack_content(struct search *search, qpdf_oh stream,
                                      struct omr_buffer *into) {
    size_t before = into->size;
    struct omr_buffer part = {0};
    enum omr_status status = omr_pdf_unpack(&search->reader, stream, CONTENT_MAX_BYTES, &part);
    if (!status) {
        omr_buffer_append(into, part.bytes, part.size);
        omr_buffer_char(into, '\n');
    }
    omr_buffer_clear(&part);
    search->content_size += into->size - before;
    if (!status && search->content_size > CONTENT_MAX_BYTES)
        return omr_pdf_fail_kind(search->reader.err, "it is no scan: it draws too much");
    return !status && into->has_failed ? omr_fail_memory(search->reader.err) : status;
}

/* A form is a page within the page. */
static enum omr_status draw_form(struct search *search, qpdf_oh form, qpdf_oh outer,
                                 const struct omr_pdf_state *state) {
    qpdf_data qpdf = search->reader.qpdf;
    qpdf_oh dict = qpdf_oh_get_dict(qpdf, form);
    qpdf_oh matrix = omr_pdf_key(qpdf, dict, "/Matrix");
    qpdf_oh resources = omr_pdf_key(qpdf, dict, "/Resources");
    struct omr_pdf_state inner = *state;
    struct omr_buffer content = {0};
    if (search->depth == FORMS_MAX_DEPTH)
        return omr_pdf_fail_kind(search->reader.err, "it is nested too deep");
    if (qpdf_oh_is_array(qpdf, matrix) && qpdf_oh_get_array_n_items(qpdf, matrix) == 6) {
        struct omr_pdf_matrix own = {
            omr_pdf_number(qpdf, matrix, 0), omr_pdf_number(qpdf, matrix, 1),
            omr_pdf_number(qpdf, matrix, 2), omr_pdf_number(qpdf, matrix, 3),
            omr_pdf_number(qpdf, matrix, 4), omr_pdf_number(qpdf, matrix, 5)};
        inner.matrix = omr_pdf_matrix_join(&own, &state->matrix);
    }
    search->depth++;
    enum omr_status status = unpack_content(search, form, &content);
    if (!status)
        status = read_content(search, qpdf_oh_is_dictionary(qpdf, resources) ? resources : outer,
                              &inner, &content);
    search->depth--;
    omr_buffer_clear(&content);
    return status;
}

static bool draw(void *context, const char *name, const struct omr_pdf_state *state) {
    struct drawing *drawing = context;
    struct search *search = drawing->search;
    qpdf_data qpdf = search->reader.qpdf;
    char key[160] = "/";
    strncat(key, name, sizeof key - 2);
    qpdf_oh object = omr_pdf_key(qpdf, omr_pdf_key(qpdf, drawing->resources, "/XObject"), key);
    if (!qpdf_oh_is_stream(qpdf, object))
        return true;
    qpdf_oh kind = omr_pdf_key(qpdf, qpdf_oh_get_dict(qpdf, object), "/Subtype");
    if (++search->drawings > DRAWINGS_MAX)
        search->status = omr_pdf_fail_kind(search->reader.err, "it is no scan: it draws too much");
    else if (omr_pdf_is(qpdf, kind, "/Image"))
        search->status = add_picture(search, object, state);
    else if (omr_pdf_is(qpdf, kind, "/Form"))
        search->status = draw_form(search, object, drawing->resources, state);
    drawing->content.has_pictures = search->page->count > 0;
    return search->status == OMR_OK;
}

static enum omr_status read_box(struct search *search, qpdf_oh dict) {
    qpdf_data qpdf = search->reader.qpdf;
    struct omr_pdf_page *page = search->page;
    qpdf_oh box = omr_pdf_key(qpdf, dict, "/CropBox");
    if (!qpdf_oh_is_array(qpdf, box) || qpdf_oh_get_array_n_items(qpdf, box) != 4)
        box = omr_pdf_key(qpdf, dict, "/MediaBox");
    if (!qpdf_oh_is_array(qpdf, box) || qpdf_oh_get_array_n_items(qpdf, box) != 4)
        return omr_pdf_fail_damaged(search->reader.err, "a page has no size");
    double x[2] = {omr_pdf_number(qpdf, box, 0), omr_pdf_number(qpdf, box, 2)};
    double y[2] = {omr_pdf_number(qpdf, box, 1), omr_pdf_number(qpdf, box, 3)};
    page->left = x[x[0] > x[1]];
    page->right = x[x[0] <= x[1]];
    page->bottom = y[y[0] > y[1]];
    page->top = y[y[0] <= y[1]];
    if (!(page->right - page->left >= 1) || !(page->top - page->bottom >= 1))
        return omr_pdf_fail_damaged(search->reader.err, "a page has no size");
    int rotation = omr_pdf_int(qpdf, dict, "/Rotate", 0) % 360;
    page->rotation = (rotation + 360) % 360 / 90 * 90;
    return OMR_OK;
}

/* Marks drawn with a viewer's pen would be lost silently. Links and notes show nothing. */
static bool has_drawn_notes(qpdf_data qpdf, qpdf_oh dict) {
    static const char *const unseen[] = {"/Link", "/Popup", "/Text", "/FileAttachment"};
    qpdf_oh notes = omr_pdf_key(qpdf, dict, "/Annots");
    int count = qpdf_oh_is_array(qpdf, notes) ? qpdf_oh_get_array_n_items(qpdf, notes) : 0;
    for (int i = 0; i < count; i++) {
        qpdf_oh note = qpdf_oh_get_array_item(qpdf, notes, i);
        qpdf_oh kind = omr_pdf_key(qpdf, note, "/Subtype");
        bool is_seen = qpdf_oh_is_name(qpdf, kind);
        for (size_t k = 0; k < sizeof unseen / sizeof *unseen; k++)
            is_seen = is_seen && !omr_pdf_is(qpdf, kind, unseen[k]);
        if (is_seen)
            return true;
    }
    return false;
}

static enum omr_status read_page(struct search *search, qpdf_oh dict) {
    static const struct omr_pdf_state start = {.matrix = {.a = 1, .d = 1}};
    qpdf_data qpdf = search->reader.qpdf;
    qpdf_oh contents = omr_pdf_key(qpdf, dict, "/Contents");
    struct omr_buffer content = {0};
    enum omr_status status = read_box(search, dict);
    if (!status && has_drawn_notes(qpdf, dict))
        status = omr_pdf_fail_kind(search->reader.err, "notes are drawn on it");
    if (qpdf_oh_is_array(qpdf, contents)) {
        int count = qpdf_oh_get_array_n_items(qpdf, contents);
        for (int i = 0; !status && i < count; i++) {
            qpdf_oh part = qpdf_oh_get_array_item(qpdf, contents, i);
            if (qpdf_oh_is_stream(qpdf, part))
                status = unpack_content(search, part, &content);
        }
    } else if (!status && qpdf_oh_is_stream(qpdf, contents)) {
        status = unpack_content(search, contents, &content);
    }
    if (!status)
        status = read_content(search, omr_pdf_key(qpdf, dict, "/Resources"), &start, &content);
    omr_buffer_clear(&content);
    return status;
}

enum omr_status omr_pdf_page_find(struct omr_pdf_page *page, struct omr_pdf_file *file, int number,
                                  struct omr_error *err) {
    struct omr_pdf_page found = {0};
    struct search search = {.reader = {.qpdf = file->qpdf, .file_size = file->size, .err = err},
                            .page = &found};
    pthread_mutex_lock(&file->lock);
    qpdf_oh dict = qpdf_get_page_n(file->qpdf, (size_t)number);
    enum omr_status status = qpdf_oh_is_dictionary(file->qpdf, dict)
                                 ? read_page(&search, dict)
                                 : omr_pdf_fail_damaged(err, "a page is missing");
    qpdf_oh_release_all(file->qpdf);
    pthread_mutex_unlock(&file->lock);
    if (status)
        omr_pdf_page_clear(&found);
    else
        *page = found;
    return status;
}

void omr_pdf_page_clear(struct omr_pdf_page *page) {
    for (int i = 0; i < page->count; i++)
        omr_pdf_picture_clear(&page->pictures[i]);
    free(page->pictures);
    *page = (struct omr_pdf_page){0};
}
