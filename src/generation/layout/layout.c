/* SPDX-License-Identifier: MIT
 *
 * Pages: paper, content, markers; and the form that all of them make. */
#include "generation/layout/layout.h"

#include "base/error.h"
#include "form/page_id.h"
#include "generation/layout/place.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the short side of the paper: how far the markers stand from its edges and how large they are,
 * the rotation marker's long side. */
static const double offset_ratio = 0.01, marker_ratio = 0.05, bar_ratio = 0.07;

struct marker_sizes {
    double offset, side, bar;
};

static struct marker_sizes marker_sizes(const struct omr_plan *plan) {
    double paper = fmin(plan->width, plan->height), given = plan->settings->marker_offset_px;
    return (struct marker_sizes){given > 0 ? given : floor(offset_ratio * paper),
                                 floor(marker_ratio * paper) + 1, floor(bar_ratio * paper)};
}

static void set_paper(struct omr_plan *plan, const struct omr_node *page) {
    static const double papers[][2] = {
        [OMR_PAPER_A3] = {3508, 4961},     [OMR_PAPER_A4] = {2480, 3508},
        [OMR_PAPER_LEGAL] = {2551, 4205},  [OMR_PAPER_LETTER] = {2551, 3295},
        [OMR_PAPER_P8519] = {2551, 5702},  [OMR_PAPER_P8521] = {2551, 6302},
        [OMR_PAPER_TABLOID] = {3295, 5102}};
    const struct omr_layout_settings *settings = plan->settings;
    int paper = (int)omr_node_number(page, OMR_ATTR_PAPER_SIZE, settings->paper_size);
    int turn = (int)omr_node_number(page, OMR_ATTR_ORIENTATION, settings->orientation);
    paper = paper >= 0 && paper <= OMR_PAPER_TABLOID ? paper : OMR_PAPER_A4;
    bool is_wide = turn == OMR_ORIENTATION_HORIZONTAL;
    plan->width = papers[paper][is_wide];
    plan->height = papers[paper][!is_wide];
    plan->left = omr_node_number(page, OMR_ATTR_LEFT_MARGIN, settings->left_margin_px);
    plan->right =
        plan->width - omr_node_number(page, OMR_ATTR_RIGHT_MARGIN, settings->right_margin_px);
    if (plan->right < plan->left + plan->width / 20) {
        omr_plan_warn(plan, page, "layout.margins",
                      "the margins leave no room for content: they are made smaller");
        plan->left = plan->width / 20;
        plan->right = plan->width - plan->left;
    }
    plan->rotation = (enum omr_rotation_marker)omr_node_number(
        page, OMR_ATTR_ROTATION_POINT_POSITION, settings->rotation_marker);
    double least = marker_sizes(plan).offset + marker_sizes(plan).side;
    if (plan->left < least || plan->width - plan->right < least)
        omr_plan_warn(plan, page, "layout.margins",
                      "with margins of less than %.0f px content may cover the markers", least);
}

/* The fifth marker: a bar in the column (1) or the row (2) of a corner marker, its own length away
 * from it. */
static struct omr_box rotation_box(const struct omr_plan *plan, const struct marker_sizes *sizes) {
    int number = (int)plan->rotation;
    bool is_upright = number % 2 == 0;
    bool is_right = number / 2 % 2 == 1, is_bottom = number / 4 == 1;
    double width = is_upright ? sizes->side : sizes->bar;
    double height = is_upright ? sizes->bar : sizes->side;
    double across = sizes->offset + (is_upright ? 0 : sizes->side + sizes->bar);
    double along = sizes->offset + (is_upright ? sizes->side + sizes->bar : 0);
    return (struct omr_box){is_right ? plan->width - across - width : across,
                            is_bottom ? plan->height - along - height : along, width, height};
}

static int list_markers(const struct omr_plan *plan, struct omr_marker markers[5]) {
    struct marker_sizes sizes = marker_sizes(plan);
    double lefts[] = {sizes.offset, plan->width - sizes.offset - sizes.side};
    double tops[] = {sizes.offset, plan->height - sizes.offset - sizes.side};
    for (int i = 0; i < 4; i++)
        markers[i] = (struct omr_marker){{lefts[i % 2], tops[i / 2], sizes.side, sizes.side},
                                         OMR_MARKER_CORNER};
    if (plan->rotation >= OMR_ROTATION_NONE)
        return 4;
    markers[4] = (struct omr_marker){rotation_box(plan, &sizes), OMR_MARKER_ROTATION};
    return 5;
}

/* How far the items from `first` on reach over the page's lower and right edge; what is cut off by
 * a block does not count. */
static void find_excess(const struct omr_plan *plan, int first, double *below, double *beside) {
    const struct omr_placed_item *items = (const void *)plan->items.bytes;
    int clips = 0;
    *below = *beside = 0;
    for (int i = first; i < plan->item_count; i++) {
        clips += (items[i].kind == OMR_ITEM_CLIP) - (items[i].kind == OMR_ITEM_UNCLIP);
        if (clips > 0 || items[i].kind == OMR_ITEM_UNCLIP)
            continue;
        double right = items[i].box.left + items[i].box.width;
        double bottom = items[i].box.top + items[i].box.height;
        if (items[i].kind == OMR_ITEM_TEXT) {
            struct omr_text_size size = omr_text_measure(items[i].text);
            right = items[i].box.left + size.ink_right;
            bottom = items[i].box.top + size.ink_bottom;
        }
        *below = fmax(*below, bottom - plan->height);
        *beside = fmax(*beside, right - plan->width);
    }
}

/* Warns of the first child of a page that passes an edge. */
static void check_edges(struct omr_plan *plan, const struct omr_node *child, int first,
                        bool has_passed[2]) {
    double below, beside;
    find_excess(plan, first, &below, &beside);
    if (below >= 1 && !has_passed[0])
        omr_plan_warn(plan, child, "layout.overflow",
                      "the content ends %.0f px below the edge of the page from here on", below);
    if (beside >= 1 && !has_passed[1])
        omr_plan_warn(plan, child, "layout.overflow",
                      "the content ends %.0f px right of the edge of the page", beside);
    has_passed[0] |= below >= 1;
    has_passed[1] |= beside >= 1;
}

/* Children of a page one below the other. */
static void place_content(struct omr_plan *plan, const struct omr_node *page) {
    struct marker_sizes sizes = marker_sizes(plan);
    struct omr_area area = {plan->left, 2 * sizes.offset + sizes.side - 2, plan->right - plan->left,
                            false, 0};
    bool has_passed[2] = {false, false};
    /* A bar beside a corner at the bottom stands in the way of content. */
    bool has_bar_below = plan->rotation == OMR_ROTATION_BOTTOM_LEFT_2 ||
                         plan->rotation == OMR_ROTATION_BOTTOM_RIGHT_2;
    plan->end = plan->height - sizes.offset - (has_bar_below ? sizes.side + sizes.offset : 0);
    for (const struct omr_node *child = page->first_child; child && !plan->status;
         child = child->next) {
        int first = plan->item_count;
        area.top += omr_place_node(plan, child, area);
        check_edges(plan, child, first, has_passed);
    }
}

static const struct omr_element *element_at(const struct omr_plan *plan, int index) {
    return (const struct omr_element *)(const void *)plan->elements.bytes + index;
}

static bool has_bubbles(const struct omr_plan *plan, int index) {
    const struct omr_position *positions = (const void *)plan->positions.bytes;
    const int *firsts = (const void *)plan->firsts.bytes;
    for (int i = 0; i < element_at(plan, index)->position_count; i++)
        if (positions[firsts[index] + i].bubble_count)
            return true;
    return false;
}

/* Elements that have no bubbles by their kind stand behind all others, those of one kind together,
 * in the order in which the kinds are met first. Those whose bubbles are all lost are left out.
 * Gives how many there are. */
static int sort_elements(const struct omr_plan *plan, int *order) {
    static const enum omr_element_kind late[] = {OMR_ELEMENT_BARCODE, OMR_ELEMENT_CLIP_AREA};
    int count = 0, first[2] = {plan->element_count, plan->element_count};
    for (int i = plan->element_count - 1; i >= 0; i--)
        for (int j = 0; j < 2; j++)
            if (element_at(plan, i)->kind == late[j])
                first[j] = i;
    for (int i = 0; i < plan->element_count; i++)
        if (element_at(plan, i)->kind != late[0] && element_at(plan, i)->kind != late[1] &&
            has_bubbles(plan, i))
            order[count++] = i;
    for (int j = 0; j < 2; j++) {
        int kind = first[0] < first[1] ? j : 1 - j;
        for (int i = 0; i < plan->element_count; i++)
            if (element_at(plan, i)->kind == late[kind])
                order[count++] = i;
    }
    return count;
}

static void *keep(struct omr_plan *plan, const void *bytes, size_t size) {
    void *copy = omr_arena_take(&plan->placement->arena, size + 1, 1);
    if (!copy)
        omr_plan_fail_memory(plan);
    return copy && size ? memcpy(copy, bytes, size) : copy;
}

static void finish_form_page(struct omr_plan *plan, struct omr_form_page *page) {
    struct omr_arena *arena = &plan->placement->arena;
    int *order = OMR_ARENA_ARRAY(arena, int, (size_t)plan->element_count + 1);
    int *place = OMR_ARENA_ARRAY(arena, int, (size_t)plan->element_count + 1);
    struct omr_element *elements =
        OMR_ARENA_ARRAY(arena, struct omr_element, (size_t)plan->element_count + 1);
    struct omr_position *positions = keep(plan, plan->positions.bytes, plan->positions.size);
    struct omr_bubble *bubbles = keep(plan, plan->bubbles.bytes, plan->bubbles.size);
    struct omr_marker markers[5];
    const int *firsts = (const void *)plan->firsts.bytes;
    if (!order || !place || !elements || !positions || !bubbles) {
        omr_plan_fail_memory(plan);
        return;
    }
    int count = sort_elements(plan, order);
    for (int i = 0; i < count; i++) {
        elements[i] = *element_at(plan, order[i]);
        elements[i].positions = positions + firsts[order[i]];
        place[order[i]] = i;
    }
    for (int i = 0; i < plan->bubble_count; i++)
        bubbles[i].element = place[bubbles[i].element];
    int marker_count = list_markers(plan, markers);
    *page = (struct omr_form_page){.width = plan->width,
                                   .height = plan->height,
                                   .elements = elements,
                                   .element_count = count,
                                   .bubbles = bubbles,
                                   .bubble_count = plan->bubble_count,
                                   .marker_count = marker_count};
    page->markers = keep(plan, markers, (size_t)marker_count * sizeof *markers);
}

static bool is_covered_by(const struct omr_placed_item *item, const struct omr_box *box) {
    bool is_print = item->kind == OMR_ITEM_TEXT || item->kind == OMR_ITEM_BUBBLE ||
                    item->kind == OMR_ITEM_BARCODE || item->kind == OMR_ITEM_LINE;
    return is_print && item->box.left < box->left + box->width &&
           item->box.left + item->box.width > box->left && item->box.top < box->top + box->height &&
           item->box.top + item->box.height > box->top;
}

/* Pictures at places of their own are drawn below what was printed there before them, if no block
 * cuts it off. */
static void put_pictures_under(struct omr_plan *plan) {
    enum { PICTURES_MOST = 100 };
    struct omr_placed_item *items = (void *)plan->items.bytes;
    for (int i = 0, pictures = 0; i < plan->item_count && pictures < PICTURES_MOST; i++) {
        struct omr_placed_item picture = items[i];
        int clips = 0, to = 0;
        if (!picture.lies_under)
            continue;
        pictures++;
        while (to < i && (clips || !is_covered_by(&items[to], &picture.box))) {
            clips += (items[to].kind == OMR_ITEM_CLIP) - (items[to].kind == OMR_ITEM_UNCLIP);
            to++;
        }
        for (int j = to; j < i && !clips; j++)
            clips += items[j].kind == OMR_ITEM_CLIP || items[j].kind == OMR_ITEM_UNCLIP;
        if (to == i || clips)
            continue;
        memmove(items + to + 1, items + to, (size_t)(i - to) * sizeof *items);
        items[to] = picture;
    }
}

/* The page's identifier, whose content is known when the whole form is. */
static void add_identifier(struct omr_plan *plan, struct omr_form_page *page, int page_count) {
    bool has_copy = plan->settings->copy && *plan->settings->copy;
    if (page_count < 2 && !has_copy)
        return;
    page->identifier = omr_page_id_box(page);
    struct omr_placed_item item = {
        .kind = OMR_ITEM_BARCODE, .box = page->identifier, .barcode = "QR", .content = NULL};
    omr_plan_add(plan, &item);
}

static void add_markers(struct omr_plan *plan, const struct omr_form_page *page) {
    for (int i = 0; i < page->marker_count; i++)
        omr_plan_add(plan, &(struct omr_placed_item){.kind = OMR_ITEM_MARKER,
                                                     .box = page->markers[i].box,
                                                     .has_fill = true});
}

static void place_page(struct omr_plan *plan, const struct omr_node *node, int page_count,
                       struct omr_placed_page *placed, struct omr_form_page *page) {
    struct omr_plan_mark start = {.form_bubbles = plan->form_bubbles, .number = plan->number};
    omr_plan_rewind(plan, &start);
    plan->has_lost_bubbles = false;
    set_paper(plan, node);
    place_content(plan, node);
    if (!plan->status)
        finish_form_page(plan, page);
    put_pictures_under(plan);
    plan->is_absolute = true;
    if (!plan->status)
        add_identifier(plan, page, page_count);
    if (!plan->status)
        add_markers(plan, page);
    plan->is_absolute = false;
    *placed = (struct omr_placed_page){.width = plan->width,
                                       .height = plan->height,
                                       .name = node->text,
                                       .items = keep(plan, plan->items.bytes, plan->items.size),
                                       .item_count = plan->item_count};
}

/* Now that the form is known, so is its id, and what the codes of its pages say. The beginning of
 * the id tells forms apart and keeps the modules of the codes large. */
static void identify(struct omr_plan *plan) {
    enum { SHORT_ID = 13 };
    struct omr_placed_form *placement = plan->placement;
    char id[OMR_FORM_ID_SIZE], text[OMR_PAGE_ID_SIZE];
    if (!plan->status)
        plan->status = omr_form_identify(&placement->form, id, plan->err);
    if (plan->status)
        return;
    placement->form.id = omr_plan_copy(plan, id);
    for (int i = 0; i < placement->page_count && !plan->status; i++) {
        struct omr_page_id page = {.page = i + 1, .page_count = placement->page_count};
        struct omr_placed_item *items = (struct omr_placed_item *)placement->pages[i].items;
        const char *copy = plan->settings->copy ? plan->settings->copy : "";
        if (placement->form.pages[i].identifier.width <= 0)
            continue;
        snprintf(page.form, sizeof page.form, "%.*s", SHORT_ID, id);
        if (strlen(copy) >= sizeof page.copy) {
            plan->status = omr_fail(plan->err, OMR_ERROR_INPUT, "layout.copy",
                                    "the id `%.80s` of this copy is longer than %d bytes", copy,
                                    (int)sizeof page.copy - 1);
            return;
        }
        snprintf(page.copy, sizeof page.copy, "%s", copy);
        plan->status = omr_page_id_write(text, &page, plan->err);
        for (int j = 0; j < placement->pages[i].item_count && !plan->status; j++)
            if (items[j].kind == OMR_ITEM_BARCODE && !items[j].content)
                items[j].content = omr_plan_copy(plan, text);
    }
}

static bool has_something_to_read(const struct omr_form *form) {
    for (int i = 0; i < form->page_count; i++)
        if (form->pages[i].element_count)
            return true;
    return false;
}

static void place_pages(struct omr_plan *plan) {
    struct omr_placed_form *placement = plan->placement;
    const struct omr_node *root = plan->markup->root;
    int count = omr_count_children(root, OMR_NODE_PAGE), i = 0;
    if (count > OMR_LAYOUT_PAGES_MOST) {
        omr_plan_fail(plan, root, OMR_ERROR_LIMIT, "layout.limit",
                      "the form has %d pages, it may have %d", count, (int)OMR_LAYOUT_PAGES_MOST);
        return;
    }
    placement->pages =
        OMR_ARENA_ARRAY(&placement->arena, struct omr_placed_page, (size_t)count + 1);
    struct omr_form_page *pages =
        OMR_ARENA_ARRAY(&placement->arena, struct omr_form_page, (size_t)count + 1);
    if (!placement->pages || !pages) {
        omr_plan_fail_memory(plan);
        return;
    }
    placement->form = (struct omr_form){.name = "MyTemplate", .id = "", .pages = pages};
    for (const struct omr_node *at = omr_first_child(root, OMR_NODE_PAGE); at && !plan->status;
         at = omr_next_of(at->next, OMR_NODE_PAGE), i++)
        place_page(plan, at, count, &placement->pages[i], &pages[i]);
    placement->page_count = placement->form.page_count = count;
    if (!plan->status && !has_something_to_read(&placement->form))
        omr_plan_warn(plan, root, "layout.nothing_to_read",
                      "there is nothing to mark or to read on this form");
    identify(plan);
}

static void end_plan(struct omr_plan *plan) {
    struct omr_placed_form *placement = plan->placement;
    placement->texts = (void *)plan->texts.bytes;
    placement->text_count = plan->text_count;
    plan->texts.bytes = NULL;
    omr_buffer_clear(&plan->items);
    omr_buffer_clear(&plan->elements);
    omr_buffer_clear(&plan->firsts);
    omr_buffer_clear(&plan->positions);
    omr_buffer_clear(&plan->bubbles);
}

enum omr_status omr_layout_make(struct omr_placed_form *placement, struct omr_markup *markup,
                                const struct omr_layout_settings *settings,
                                const struct omr_layout_image *images, int image_count,
                                struct omr_fonts *fonts, struct omr_error *err) {
    struct omr_placed_form made = {.page_count = 0};
    struct omr_plan plan = {.placement = &made,
                            .markup = markup,
                            .settings = settings,
                            .images = images,
                            .image_count = image_count,
                            .fonts = fonts,
                            .err = err};
    place_pages(&plan);
    end_plan(&plan);
    if (plan.status)
        omr_placed_form_clear(&made);
    else
        *placement = made;
    return plan.status;
}

void omr_placed_form_clear(struct omr_placed_form *placement) {
    for (int i = 0; i < placement->text_count; i++)
        omr_text_free(placement->texts[i]);
    free(placement->texts);
    omr_arena_clear(&placement->arena);
    *placement = (struct omr_placed_form){.page_count = 0};
}
