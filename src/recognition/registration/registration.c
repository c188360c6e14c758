/* SPDX-License-Identifier: MIT */
#include "recognition/registration/registration.h"

#include "base/error.h"
#include "recognition/registration/search.h"

void omr_registration_add_finding(struct omr_registration *registration, const char *code,
                                  const char *text) {
    if (registration->finding_count < OMR_REGISTRATION_FINDINGS)
        registration->findings[registration->finding_count++] = (struct omr_finding){code, text};
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
        status = omr_unmarked_find(&search->unmarked, search->fits, sheet, arena, &is_found, err);
    if (!status && sheet->print)
        status = omr_search_ask_print(search, &is_found, err);
    if (!status && !is_found)
        status = has_markers ? omr_search_refuse(search, err)
                             : omr_unmarked_refuse(&search->unmarked, err);
    if (!status)
        *registration = search->fits[0].result;
    return status;
}
