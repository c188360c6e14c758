/* SPDX-License-Identifier: MIT
 *
 * A template.json of OMRChecker becomes a form: where its page lies on paper, which of its fields
 * make one element, and what of its preparation of pictures matters here. */
#include "base/error.h"
#include "base/json.h"
#include "base/remark.h"
#include "form/draft.h"
#include "form/import_fields.h"

#include <math.h>
#include <omr/import.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BYTES = 4 << 20, MAX_DEPTH = 24, MAX_VALUES = 400000 };
static const double LEAST_SIDE = 20, MOST_SIDE = 30000;
static const double LEAST_BUBBLE_PX = 4; /* what a pattern may have */
static const double A4_LONG_PX = 3508;
/* How large its markers are where it does not say: a part of the sheet's width. */
static const double USUAL_MARKER_PART = 17;

struct template {
    struct omr_form *form;
    struct omr_remarks *remarks;
    const struct omr_item *root;
    const struct omr_image *marker;
    struct omr_template_fields fields;
    struct omr_page_draft draft;
    double size[2]; /* of the template's page */
    double margin;  /* added around it, in its units */
    double scale_x, scale_y;
    double marker_side; /* 0: no markers; in its units */
};

/* Whether the dark part of the picture is one filled square. */
static bool shows_square(const struct omr_image *marker) {
    enum { DARK = 128 };
    int width = omr_image_width(marker), height = omr_image_height(marker);
    int left = width, right = -1, top = height, bottom = -1;
    double dark = 0;
    for (int y = 0; y < height; y++) {
        const uint8_t *row = omr_image_row(marker, y);
        for (int x = 0; x < width; x++)
            if (row[x] < DARK) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y > bottom ? y : bottom;
                dark++;
            }
    }
    double wide = right - left + 1, high = bottom - top + 1;
    return right >= left && dark > 0.92 * wide * high && wide < 1.25 * high && high < 1.25 * wide;
}

static enum omr_status read_markers(struct template *made, const struct omr_item *options,
                                    struct omr_error *err) {
    struct omr_item ratio = omr_item_member(options, "sheetToMarkerWidthRatio");
    double part = USUAL_MARKER_PART;
    enum omr_status status = omr_item_number_if(&ratio, 2, 1000, &part, err);
    if (status)
        return status;
    double side = made->size[0] / part;
    made->margin = side;
    if (!made->marker)
        omr_remark_add(made->remarks, "template.marker_unknown",
                       "the template cuts the page at markers whose picture was not given: the "
                       "form is taken to have no square markers and is found by its bubbles");
    else if (!shows_square(made->marker))
        omr_remark_add(made->remarks, "template.marker_shape",
                       "the markers are no black squares: the form is found by its bubbles");
    else
        made->marker_side = side;
    return OMR_OK;
}

static enum omr_status read_processor(struct template *made, const struct omr_item *processor,
                                      struct omr_error *err) {
    static const char *const idle[] = {"CropPage", "GaussianBlur", "MedianBlur", "Levels"};
    struct omr_item name = omr_item_member(processor, "name");
    struct omr_item options = omr_item_member(processor, "options");
    enum omr_status status;
    if ((status = omr_item_expect(processor, OMR_JSON_OBJECT, err)) ||
        (status = omr_item_expect(&name, OMR_JSON_STRING, err)))
        return status;
    const char *text = omr_json_string(name.value);
    for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
        if (strcmp(text, idle[i]) == 0)
            return OMR_OK;
    if (strcmp(text, "CropOnMarkers") == 0)
        return read_markers(made, &options, err);
    if (strcmp(text, "FeatureBasedAlignment") == 0)
        omr_remark_add(made->remarks, "template.alignment",
                       "the template aligns pictures with a reference picture: here the outlines "
                       "of the bubbles do that");
    else
        omr_remark_add(made->remarks, "template.processor",
                       "preProcessors[%d] is of a kind that is not known: if it moves the page, "
                       "bubbles are off their places",
                       processor->index);
    return OMR_OK;
}

static enum omr_status read_processors(struct template *made, struct omr_error *err) {
    struct omr_item list = omr_item_member(made->root, "preProcessors");
    enum omr_status status = list.value ? omr_item_expect(&list, OMR_JSON_ARRAY, err) : OMR_OK;
    struct omr_item processor = omr_item_first(&list);
    for (; processor.value && !status; omr_item_next(&processor))
        status = read_processor(made, &processor, err);
    return status;
}

static bool is_about(double a, double b) {
    return fabs(a / b - 1) < 0.01;
}

/* Which paper the page is, by the ratio of its sides; a page between markers is none. */
static bool find_paper(struct template *made) {
    static const double papers[][2] = {{2480, 3508}, {2551, 3295}, {2551, 4205}};
    double ratio = made->size[0] / made->size[1];
    for (size_t i = 0; i < sizeof papers / sizeof *papers && made->margin == 0; i++)
        for (int is_wide = 0; is_wide < 2; is_wide++) {
            double width = papers[i][is_wide], height = papers[i][!is_wide];
            if (!is_about(ratio, width / height))
                continue;
            made->draft.width = width;
            made->draft.height = height;
            made->scale_x = width / made->size[0];
            made->scale_y = height / made->size[1];
            return true;
        }
    return false;
}

static void choose_scale(struct template *made) {
    if (find_paper(made))
        return;
    double width = made->size[0] + 2 * made->margin, height = made->size[1] + 2 * made->margin;
    made->scale_x = made->scale_y = A4_LONG_PX / fmax(width, height);
    made->draft.width = round(width * made->scale_x);
    made->draft.height = round(height * made->scale_y);
    if (made->margin == 0)
        omr_remark_add(made->remarks, "template.paper",
                       "a page of %g x %g is no known paper: it is taken to be %.0f mm long, which "
                       "does not matter where the proportions are right",
                       made->size[0], made->size[1], A4_LONG_PX * 25.4 / 300);
}

/* The page's corners are the middles of the markers. */
static void add_markers(struct template *made) {
    for (int i = 0; i < 4 && made->marker_side > 0; i++) {
        double x = made->margin + (i % 2 ? made->size[0] : 0) - made->marker_side / 2;
        double y = made->margin + (i / 2 ? made->size[1] : 0) - made->marker_side / 2;
        omr_page_draft_marker(&made->draft,
                              &(struct omr_marker){{x * made->scale_x, y * made->scale_y,
                                                    made->marker_side * made->scale_x,
                                                    made->marker_side * made->scale_y},
                                                   OMR_MARKER_CORNER});
    }
    if (made->marker_side > 0)
        omr_remark_add(made->remarks, "template.marker_size",
                       "the markers are taken to be 1/%.0f of the page's width, as the template "
                       "says; check this against a page",
                       made->size[0] / made->marker_side);
}

/* One position of the element begun last. */
static enum omr_status add_field(struct template *made, const struct omr_template_field *field,
                                 struct omr_error *err) {
    struct omr_page_draft *draft = &made->draft;
    omr_page_draft_position(draft);
    for (int i = 0; i < field->value_count; i++) {
        struct omr_bubble bubble = {
            .x = (made->margin + field->x + i * field->step_x) * made->scale_x,
            .y = (made->margin + field->y + i * field->step_y) * made->scale_y,
            .width = field->width * made->scale_x,
            .height = field->height * made->scale_y,
            .shape = OMR_SHAPE_ELLIPSE,
            .value = field->values[i]};
        struct omr_item label = {NULL, NULL, field->label, 0};
        struct omr_item blocks = omr_item_member(made->root, "fieldBlocks");
        label.parent = &blocks;
        if (!(bubble.x >= 0 && bubble.y >= 0 && bubble.x <= draft->width &&
              bubble.y <= draft->height))
            return omr_item_fail(&label, "this field has a bubble outside the page", err);
        if (fmin(bubble.width, bubble.height) < LEAST_BUBBLE_PX ||
            bubble.width > draft->width / 2 || bubble.height > draft->height / 2)
            return omr_item_fail(&label, "the bubbles are too small or too large for the page",
                                 err);
        omr_page_draft_bubble(draft, &bubble);
    }
    return OMR_OK;
}

static enum omr_status join_field(void *context, const char *label, const struct omr_item *item,
                                  struct omr_error *err) {
    struct template *made = context;
    struct omr_template_field *field = omr_template_field_find(&made->fields, label);
    if (!field)
        return omr_item_fail(item, "no field of fieldBlocks is called so", err);
    if (field->is_taken)
        return omr_item_fail(item, "the field is already part of another label", err);
    field->is_taken = true;
    return add_field(made, field, err);
}

/* Fields that are read as one. */
static enum omr_status add_joined(struct template *made, const struct omr_item *list,
                                  struct omr_error *err) {
    const char *name = omr_arena_copy(&made->form->arena, list->name, strlen(list->name));
    if (!name)
        return omr_fail_memory(err);
    if (omr_json_count(list->value) == 0)
        return omr_item_fail(list, "joins no fields", err);
    omr_page_draft_open(&made->draft, OMR_ELEMENT_GRID, name);
    return omr_template_labels(list, &made->form->arena, join_field, made, err);
}

static enum omr_status add_single(struct template *made, struct omr_template_field *field,
                                  struct omr_error *err) {
    field->is_taken = true;
    omr_page_draft_open(&made->draft, OMR_ELEMENT_CHOICE_BOX, field->label);
    return add_field(made, field, err);
}

static enum omr_status add_elements(struct template *made, struct omr_error *err) {
    struct omr_item labels = omr_item_member(made->root, "customLabels");
    enum omr_status status = labels.value ? omr_item_expect(&labels, OMR_JSON_OBJECT, err) : OMR_OK;
    struct omr_item list = omr_item_first_member(&labels);
    for (; list.value && !status; omr_item_next(&list))
        status = add_joined(made, &list, err);
    for (int i = 0; i < made->fields.count && !status; i++) {
        struct omr_template_field *field = omr_template_field_at(&made->fields, i);
        if (!field->is_taken)
            status = add_single(made, field, err);
    }
    return status;
}

static enum omr_status read_page(struct template *made, struct omr_error *err) {
    struct omr_item size = omr_item_member(made->root, "pageDimensions");
    enum omr_status status;
    if (!size.value && omr_item_member(made->root, "templateDimensions").value)
        size = omr_item_member(made->root, "templateDimensions");
    if ((status = omr_template_pair(&size, LEAST_SIDE, MOST_SIDE, made->size, err)) ||
        (status = read_processors(made, err)) ||
        (status = omr_template_fields_read(&made->fields, made->root, err)))
        return status;
    choose_scale(made);
    add_markers(made);
    if ((status = add_elements(made, err)))
        return status;
    if (made->fields.empty_value)
        omr_remark_add(made->remarks, "template.empty_value",
                       "fields without a mark are empty in our results, not `%.40s`",
                       made->fields.empty_value);
    struct omr_form_page *page = OMR_ARENA_NEW(&made->form->arena, struct omr_form_page);
    if (!page)
        return omr_fail_memory(err);
    made->form->pages = page;
    made->form->page_count = 1;
    return omr_page_draft_finish(&made->draft, page, err);
}

static enum omr_status check_kind(const struct omr_item *root, struct omr_error *err) {
    if (omr_item_member(root, "fieldBlocks").value)
        return OMR_OK;
    if (omr_item_member(root, "qBlocks").value)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "template.old",
                        "this template is of an old kind: it has `qBlocks`, not `fieldBlocks`");
    return omr_fail(err, OMR_ERROR_INPUT, "template.other_json",
                    "this is no template of OMRChecker: it has no `fieldBlocks`");
}

static enum omr_status import_root(struct omr_form *form, struct omr_remarks *remarks,
                                   const struct omr_json *json, const struct omr_image *marker,
                                   struct omr_error *err) {
    struct omr_item root = {.value = json};
    struct template made = {.form = form, .remarks = remarks, .root = &root, .marker = marker};
    made.fields.arena = made.draft.arena = &form->arena;
    made.draft.bubbles_left = OMR_FORM_BUBBLES_MOST;
    form->name = form->id = "";
    enum omr_status status = check_kind(&root, err);
    if (!status)
        status = read_page(&made, err);
    omr_template_fields_clear(&made.fields);
    omr_page_draft_clear(&made.draft);
    return status;
}

enum omr_status omr_form_import_omrchecker(struct omr_form **form, struct omr_remarks *remarks,
                                           const char *text, size_t size,
                                           const struct omr_image *marker, struct omr_error *err) {
    struct omr_json *json = NULL;
    struct omr_form *made = NULL;
    struct omr_error syntax = {0};
    if (size > MAX_BYTES)
        return omr_fail(err, OMR_ERROR_LIMIT, "template.limit",
                        "the template is larger than the limit of %d MB", MAX_BYTES >> 20);
    enum omr_status status = omr_json_parse(&json, text, size, MAX_DEPTH, MAX_VALUES, &syntax);
    if (status)
        return omr_fail(err, status, syntax.code, "the template is no usable JSON: %s",
                        syntax.text);
    if (!(made = calloc(1, sizeof *made)))
        status = omr_fail_memory(err);
    else
        status = import_root(made, remarks, json, marker, err);
    omr_json_free(json);
    if (status)
        omr_form_free(made);
    else
        *form = made;
    return status;
}
