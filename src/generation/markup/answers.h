/* SPDX-License-Identifier: MIT
 *
 * The notation of answers: "(A) text (B) text". */
#ifndef OMR_GENERATION_MARKUP_ANSWERS_H
#define OMR_GENERATION_MARKUP_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

/* One answer: slices of the line. */
struct omr_answer {
    const char *value; /* what is in the brackets; of no size where a letter is to be given */
    size_t value_size;
    const char *text; /* blanks at its end are kept, they widen its cell */
    size_t text_size;
};

/* The next answer at `*at` in a line that ends at `end`; false where there is none left. What comes
 * before the first one is skipped. A bracket begins an answer where it is empty, holds one
 * character, or yes or no; also a number, where `takes_numbers`. */
bool omr_answer_next(const char **at, const char *end, bool takes_numbers,
                     struct omr_answer *answer);

/* Whether every bracket of a line is followed by nothing but blanks, as in "(8) (9) (10)". */
bool omr_answers_are_scale(const char *line, const char *end);

/* The letter of the answer number `index` (from 0): "A" ... "Z", "AA", "AB", ... */
void omr_answer_letter(int index, char letter[8]);

#endif
