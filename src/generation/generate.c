/* SPDX-License-Identifier: MIT
 *
 * The other pipeline: from a source to printed pages and the pattern that reads them. Copy by copy,
 * each with memory of its own that is given back before the next, so that a batch costs no more
 * than one of its copies. All copies must come out as one and the same form, or the pattern would
 * read some of them wrongly. */
#include "base/error.h"
#include "form/form.h"
#include "generation/notices.h"
#include "generation/press.h"
#include "generation/records.h"
#include "generation/render/render.h"
#include "generation/settings.h"
#include "generation/used_pictures.h"

#include <stdlib.h>
#include <string.h>

struct work {
    const struct omr_generate_request *request;
    const struct omr_generate_sink *sink;
    struct omr_settings *own_settings; /* the defaults, where the caller gave none */
    const struct omr_settings *settings;
    struct omr_notices *notices;
    struct omr_error *err;
    struct omr_press *own_press; /* where the caller gave none */
    struct omr_fonts *fonts;
    struct omr_used_pictures pictures;
    struct omr_pdf_writer *pdf;
    int copy, copy_count; /* copy from 0 */
    struct omr_markup markup;
    struct omr_placed_form placement; /* of the copy at hand */
    bool is_placed;
    char form_id[OMR_FORM_ID_SIZE]; /* of the first copy */
    char *pattern;                  /* likewise */
    size_t pattern_size;
};

static const char *copy_id(const struct work *work) {
    return work->request->records ? omr_records_id(work->request->records, work->copy) : "";
}

static enum omr_status fail_sink(struct work *work) {
    return omr_fail(work->err, OMR_ERROR_IO, "generate.sink", "the work was ended by its caller");
}

static enum omr_status prepare(struct work *work) {
    enum omr_status status = OMR_OK;
    work->settings = work->request->settings;
    if (!work->settings && !(status = omr_settings_new(&work->own_settings, work->err)))
        work->settings = work->own_settings;
    work->copy_count = work->request->records ? omr_records_count(work->request->records) : 1;
    if (!status && !work->request->press)
        status = omr_press_open(&work->own_press, work->err);
    if (!status)
        work->fonts =
            omr_press_fonts(work->request->press ? work->request->press : work->own_press);
    return status;
}

/* Says which copy an error is about, where there are several. */
static enum omr_status name_copy(struct work *work, enum omr_status status) {
    if (!status || !work->request->records || !work->err)
        return status;
    struct omr_error cause = *work->err;
    return omr_fail(work->err, cause.status, cause.code, "record %d (%s): %s", work->copy + 1,
                    copy_id(work), cause.text);
}

static enum omr_status read_source(struct work *work) {
    const struct omr_generate_request *request = work->request;
    struct omr_record record = {0};
    if (request->records)
        record = omr_records_find(request->records, work->copy);
    return omr_markup_parse_record(&work->markup, request->source, request->source_size,
                                   request->records ? &record : NULL, work->err);
}

static enum omr_status warn_of_fonts(struct work *work) {
    static const struct omr_place whole = {.line = 1, .column = 1, .path = ""};
    const struct omr_missing_writing *missing;
    const char *family;
    enum omr_status status = OMR_OK;
    for (int i = 0; !status && (family = omr_fonts_unknown(work->fonts, i)); i++) {
        bool is_known;
        const char *instead = omr_fonts_stand_in(work->fonts, family, &is_known);
        status = omr_markup_warn(&work->markup, &whole, "text.font",
                                 "the font '%s' is not installed: %s is taken", family,
                                 instead ? instead : family);
    }
    for (int i = 0; !status && (missing = omr_fonts_missing(work->fonts, i)); i++)
        status = omr_markup_warn(&work->markup, &whole, "text.missing",
                                 "no installed font has letters for %s, such as U+%04X: they are "
                                 "printed as boxes; install %s",
                                 missing->name, (unsigned)missing->character,
                                 missing->package ? missing->package : "a font that has them");
    return status;
}

static enum omr_status place(struct work *work) {
    struct omr_layout_settings settings;
    omr_settings_lay_out(work->settings, &settings);
    omr_fonts_forget(work->fonts);
    settings.copy = copy_id(work);
    enum omr_status status =
        omr_used_pictures_update(&work->pictures, work->request, work->markup.root, work->err);
    if (!status)
        status = omr_layout_make(&work->placement, &work->markup, &settings, work->pictures.sizes,
                                 work->pictures.count, work->fonts, work->err);
    work->is_placed = !status;
    if (!status && work->request->name)
        work->placement.form.name = work->request->name;
    return status ? status : warn_of_fonts(work);
}

/* The first copy gives the pattern; each other must be the same form. */
static enum omr_status write_pattern(struct work *work) {
    char id[OMR_FORM_ID_SIZE];
    enum omr_status status = omr_form_identify(&work->placement.form, id, work->err);
    if (status)
        return status;
    if (work->copy == 0) {
        memcpy(work->form_id, id, sizeof id);
        return omr_form_write(&work->placement.form, &work->pattern, &work->pattern_size,
                              work->err);
    }
    if (strcmp(id, work->form_id) == 0)
        return OMR_OK;
    return omr_fail(work->err, OMR_ERROR_INPUT, "generate.unlike",
                    "its bubbles would lie elsewhere than on the first copy; give what varies room "
                    "of its own, in a block with a height or a positioned_block");
}

static enum omr_status hand_out(struct work *work, const struct omr_generated_file *file,
                                const void *bytes, size_t size) {
    const struct omr_generate_sink *sink = work->sink;
    bool is_taken = sink->open(sink->context, file) && sink->write(sink->context, bytes, size) &&
                    sink->close(sink->context);
    return is_taken ? OMR_OK : fail_sink(work);
}

static enum omr_status draw_pictures(struct work *work) {
    const struct omr_placed_form *placement = &work->placement;
    struct omr_buffer bytes = {0};
    enum omr_status status = OMR_OK;
    for (int i = 0; i < placement->page_count && !status; i++) {
        struct omr_generated_file file = {omr_settings_format(work->settings),
                                          work->copy + 1,
                                          work->copy_count,
                                          copy_id(work),
                                          i + 1,
                                          placement->page_count};
        bytes.size = 0;
        status = omr_render_picture(&bytes, &placement->pages[i], work->pictures.drawn,
                                    omr_settings_kind(work->settings), work->err);
        if (!status)
            status = hand_out(work, &file, bytes.bytes, bytes.size);
    }
    omr_buffer_clear(&bytes);
    return status;
}

static enum omr_status add_to_pdf(struct work *work) {
    const struct omr_generated_file file = {"Pdf", 0, work->copy_count, "", 0, 0};
    enum omr_status status = OMR_OK;
    if (!work->pdf) {
        if (!work->sink->open(work->sink->context, &file))
            return fail_sink(work);
        /* Batches are for the printer: without tags their memory does not grow with them. */
        status = omr_pdf_writer_open(&work->pdf, work->sink->write, work->sink->context,
                                     !work->request->records, work->err);
    }
    for (int i = 0; i < work->placement.page_count && !status; i++)
        status = omr_pdf_writer_add(work->pdf, &work->placement.pages[i], work->pictures.drawn,
                                    work->err);
    return status;
}

static enum omr_status draw(struct work *work) {
    if (!work->sink)
        return OMR_OK;
    return strcmp(omr_settings_kind(work->settings), "pdf") == 0 ? add_to_pdf(work)
                                                                 : draw_pictures(work);
}

static void forget_copy(struct work *work) {
    if (work->is_placed)
        omr_placed_form_clear(&work->placement);
    work->is_placed = false;
    omr_markup_clear(&work->markup);
}

static enum omr_status make_copy(struct work *work) {
    enum omr_status status;
    if ((status = read_source(work)) ||   /* markup  */
        (status = place(work)) ||         /* layout  */
        (status = write_pattern(work)) || /* form    */
        (status = draw(work)))            /* render  */
        status = name_copy(work, status);
    enum omr_status noted = omr_notices_take(work->notices, &work->markup.warnings, work->err);
    forget_copy(work);
    return status ? status : noted;
}

static enum omr_status make_copies(struct work *work) {
    const struct omr_generate_request *request = work->request;
    enum omr_status status = OMR_OK;
    for (; work->copy < work->copy_count && !status; work->copy++) {
        status = make_copy(work);
        if (!status && request->progress &&
            !request->progress(request->progress_context, work->copy + 1, work->copy_count))
            status = fail_sink(work);
    }
    return status;
}

static enum omr_status finish(struct work *work) {
    const struct omr_generated_file pattern = {"Omr", 0, work->copy_count, "", 0, 0};
    enum omr_status status = OMR_OK;
    if (!work->sink)
        return OMR_OK;
    if (work->pdf) {
        status = omr_pdf_writer_close(work->pdf, work->err);
        work->pdf = NULL;
        if (!status && !work->sink->close(work->sink->context))
            status = fail_sink(work);
    }
    return status ? status : hand_out(work, &pattern, work->pattern, work->pattern_size);
}

static void clear(struct work *work) {
    if (work->pdf)
        omr_pdf_writer_close(work->pdf, NULL);
    free(work->pattern);
    omr_used_pictures_clear(&work->pictures);
    omr_press_close(work->own_press);
    omr_settings_free(work->own_settings);
}

enum omr_status omr_generate(const struct omr_generate_request *request,
                             const struct omr_generate_sink *sink, struct omr_notices **notices,
                             struct omr_error *err) {
    struct omr_error unheard;
    struct work work = {.request = request, .sink = sink, .err = err ? err : &unheard};
    enum omr_status status = omr_notices_new(&work.notices, work.err);
    if (notices)
        *notices = work.notices;
    if (!status && !(status = prepare(&work)) && !(status = make_copies(&work)))
        status = finish(&work);
    clear(&work);
    if (!notices)
        omr_notices_free(work.notices);
    return status;
}
