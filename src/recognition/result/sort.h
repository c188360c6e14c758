/* SPDX-License-Identifier: MIT
 *
 * The order of the rows: by name as people count (`Q9` before `Q10`), without regard to case, `_`
 * before letters. */
#ifndef OMR_RESULT_SORT_H
#define OMR_RESULT_SORT_H

/* Less than, equal to or greater than zero, as strcmp() has it. Names that differ only in case or
 * in leading zeros are equal. */
int omr_name_compare(const char *a, const char *b);

#endif
