/* SPDX-License-Identifier: MIT */
#include "form/form.h"

#include <stdlib.h>

void omr_form_free(struct omr_form *form) {
    if (!form)
        return;
    omr_arena_clear(&form->arena);
    free(form);
}

const char *omr_form_name(const struct omr_form *form) {
    return form->name;
}

int omr_form_page_count(const struct omr_form *form) {
    return form->page_count;
}

int omr_form_bubble_count(const struct omr_form *form, int page) {
    return page >= 0 && page < form->page_count ? form->pages[page].bubble_count : 0;
}
