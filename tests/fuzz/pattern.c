/* SPDX-License-Identifier: MIT
 *
 * Any bytes: a form or a refusal; a form's result can be composed whatever is marked, and what is
 * written as JSON is JSON. */
#include "base/json.h"
#include "form/form.h"
#include "recognition/result/compose.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_json(const char *text, size_t size) {
    struct omr_json *root = NULL;
    if (omr_json_parse(&root, text, size, 10, 1000000, NULL))
        abort();
    omr_json_free(root);
}

static void write_documents(const struct omr_result *result) {
    for (int format = OMR_FORMAT_CSV; format <= OMR_FORMAT_XML; format++) {
        char *text;
        size_t size;
        if (omr_result_write(result, (enum omr_format)format, &text, &size, NULL) ||
            strlen(text) != size)
            abort();
        if (format == OMR_FORMAT_JSON)
            check_json(text, size);
        free(text);
    }
    char *text;
    size_t size;
    if (omr_details_write(result, "image", 1, NULL, &text, &size, NULL) || strchr(text, '\n'))
        abort();
    check_json(text, size);
    free(text);
}

static void compose(const struct omr_form_page *page, const uint8_t *bytes, size_t size) {
    size_t bubbles = (size_t)page->bubble_count + 1, elements = (size_t)page->element_count + 1;
    struct omr_verdict *verdicts = calloc(bubbles, sizeof *verdicts);
    struct omr_bubble_place *places = calloc(bubbles, sizeof *places);
    struct omr_barcode_reading *barcodes = calloc(elements, sizeof *barcodes);
    struct omr_page_readings readings = {.page = page,
                                         .page_number = 1,
                                         .verdicts = verdicts,
                                         .places = places,
                                         .barcodes = barcodes};
    struct omr_result *result = NULL;
    for (size_t i = 0; i + 1 < bubbles; i++)
        verdicts[i] = (struct omr_verdict){.is_marked = bytes[i % size] & 1, .confidence = 1};
    if (omr_result_compose(&result, &readings, NULL))
        abort();
    write_documents(result);
    omr_result_free(result);
    free(verdicts);
    free(places);
    free(barcodes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    enum omr_status status = omr_form_parse(&form, (const char *)bytes, size, &err);
    if (status == OMR_ERROR_MEMORY || !status != !!form || (status && !err.text[0]))
        abort();
    for (int i = 0; form && i < omr_form_page_count(form); i++)
        compose(&form->pages[i], bytes, size);
    omr_form_free(form);
    return 0;
}
