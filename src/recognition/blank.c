/* SPDX-License-Identifier: MIT
 *
 * A blank is registered like any picture of the form: by its markers, or by its bubbles. Where
 * these do not tell, as few bubbles do not, it is taken to be the page itself, edge to edge and
 * upright, as long as the bubbles' outlines bear that out. */
#include "recognition/blank.h"

#include "base/error.h"
#include "image/paper.h"
#include "image/pyramid.h"
#include "recognition/decision/decide.h"
#include "recognition/identify.h"
#include "recognition/mark/measure.h"
#include "recognition/registration/fit.h"
#include "recognition/registration/registration.h"

#include <math.h>
#include <omr/recognize.h>
#include <stdlib.h>

/* As for pictures to be read, see recognize.c. */
enum { MARKER_LEVEL_PX = 1200, PAPER_CELL_PX = 32 };
/* A picture whose sides have the page's ratio may be the page itself. */
static const double SAME_RATIO = 0.015;
/* Corners found so near those of the picture, by its sides, are the same. */
static const double NEAR_EDGE = 0.02;

/* No letter fills a bubble so much more than the others are. */
static const double FILLED = 0.3;

/* All that is known of the picture while it is learnt. */
struct lesson {
    struct omr_arena arena;
    struct omr_pyramid pyramid;
    struct omr_paper paper;
    struct omr_bubble_classes classes;
    struct omr_sheet sheet;
    struct omr_registration registration;
};

enum omr_status omr_blank_new(struct omr_blank **blank, const struct omr_form *form,
                              struct omr_error *err) {
    struct omr_blank *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    made->form = form;
    made->prints = OMR_ARENA_ARRAY(&made->arena, struct omr_print, (size_t)form->page_count);
    made->printed = OMR_ARENA_ARRAY(&made->arena, struct omr_printed, (size_t)form->page_count);
    if (!made->prints || !made->printed) {
        omr_blank_free(made);
        return omr_fail_memory(err);
    }
    *blank = made;
    return OMR_OK;
}

void omr_blank_free(struct omr_blank *blank) {
    if (!blank)
        return;
    for (int i = 0; blank->prints && i < blank->form->page_count; i++)
        omr_print_clear(&blank->prints[i]);
    omr_arena_clear(&blank->arena);
    free(blank);
}

const struct omr_print *omr_blank_print(const struct omr_blank *blank, int page) {
    return blank && blank->prints[page].picture.pixels ? &blank->prints[page] : NULL;
}

const struct omr_printed *omr_blank_printed(const struct omr_blank *blank, int page) {
    return blank && blank->printed[page].crop ? &blank->printed[page] : NULL;
}

static enum omr_status load(struct lesson *lesson, const struct omr_image *image,
                            struct omr_error *err) {
    enum omr_status status =
        omr_pyramid_init(&lesson->pyramid, &image->grey, &image->half, MARKER_LEVEL_PX, err);
    if (status)
        return status;
    int level = lesson->pyramid.level_count - 1;
    lesson->sheet = (struct omr_sheet){.pyramid = &lesson->pyramid,
                                       .paper = &lesson->paper,
                                       .paper_level = level,
                                       .classes = &lesson->classes};
    return omr_paper_init(&lesson->paper, &lesson->pyramid.level[level], PAPER_CELL_PX, err);
}

/* What is printed on the page itself goes before what is said of it. */
static enum omr_status choose_page(int *page, const struct lesson *lesson,
                                   const struct omr_form *form, struct omr_error *err) {
    struct omr_identity identity = {.page = *page - 1};
    enum omr_status status = OMR_OK;
    bool is_found = false;
    if (form->page_count == 1)
        identity.page = 0;
    else if (*page > 0)
        status = omr_page_read_code(&identity, &is_found, form, &lesson->sheet, err);
    else
        status = omr_page_identify(&identity, form, &lesson->sheet, NULL, err);
    *page = identity.page + 1;
    return status;
}

/* The page from edge to edge; false where the picture has other proportions. */
static bool take_whole(struct omr_hypothesis *whole, const struct lesson *lesson) {
    const struct omr_pixmap *picture = &lesson->pyramid.level[0];
    double across = picture->width / lesson->sheet.page->width;
    double down = picture->height / lesson->sheet.page->height;
    *whole = (struct omr_hypothesis){.map = {{across, 0, -0.5, 0, down, -0.5, 0, 0, 1}},
                                     .square = {-1, -1, -1, -1}};
    return fabs(log(across / down)) < SAME_RATIO;
}

/* Whether the outlines lie where they do when the picture is the page itself; `is_exact`: without
 * any bend, else as far as it may be bent to them. */
static enum omr_status try_whole(struct lesson *lesson, bool is_exact, bool *is_whole,
                                 struct omr_error *err) {
    struct omr_hypothesis whole;
    struct omr_fit fit;
    *is_whole = false;
    if (!take_whole(&whole, lesson))
        return OMR_OK;
    enum omr_status status = omr_fit_init(&fit, &lesson->sheet, &lesson->arena, err);
    if (status)
        return status;
    omr_hypothesis_score(&whole, &lesson->sheet);
    status = is_exact ? omr_fit_stay(&fit, &whole, err) : omr_fit_follow(&fit, &whole, err);
    *is_whole = !status && omr_fit_is_good(&fit);
    if (*is_whole)
        lesson->registration = fit.result;
    return status;
}

/* Whether the page was found from edge to edge and upright. */
static bool fills_picture(const struct lesson *lesson, const struct omr_registration *found) {
    double width = lesson->pyramid.level[0].width, height = lesson->pyramid.level[0].height;
    bool fills = true;
    for (int k = 0; k < 4; k++) {
        double x = k == 1 || k == 2 ? width : 0, y = k >= 2 ? height : 0;
        fills &= fabs(found->corners[k].x - x) < NEAR_EDGE * width &&
                 fabs(found->corners[k].y - y) < NEAR_EDGE * height;
    }
    return fills;
}

/* A page that fills the picture is best taken as it is: few outlines would bend it at will. */
static enum omr_status register_page(struct lesson *lesson, int page, struct omr_error *err) {
    struct omr_registration found;
    struct omr_error why = {0};
    bool is_whole = false;
    enum omr_status status = omr_registration_find(&found, &lesson->sheet, &lesson->arena, &why);
    if (status && status != OMR_ERROR_UNREGISTERED)
        return omr_fail(err, status, why.code, "%s", why.text);
    bool is_found = !status, is_certain = is_found && !found.reasons;
    if (!is_certain || fills_picture(lesson, &found))
        status = try_whole(lesson, true, &is_whole, err);
    if (!is_certain && !status && !is_whole)
        status = try_whole(lesson, false, &is_whole, err);
    if ((status && status != OMR_ERROR_UNREGISTERED) || is_whole)
        return status;
    if (is_certain) {
        lesson->registration = found;
        return OMR_OK;
    }
    if (is_found)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "blank.unsure",
                        "the blank shows page %d of the form, but it is not certain where or which "
                        "way up: give the page as it was printed, from edge to edge",
                        page);
    return omr_fail(err, OMR_ERROR_UNREGISTERED, "blank.other_form",
                    "the blank does not show page %d of the form: %s", page, why.text);
}

/* What is marked on a blank would never be seen on a sheet. */
static enum omr_status check_empty(struct lesson *lesson, struct omr_error *err) {
    const struct omr_form_page *page = lesson->sheet.page;
    const struct omr_rules rules = {OMR_THRESHOLD_AUTOMATIC, OMR_CHANGED_ASK};
    size_t count = (size_t)page->bubble_count + 1;
    struct omr_measure *measures = OMR_ARENA_ARRAY(&lesson->arena, struct omr_measure, count);
    struct omr_verdict *verdicts = OMR_ARENA_ARRAY(&lesson->arena, struct omr_verdict, count);
    if (!measures || !verdicts)
        return omr_fail_memory(err);
    enum omr_status status = omr_marks_measure(measures, &lesson->sheet, &lesson->registration,
                                               NULL, &lesson->arena, err);
    if (!status)
        status = omr_marks_decide(verdicts, page, measures, &rules, &lesson->arena, err);
    for (int i = 0; i < page->bubble_count && !status; i++)
        if (verdicts[i].is_marked && measures[i].fill > FILLED)
            status =
                omr_fail(err, OMR_ERROR_INPUT, "blank.filled",
                         "the blank is not blank: in %s, %s looks marked",
                         page->elements[page->bubbles[i].element].name, page->bubbles[i].value);
    return status;
}

static enum omr_status learn(struct omr_blank *blank, struct lesson *lesson, int page,
                             struct omr_error *err) {
    const struct omr_form_page *printed = &blank->form->pages[page - 1];
    lesson->sheet.page = printed;
    enum omr_status status =
        omr_bubble_classes_init(&lesson->classes, printed, &lesson->arena, err);
    if (!status)
        status = register_page(lesson, page, err);
    const struct omr_registration *r = &lesson->registration;
    if (!status)
        status = check_empty(lesson, err);
    if (!status)
        status =
            omr_printed_learn(&blank->printed[page - 1], &lesson->sheet, r, &blank->arena, err);
    if (!status)
        status = omr_print_learn(&blank->prints[page - 1], &lesson->sheet, &r->map, r->ring_factor,
                                 &blank->arena, err);
    return status;
}

enum omr_status omr_blank_learn(struct omr_blank *blank, const struct omr_image *image, int page,
                                int *learnt, struct omr_error *err) {
    struct lesson lesson = {.registration = {.level = 0}};
    if (page < 0 || page > blank->form->page_count)
        return omr_fail(err, OMR_ERROR_USAGE, "blank.page",
                        "the form has %d pages, and the blank no page %d of it",
                        blank->form->page_count, page);
    enum omr_status status = load(&lesson, image, err);
    if (!status)
        status = choose_page(&page, &lesson, blank->form, err);
    if (!status && omr_blank_print(blank, page - 1))
        status = omr_fail(err, OMR_ERROR_USAGE, "blank.twice",
                          "the blank shows page %d of the form, which was given already", page);
    if (!status)
        status = learn(blank, &lesson, page, err);
    if (!status && learnt)
        *learnt = page;
    omr_paper_clear(&lesson.paper);
    omr_pyramid_clear(&lesson.pyramid);
    omr_arena_clear(&lesson.arena);
    return status;
}
