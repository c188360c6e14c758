/* SPDX-License-Identifier: MIT
 *
 * Where bubbles are, told by the print around them: patches take the part that outlines have in
 * refine.h. To it they are bubbles of a page that has no others, or whose others are not seen. */
#include "base/error.h"
#include "recognition/registration/print.h"
#include "recognition/registration/refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_PATCHES = 6, NEAREST = 5 };
/* Wide first, then near, page px. */
static const double SEARCHES_PX[] = {60, 40, 20, 12};
enum { ROUNDS = sizeof SEARCHES_PX / sizeof *SEARCHES_PX };
/* From farther than this off the map a patch is not where it should be. */
static const double SETTLED_PX = 5;
static const double REACHES_PX[] = {900, 500};

/* A page with the form's bubbles, `skipped` of them, and then a bubble for each patch. */
struct stand_in {
    struct omr_form_page page;
    struct omr_sheet sheet;
    struct omr_bubble *bubbles;
    struct omr_outline *outlines;
    struct omr_point *local;
    int skipped;
};

static void stand_in_clear(struct stand_in *all) {
    free(all->bubbles);
    free(all->outlines);
    free(all->local);
}

static enum omr_status stand_in_init(struct stand_in *all, const struct omr_sheet *sheet,
                                     int skipped, struct omr_error *err) {
    const struct omr_print *print = sheet->print;
    size_t count = (size_t)skipped + (size_t)print->patch_count + 1;
    *all = (struct stand_in){.page = *sheet->page, .sheet = *sheet, .skipped = skipped};
    all->bubbles = calloc(count, sizeof *all->bubbles);
    all->outlines = calloc(count, sizeof *all->outlines);
    all->local = calloc(count, sizeof *all->local);
    if (!all->bubbles || !all->outlines || !all->local) {
        stand_in_clear(all);
        return omr_fail_memory(err);
    }
    if (skipped)
        memcpy(all->bubbles, sheet->page->bubbles, (size_t)skipped * sizeof *all->bubbles);
    for (int i = 0; i < print->patch_count; i++)
        all->bubbles[skipped + i] =
            (struct omr_bubble){.x = print->patch[i].at.x, .y = print->patch[i].at.y};
    all->page.bubbles = all->bubbles;
    all->page.bubble_count = skipped + print->patch_count;
    all->sheet.page = &all->page;
    return OMR_OK;
}

/* What was seen of the patches, less what has been added to their places; how many are in place. */
static int take_matches(struct stand_in *all, const struct omr_patch_match *matches) {
    int count = 0;
    for (int i = 0; i < all->sheet.print->patch_count; i++) {
        const struct omr_point *local = &all->local[all->skipped + i];
        bool is_in_place = omr_patch_is_in_place(&matches[i]);
        all->outlines[all->skipped + i] = (struct omr_outline){
            .shift = {matches[i].shift.x - local->x, matches[i].shift.y - local->y},
            .response = is_in_place ? 1 : 0,
            .closed = 1,
            .weight = is_in_place ? 1 : 0};
        count += is_in_place;
    }
    return count;
}

enum omr_status omr_print_bend(struct omr_page_map *map, const struct omr_sheet *sheet,
                               struct omr_error *err) {
    struct omr_patch_match matches[OMR_PATCHES_MOST];
    struct stand_in all;
    enum omr_status status = stand_in_init(&all, sheet, 0, err);
    if (status)
        return status;
    for (int round = 0; round < ROUNDS && !status; round++) {
        double typical;
        omr_patches_find(matches, sheet, map, SEARCHES_PX[round]);
        if (take_matches(&all, matches) < LEAST_PATCHES)
            break;
        status = omr_page_map_bend(map, &all.sheet, all.outlines, NULL, 0, &typical, err);
    }
    stand_in_clear(&all);
    return status;
}

/* The share of the nearest patches on the picture that are in place: by outlines' shifts, which are
 * what the map and the local shifts leave. */
static double trust_at(const struct stand_in *all, const struct omr_patch_match *matches, double x,
                       double y) {
    double nearest[NEAREST];
    bool is_good[NEAREST];
    int count = 0, good = 0;
    for (int i = 0; i < all->sheet.print->patch_count; i++) {
        const struct omr_bubble *patch = &all->bubbles[all->skipped + i];
        const struct omr_outline *seen = &all->outlines[all->skipped + i];
        double distance = hypot(patch->x - x, patch->y - y);
        if (!matches[i].is_inside || (count == NEAREST && distance >= nearest[NEAREST - 1]))
            continue;
        int at = count < NEAREST ? count++ : NEAREST - 1;
        for (; at > 0 && nearest[at - 1] > distance; at--)
            nearest[at] = nearest[at - 1], is_good[at] = is_good[at - 1];
        nearest[at] = distance;
        is_good[at] = seen->weight > 0 && hypot(seen->shift.x, seen->shift.y) < SETTLED_PX;
    }
    for (int i = 0; i < count; i++)
        good += is_good[i];
    return count ? good / (double)NEAREST : 0;
}

enum omr_status omr_print_place(struct omr_point *local, double *trust,
                                const struct omr_sheet *sheet, const struct omr_page_map *map,
                                struct omr_error *err) {
    struct omr_patch_match matches[OMR_PATCHES_MOST];
    struct stand_in all;
    int bubbles = sheet->page->bubble_count;
    enum omr_status status = stand_in_init(&all, sheet, bubbles, err);
    if (status)
        return status;
    omr_patches_find(matches, sheet, map, SEARCHES_PX[ROUNDS - 1]);
    for (size_t k = 0; k < sizeof REACHES_PX / sizeof *REACHES_PX && !status; k++) {
        take_matches(&all, matches);
        status = omr_local_shifts_add(all.local, &all.sheet, all.outlines, 0.5, REACHES_PX[k], err);
    }
    take_matches(&all, matches);
    for (int i = 0; i < bubbles && !status; i++) {
        local[i] = all.local[i];
        trust[i] = trust_at(&all, matches, all.bubbles[i].x, all.bubbles[i].y);
    }
    stand_in_clear(&all);
    return status;
}
