/* SPDX-License-Identifier: MIT
 *
 * A sheet written down by hand: a form from the text of its elements, marks by value. */
#ifndef OMR_TESTS_SHEET_H
#define OMR_TESTS_SHEET_H

#include "base/buffer.h"
#include "form/form.h"
#include "recognition/result/compose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct sheet {
    struct omr_form *form;
    const struct omr_form_page *page;
    struct omr_verdict *verdicts;
    struct omr_bubble_place *places;
    struct omr_barcode_reading *barcodes;
    struct omr_page_readings readings;
};

/* Opens a sheet of one page with these elements (JSON, with single quotes); nothing is marked, all
 * verdicts are certain. `{b}` stands for a place and size of a bubble: 'Left':..., 'Top':.... */
static inline void sheet_open(struct sheet *sheet, const char *elements) {
    struct omr_buffer text = {0};
    omr_buffer_text(&text, "{'Pages':[{'Width':2480,'Height':3508,'Elements':[");
    for (const char *at = elements; *at; at++)
        if (strncmp(at, "{b}", 3) == 0) {
            omr_buffer_text(&text, "'Left':100,'Top':100");
            at += 2;
        } else if (strncmp(at, "{size}", 6) == 0) {
            omr_buffer_text(&text, "'BubbleWidth':60,'BubbleHeight':60");
            at += 5;
        } else {
            omr_buffer_char(&text, *at);
        }
    omr_buffer_text(&text, "]}]}");
    for (size_t i = 0; i < text.size; i++)
        if (text.bytes[i] == '\'')
            text.bytes[i] = '"';
    struct omr_error err = {0};
    if (omr_form_parse(&sheet->form, text.bytes, text.size, &err))
        fail_msg("%s", err.text);
    omr_buffer_clear(&text);
    const struct omr_form_page *page = sheet->page = sheet->form->pages;
    sheet->verdicts = calloc((size_t)page->bubble_count + 1, sizeof *sheet->verdicts);
    sheet->places = calloc((size_t)page->bubble_count + 1, sizeof *sheet->places);
    sheet->barcodes = calloc((size_t)page->element_count + 1, sizeof *sheet->barcodes);
    for (int i = 0; i < page->bubble_count; i++)
        sheet->verdicts[i].confidence = 1;
    sheet->readings = (struct omr_page_readings){.page = page,
                                                 .page_number = 1,
                                                 .verdicts = sheet->verdicts,
                                                 .places = sheet->places,
                                                 .barcodes = sheet->barcodes,
                                                 .registration = {.method = "markers"}};
}

/* The verdict on a bubble by the index of its element, of the position in it and of the bubble. */
static inline struct omr_verdict *sheet_verdict(struct sheet *sheet, int element, int position,
                                                int bubble) {
    return &sheet->verdicts[sheet->page->elements[element].positions[position].first_bubble +
                            bubble];
}

static inline void sheet_mark(struct sheet *sheet, int element, int position, int bubble) {
    struct omr_verdict *verdict = sheet_verdict(sheet, element, position, bubble);
    verdict->is_marked = true;
    verdict->fill = 0.9;
}

static inline struct omr_result *sheet_compose(struct sheet *sheet) {
    struct omr_result *result = NULL;
    struct omr_error err = {0};
    if (omr_result_compose(&result, &sheet->readings, &err))
        fail_msg("%s", err.text);
    return result;
}

static inline void sheet_close(struct sheet *sheet) {
    omr_form_free(sheet->form);
    free(sheet->verdicts);
    free(sheet->places);
    free(sheet->barcodes);
}

#endif
