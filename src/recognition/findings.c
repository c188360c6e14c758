/* SPDX-License-Identifier: MIT */
#include "recognition/findings.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static void add_finding(struct omr_findings *findings, const char *code, const char *text) {
    if (findings->count < OMR_FINDINGS_MOST)
        findings->item[findings->count++] = (struct omr_finding){code, text};
}

__attribute__((format(printf, 3, 4))) static void
note_finding(struct omr_findings *findings, const char *code, const char *format, ...) {
    if (findings->count >= OMR_FINDINGS_MOST)
        return;
    char *text = findings->text[findings->count];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof findings->text[0], format, arguments);
    va_end(arguments);
    add_finding(findings, code, text);
}

static void find_missing_part(struct omr_findings *findings, const struct omr_form_page *page,
                              const struct omr_verdict *verdicts) {
    int outside = 0;
    for (int i = 0; i < page->bubble_count; i++)
        outside += (verdicts[i].reasons & OMR_REASON_CUT_OFF) != 0;
    if (outside)
        note_finding(findings, "page_cut_off",
                     "%d of the page's %d bubbles lie outside the picture", outside,
                     page->bubble_count);
}

/* Of the smallest bubbles' outlines, as drawn in the middle of the page, picture px. */
static double least_width_px(const struct omr_sheet *sheet,
                             const struct omr_registration *registration) {
    const struct omr_form_page *page = sheet->page;
    struct omr_frame frame =
        omr_page_map_frame(&registration->map, page->width / 2, page->height / 2);
    double least = INFINITY;
    for (int c = 0; c < sheet->classes->count; c++) {
        const struct omr_bubble_class *class = &sheet->classes->item[c];
        struct omr_ring_factor factor = registration->ring_factor[c];
        least = fmin(least, fmin(factor.across * class->width, factor.down * class->height));
    }
    return least * omr_frame_scale(&frame);
}

static void find_low_resolution(struct omr_findings *findings, const struct omr_sheet *sheet,
                                const struct omr_registration *registration) {
    double width = least_width_px(sheet, registration);
    if (width < OMR_LEAST_BUBBLE_PX)
        note_finding(findings, "low_resolution",
                     "bubbles are only %d px wide on the picture; %d are needed to be sure",
                     (int)width, OMR_LEAST_BUBBLE_PX);
}

/* A page of which a part was not seen is not called blank, nor one on which a threshold hid marks.
 * Faint marks do not count: their fields are for review. */
static void find_blank(struct omr_findings *findings, const struct omr_form_page *page,
                       const struct omr_verdict *verdicts) {
    const unsigned hidden = OMR_REASON_CUT_OFF | OMR_REASON_THRESHOLD;
    bool is_blank = page->bubble_count > 0;
    for (int i = 0; i < page->bubble_count && is_blank; i++)
        is_blank = !verdicts[i].is_marked && !(verdicts[i].reasons & hidden);
    if (is_blank)
        add_finding(findings, "blank_page", "nothing is clearly marked on this page");
}

void omr_findings_gather(struct omr_findings *findings, const struct omr_sheet *sheet,
                         const struct omr_registration *registration,
                         const struct omr_verdict *verdicts) {
    findings->count = 0;
    for (int i = 0; i < registration->finding_count; i++)
        add_finding(findings, registration->findings[i].code, registration->findings[i].text);
    find_missing_part(findings, sheet->page, verdicts);
    find_low_resolution(findings, sheet, registration);
    find_blank(findings, sheet->page, verdicts);
}

void omr_findings_add_page(struct omr_findings *findings, int page) {
    note_finding(findings, "page_by_print",
                 "the page's QR code was not read; by its bubbles it is page %d", page);
}
