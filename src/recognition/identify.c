/* SPDX-License-Identifier: MIT */
#include "recognition/identify.h"

#include "barcode/read.h"
#include "base/error.h"
#include "recognition/barcodes.h"
#include "recognition/blame.h"

#include <string.h>

static const char KIND[] = "QR";
/* Looking for the print of a page costs as much as reading it. */
enum { MOST_TRIED = 20 };
/* The lead in outlines, of the larger number, that tells two pages apart. */
static const double LEAST_LEAD = 0.1;
enum { LEAST_LEAD_OUTLINES = 4 };

/* The identifiers seen on a picture. */
struct seen {
    struct omr_page_id id;
    int count; /* of different ones */
};

static bool is_same(const struct omr_page_id *a, const struct omr_page_id *b) {
    return a->page == b->page && a->page_count == b->page_count && strcmp(a->form, b->form) == 0 &&
           strcmp(a->copy, b->copy) == 0;
}

static void see(void *context, const char *text) {
    struct seen *seen = context;
    struct omr_page_id id;
    if (!omr_page_id_parse(&id, text) || (seen->count && is_same(&id, &seen->id)))
        return;
    seen->id = id;
    seen->count++;
}

static enum omr_status take_id(struct omr_identity *identity, const struct omr_form *form,
                               const struct omr_page_id *id, struct omr_error *err) {
    if (!omr_page_id_is_of(id, form))
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "recognize.foreign_page",
                        "the page belongs to another form: its QR code names page %d of %d of the "
                        "form %s, the pattern is that of the form %s with %d pages",
                        id->page, id->page_count, id->form,
                        form->id && *form->id ? form->id : "(without an id)", form->page_count);
    *identity = (struct omr_identity){.page = id->page - 1};
    memcpy(identity->copy, id->copy, sizeof identity->copy);
    return OMR_OK;
}

/* What a page says for itself where it was looked for. */
struct trial {
    bool is_there;   /* its bubbles are printed where they should be */
    bool has_id;     /* and so is a code */
    double outlines; /* how many of its bubbles' outlines are in place */
    struct omr_page_id id;
};

static enum omr_status read_id(struct trial *trial, const struct omr_sheet *sheet,
                               const struct omr_registration *registration, struct omr_arena *arena,
                               struct omr_error *err) {
    struct omr_box box = omr_page_id_box(sheet->page);
    const char *text;
    enum omr_status status =
        omr_barcode_read_box(&text, KIND, &box, sheet, &registration->map, arena, err);
    trial->has_id = !status && text && omr_page_id_parse(&trial->id, text);
    return status;
}

/* Looks for one page. That it is not there is no failure: `why` tells it. */
static enum omr_status try_page(struct trial *trial, const struct omr_form_page *page,
                                const struct omr_print *print, const struct omr_sheet *picture,
                                struct omr_error *why, struct omr_error *err) {
    struct omr_arena arena = {0};
    struct omr_bubble_classes classes = {0};
    struct omr_registration registration;
    struct omr_sheet sheet = *picture;
    sheet.page = page;
    sheet.print = print;
    sheet.classes = &classes;
    *trial = (struct trial){.is_there = false};
    enum omr_status status = omr_bubble_classes_init(&classes, page, &arena, err);
    if (!status)
        status = omr_registration_find(&registration, &sheet, &arena, why);
    if (!status) {
        trial->is_there = true;
        trial->outlines = registration.settled_ratio * page->bubble_count;
        status = read_id(trial, &sheet, &registration, &arena, err);
    } else if (status == OMR_ERROR_UNREGISTERED) {
        omr_picture_blame(&sheet, why);
        status = OMR_OK;
    }
    omr_arena_clear(&arena);
    return status;
}

/* The pages tried so far, by what they explain. */
struct ranking {
    int best; /* index, -1 none */
    double outlines, next;
};

static void rank(struct ranking *ranking, int page, double outlines) {
    if (ranking->best < 0 || outlines > ranking->outlines) {
        ranking->next = ranking->best < 0 ? 0 : ranking->outlines;
        ranking->outlines = outlines;
        ranking->best = page;
    } else if (outlines > ranking->next) {
        ranking->next = outlines;
    }
}

static bool is_beyond_doubt(const struct ranking *ranking) {
    double lead = ranking->outlines - ranking->next;
    return ranking->best >= 0 && lead >= LEAST_LEAD_OUTLINES &&
           lead >= LEAST_LEAD * ranking->outlines;
}

static enum omr_status refuse(const struct ranking *ranking, const struct omr_error *why,
                              struct omr_error *err) {
    if (ranking->best >= 0)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "recognize.page_code",
                        "QR code for multi page template is not found.");
    return omr_fail(err, OMR_ERROR_UNREGISTERED, "recognize.page_code",
                    "QR code for multi page template is not found. %s", why->text);
}

static enum omr_status identify_by_print(struct omr_identity *identity, const struct omr_form *form,
                                         const struct omr_sheet *sheet,
                                         const struct omr_blank *blank, struct omr_error *err) {
    struct ranking ranking = {.best = -1};
    struct omr_error why = {.text = "The form has too many pages to try each."}, unused;
    int tried = form->page_count <= MOST_TRIED ? form->page_count : 0;
    for (int i = 0; i < tried; i++) {
        struct trial trial;
        enum omr_status status = try_page(&trial, &form->pages[i], omr_blank_print(blank, i), sheet,
                                          i ? &unused : &why, err);
        if (status)
            return status;
        if (trial.has_id)
            return take_id(identity, form, &trial.id, err);
        if (trial.is_there)
            rank(&ranking, i, trial.outlines);
    }
    if (!is_beyond_doubt(&ranking))
        return refuse(&ranking, &why, err);
    *identity = (struct omr_identity){.page = ranking.best, .is_by_print = true};
    return OMR_OK;
}

enum omr_status omr_page_read_code(struct omr_identity *identity, bool *is_found,
                                   const struct omr_form *form, const struct omr_sheet *sheet,
                                   struct omr_error *err) {
    struct seen seen = {.count = 0};
    enum omr_status status = omr_barcodes_visit(&sheet->pyramid->level[0], KIND, see, &seen, err);
    *is_found = !status && seen.count == 1;
    return *is_found ? take_id(identity, form, &seen.id, err) : status;
}

enum omr_status omr_page_identify(struct omr_identity *identity, const struct omr_form *form,
                                  const struct omr_sheet *sheet, const struct omr_blank *blank,
                                  struct omr_error *err) {
    bool is_found;
    enum omr_status status = omr_page_read_code(identity, &is_found, form, sheet, err);
    return status || is_found ? status : identify_by_print(identity, form, sheet, blank, err);
}

enum omr_status omr_page_read_copy(struct omr_identity *identity, const struct omr_form *form,
                                   const struct omr_sheet *sheet,
                                   const struct omr_registration *registration,
                                   struct omr_arena *arena, struct omr_error *err) {
    struct trial trial = {.is_there = true};
    enum omr_status status = read_id(&trial, sheet, registration, arena, err);
    return status || !trial.has_id ? status : take_id(identity, form, &trial.id, err);
}
