/* SPDX-License-Identifier: MIT
 *
 * One result out of those of several pages. */
#ifndef OMR_RESULT_MERGE_H
#define OMR_RESULT_MERGE_H

#include <omr/result.h>

struct omr_merge_page {
    const struct omr_result *result; /* NULL: the page is missing */
    const char *seen_before;         /* it is a duplicate: where the first one was; or NULL */
};

/* What is known of a respondent. */
struct omr_merge {
    const struct omr_merge_page *pages; /* one per page of the form */
    int page_count;
    const char *copy;
    bool is_alone; /* one page, which stands for itself: its names stay, nothing is missing */
};

/* Makes the result. Its rows are those of the pages one after the other, their names with the page
 * before them, grand totals last. It refers to the pages' results, which must live as long. Ended
 * with omr_result_free(). Errors: OMR_ERROR_MEMORY. */
enum omr_status omr_results_merge(struct omr_result **result, const struct omr_merge *merge,
                                  struct omr_error *err);

#endif
