/* SPDX-License-Identifier: MIT */
#include "recognition/registration/search.h"

#include "base/error.h"

enum omr_status omr_search_refuse(const struct omr_search *search, struct omr_error *err) {
    if (search->is_part)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.other_markers",
                        "Could not find positioning markers on the image: the form's bubbles are "
                        "on it, but dark squares stand elsewhere than the form's markers around "
                        "them; is it another form that has these rows, too?");
    if (search->has_matched)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.other_form",
                        "Could not find positioning markers on the image: dark squares stand as "
                        "the form's markers do, but only %.0f %% of the form's bubbles are printed "
                        "where they should be; is it another form?",
                        100 * search->settled_ratio);
    if (search->noted.count < 2)
        return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.no_squares",
                        "Could not find positioning markers on the image: %s dark square was seen; "
                        "all corner squares of the form must be on it, sharp and evenly lit",
                        search->noted.count ? "only one" : "no");
    return omr_fail(err, OMR_ERROR_UNREGISTERED, "registration.no_markers",
                    "Could not find positioning markers on the image: %d dark squares were seen, "
                    "but no two of them stand as the form's markers do around its bubbles; is it "
                    "this form, with all corner squares on the picture?",
                    search->noted.count);
}
