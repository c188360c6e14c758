/* SPDX-License-Identifier: MIT */
#include "recognition/registration/registration.h"

#include "base/error.h"
#include "recognition/registration/search.h"

void omr_registration_add_finding(struct omr_registration *registration, const char *code,
                                  const char *text) {
    if (registration->finding_count < OMR_REGISTRATION_FINDINGS)
        registration->findings[registration->finding_count++] = (struct omr_finding){code, text};
}

/* Finds the page by its outlines alone, unless it was seen to be a part of another form. */
static enum omr_status find_by_outlines(struct omr_search *search, bool *is_found,
                                        struct omr_error *err) {
    if (search->is_part)
        return OMR_OK;
    enum omr_status status = omr_unmarked_find(&search->unmarked, search->fits, search->sheet,
                                               search->arena, is_found, err);
    if (!status && *is_found)
        *is_found = !omr_search_is_part(search);
    return status;
}

enum omr_status omr_registration_find(struct omr_registration *registration,
                                      const struct omr_sheet *sheet, struct omr_arena *arena,
                                      struct omr_error *err) {
    struct omr_box marker[OMR_MARKERS_MOST];
    bool has_markers = omr_corner_markers(sheet->page, marker) == OMR_MARKERS_MOST;
    bool is_found = false;
    struct omr_search *search = OMR_ARENA_NEW(arena, struct omr_search);
    if (!search)
        return omr_fail_memory(err);
    enum omr_status status = omr_search_init(search, sheet, arena, err);
    if (!status && has_markers)
        status = omr_search_by_markers(search, &is_found, err);
    if (!status && !is_found)
        status = omr_search_lay(search, &is_found, err);
    if (!status && !is_found)
        status = find_by_outlines(search, &is_found, err);
    if (!status && sheet->print)
        status = omr_search_ask_print(search, &is_found, err);
    if (!status && !is_found)
        status = has_markers ? omr_search_refuse(search, err)
                             : omr_unmarked_refuse(&search->unmarked, err);
    if (status)
        return status;
    omr_search_note_second(search);
    *registration = search->fits[0].result;
    return status;
}
