/* SPDX-License-Identifier: MIT */
#include "form/page_id.h"

#include "base/error.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char PREFIX[] = "OMR1|";
enum { MOST_PAGES = 999, SUM_DIGITS = 4 };

static uint16_t sum_up(const char *text, size_t size) {
    unsigned sum = 0xffff;
    for (size_t i = 0; i < size; i++) {
        sum ^= (unsigned)(unsigned char)text[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1;
    }
    return (uint16_t)sum;
}

/* No bar, which separates, and nothing that cannot be printed. */
static bool is_plain(const char *text) {
    for (; *text; text++)
        if (*text == '|' || (unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

static bool is_sensible(const struct omr_page_id *id) {
    return *id->form && is_plain(id->form) && is_plain(id->copy) && id->page >= 1 &&
           id->page <= id->page_count && id->page_count <= MOST_PAGES;
}

enum omr_status omr_page_id_write(char text[OMR_PAGE_ID_SIZE], const struct omr_page_id *id,
                                  struct omr_error *err) {
    if (!is_sensible(id))
        return omr_fail(err, OMR_ERROR_USAGE, "form.page_id",
                        "page %d of %d, form `%s`, copy `%s` cannot be a page identifier", id->page,
                        id->page_count, id->form, id->copy);
    int size = snprintf(text, OMR_PAGE_ID_SIZE - SUM_DIGITS - 1, "%s%s|%d/%d|%s", PREFIX, id->form,
                        id->page, id->page_count, id->copy);
    snprintf(text + size, SUM_DIGITS + 2, "|%04X", sum_up(text, (size_t)size));
    return OMR_OK;
}

/* Copies up to the bar and moves behind it; false when there is none, or no room. */
static bool take_part(char *part, size_t part_size, const char **at) {
    size_t size = strcspn(*at, "|");
    if ((*at)[size] != '|' || size >= part_size)
        return false;
    memcpy(part, *at, size);
    part[size] = '\0';
    *at += size + 1;
    return true;
}

static bool take_number(int *number, const char **at) {
    *number = 0;
    size_t digits = strspn(*at, "0123456789");
    if (digits < 1 || digits > 3)
        return false;
    for (; digits; digits--)
        *number = *number * 10 + *(*at)++ - '0';
    return true;
}

static bool is_sum_right(const char *text) {
    const char *bar = strrchr(text, '|');
    char expected[SUM_DIGITS + 1];
    if (!bar)
        return false;
    snprintf(expected, sizeof expected, "%04X", sum_up(text, (size_t)(bar - text)));
    return strcmp(bar + 1, expected) == 0;
}

bool omr_page_id_parse(struct omr_page_id *id, const char *text) {
    struct omr_page_id read = {.page = 0};
    char pages[8];
    const char *at = text + strlen(PREFIX), *number = pages;
    if (strncmp(text, PREFIX, strlen(PREFIX)) != 0 || !is_sum_right(text) ||
        !take_part(read.form, sizeof read.form, &at) || !take_part(pages, sizeof pages, &at) ||
        !take_part(read.copy, sizeof read.copy, &at))
        return false;
    if (!take_number(&read.page, &number) || *number++ != '/' ||
        !take_number(&read.page_count, &number) || *number || !is_sensible(&read))
        return false;
    *id = read;
    return true;
}

bool omr_page_id_is_of(const struct omr_page_id *id, const struct omr_form *form) {
    if (id->page_count != form->page_count)
        return false;
    if (!form->id || !*form->id || strcmp(id->form, form->id) == 0)
        return true;
    size_t size = strlen(id->form);
    return size >= OMR_PAGE_ID_FORM_LEAST && strncmp(id->form, form->id, size) == 0;
}

/* Of the right corner markers one, for its column and its size; NULL without any. */
static const struct omr_box *find_right_marker(const struct omr_form_page *page) {
    const struct omr_box *found = NULL;
    for (int i = 0; i < page->marker_count; i++) {
        const struct omr_box *box = &page->markers[i].box;
        if (page->markers[i].kind == OMR_MARKER_CORNER && (!found || box->left > found->left))
            found = box;
    }
    return found && found->left > page->width / 2 ? found : NULL;
}

struct omr_box omr_page_id_box(const struct omr_form_page *page) {
    if (page->identifier.width > 0)
        return page->identifier;
    const struct omr_box *marker = find_right_marker(page);
    double side = marker ? marker->width : 0.05 * page->width;
    double left = marker ? marker->left : 0.99 * page->width - side;
    return (struct omr_box){left, (page->height - side) / 2, side, side};
}
