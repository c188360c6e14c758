/* SPDX-License-Identifier: MIT
 *
 * A recognition pattern becomes a form: the root and its pages. The limits are far above any form
 * that fits on paper and keep a hostile file below a second and some 200 MB. */
#include "base/error.h"
#include "form/parse_element.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_BYTES = 20 << 20,
    MAX_DEPTH = 24,
    MAX_VALUES = 400000,
    MAX_PAGES = 100,
};
static const double smallest_side = 100, largest_side = 20000;

static enum omr_status read_elements(struct omr_page_draft *draft, const struct omr_item *item,
                                     const struct omr_item *facts, struct omr_error *err) {
    struct omr_item elements = omr_item_member(item, "Elements");
    struct omr_item all_facts = omr_item_member(facts, "Elements");
    enum omr_status status = omr_item_expect(&elements, OMR_JSON_ARRAY, err);
    struct omr_item element = omr_item_first(&elements);
    struct omr_item fact = omr_item_first(&all_facts);
    for (; element.value && !status; omr_item_next(&element)) {
        status = omr_page_draft_add(draft, &element, &fact, err);
        if (fact.value)
            omr_item_next(&fact);
    }
    return status;
}

static enum omr_status read_identifier(struct omr_page_draft *draft, const struct omr_item *facts,
                                       struct omr_error *err) {
    struct omr_item box = omr_item_member(facts, "Identifier");
    return box.value ? omr_item_box(&box, 4, &draft->identifier, err) : OMR_OK;
}

static enum omr_status read_page(const struct omr_item *item, const struct omr_item *facts,
                                 struct omr_arena *arena, int *bubbles_left,
                                 struct omr_form_page *page, struct omr_error *err) {
    struct omr_page_draft draft = {.arena = arena, .bubbles_left = *bubbles_left};
    struct omr_item width = omr_item_member(item, "Width");
    struct omr_item height = omr_item_member(item, "Height");
    enum omr_status status;
    if (!(status = omr_item_expect(item, OMR_JSON_OBJECT, err)) &&
        !(status = omr_item_number(&width, smallest_side, largest_side, &draft.width, err)) &&
        !(status = omr_item_number(&height, smallest_side, largest_side, &draft.height, err)) &&
        !(status = read_identifier(&draft, facts, err)) &&
        !(status = read_elements(&draft, item, facts, err)))
        status = omr_page_draft_finish(&draft, page, err);
    *bubbles_left = draft.bubbles_left;
    omr_page_draft_clear(&draft);
    return status;
}

/* Our own key, which stands beside the pages: {"schema": 1, "FormId": "...", "Pages":
 * [{"Identifier": {box}, "Elements": [{...}]}]}, the facts about an element at the place of the
 * element. One of a schema that is not known is passed over. */
static struct omr_item find_own(const struct omr_item *root) {
    struct omr_item own = omr_item_member(root, "Omr");
    double schema = 0;
    if (!omr_json_number(omr_json_member(own.value, "schema"), &schema) || schema != 1)
        own.value = NULL;
    return own;
}

static bool has_content(const struct omr_form *form) {
    for (int page = 0; page < form->page_count; page++) {
        const struct omr_form_page *at = &form->pages[page];
        if (at->bubble_count)
            return true;
        for (int i = 0; i < at->element_count; i++)
            if (at->elements[i].kind == OMR_ELEMENT_BARCODE ||
                at->elements[i].kind == OMR_ELEMENT_CLIP_AREA)
                return true;
    }
    return false;
}

static enum omr_status read_pages(struct omr_form *form, const struct omr_item *pages,
                                  const struct omr_item *facts, struct omr_error *err) {
    enum omr_status status = omr_item_expect(pages, OMR_JSON_ARRAY, err);
    if (status)
        return status;
    int count = omr_json_count(pages->value), bubbles_left = OMR_FORM_BUBBLES_MOST;
    if (count == 0)
        return omr_item_fail(pages, "a form needs at least one page", err);
    if (count > MAX_PAGES)
        return omr_item_fail_limit(pages, MAX_PAGES, "pages", err);
    struct omr_form_page *page = OMR_ARENA_ARRAY(&form->arena, struct omr_form_page, (size_t)count);
    if (!page)
        return omr_fail_memory(err);
    form->pages = page;
    struct omr_item item = omr_item_first(pages), fact = omr_item_first(facts);
    for (; item.value && !status; omr_item_next(&item)) {
        status = read_page(&item, &fact, &form->arena, &bubbles_left, page++, err);
        form->page_count++;
        if (fact.value)
            omr_item_next(&fact);
    }
    if (!status && !has_content(form))
        return omr_item_fail(pages, "no bubbles, barcodes or write-in areas on any page", err);
    return status;
}

static enum omr_status read_root(struct omr_form *form, const struct omr_json *json,
                                 struct omr_error *err) {
    struct omr_item root = {.value = json};
    struct omr_item name = omr_item_member(&root, "Name");
    struct omr_item pages = omr_item_member(&root, "Pages");
    struct omr_item own = find_own(&root);
    struct omr_item id = omr_item_member(&own, "FormId");
    struct omr_item facts = omr_item_member(&own, "Pages");
    enum omr_status status;
    if (!pages.value)
        return omr_fail(err, OMR_ERROR_INPUT, "form.other_json",
                        "this is no recognition pattern but other JSON: it has no `Pages`");
    if ((status = omr_item_text(&name, &form->arena, &form->name, err)) ||
        (status = omr_item_text(&id, &form->arena, &form->id, err)))
        return status;
    return read_pages(form, &pages, &facts, err);
}

/* What is no JSON object at all is most often another file, given by mistake. */
static enum omr_status check_kind(const char *text, size_t size, struct omr_error *err) {
    if (size > MAX_BYTES)
        return omr_fail(err, OMR_ERROR_LIMIT, "form.limit",
                        "the pattern is larger than the limit of %d MB", MAX_BYTES >> 20);
    size_t at = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < size && memchr(" \t\r\n", text[at], 4))
        at++;
    if (at == size)
        return omr_fail(err, OMR_ERROR_INPUT, "form.empty", "the pattern is empty");
    if (text[at] != '{')
        return omr_fail(err, OMR_ERROR_INPUT, "form.other_file",
                        "this is no recognition pattern: an .omr file begins with `{`");
    return OMR_OK;
}

enum omr_status omr_form_parse(struct omr_form **form, const char *text, size_t size,
                               struct omr_error *err) {
    struct omr_json *json = NULL;
    struct omr_form *read = NULL;
    struct omr_error syntax = {0};
    enum omr_status status = check_kind(text, size, err);
    if (status)
        return status;
    if ((status = omr_json_parse(&json, text, size, MAX_DEPTH, MAX_VALUES, &syntax)))
        return omr_fail(err, status, syntax.code, "the pattern is no usable JSON: %s", syntax.text);
    if (!(read = calloc(1, sizeof *read)))
        status = omr_fail_memory(err);
    else
        status = read_root(read, json, err);
    omr_json_free(json);
    if (status)
        omr_form_free(read);
    else
        *form = read;
    return status;
}
