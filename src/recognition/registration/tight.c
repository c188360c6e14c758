/* SPDX-License-Identifier: MIT
 *
 * Squares that stand exactly as the form's markers do, between which no outlines are seen. */
#include "recognition/registration/search.h"

#include <string.h>

/* Their corners are off by so much of a side at most: less than any curl leaves. */
static const double TIGHT = 0.03;

/* Those of the first look that has any. */
void omr_search_note_tight(struct omr_search *search, const struct omr_look *look) {
    if (look->wanted != OMR_MARKERS_MOST || look->is_mirrored || search->tight_count)
        return;
    for (int i = 0; i < search->hypotheses.count && search->tight_count < OMR_TIGHT_MOST; i++) {
        struct omr_tight one = {.hypothesis =
                                    omr_search_sharpen(search, &search->hypotheses.item[i])};
        if (one.hypothesis.misfit > TIGHT)
            continue;
        for (int k = 0; k < OMR_MARKERS_MOST; k++)
            memcpy(one.marker[k].corners, search->squares.square[one.hypothesis.square[k]].corner,
                   sizeof one.marker[k].corners);
        search->tight[search->tight_count++] = one;
    }
}

enum omr_status omr_search_lay(struct omr_search *search, bool *is_found, struct omr_error *err) {
    struct omr_faint faint, best = {.groups = 0};
    const struct omr_tight *laid = NULL;
    int good = 0;
    for (int i = 0; i < search->tight_count; i++) {
        enum omr_status status =
            omr_faint_ask(&faint, search->sheet, &search->tight[i].hypothesis, search->arena, err);
        if (status)
            return status;
        if (!omr_faint_is_good(&faint))
            continue;
        laid = &search->tight[i];
        best = faint;
        good++;
    }
    *is_found = good == 1;
    if (*is_found) {
        omr_fit_lay(&search->fits[0], &laid->hypothesis, &best);
        memcpy(search->fits[0].result.markers, laid->marker, sizeof laid->marker);
        search->fits[0].result.marker_count = OMR_MARKERS_MOST;
    }
    return OMR_OK;
}
