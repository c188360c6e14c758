/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a form's source, put on paper: what is drawn has a place, and what is recorded is a
 * pattern that can be read; or there is a refusal. */
#include "generation/layout/layout.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Fonts stay loaded from input to input; fontconfig keeps what it knows of them where the search
 * for leaks does not find it. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libfontconfig.so\n";
}

enum { MOST_IMAGES = 20 };

static void list_images(const struct omr_node *node, struct omr_layout_image *images, int *count) {
    if (node->kind == OMR_NODE_IMAGE && *count < MOST_IMAGES)
        images[(*count)++] = (struct omr_layout_image){node->text, 300, 200};
    for (const struct omr_node *at = node->first_child; at; at = at->next)
        list_images(at, images, count);
}

static void check_items(const struct omr_placed_page *page) {
    int clips = 0;
    for (int i = 0; i < page->item_count; i++) {
        const struct omr_placed_item *item = &page->items[i];
        clips += (item->kind == OMR_ITEM_CLIP) - (item->kind == OMR_ITEM_UNCLIP);
        if (!isfinite(item->box.left) || !isfinite(item->box.top) || !isfinite(item->box.width) ||
            !isfinite(item->box.height) || clips < 0 ||
            (item->kind == OMR_ITEM_TEXT && !item->text))
            abort();
    }
    if (clips)
        abort();
}

/* The pattern is refused for nothing but that there is nothing to read. */
static void check_form(const struct omr_form *form) {
    char *text;
    size_t size;
    struct omr_form *again = NULL;
    struct omr_error err = {0};
    int count = 0;
    for (int i = 0; i < form->page_count; i++)
        count += form->pages[i].element_count;
    if (omr_form_write(form, &text, &size, &err))
        abort();
    if (omr_form_parse(&again, text, size, &err) && count && !strstr(err.text, "outside"))
        abort();
    omr_form_free(again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct omr_fonts *fonts; /* opened once: it takes a while */
    struct omr_layout_image images[MOST_IMAGES];
    struct omr_layout_settings settings = {.paper_size = OMR_PAPER_A4,
                                           .orientation = OMR_ORIENTATION_VERTICAL,
                                           .left_margin_px = 210,
                                           .right_margin_px = 210,
                                           .font = {.family = "Segoe UI", .size_pt = 12},
                                           .bubble_size = OMR_BUBBLE_NORMAL,
                                           .is_rtl = size % 2 == 1};
    struct omr_markup markup = {0};
    struct omr_placed_form placement = {0};
    struct omr_error err = {0};
    int image_count = 0;
    if (!fonts && omr_fonts_open(&fonts, &err))
        abort();
    enum omr_status status = omr_markup_parse(&markup, (const char *)bytes, size, &err);
    if (!status) {
        list_images(markup.root, images, &image_count);
        status = omr_layout_make(&placement, &markup, &settings, images, image_count, fonts, &err);
        if (status && !err.text[0])
            abort();
    }
    for (int i = 0; i < placement.page_count; i++)
        check_items(&placement.pages[i]);
    if (placement.page_count)
        check_form(&placement.form);
    omr_placed_form_clear(&placement);
    omr_markup_clear(&markup);
    return 0;
}
