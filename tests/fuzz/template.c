/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a template of others: a form whose bubbles lie on its page, or a refusal. */
#include "form/form.h"

#include <omr/import.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(const struct omr_form_page *page) {
    for (int i = 0; i < page->element_count; i++)
        for (int k = 0; k < page->elements[i].position_count; k++)
            if (page->elements[i].positions[k].bubble_count < 1)
                abort();
    for (int i = 0; i < page->bubble_count; i++) {
        const struct omr_bubble *bubble = &page->bubbles[i];
        if (!(bubble->x >= 0 && bubble->x <= page->width && bubble->y >= 0 &&
              bubble->y <= page->height && bubble->width > 0 && bubble->height > 0) ||
            !bubble->value)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    struct omr_remarks remarks = {0};
    enum omr_status status =
        omr_form_import_omrchecker(&form, &remarks, (const char *)bytes, size, NULL, &err);
    if (status == OMR_ERROR_MEMORY || !status != !!form || (status && !err.text[0]))
        abort();
    if (form)
        check(&form->pages[0]);
    omr_form_free(form);
    return 0;
}
