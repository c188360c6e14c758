/* SPDX-License-Identifier: MIT
 *
 * A blank page becomes a form: found page, groups, elements. */
#include "base/error.h"
#include "base/remark.h"
#include "detection/values.h"
#include "form/draft.h"

#include <omr/detect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct detection {
    struct omr_form *form;
    struct omr_found_page page;
    struct omr_found_groups groups;
    struct omr_page_draft draft;
    int questions, grids, check_boxes; /* how many there are so far */
    int unsure_values, unsure_ways;
};

static const struct omr_contour *contour_of(const struct detection *found,
                                            const struct omr_found_group *group, int i) {
    return omr_contour_at(&found->page.contours, group->item[i]);
}

/* The name of the next element of a kind, numbered. */
static const char *next_name(struct detection *found, enum omr_element_kind kind) {
    char name[40];
    if (kind == OMR_ELEMENT_GRID)
        snprintf(name, sizeof name, "Grid%d", ++found->grids);
    else if (kind == OMR_ELEMENT_CHECK_BOX)
        snprintf(name, sizeof name, "CheckBox%d", ++found->check_boxes);
    else
        snprintf(name, sizeof name, "Question%d", ++found->questions);
    return omr_arena_copy(&found->form->arena, name, strlen(name));
}

/* The group's usual size: a pixel more or less is nothing that was meant. */
static void usual_size(const struct detection *found, const struct omr_found_group *group,
                       double *width, double *height) {
    *width = *height = 0;
    for (int i = 0; i < group->count; i++) {
        *width += contour_of(found, group, i)->width / group->count;
        *height += contour_of(found, group, i)->height / group->count;
    }
}

static enum omr_status add_position(struct detection *found, const struct omr_found_group *group,
                                    struct omr_error *err) {
    bool is_sure;
    enum omr_found_series series = omr_found_series_of(&found->page, group, &is_sure);
    double width, height;
    usual_size(found, group, &width, &height);
    found->unsure_values += !is_sure;
    found->unsure_ways += group->is_uncertain;
    omr_page_draft_position(&found->draft);
    for (int i = 0; i < group->count; i++) {
        const struct omr_contour *contour = contour_of(found, group, i);
        struct omr_bubble bubble = {.x = contour->x,
                                    .y = contour->y,
                                    .width = width,
                                    .height = height,
                                    .shape =
                                        contour->is_square ? OMR_SHAPE_SQUARE : OMR_SHAPE_ELLIPSE};
        bubble.value = omr_found_value(series, i, group->count, &found->form->arena);
        if (!bubble.value)
            return omr_fail_memory(err);
        omr_page_draft_bubble(&found->draft, &bubble);
    }
    return OMR_OK;
}

static enum omr_status add_groups(struct detection *found, struct omr_error *err) {
    enum omr_status status = OMR_OK;
    for (int i = 0; i < found->groups.count && !status; i++) {
        const struct omr_found_group *group = &found->groups.group[i];
        bool goes_on = i && group->is_position && group->block == group[-1].block;
        enum omr_element_kind kind = group->is_position ? OMR_ELEMENT_GRID
                                     : contour_of(found, group, 0)->is_square
                                         ? OMR_ELEMENT_CHECK_BOX
                                         : OMR_ELEMENT_CHOICE_BOX;
        const char *name = goes_on ? "" : next_name(found, kind);
        if (!name)
            return omr_fail_memory(err);
        if (!goes_on)
            omr_page_draft_open(&found->draft, kind, name);
        status = add_position(found, group, err);
    }
    return status;
}

static void add_markers(struct detection *found, struct omr_remarks *remarks) {
    struct omr_marker markers[OMR_FOUND_MARKERS_MOST];
    int count = omr_found_page_markers(&found->page, markers);
    for (int i = 0; i < count; i++)
        omr_page_draft_marker(&found->draft, &markers[i]);
    if (!count)
        omr_remark_add(remarks, "detect.no_markers",
                       "no four black squares stand in the corners: filled pages are found by "
                       "their bubbles");
}

static void remark_doubts(const struct detection *found, struct omr_remarks *remarks) {
    if (found->unsure_ways)
        omr_remark_add(remarks, "detect.unsure_ways",
                       "%d rows or columns could as well be read the other way: look at them",
                       found->unsure_ways);
    if (found->unsure_values)
        omr_remark_add(remarks, "detect.unsure_values",
                       "the values of %d rows or columns are only counted: nothing printed in "
                       "their bubbles tells them",
                       found->unsure_values);
    if (found->groups.alone)
        omr_remark_add(remarks, "detect.alone", "%d outlines that stand alone were left out",
                       found->groups.alone);
}

static enum omr_status finish(struct detection *found, struct omr_error *err) {
    struct omr_form_page *page = OMR_ARENA_NEW(&found->form->arena, struct omr_form_page);
    if (!page)
        return omr_fail_memory(err);
    found->form->pages = page;
    found->form->page_count = 1;
    return omr_page_draft_finish(&found->draft, page, err);
}

static enum omr_status detect(struct omr_form *form, struct omr_remarks *remarks,
                              const struct omr_image *image, struct omr_error *err) {
    struct detection found = {.form = form};
    struct omr_arena arena = {0};
    enum omr_status status;
    form->name = form->id = "";
    found.draft.arena = &form->arena;
    found.draft.bubbles_left = OMR_FORM_BUBBLES_MOST;
    if (!(status = omr_found_page_init(&found.page, image, remarks, err)) &&
        !(status = omr_found_groups_init(&found.groups, &found.page, &arena, err))) {
        found.draft.width = found.page.width;
        found.draft.height = found.page.height;
        add_markers(&found, remarks);
        status =
            found.groups.count
                ? add_groups(&found, err)
                : omr_fail(err, OMR_ERROR_INPUT, "detect.nothing",
                           "no bubbles were found: is it a blank page of a form, flat, upright "
                           "and of 100 dpi or more?");
        remark_doubts(&found, remarks);
        if (!status)
            status = finish(&found, err);
    }
    omr_page_draft_clear(&found.draft);
    omr_found_page_clear(&found.page);
    omr_arena_clear(&arena);
    return status;
}

enum omr_status omr_form_detect(struct omr_form **form, struct omr_remarks *remarks,
                                const struct omr_image *image, struct omr_error *err) {
    struct omr_form *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    enum omr_status status = detect(made, remarks, image, err);
    if (status)
        omr_form_free(made);
    else
        *form = made;
    return status;
}
