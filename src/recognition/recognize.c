/* SPDX-License-Identifier: MIT
 *
 * The pipeline: how a picture becomes answers. */
#include <omr/recognize.h>

#include "barcode/read.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "form/bubble_class.h"
#include "form/form.h"
#include "image/bilevel.h"
#include "image/paper.h"
#include "image/pyramid.h"
#include "recognition/barcodes.h"
#include "recognition/blame.h"
#include "recognition/blank.h"
#include "recognition/decision/decide.h"
#include "recognition/findings.h"
#include "recognition/identify.h"
#include "recognition/mark/measure.h"
#include "recognition/registration/registration.h"
#include "recognition/result/compose.h"

#include <math.h>
#include <string.h>

/* The level for markers is at most this long; its paper cells hold a marker's width and more. */
enum { MARKER_LEVEL_PX = 1200, PAPER_CELL_PX = 32 };

/* Everything that is known of one picture while it is read. */
struct work {
    struct omr_arena arena;
    const struct omr_form *form;
    const struct omr_image *image;
    const struct omr_recognize_options *options;
    struct omr_pixmap smooth; /* instead of the picture where that is made of dots */
    struct omr_pyramid pyramid;
    struct omr_paper paper;
    struct omr_bubble_classes classes;
    struct omr_sheet sheet;
    struct omr_identity identity;
    struct omr_registration registration;
    struct omr_measure *measures;
    struct omr_verdict *verdicts;
    struct omr_barcode_reading *barcodes;
    struct omr_findings findings;
    struct omr_timings timings;
};

static enum omr_status load_picture(struct work *work, struct omr_error *err) {
    const struct omr_pixmap *picture = &work->image->grey, *half = &work->image->half;
    enum omr_status status = OMR_OK;
    if (omr_pixmap_is_dithered(picture)) {
        status = omr_pixmap_smooth(&work->smooth, picture, err);
        picture = &work->smooth, half = NULL;
    }
    if (!status)
        status = omr_pyramid_init(&work->pyramid, picture, half, MARKER_LEVEL_PX, err);
    if (status)
        return status;
    int level = work->pyramid.level_count - 1;
    work->sheet = (struct omr_sheet){
        .pyramid = &work->pyramid,
        .paper = &work->paper,
        .paper_level = level,
        .classes = &work->classes,
    };
    return omr_paper_init(&work->paper, &work->pyramid.level[level], PAPER_CELL_PX, err);
}

static enum omr_status choose_page(struct work *work, struct omr_error *err) {
    double begin = omr_clock_ms();
    enum omr_status status = OMR_OK;
    if (work->options->page)
        work->identity = (struct omr_identity){.page = work->options->page - 1};
    else if (work->form->page_count > 1)
        status =
            omr_page_identify(&work->identity, work->form, &work->sheet, work->options->blank, err);
    work->timings.registration_ms = omr_clock_ms() - begin;
    return status;
}

static enum omr_status load_page(struct work *work, struct omr_error *err) {
    const struct omr_form_page *page = &work->form->pages[work->identity.page];
    size_t bubbles = (size_t)page->bubble_count + 1, elements = (size_t)page->element_count + 1;
    work->sheet.page = page;
    work->sheet.print = omr_blank_print(work->options->blank, work->identity.page);
    work->measures = OMR_ARENA_ARRAY(&work->arena, struct omr_measure, bubbles);
    work->verdicts = OMR_ARENA_ARRAY(&work->arena, struct omr_verdict, bubbles);
    work->barcodes = OMR_ARENA_ARRAY(&work->arena, struct omr_barcode_reading, elements);
    if (!work->measures || !work->verdicts || !work->barcodes)
        return omr_fail_memory(err);
    return omr_bubble_classes_init(&work->classes, page, &work->arena, err);
}

static enum omr_status register_page(struct work *work, struct omr_error *err) {
    double begin = omr_clock_ms();
    enum omr_status status =
        omr_registration_find(&work->registration, &work->sheet, &work->arena, err);
    work->timings.registration_ms += omr_clock_ms() - begin;
    return status == OMR_ERROR_UNREGISTERED ? omr_picture_blame(&work->sheet, err) : status;
}

/* Copies of a form of one page may have a code too; the pattern tells where. */
static enum omr_status read_copy(struct work *work, struct omr_error *err) {
    double begin = omr_clock_ms();
    enum omr_status status = OMR_OK;
    if (work->form->page_count == 1 && work->sheet.page->identifier.width > 0)
        status = omr_page_read_copy(&work->identity, work->form, &work->sheet, &work->registration,
                                    &work->arena, err);
    work->timings.barcode_ms = omr_clock_ms() - begin;
    return status;
}

static enum omr_status measure_bubbles(struct work *work, struct omr_error *err) {
    double begin = omr_clock_ms();
    enum omr_status status = omr_marks_measure(
        work->measures, &work->sheet, &work->registration,
        omr_blank_printed(work->options->blank, work->identity.page), &work->arena, err);
    work->timings.mark_ms = omr_clock_ms() - begin;
    return status;
}

static enum omr_status decide_fields(struct work *work, struct omr_error *err) {
    double begin = omr_clock_ms();
    struct omr_rules rules = {work->options->threshold, work->options->changed};
    enum omr_status status = omr_marks_decide(work->verdicts, work->sheet.page, work->measures,
                                              &rules, &work->arena, err);
    work->timings.decision_ms = omr_clock_ms() - begin;
    return status;
}

static enum omr_status read_barcodes(struct work *work, struct omr_error *err) {
    double begin = omr_clock_ms();
    enum omr_status status =
        omr_barcodes_read(work->barcodes, &work->sheet, &work->registration, &work->arena, err);
    work->timings.barcode_ms += omr_clock_ms() - begin;
    return status;
}

/* Where a rectangle of the page is on the picture. */
static struct omr_quad find_box(const struct omr_page_map *map, const struct omr_box *box) {
    double right = box->left + box->width, bottom = box->top + box->height;
    return (struct omr_quad){
        {omr_page_map_apply(map, box->left, box->top), omr_page_map_apply(map, right, box->top),
         omr_page_map_apply(map, right, bottom), omr_page_map_apply(map, box->left, bottom)}};
}

static struct omr_bubble_place find_place(const struct work *work, int bubble) {
    const struct omr_registration *r = &work->registration;
    const struct omr_bubble *printed = &work->sheet.page->bubbles[bubble];
    const struct omr_frame *frame = &r->placements[bubble].frame;
    struct omr_ring_factor factor = r->ring_factor[work->classes.of_bubble[bubble]];
    double across = factor.across * printed->width / 2, down = factor.down * printed->height / 2;
    return (struct omr_bubble_place){.centre = frame->at,
                                     .right = {frame->xx * across, frame->yx * across},
                                     .down = {frame->xy * down, frame->yy * down}};
}

/* Where everything printed is, for those who show it to people. */
static enum omr_status find_places(struct work *work, struct omr_page_readings *readings,
                                   struct omr_error *err) {
    const struct omr_form_page *page = work->sheet.page;
    const struct omr_page_map *map = &work->registration.map;
    struct omr_bubble_place *places =
        OMR_ARENA_ARRAY(&work->arena, struct omr_bubble_place, (size_t)page->bubble_count + 1);
    struct omr_quad *areas =
        OMR_ARENA_ARRAY(&work->arena, struct omr_quad, (size_t)page->element_count + 1);
    if (!places || !areas)
        return omr_fail_memory(err);
    for (int i = 0; i < page->bubble_count; i++)
        places[i] = find_place(work, i);
    for (int i = 0; i < page->element_count; i++)
        areas[i] = find_box(map, &page->elements[i].box);
    readings->places = places;
    readings->areas = areas;
    return OMR_OK;
}

static enum omr_status compose_result(struct work *work, struct omr_result **result,
                                      struct omr_error *err) {
    const struct omr_registration *r = &work->registration;
    omr_findings_gather(&work->findings, &work->sheet, r, work->verdicts);
    if (work->identity.is_by_print)
        omr_findings_add_page(&work->findings, work->identity.page + 1);
    struct omr_page_readings readings = {.page = work->sheet.page,
                                         .page_number = work->identity.page + 1,
                                         .page_count = work->form->page_count,
                                         .copy = work->identity.copy,
                                         .order = work->options->order,
                                         .verdicts = work->verdicts,
                                         .barcodes = work->barcodes,
                                         .findings = work->findings.item,
                                         .finding_count = work->findings.count,
                                         .page_reasons = r->reasons};
    memcpy(readings.registration.corners, r->corners, sizeof r->corners);
    readings.registration.residual_px = r->residual_px;
    readings.registration.rotation_deg = r->rotation_deg;
    readings.registration.method = r->method;
    readings.registration.markers = r->markers;
    readings.registration.marker_count = r->marker_count;
    enum omr_status status = find_places(work, &readings, err);
    return status ? status : omr_result_compose(result, &readings, err);
}

void omr_recognize_options_init(struct omr_recognize_options *options) {
    *options = (struct omr_recognize_options){.threshold = OMR_THRESHOLD_AUTOMATIC};
}

enum omr_status omr_recognize(struct omr_result **result, const struct omr_form *form,
                              const struct omr_image *image,
                              const struct omr_recognize_options *options, struct omr_error *err) {
    struct omr_recognize_options automatic;
    omr_recognize_options_init(&automatic);
    struct work work = {.form = form, .image = image, .options = options ? options : &automatic};
    enum omr_status status;
    double begin = omr_clock_ms();
    if (work.options->threshold < OMR_THRESHOLD_AUTOMATIC || work.options->threshold > 100)
        return omr_fail(err, OMR_ERROR_USAGE, "recognize.threshold",
                        "the threshold must lie between 0 and 100, not %d",
                        work.options->threshold);
    if (work.options->page < 0 || work.options->page > form->page_count)
        return omr_fail(err, OMR_ERROR_USAGE, "recognize.page",
                        "the form has %d pages, not a page %d", form->page_count,
                        work.options->page);
    if (work.options->blank && work.options->blank->form != form)
        return omr_fail(err, OMR_ERROR_USAGE, "recognize.blank",
                        "the blank was learnt for another form");
    if ((status = load_picture(&work, err)) ||         /* image        */
        (status = choose_page(&work, err)) ||          /* barcode      */
        (status = load_page(&work, err)) ||            /* form         */
        (status = register_page(&work, err)) ||        /* registration */
        (status = read_copy(&work, err)) ||            /* barcode      */
        (status = measure_bubbles(&work, err)) ||      /* mark         */
        (status = decide_fields(&work, err)) ||        /* decision     */
        (status = read_barcodes(&work, err)) ||        /* barcode      */
        (status = compose_result(&work, result, err))) /* result       */
        goto done;
    work.timings.decode_ms = image->decode_ms;
    work.timings.total_ms = image->decode_ms + omr_clock_ms() - begin;
    (*result)->timings = work.timings;
done:
    omr_paper_clear(&work.paper);
    omr_pyramid_clear(&work.pyramid);
    omr_pixmap_clear(&work.smooth);
    omr_arena_clear(&work.arena);
    return status;
}
