/* SPDX-License-Identifier: MIT
 *
 * Elements are sorted by name once; what belongs together then stands together. So a form of many
 * thousand elements of one name costs no more than any other. */
#include "recognition/result/links.h"

#include "base/error.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct named {
    const char *name; /* of the element; of a trigger: its target's */
    int element;
    bool is_trigger;
};

/* By name, then triggers last, then in drawing order. */
static int compare_named(const void *left, const void *right) {
    const struct named *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    if (order == 0)
        order = a->is_trigger - b->is_trigger;
    return order ? order : a->element - b->element;
}

/* Whether a trigger can replace the value of such an element. */
static bool is_target(enum omr_element_kind kind) {
    return kind == OMR_ELEMENT_CHOICE_BOX || kind == OMR_ELEMENT_CHECK_BOX ||
           kind == OMR_ELEMENT_GRID || kind == OMR_ELEMENT_COMPOSITE_GRID;
}

static void link_grids(struct omr_links *links, const struct omr_form_page *page,
                       const struct named *run, int count) {
    int last = -1;
    for (int i = 0; i < count; i++) {
        int at = run[i].element;
        if (run[i].is_trigger || page->elements[at].kind != OMR_ELEMENT_GRID)
            continue;
        if (last >= 0) {
            links->next_grid[last] = at;
            links->first_grid[at] = links->first_grid[last];
        }
        last = at;
    }
}

/* Of several elements of the target's name the one drawn nearest is meant: a form writes a trigger
 * next to its question. Both are walked in drawing order, so the nearest only ever moves on. */
static void link_triggers(struct omr_links *links, const struct named *targets, int target_count,
                          const struct named *triggers, int trigger_count, int *last_trigger) {
    int nearest = 0;
    for (int i = 0; i < trigger_count && target_count; i++) {
        int trigger = triggers[i].element;
        while (nearest + 1 < target_count && abs(targets[nearest + 1].element - trigger) <
                                                 abs(targets[nearest].element - trigger))
            nearest++;
        int row = links->first_grid[targets[nearest].element];
        if (last_trigger[row] >= 0)
            links->next_trigger[last_trigger[row]] = trigger;
        else
            links->first_trigger[row] = trigger;
        last_trigger[row] = trigger;
    }
}

static void link_run(struct omr_links *links, const struct omr_form_page *page,
                     const struct named *run, int count, int *last_trigger) {
    int targets = 0;
    while (targets < count && !run[targets].is_trigger)
        targets++;
    link_grids(links, page, run, targets);
    link_triggers(links, run, targets, run + targets, count - targets, last_trigger);
}

/* Elements that have a row or are triggers, sorted; returns how many. */
static int sort_by_name(const struct omr_form_page *page, struct named *sorted) {
    int count = 0;
    for (int i = 0; i < page->element_count; i++) {
        const struct omr_element *element = &page->elements[i];
        if (element->kind == OMR_ELEMENT_REPLACE_TRIGGER)
            sorted[count++] = (struct named){element->target, i, true};
        else if (is_target(element->kind))
            sorted[count++] = (struct named){element->name, i, false};
    }
    if (count)
        qsort(sorted, (size_t)count, sizeof *sorted, compare_named);
    return count;
}

enum omr_status omr_links_find(struct omr_links *links, const struct omr_form_page *page,
                               struct omr_arena *arena, struct omr_error *err) {
    size_t count = (size_t)page->element_count;
    struct named *sorted = OMR_ARENA_ARRAY(arena, struct named, count);
    int *indices = OMR_ARENA_ARRAY(arena, int, 5 * count);
    if (!sorted || !indices)
        return omr_fail_memory(err);
    *links = (struct omr_links){indices, indices + count, indices + 2 * count, indices + 3 * count};
    for (size_t i = 0; i < 5 * count; i++)
        indices[i] = -1;
    for (size_t i = 0; i < count; i++)
        links->first_grid[i] = (int)i;
    int named_count = sort_by_name(page, sorted);
    for (int start = 0, end; start < named_count; start = end) {
        for (end = start + 1;
             end < named_count && strcmp(sorted[start].name, sorted[end].name) == 0; end++)
            continue;
        link_run(links, page, sorted + start, end - start, indices + 4 * count);
    }
    return OMR_OK;
}
