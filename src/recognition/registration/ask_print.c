/* SPDX-License-Identifier: MIT */
#include "recognition/registration/search.h"

#include "base/error.h"

#include <string.h>

/* Print this far off a map, page px, says that it could be followed better. */
static const double PRINT_OFF_PX = 4;

/* Follows the page by its print in fits[1], from where `map` puts it. */
static enum omr_status follow_print(struct omr_search *search, const struct omr_page_map *map,
                                    bool *is_found, struct omr_error *err) {
    struct omr_fit *fit = &search->fits[1];
    enum omr_status status = omr_fit_follow_print(fit, map, err);
    if (status)
        return status;
    struct omr_print_opinion opinion = omr_print_ask(search->sheet, &fit->result.map);
    *is_found = fit->is_by_print ? opinion.is_sure : opinion.is_for;
    if (fit->is_by_print)
        omr_registration_add_finding(&fit->result, "found_by_print",
                                     "the bubbles' outlines do not tell where they are; what else "
                                     "is printed does");
    else
        omr_fit_note_doubts(fit, false);
    omr_fit_dispel_doubts(fit);
    return OMR_OK;
}

/* Finds the page by its print, into fits[1]. */
static enum omr_status find_by_print(struct omr_search *search, bool *is_found,
                                     struct omr_error *err) {
    struct omr_page_map map;
    *is_found = false;
    enum omr_status status = omr_print_find(&map, search->sheet, is_found, err);
    return status || !*is_found ? status : follow_print(search, &map, is_found, err);
}

enum omr_status omr_search_ask_print(struct omr_search *search, bool *is_found,
                                     struct omr_error *err) {
    struct omr_print_opinion opinion = {.seen = 0};
    bool is_better = false;
    enum omr_status status = OMR_OK;
    if (*is_found)
        opinion = omr_print_ask(search->sheet, &search->fits[0].result.map);
    if (opinion.is_for) { /* the blank shows better than any filled sheet how outlines are drawn */
        omr_fit_dispel_doubts(&search->fits[0]);
        memcpy(search->fits[0].result.ring_factor, search->sheet->print->ring_factor,
               sizeof search->sheet->print->ring_factor);
    }
    if (opinion.is_for && opinion.off_px > PRINT_OFF_PX)
        status = follow_print(search, &search->fits[0].result.map, &is_better, err);
    else if (!*is_found || opinion.is_against)
        status = find_by_print(search, &is_better, err);
    if (status)
        return status;
    if (is_better)
        omr_search_swap(search);
    else if (opinion.is_against)
        return omr_fail(
            err, OMR_ERROR_UNREGISTERED, "registration.other_print",
            "the form's bubbles are on the image, but of %d places of the blank's other "
            "print only %d look like it; is it another form, or another edition of it?",
            opinion.seen, opinion.in_place);
    *is_found |= is_better;
    return OMR_OK;
}
