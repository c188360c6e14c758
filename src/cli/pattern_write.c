/* SPDX-License-Identifier: MIT */
#include "cli/pattern_write.h"

#include "base/file.h"
#include "cli/command.h"
#include "cli/input.h"

#include <stdio.h>
#include <stdlib.h>

void cli_remarks_print(const struct omr_remarks *remarks) {
    for (int i = 0; i < remarks->count; i++)
        fprintf(stderr, "omr: note: %s\n", remarks->item[i].text);
    if (remarks->dropped)
        fprintf(stderr, "omr: note: and %d more\n", remarks->dropped);
}

static void print_summary(const struct omr_form *form, const char *output) {
    struct omr_page_info page;
    for (int i = 0; omr_form_find_page(form, i, &page); i++)
        printf("%s: page %d of %g x %g px, %d elements, %d bubbles, %d positioning markers\n",
               output, i + 1, page.width, page.height, page.element_count, page.bubble_count,
               page.marker_count);
}

int cli_pattern_write(const struct omr_form *form, const char *output) {
    char *text = NULL;
    size_t size;
    struct omr_error err = {0};
    enum omr_status status = omr_form_write(form, &text, &size, &err);
    if (!status && output)
        status = omr_file_save(output, text, size, 0, &err);
    else if (!status)
        fwrite(text, 1, size, stdout);
    if (status)
        fprintf(stderr, "omr: %s\n", err.text);
    else if (output)
        print_summary(form, output);
    free(text);
    return status ? CLI_TROUBLE : CLI_OK;
}
