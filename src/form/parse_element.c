/* SPDX-License-Identifier: MIT */
#include "form/parse_element.h"

#include "base/error.h"

#include <string.h>
#include <strings.h>

enum { MAX_ELEMENTS = 10000, MAX_MARKERS = 100, MAX_POSITIONS = 20000 };
static const double largest_coordinate = 100000, largest_score = 1e9;

/* The size of the bubbles below a value of the pattern; inner values inherit it from outer ones. */
struct bubble_kind {
    double width, height;
    enum omr_bubble_shape shape;
    bool is_scored;  /* its bubbles carry Score and IsPositive */
    const char *row; /* of a scored one: its criterion */
};

enum omr_status omr_item_box(const struct omr_item *owner, double smallest, struct omr_box *box,
                             struct omr_error *err) {
    struct omr_item left = omr_item_member(owner, "Left"), top = omr_item_member(owner, "Top");
    struct omr_item width = omr_item_member(owner, "Width");
    struct omr_item height = omr_item_member(owner, "Height");
    const double most = largest_coordinate;
    enum omr_status status;
    (void)((status = omr_item_number_if(&left, -most, most, &box->left, err)) ||
           (status = omr_item_number_if(&top, -most, most, &box->top, err)) ||
           (status = omr_item_number_if(&width, smallest, most, &box->width, err)) ||
           (status = omr_item_number_if(&height, smallest, most, &box->height, err)));
    return status;
}

static enum omr_status read_bubble_kind(const struct omr_page_draft *page,
                                        const struct omr_item *owner, struct bubble_kind *kind,
                                        struct omr_error *err) {
    struct omr_item width = omr_item_member(owner, "BubbleWidth");
    struct omr_item height = omr_item_member(owner, "BubbleHeight");
    enum omr_status status;
    (void)((status = omr_item_number_if(&width, 4, page->width / 2, &kind->width, err)) ||
           (status = omr_item_number_if(&height, 4, page->height / 2, &kind->height, err)));
    return status;
}

static enum omr_status read_score(const struct omr_item *item, struct omr_bubble *bubble,
                                  struct omr_error *err) {
    struct omr_item score = omr_item_member(item, "Score");
    bubble->is_positive = omr_json_is_true(omr_json_member(item->value, "IsPositive"));
    return omr_item_number_if(&score, -largest_score, largest_score, &bubble->score, err);
}

/* Where the bubble stands: inside the page, whatever the box of its element says. */
static enum omr_status read_place(const struct omr_page_draft *page, const struct omr_item *item,
                                  struct omr_bubble *bubble, struct omr_error *err) {
    struct omr_item left = omr_item_member(item, "Left"), top = omr_item_member(item, "Top");
    enum omr_status status;
    double x = 0, y = 0;
    if ((status = omr_item_number(&left, -bubble->width / 2, page->width - bubble->width / 2, &x,
                                  err)) ||
        (status = omr_item_number(&top, -bubble->height / 2, page->height - bubble->height / 2, &y,
                                  err)))
        return status;
    bubble->x = x + bubble->width / 2;
    bubble->y = y + bubble->height / 2;
    return OMR_OK;
}

static enum omr_status add_bubble(struct omr_page_draft *page, const struct omr_item *item,
                                  const struct bubble_kind *kind, int position,
                                  struct omr_error *err) {
    struct omr_bubble bubble = {.width = kind->width,
                                .height = kind->height,
                                .shape = kind->shape,
                                .row = kind->row,
                                .element = page->element_count,
                                .position = position};
    struct omr_item value = omr_item_member(item, "Value");
    enum omr_status status;
    if (page->bubbles_left <= 0)
        return omr_item_fail_limit(item, OMR_FORM_BUBBLES_MOST, "bubbles in a form", err);
    if (!(kind->width > 0 && kind->height > 0))
        return omr_item_fail(item, "neither BubbleWidth nor BubbleHeight may be missing", err);
    if ((status = omr_item_expect(item, OMR_JSON_OBJECT, err)) ||
        (status = read_place(page, item, &bubble, err)) ||
        (status = omr_item_text(&value, page->arena, &bubble.value, err)) ||
        (kind->is_scored && (status = read_score(item, &bubble, err))))
        return status;
    omr_buffer_append(&page->bubbles, &bubble, sizeof bubble);
    page->bubble_count++;
    page->bubbles_left--;
    return OMR_OK;
}

/* `position` is the index of the position within its element. */
static enum omr_status add_bubbles(struct omr_page_draft *page, const struct omr_item *bubbles,
                                   const struct bubble_kind *kind, int position,
                                   struct omr_error *err) {
    enum omr_status status = omr_item_expect(bubbles, OMR_JSON_ARRAY, err);
    struct omr_item bubble = omr_item_first(bubbles);
    for (; bubble.value && !status; omr_item_next(&bubble))
        status = add_bubble(page, &bubble, kind, position, err);
    return status;
}

/* Ends a position whose bubbles began at `first_bubble`. */
static void add_position(struct omr_page_draft *page, const char *name, int first_bubble) {
    struct omr_position position = {name, first_bubble, page->bubble_count - first_bubble};
    omr_buffer_append(&page->positions, &position, sizeof position);
    page->position_count++;
}

static enum omr_status add_nameless_position(struct omr_page_draft *page,
                                             const struct omr_item *bubbles,
                                             const struct bubble_kind *kind, int first_position,
                                             struct omr_error *err) {
    if (page->position_count >= MAX_POSITIONS)
        return omr_item_fail_limit(bubbles, MAX_POSITIONS, "positions on a page", err);
    int first_bubble = page->bubble_count;
    enum omr_status status =
        add_bubbles(page, bubbles, kind, page->position_count - first_position, err);
    if (!status)
        add_position(page, "", first_bubble);
    return status;
}

/* The three ways in which patterns write positions: `Bubbles` of one; `Bubbles` as an array of
 * arrays; nested `Elements`, which are read likewise. */
static enum omr_status add_positions(struct omr_page_draft *page, const struct omr_item *owner,
                                     struct bubble_kind kind, int first_position,
                                     struct omr_error *err) {
    struct omr_item nested = omr_item_member(owner, "Elements");
    struct omr_item bubbles = omr_item_member(owner, "Bubbles");
    struct omr_item inner = omr_item_first(nested.value ? &nested : &bubbles);
    enum omr_status status = read_bubble_kind(page, owner, &kind, err);
    if (status)
        return status;
    if (nested.value) {
        status = omr_item_expect(&nested, OMR_JSON_ARRAY, err);
        for (; inner.value && !status; omr_item_next(&inner))
            status = add_positions(page, &inner, kind, first_position, err);
    } else if (inner.value && omr_json_kind(inner.value) == OMR_JSON_ARRAY) {
        for (; inner.value && !status; omr_item_next(&inner))
            status = add_nameless_position(page, &inner, &kind, first_position, err);
    } else {
        status = add_nameless_position(page, &bubbles, &kind, first_position, err);
    }
    return status;
}

static enum omr_status add_question(struct omr_page_draft *page, const struct omr_item *question,
                                    const struct bubble_kind *outer, int position,
                                    struct omr_error *err) {
    struct omr_item name = omr_item_member(question, "Name");
    struct omr_item answers = omr_item_member(question, "ScoreAnswers");
    const char *text;
    enum omr_status status;
    int first_bubble = page->bubble_count;
    if (page->position_count >= MAX_POSITIONS)
        return omr_item_fail_limit(question, MAX_POSITIONS, "positions on a page", err);
    if ((status = omr_item_text(&name, page->arena, &text, err)) ||
        (status = omr_item_expect(&answers, OMR_JSON_ARRAY, err)))
        return status;
    struct omr_item answer = omr_item_first(&answers);
    for (; answer.value && !status; omr_item_next(&answer)) {
        struct bubble_kind kind = *outer;
        struct omr_item bubbles = omr_item_member(&answer, "Bubbles");
        struct omr_item row = omr_item_member(&answer, "Name");
        if (!(status = omr_item_text(&row, page->arena, &kind.row, err)) &&
            !(status = read_bubble_kind(page, &answer, &kind, err)))
            status = add_bubbles(page, &bubbles, &kind, position, err);
    }
    if (!status)
        add_position(page, text, first_bubble);
    return status;
}

static enum omr_status add_questions(struct omr_page_draft *page, const struct omr_item *group,
                                     struct bubble_kind kind, struct omr_error *err) {
    struct omr_item questions = omr_item_member(group, "Questions");
    enum omr_status status;
    if ((status = omr_item_expect(&questions, OMR_JSON_ARRAY, err)) ||
        (status = read_bubble_kind(page, group, &kind, err)))
        return status;
    kind.is_scored = true;
    struct omr_item question = omr_item_first(&questions);
    for (; question.value && !status; omr_item_next(&question))
        status = add_question(page, &question, &kind, question.index, err);
    return status;
}

static enum omr_status read_threshold(const struct omr_item *item, int *threshold,
                                      struct omr_error *err) {
    struct omr_item given = omr_item_member(item, "Threshold");
    double number = -1;
    *threshold = -1;
    /* -100 is how the original spells "automatic". */
    if (omr_json_number(given.value, &number) && (number == -100 || number == -1))
        return OMR_OK;
    enum omr_status status = omr_item_number_if(&given, 0, 100, &number, err);
    if (!status)
        *threshold = (int)number;
    return status;
}

static enum omr_status read_barcode(const struct omr_page_draft *page, const struct omr_item *item,
                                    struct omr_element *element, struct omr_error *err) {
    struct omr_item type = omr_item_member(item, "BarcodeType");
    struct omr_item version = omr_item_member(item, "QrVersion");
    struct omr_box *box = &element->box;
    double number = 0;
    enum omr_status status;
    if ((status = omr_item_expect(&type, OMR_JSON_STRING, err)) ||
        (status = omr_item_text(&type, page->arena, &element->barcode, err)) ||
        (status = omr_item_number_if(&version, -1, 1000, &number, err)))
        return status;
    element->qr_version = number > 0 ? (int)number : 0;
    bool is_inside = box->width >= 1 && box->height >= 1 && box->left < page->width &&
                     box->top < page->height && box->left + box->width > 0 &&
                     box->top + box->height > 0;
    return is_inside ? OMR_OK : omr_item_fail(item, "its box lies outside the page", err);
}

static enum omr_status read_trigger(const struct omr_page_draft *page, const struct omr_item *item,
                                    struct omr_element *element, struct omr_error *err) {
    struct omr_item target = omr_item_member(item, "Target");
    struct omr_item value = omr_item_member(item, "Value");
    enum omr_status status;
    (void)((status = omr_item_expect(&target, OMR_JSON_STRING, err)) ||
           (status = omr_item_text(&target, page->arena, &element->target, err)) ||
           (status = omr_item_text(&value, page->arena, &element->value, err)));
    return status;
}

/* Our own facts about how the bubbles are drawn. */
static enum omr_status read_outline(const struct omr_page_draft *page, const struct omr_item *facts,
                                    struct omr_element *element, struct bubble_kind *bubbles,
                                    struct omr_error *err) {
    struct omr_item outline = omr_item_member(facts, "Outline");
    struct omr_item width = omr_item_member(&outline, "Width");
    struct omr_item height = omr_item_member(&outline, "Height");
    const char *shape = omr_json_string(omr_json_member(outline.value, "Shape"));
    enum omr_status status;
    if (shape)
        bubbles->shape = strcmp(shape, "square") == 0 ? OMR_SHAPE_SQUARE : OMR_SHAPE_ELLIPSE;
    (void)((status =
                omr_item_number_if(&width, 4, page->width / 2, &element->outline_width, err)) ||
           (status =
                omr_item_number_if(&height, 4, page->height / 2, &element->outline_height, err)));
    return status;
}

/* What an element of this kind has besides name, box and threshold. */
static enum omr_status read_content(struct omr_page_draft *page, const struct omr_item *item,
                                    const struct omr_item *facts, struct omr_element *element,
                                    struct omr_error *err) {
    struct bubble_kind bubbles = {
        .shape = element->kind == OMR_ELEMENT_CHECK_BOX ? OMR_SHAPE_SQUARE : OMR_SHAPE_ELLIPSE};
    enum omr_status status = read_outline(page, facts, element, &bubbles, err);
    if (status)
        return status;
    switch (element->kind) {
    case OMR_ELEMENT_SCORE_GROUP:
        return add_questions(page, item, bubbles, err);
    case OMR_ELEMENT_BARCODE:
        return read_barcode(page, item, element, err);
    case OMR_ELEMENT_CLIP_AREA:
        element->is_required = omr_json_is_true(omr_json_member(item->value, "Required"));
        return OMR_OK;
    case OMR_ELEMENT_REPLACE_TRIGGER:
        status = read_trigger(page, item, element, err);
        break;
    case OMR_ELEMENT_CHECK_BOX:
    case OMR_ELEMENT_CHOICE_BOX:
    case OMR_ELEMENT_GRID:
    case OMR_ELEMENT_COMPOSITE_GRID:
        break;
    }
    return status ? status : add_positions(page, item, bubbles, page->position_count, err);
}

static enum omr_status add_element(struct omr_page_draft *page, const struct omr_item *item,
                                   const struct omr_item *facts, enum omr_element_kind kind,
                                   struct omr_error *err) {
    struct omr_element element = {.kind = kind, .target = "", .value = "", .barcode = ""};
    struct omr_item name = omr_item_member(item, "Name");
    int first_position = page->position_count;
    enum omr_status status;
    if (page->element_count >= MAX_ELEMENTS)
        return omr_item_fail_limit(item, MAX_ELEMENTS, "elements on a page", err);
    if ((status = omr_item_text(&name, page->arena, &element.name, err)) ||
        (status = omr_item_box(item, -largest_coordinate, &element.box, err)) ||
        (status = read_threshold(item, &element.threshold, err)) ||
        (status = read_content(page, item, facts, &element, err)))
        return status;
    element.position_count = page->position_count - first_position;
    element.is_single_mark = omr_json_is_true(omr_json_member(item->value, "SingleMark")) ||
                             omr_json_is_true(omr_json_member(facts->value, "SingleMark"));
    omr_buffer_append(&page->elements, &element, sizeof element);
    omr_buffer_append(&page->first_positions, &first_position, sizeof first_position);
    page->element_count++;
    return OMR_OK;
}

static enum omr_status add_marker(struct omr_page_draft *page, const struct omr_item *item,
                                  struct omr_error *err) {
    struct omr_marker marker = {.kind = OMR_MARKER_CORNER};
    const char *type = omr_json_string(omr_json_member(item->value, "ReferenceType"));
    if (type && strcasecmp(type, "Rotation") == 0)
        marker.kind = OMR_MARKER_ROTATION;
    if (page->marker_count >= MAX_MARKERS)
        return omr_item_fail_limit(item, MAX_MARKERS, "positioning markers on a page", err);
    enum omr_status status = omr_item_box(item, 4, &marker.box, err);
    if (status)
        return status;
    const struct omr_box *box = &marker.box;
    double x = box->left + box->width / 2, y = box->top + box->height / 2;
    if (!(box->width > 0 && box->height > 0 && x >= 0 && y >= 0 && x <= page->width &&
          y <= page->height))
        return omr_item_fail(item, "this positioning marker lies outside the page", err);
    omr_buffer_append(&page->markers, &marker, sizeof marker);
    page->marker_count++;
    return OMR_OK;
}

/* Type names end at a colon: `CompositeGridOmr:#Namespace` is written by one serializer. */
static bool is_type(const char *type, const char *name) {
    size_t length = strcspn(type, ":");
    return strlen(name) == length && strncasecmp(type, name, length) == 0;
}

static bool find_kind(const char *type, enum omr_element_kind *kind) {
    static const struct {
        const char *type;
        enum omr_element_kind kind;
    } kinds[] = {
        {"ChoiceBox", OMR_ELEMENT_CHOICE_BOX},
        {"CheckBox", OMR_ELEMENT_CHECK_BOX},
        {"Grid", OMR_ELEMENT_GRID},
        {"CompositeGrid", OMR_ELEMENT_COMPOSITE_GRID},
        {"CompositeGridOmr", OMR_ELEMENT_COMPOSITE_GRID},
        {"ReplaceTrigger", OMR_ELEMENT_REPLACE_TRIGGER},
        {"ScoreGroup", OMR_ELEMENT_SCORE_GROUP},
        {"Barcode", OMR_ELEMENT_BARCODE},
        {"BarcodeDownloadable", OMR_ELEMENT_BARCODE},
        {"ClipArea", OMR_ELEMENT_CLIP_AREA},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_type(type, kinds[i].type)) {
            *kind = kinds[i].kind;
            return true;
        }
    return false;
}

static enum omr_status skip_unknown(const struct omr_item *item, struct omr_error *err) {
    static const char *const with_bubbles[] = {"Bubbles", "Elements", "Questions"};
    for (size_t i = 0; i < sizeof with_bubbles / sizeof *with_bubbles; i++)
        if (omr_item_member(item, with_bubbles[i]).value) {
            struct omr_item type = omr_item_member(item, "Type");
            return omr_item_fail(&type, "no known type of element, though it has bubbles", err);
        }
    return OMR_OK;
}

static bool has_memory(const struct omr_page_draft *page) {
    return !page->elements.has_failed && !page->first_positions.has_failed &&
           !page->positions.has_failed && !page->bubbles.has_failed && !page->markers.has_failed;
}

enum omr_status omr_page_draft_add(struct omr_page_draft *page, const struct omr_item *element,
                                   const struct omr_item *facts, struct omr_error *err) {
    struct omr_item type = omr_item_member(element, "Type");
    enum omr_element_kind kind;
    enum omr_status status;
    if ((status = omr_item_expect(element, OMR_JSON_OBJECT, err)) ||
        (status = omr_item_expect(&type, OMR_JSON_STRING, err)))
        return status;
    const char *name = omr_json_string(type.value);
    if (is_type(name, "ReferencePoint") || is_type(name, "ReferencePointElement"))
        status = add_marker(page, element, err);
    else if (find_kind(name, &kind))
        status = add_element(page, element, facts, kind, err);
    else
        status = skip_unknown(element, err);
    return status || has_memory(page) ? status : omr_fail_memory(err);
}
