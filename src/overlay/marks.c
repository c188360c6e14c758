/* SPDX-License-Identifier: MIT */
#include "overlay/marks.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>

static void find_page_reasons(struct omr_marks *marks, const struct omr_result *result) {
    int count = 0;
    marks->page_reasons = marks->everywhere = ~0u;
    for (int i = 0; i < result->field_count; i++) {
        const struct omr_field *field = &result->fields[i];
        count += field->bubble_count > 0;
        marks->page_reasons &= field->bubble_count ? field->reasons : ~0u;
        for (int k = 0; k < field->bubble_count; k++)
            marks->everywhere &= field->bubbles[k].reasons;
    }
    if (count < 2)
        marks->page_reasons = marks->everywhere = 0;
}

/* Reasons of a mark that does not count are settled. */
static unsigned reasons_of(const struct omr_bubble_reading *bubble) {
    return bubble->is_dropped ? 0 : bubble->reasons;
}

bool omr_marks_is_doubtful(const struct omr_marks *marks, const struct omr_field *field,
                           int bubble) {
    unsigned own = 0;
    bool has_mark = false;
    for (int i = 0; i < field->bubble_count; i++) {
        own |= reasons_of(&field->bubbles[i]);
        has_mark = has_mark || field->bubbles[i].is_marked;
    }
    if (own & ~marks->everywhere)
        return reasons_of(&field->bubbles[bubble]) & ~marks->everywhere;
    if (!(field->reasons & ~marks->page_reasons))
        return false;
    return has_mark ? field->bubbles[bubble].is_marked : bubble == 0;
}

/* By place: rows of a quarter of a pixel, so that a bubble that was read twice stands together. */
static int compare_marks(const void *left, const void *right) {
    const struct omr_bubble_reading *a = ((const struct omr_mark *)left)->reading;
    const struct omr_bubble_reading *b = ((const struct omr_mark *)right)->reading;
    double dy = floor(a->y_px * 4) - floor(b->y_px * 4),
           dx = floor(a->x_px * 4) - floor(b->x_px * 4);
    double order = dy != 0 ? dy : dx;
    return order < 0 ? -1 : order > 0;
}

static void merge(struct omr_marks *marks) {
    int kept = 0;
    for (int i = 0; i < marks->count; i++) {
        struct omr_mark *last = kept ? &marks->items[kept - 1] : NULL;
        if (last && compare_marks(last, &marks->items[i]) == 0)
            last->is_doubtful = last->is_doubtful || marks->items[i].is_doubtful;
        else
            marks->items[kept++] = marks->items[i];
    }
    marks->count = kept;
    for (int i = 0; i < kept; i++) {
        marks->marked_count += marks->items[i].reading->is_marked;
        marks->doubtful_count += marks->items[i].is_doubtful;
    }
}

enum omr_status omr_marks_gather(struct omr_marks *marks, const struct omr_result *result,
                                 struct omr_arena *arena, struct omr_error *err) {
    size_t most = 1;
    for (int i = 0; i < result->field_count; i++)
        most += (size_t)result->fields[i].bubble_count;
    *marks = (struct omr_marks){0};
    find_page_reasons(marks, result);
    marks->items = OMR_ARENA_ARRAY(arena, struct omr_mark, most);
    if (!marks->items)
        return omr_fail_memory(err);
    for (int i = 0; i < result->field_count; i++)
        for (int k = 0; k < result->fields[i].bubble_count; k++)
            marks->items[marks->count++] = (struct omr_mark){
                .reading = &result->fields[i].bubbles[k],
                .is_doubtful = omr_marks_is_doubtful(marks, &result->fields[i], k)};
    qsort(marks->items, (size_t)marks->count, sizeof *marks->items, compare_marks);
    merge(marks);
    return OMR_OK;
}
